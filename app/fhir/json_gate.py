"""The door: only the JSON that FHIR allows, within the documented limits, gets any further.

The quick path is one decode in C whose type proves the depth, one encode and two counts: a name
given twice is kept once, so the encoding has fewer colons. Only on suspicion are the slow and
exact searches of `json_place` asked. UTF-8, surrogates, NaN, comments and trailing text are the
decoder's own refusals.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Annotated, Any, Final, NewType, NoReturn

import msgspec

from app.errors import NotReadable, Problem, TooLarge
from app.fhir import json_place
from app.fhir.uncollected import uncollected

# Deep enough for any resource; the type of each further level costs half as much again.
SHALLOW: Final = 14
# Nothing branches in the envelopes around resources, so their levels cost nothing: an object, a
# list and its objects; beside the list only what is as small as OUTSIDE says.
ENVELOPE: Final = 3
OUTSIDE: Final = 6
AROUND: Final = {b"Bundle": 1, b"Parameters": 2}
DEEPEST: Final = SHALLOW + ENVELOPE * max(AROUND.values())
ENVELOPE_TYPE: Final = re.compile(rb'"resourceType"\s*:\s*"(Bundle|Parameters)"').search
# Within a text every quotation mark follows a backslash.
OUT_OF_TEXT: Final = re.compile(rb'[^\\]"').search
STRIDE: Final = 8
# Of a number too long, every eighth byte is one of these, eight times in a row.
NUMERIC: Final = bytes(ord("0") if chr(byte) in "0123456789.eE+-" else 0 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one body may hold.

    A number smaller than the exponent allows is refused only where another fault brings the
    exact search: its few digits harm nobody. A larger one always is.
    """

    body: int = 5_000_000
    entries: int = 1000
    depth: int = 64
    number: int = 64
    exponent: int = 38
    string: int = 1_048_576


DEFAULT: Final = Limits()
# Official examples reach 1E-245: any double is a decimal that $validate may be asked about.
VALIDATING: Final = Limits(exponent=308)

_any = msgspec.json.Decoder().decode
_encode_into = msgspec.json.Encoder().encode_into


def gate(body: bytes, limits: Limits = DEFAULT) -> None:
    """Nothing, or the reason why this is not JSON that FHIR allows.

    Raises:
        NotReadable: not JSON, or JSON that FHIR forbids; the text names line and column or path.
        TooLarge: the body, or the number of entries, is beyond the limit.
    """
    if len(body) > limits.body:
        raise TooLarge(Problem(f"The body may have {limits.body} bytes at most.", "too-costly"))
    # The collector would walk a tree in vain that holds no cycle and does not outlive this call.
    with uncollected:
        _check(body, limits)


def _check(body: bytes, limits: Limits) -> None:
    tree = _tree(body, limits)
    _check_names(body, tree)
    _check_texts(body, limits)
    if not isinstance(tree, dict):
        _refuse("The body must be one JSON object", "")
    if _entries(tree) > limits.entries:
        text = f"A record may have {limits.entries} entries at most; send it in parts."
        raise TooLarge(Problem(text, "too-costly"))


@cache
def _shallow(exponent: int, envelopes: int) -> msgspec.json.Decoder[Any]:
    """Decodes what has no number beyond the exponent and is nested no deeper than it may be.

    That is SHALLOW deep, counted anew inside the lists of each envelope.
    """
    bound = 10.0 ** (exponent + 1) if exponent < DEFAULT.exponent * 8 else None
    meta = msgspec.Meta(gt=-bound, lt=bound) if bound else msgspec.Meta()
    scalar = str | int | Annotated[float, meta] | bool | None
    below: Any = scalar
    level: Any = scalar
    levels: list[Any] = []
    for _ in range(SHALLOW):
        objects, arrays = _object(level), GenericAlias(list, (below,))
        below, level = level, _name("Level", objects | arrays | scalar)
        levels.append(level)
    small = levels[OUTSIDE]
    for _ in range(envelopes):
        listed = GenericAlias(list, (_object(level) | scalar,))
        level = _object(listed | _object(small) | scalar) | scalar
    return msgspec.json.Decoder(level)


