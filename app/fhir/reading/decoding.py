"""Bytes to structs, entry by entry: one bad entry spoils only itself, and only where it matters."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.errors import Problem, Unprocessable
from app.fhir.decode import Invalid, decode_needed, decode_resource, peek_type
from app.fhir.outcome import Issue
from app.fhir.r4.datatypes import DomainResource, Resource
from app.fhir.reading.elements import READ, element_of, matters
from app.fhir.reading.entry import Entry
from app.fhir.reading.messages import Messages
from app.fhir.validation.check import check
from app.fhir.validation.reading import parse
from app.fhir.validation.walk import Walk

MODIFIED: Final = (
    "It carries a modifier extension that this service does not know, so it cannot be understood."
)
OTHER_RULES: Final = (
    "It follows implicitRules that this service does not know, so it cannot be understood."
)
_MODIFIER: Final = b'"modifierExtension"'
_NONE: Final[frozenset[str]] = frozenset()


class Decoder:
    """Decodes entries, each once, and names the faults that spoil nothing."""

    __slots__ = ("_messages",)

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def __call__(self, entry: Entry) -> None:
        """Fill in the entry's resource, and the faults that make it unusable."""
        entry.type = entry.type or peek_type(entry.raw) or ""
        try:
            resource, left_out = decode_needed(
                entry.raw, READ.get(entry.type, _NONE), at=entry.place
            )
        except Invalid as invalid:
            entry.faults = invalid.issues
            return
        entry.resource = resource
        issues = check(resource, entry.place)
        if left_out or issues:
            self._sort(entry, [*left_out, *(i for i in issues if i.is_error)])
        if _MODIFIER in entry.raw or resource.implicitRules is not None:
            entry.faults = (*entry.faults, *_modifiers(entry, resource))

    def _sort(self, entry: Entry, issues: Iterable[Issue]) -> None:
        spoiling: list[Issue] = []
        for issue in issues:
            element = element_of(issue.expression, entry.place)
            if _harmless(issue.expression) or not matters(entry.type, element):
                self._messages.fault(entry.type, issue, element)
            else:
                spoiling.append(issue)
        entry.faults = tuple(spoiling)


def _harmless(expression: str) -> bool:
    """Narrative is never echoed; ids in references are opaque until they are resolved."""
    return expression.endswith((".div", ".text", ".reference"))


def _modifiers(entry: Entry, resource: Resource) -> list[Issue]:
    """An extension that may turn the meaning around obliges us not to use the resource."""
    found: list[Issue] = []
    if resource.implicitRules is not None:
        at = f"{entry.place}.implicitRules"
        found.append(Issue("error", "not-supported", OTHER_RULES, at))
    if not isinstance(resource, DomainResource) or resource.modifierExtension is not None:
        at = f"{entry.place}.modifierExtension"
        found.append(Issue("error", "extension", MODIFIED, at))
    elif _MODIFIER in entry.raw and not _only_contained(entry.raw, resource):
        found.append(Issue("error", "extension", MODIFIED, entry.place))
    return found


def _only_contained(raw: bytes, resource: DomainResource) -> bool:
    """Whether every modifier extension is one of a contained resource."""
    inner = sum(bytes(part).count(_MODIFIER) for part in resource.contained or ())
    return raw.count(_MODIFIER) == inner


def refuse_invalid(entries: Iterable[Entry], unknown: Sequence[Problem]) -> None:
    """Under strict handling any invalid entry refuses the whole, with all errors.

    Args:
        unknown: entries that are no resource of FHIR R4.
    """
    problems = [*unknown]
    problems += [
        Problem(issue.text, issue.code, issue.expression)
        for entry in entries
        for issue in _errors(entry)
    ]
    if problems:
        raise Unprocessable(problems)


def _errors(entry: Entry) -> list[Issue]:
    try:
        found = check(decode_resource(entry.raw, at=entry.place), entry.place)
    except Invalid as invalid:
        walk = Walk(advice=False)
        walk.enter(parse(entry.raw), entry.place)
        found = walk.issues or list(invalid.issues)
    return [issue for issue in found if issue.is_error]
