"""From Bundles to entries: every type of Bundle, nested ones, pages and failed searches."""

from dataclasses import dataclass, field
from typing import Final

from app.errors import Problem
from app.fhir.bundle_shell import Entry as ShellEntry
from app.fhir.bundle_shell import Shell, decode_bundle_shell
from app.fhir.decode import Invalid, decode_resource, peek_type
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.datatypes import Resource
from app.fhir.r4.operation_outcome import OperationOutcome
from app.fhir.reading.completeness import Search, cancels
from app.fhir.reading.entry import Entry
from app.fhir.reading.messages import Messages

READ_TYPES: Final = (
    "collection",
    "searchset",
    "batch-response",
    "batch",
    "transaction",
    "document",
    "message",
)
_NO_DATA: Final = ("DELETE", "GET", "HEAD")
NO_TYPE: Final = "Bundle.type is missing; the Bundle was read as a collection."
WRONG_TYPE: Final = (
    "This Bundle is of a type that is no record of a patient; its entries were not read. Send a "
    "collection, searchset, batch, batch-response, transaction, document or message."
)
NO_DATA: Final = "a request of this kind (DELETE, GET, HEAD) supplies no data"
NO_RESOURCE: Final = "The entry has no resource and was not read."
NOT_A_RESOURCE: Final = "The entry is not a resource of FHIR R4 and was not read."
FAILED: Final = (
    "This search or request failed: what it asked for was not supplied and is not taken as absent."
)
CUT_SHORT: Final = (
    "The search says that its answer may not be whole; its type is not taken as complete."
)


@dataclass(slots=True)
class Supply:
    """What the sender supplied, still undecoded, and what must be said of it.

    Attributes:
        unknown: entries that are no resource of FHIR R4.
    """

    messages: Messages
    entries: list[Entry] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)


def gather(shell: Shell, place: str, supply: Supply) -> None:
    """The entries of a Bundle and of every Bundle in it."""
    for fault in shell.faults:
        supply.messages.add(fault)
    if shell.type is None:
        supply.messages.warn(NO_TYPE, place, "required")
    elif shell.type not in READ_TYPES:
        supply.messages.warn(WRONG_TYPE, f"{place}.type", "not-supported")
        return
    search = None
    if shell.type == "searchset":
        search = Search(place, _link(shell, "self"), _link(shell, "next"), shell.total)
        search.cancelled = bool(shell.faults)
        supply.searches.append(search)
    for number, entry in enumerate(shell.entry):
        at = f"{place}.entry[{number}]"
        if entry.fault is not None:
            supply.messages.add(entry.fault)
        _entry(entry, at, search, supply)


def _link(shell: Shell, relation: str) -> str:
    return next((link.url or "" for link in shell.link if link.relation == relation), "")


def _entry(entry: ShellEntry, at: str, search: Search | None, supply: Supply) -> None:
    if entry.response is not None and not (entry.response.status or "2").startswith("2"):
        supply.messages.warn(FAILED, at, "incomplete")
        return
    method = entry.request.method if entry.request is not None else None
    raw = bytes(entry.resource)
    if method in _NO_DATA:
        supply.messages.count("entry", NO_DATA, at)
        return
    if not raw:
        supply.messages.warn(NO_RESOURCE, at, "required")
        _doubt(search)
        return
    place = f"{at}.resource"
    kind = peek_type(raw)
    if kind == "Bundle":
        _nested(raw, place, supply)
        return
    if kind not in RESOURCE_TYPES:
        supply.messages.warn(NOT_A_RESOURCE, place, "structure")
        supply.unknown.append(Problem(NOT_A_RESOURCE, "structure", place))
        _doubt(search)
        return
    mode = entry.search.mode if entry.search is not None else None
    if kind == "OperationOutcome" and search is not None:
        _outcome(raw, place, search, supply)
        return
    if search is not None and mode in (None, "match"):
        search.matches[kind] += 1
    supply.entries.append(Entry(place, kind, raw, entry.fullUrl or ""))


def _doubt(search: Search | None) -> None:
    """An entry that cannot be read may have been a match."""
    if search is not None:
        search.cancelled = True


def _nested(raw: bytes, place: str, supply: Supply) -> None:
    try:
        shell = decode_bundle_shell(raw, at=place)
    except Invalid as invalid:
        for issue in invalid.issues:
            supply.messages.add(issue)
        return
    gather(shell, place, supply)


def _outcome(raw: bytes, place: str, search: Search, supply: Supply) -> None:
    outcome: Resource | None
    try:
        outcome = decode_resource(raw, at=place)
    except Invalid:
        outcome = None
    if not isinstance(outcome, OperationOutcome) or cancels(outcome.issue):
        search.cancelled = True
        supply.messages.warn(CUT_SHORT, place, "incomplete")