# A type by name has a quick hash; that of the whole, asked wherever types are joined, is slow.
_name: Final[Any] = NewType


def _object(member: Any) -> Any:  # noqa: ANN401 - types of types that no static type can say
    return GenericAlias(dict, (str, member))


def _tree(body: bytes, limits: Limits) -> object:
    if limits.depth >= DEEPEST and not _may_hold_long_number(body, limits):
        first = ENVELOPE_TYPE(body)
        envelopes = AROUND[first[1]] if first else 0
        try:
            return _shallow(limits.exponent, envelopes).decode(body)
        except msgspec.ValidationError:
            pass
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            _not_json(body, error)
    return _exact_tree(body, limits)


def _may_hold_long_number(body: bytes, limits: Limits) -> bool:
    """Whether so many characters of numbers stand in a row; identifiers may, too."""
    if b"0" * STRIDE not in body[::STRIDE].translate(NUMERIC):
        return False
    return b"0" * (limits.number + 1) in body.translate(NUMERIC)


def _exact_tree(body: bytes, limits: Limits) -> object:
    try:
        tree = _any(body)
    except RecursionError:
        _refuse(f"JSON may be nested {limits.depth} deep at most", "")
    except msgspec.ValidationError:
        tree = None  # a number that no computer number holds: told with its place below
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _not_json(body, error)
    long = json_place.long_number(body, limits.number, limits.exponent)
    if long is not None:
        text = f"A number may have {limits.number} characters and an exponent of "
        _refuse(f"{text}{limits.exponent} at most", long)
    deep = json_place.too_deep(tree, limits.depth)
    if deep is not None:
        _refuse(f"JSON may be nested {limits.depth} deep at most", deep)
    return tree


def _check_names(body: bytes, tree: object) -> None:
    escaped = b"\\u003" in body if b"\\" in body else False
    if not escaped:
        again = bytearray(len(body))
        _encode_into(tree, again)
        if body.count(b":") == again.count(b":"):
            return
    twice = json_place.duplicate_name(body)
    if twice is not None:
        _refuse("A name is given twice in one object", twice)


def _check_texts(body: bytes, limits: Limits) -> None:
    if b"\\" in body and b"\\u0000" in body:
        place = json_place.nul(body)
        if place is not None:
            _refuse("Text must not hold the character U+0000", place)
    if len(body) > limits.string and _may_hold_long_text(body, limits):
        place = json_place.long_string(body, limits.string)
        if place is not None:
            _refuse(f"A text may have {limits.string} bytes at most", place)


def _may_hold_long_text(body: bytes, limits: Limits) -> bool:
    """A text beyond the limit covers some half as long piece from end to end."""
    half = limits.string // 2
    return any(
        OUT_OF_TEXT(body, at, at + half) is None for at in range(0, len(body) - half + 1, half)
    )


def _entries(tree: dict[str, object]) -> int:
    """Entries of the Bundle, or of every Bundle among the Parameters."""
    entries, parameters = tree.get("entry"), tree.get("parameter")
    found = len(entries) if isinstance(entries, list) else 0
    for parameter in parameters if isinstance(parameters, list) else ():
        resource = parameter.get("resource") if isinstance(parameter, dict) else None
        if isinstance(resource, dict):
            found += _entries(resource)
    return found


def _not_json(body: bytes, error: Exception) -> NoReturn:
    if body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _refuse("The body must be UTF-8 without a byte order mark", "")
    place = json_place.bad_utf8(body)
    if place is not None:
        _refuse("The body must be UTF-8", place)
    if isinstance(error, UnicodeDecodeError):
        _refuse("Text holds half a surrogate pair", "")
    _refuse("This is not JSON", json_place.decoder_place(body, str(error)))


def _refuse(text: str, place: str) -> NoReturn:
    raise NotReadable(Problem(f"{text} ({place})." if place else f"{text}.", "structure"))
