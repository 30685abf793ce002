"""Narrative: xhtml that is well-formed and passive; nothing of it is ever repeated in an issue."""

import re
from typing import Any, NoReturn
from xml.parsers.expat import ExpatError, ParserCreate

from app.fhir.outcome import Issue

TEXT_LINK = "http://hl7.org/fhir/StructureDefinition/textLink"
XHTML = "http://www.w3.org/1999/xhtml"
_NAMESPACE_ENDS = " "

# Chapters 7-11 (without section 4 of chapter 9) and 15 of HTML 4.0, <a> and images: txt-1.
_ELEMENTS = frozenset(
    (
        *("div", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "address", "bdo", "span"),
        *("em", "strong", "dfn", "code", "samp", "kbd", "var", "cite", "abbr", "acronym"),
        *("blockquote", "q", "sub", "sup", "pre", "ul", "ol", "li", "dl", "dt", "dd", "table"),
        *("caption", "thead", "tfoot", "tbody", "colgroup", "col", "tr", "th", "td", "a"),
        *("tt", "i", "b", "big", "small", "s", "strike", "u", "font", "center", "ins", "del"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("title", "style", "class", "id", "lang", "xml:lang", "dir", "accesskey", "tabindex"),
        *("span", "width", "align", "valign", "char", "charoff", "abbr", "axis", "headers"),
        *("scope", "rowspan", "colspan", "cellspacing", "cellpadding", "border", "frame"),
        *("rules", "summary", "name", "href", "rel", "rev", "charset", "type", "hreflang"),
        *("cite", "datetime", "alt", "src", "height", "start", "value", "compact", "noshade"),
        *("size", "color", "face", "clear", "longdesc", "usemap", "ismap", "hspace", "vspace"),
        *("nowrap", "bgcolor", "background", "shape", "coords"),
    )
)
_QUALIFIED = _ELEMENTS | {f"{XHTML}{_NAMESPACE_ENDS}{name}" for name in _ELEMENTS}
_ACTIVE_ELEMENTS = frozenset(
    {"base", "embed", "form", "frame", "iframe", "input", "link", "object", "script"}
)
_IMAGES = frozenset({"src", "background"})
_LINKS = frozenset({"href", "src", "longdesc", "cite", "background"})
_PASSIVE_LINK = re.compile(r"(#|https?:|mailto:|tel:|data:image/|[\w./?-]*$)", re.IGNORECASE)
_INTERNAL_IMAGE = re.compile(r"(#|data:image/)", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(
    r"url\s*\(|expression\s*\(|javascript:|@import|behavior\s*:", re.IGNORECASE
)
ACTIVE = "The narrative holds active or external content; it is not shown or passed on."
BEYOND = "The narrative uses markup beyond the basic xhtml that FHIR allows."
BROKEN_LINK = "The link names an id that the narrative does not have."
EMPTY = "The narrative has no content; write the text into the div or leave the narrative out."
NOT_XHTML = "The narrative must be one well-formed xhtml <div> element."
NO_NAMESPACE = f'The narrative div should declare xmlns="{XHTML}".'


class _Reading:
    """What one pass over the div has seen; half the work of a record with narratives is here."""

    __slots__ = ("active", "beyond", "filled", "ids", "parser", "root")

    def __init__(self) -> None:
        self.root = ""
        self.filled = self.active = self.beyond = False
        self.ids: set[str] = set()
        self.parser = ParserCreate(namespace_separator=_NAMESPACE_ENDS)
        self.parser.buffer_text = True
        # HTML's names for characters (&nbsp;) are legal xhtml; expat alone knows XML's five.
        self.parser.UseForeignDTD(True)  # noqa: FBT003 - expat's signature
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.SkippedEntityHandler = self._entity
        self.parser.EntityDeclHandler = _refuse_entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        if name not in _QUALIFIED:
            self._unusual(name.rpartition(_NAMESPACE_ENDS)[2])
        for key, value in attributes.items():
            self._attribute(key.rpartition(_NAMESPACE_ENDS)[2].lower(), value)

    def _unusual(self, local: str) -> None:
        if local.lower() in _ACTIVE_ELEMENTS:
            self.active = True
        elif local == "img":
            self.filled = True
        else:
            self.beyond = True

    def _attribute(self, name: str, value: str) -> None:
        if name == "id":
            self.ids.add(value)
        link = value.strip()
        if (
            name.startswith("on")
            or (name in _LINKS and not _PASSIVE_LINK.match(link))
            or (name in _IMAGES and not _INTERNAL_IMAGE.match(link))
            or (name == "style" and _ACTIVE_STYLE.search(value))
        ):
            self.active = True
        elif name not in _ATTRIBUTES:
            self.beyond = True

    def _text(self, content: str) -> None:
        self.filled = self.filled or not content.isspace()

    def _instruction(self, _target: str, _content: str) -> None:
        self.beyond = True

    def _entity(self, _name: str, _is_parameter: bool) -> None:  # noqa: FBT001 - expat's signature
        self.filled = True


class _EntityDeclaredError(Exception):
    """The div brings a document type of its own."""


def _refuse_entity(*_declaration: object) -> NoReturn:
    raise _EntityDeclaredError


def _read(div: str) -> _Reading | None:
    """The reading of a well-formed div; None when it is not well-formed XML."""
    if "<!DOCTYPE" in div or "<!ENTITY" in div:
        return None
    reading = _Reading()
    try:
        reading.parser.Parse(div, True)  # noqa: FBT003 - expat's signature
    except (ExpatError, UnicodeEncodeError, _EntityDeclaredError):
        return None
    return reading


def check_div(div: str, path: str) -> list[Issue]:
    """The issues of one narrative div."""
    reading = _read(div)
    if reading is None or reading.root not in ("div", f"{XHTML} div"):
        return [Issue("error", "invariant", NOT_XHTML, path, "txt-1")]
    issues = [] if reading.filled else [Issue("error", "invariant", EMPTY, path, "txt-2")]
    faults = (
        (reading.active, ACTIVE),
        (reading.beyond, BEYOND),
        (reading.root == "div", NO_NAMESPACE),
    )
    issues += [Issue("warning", "invariant", text, path, "txt-1") for bad, text in faults if bad]
    return issues


def check_links(narrative: dict[str, Any], path: str) -> list[Issue]:
    """Extensions that tie the text to data must name an id that the text has."""
    held = narrative.get("extension")
    links = [
        (index, inner.get("valueString"))
        for index, link in enumerate(held if isinstance(held, list) else ())
        if isinstance(link, dict) and link.get("url") == TEXT_LINK
        for inner in link.get("extension", ())
        if isinstance(inner, dict) and inner.get("url") == "htmlid"
    ]
    reading = _read(narrative["div"]) if links else None
    return [
        Issue("warning", "not-found", BROKEN_LINK, f"{path}.extension[{index}]")
        for index, target in links
        if reading is None or target not in reading.ids
    ]
