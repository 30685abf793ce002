"""What the sender declares complete: searches, empty lists and sections (decisions.md 14)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from app.clinical.dates import PartialDate
from app.fhir.r4.composition import Composition, CompositionSection
from app.fhir.r4.datatypes import CodeableConcept, Reference
from app.fhir.r4.list import List
from app.fhir.r4.operation_outcome import OperationOutcomeIssue
from app.fhir.reading.concepts import LOINC
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake

MEDICATION_LIST: Final = frozenset(["MedicationRequest", "MedicationStatement"])
_NIL_KNOWN: Final = "nilknown"
_EMPTY_REASON: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
LACKING: Final = (
    "It names resources that the record does not hold; their type is not taken as complete."
)
EMPTY_SECTION: Final = "it has no entries and does not say none known; its narrative is not read"
_LISTS: Final = {
    (LOINC, "48765-2"): "AllergyIntolerance",
    (LOINC, "52472-8"): "AllergyIntolerance",
    (LOINC, "11450-4"): "Condition",
    (LOINC, "10160-0"): "MedicationStatement",
    (LOINC, "11369-6"): "Immunization",
    (LOINC, "47519-4"): "Procedure",
    ("http://terminology.hl7.org/CodeSystem/list-example-use-codes", "allergies"): (
        "AllergyIntolerance"
    ),
    ("http://terminology.hl7.org/CodeSystem/list-example-use-codes", "problems"): "Condition",
    ("http://terminology.hl7.org/CodeSystem/list-example-use-codes", "medications"): (
        "MedicationStatement"
    ),
}
_SUBJECTS: Final = ("patient", "subject")
_HARMLESS: Final = ("category", "intent", "_count", "_sort", "_include", "_include:iterate")
_CANCELLING: Final = frozenset(["forbidden", "incomplete", "suppressed", "timeout"])


@dataclass(slots=True)
class Search:
    """One page of a searchset as it came.

    Attributes:
        query: the self link; next: the link to the next page, "" on the last one.
        matches: entries that are matches, not included ones, by type.
        cancelled: an outcome entry says that the answer is not whole, or a part is unreadable.
    """

    place: str
    query: str = ""
    next: str = ""
    total: int | None = None
    matches: Counter[str] = field(default_factory=Counter)
    cancelled: bool = False


def cancels(issues: Iterable[OperationOutcomeIssue]) -> bool:
    """Whether issues of an outcome entry say that matches may be missing, or that it failed."""
    return any(i.code in _CANCELLING or i.severity in ("error", "fatal") for i in issues)


def searched(searches: Sequence[Search], patients: frozenset[str]) -> set[str]:
    """The types whose search for the judged patient came whole, with every page."""
    by_link = {search.query: search for search in searches if search.query}
    followed = {search.next for search in searches if search.next}
    complete: set[str] = set()
    for search in searches:
        if search.query in followed:
            continue
        kind = _type_searched(search.query, patients)
        if kind and _whole(search, kind, by_link):
            complete.add(kind)
    return complete


def _whole(first: Search, kind: str, by_link: dict[str, Search]) -> bool:
    """Every page is there, none was cut short, and the matches are as many as the total."""
    pages, page = [first], first
    while page.next:
        following = by_link.get(page.next)
        if following is None or following in pages:
            return False
        pages.append(following)
        page = following
    if any(page.cancelled for page in pages):
        return False
    return first.total is None or sum(p.matches[kind] for p in pages) >= first.total


def _type_searched(link: str, patients: frozenset[str]) -> str:
    """The type, when nothing but the patient narrows the search; "" otherwise."""
    try:
        parts = urlsplit(link)
    except ValueError:  # no address at all
        return ""
    kind = parts.path.removesuffix("/_search").rstrip("/").rsplit("/", 1)[-1]
    named = False
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.partition(":")[0] in _SUBJECTS and name.partition(":")[2] in ("", "Patient"):
            if value.removeprefix("Patient/") not in patients and value not in patients:
                return ""
            named = True
        elif not _harmless(name, value):
            return ""
    return kind if named else ""


def _harmless(name: str, value: str) -> bool:
    """Whether a parameter leaves no match out; a count of 0 asks for the total alone."""
    if name == "status":
        return value == "all"
    return name in _HARMLESS and not (name == "_count" and value == "0")


def read_list(resource: List, entry: Entry, intake: Intake) -> None:
    if resource.status != "current" or resource.mode == "changes":
        reason = "a List that is not current, or lists changes alone"
        intake.messages.count("List", reason, entry.place)
        return
    kind = _listed(resource.code, intake)
    if resource.entry is not None:
        _lacking(kind, [one.item for one in resource.entry], entry, intake)
        reason = "a List with entries; the entries are read themselves"
        intake.messages.count("List", reason, entry.place)
    elif kind and _none_known(resource.emptyReason):
        intake.none_known(kind, entry, intake.day(resource.date))
    else:
        intake.messages.count("List", "an empty List that does not say none known", entry.place)


def read_composition(composition: Composition, entry: Entry, intake: Intake) -> None:
    if composition.status == "entered-in-error":
        intake.messages.count("Composition", "status entered-in-error", entry.place)
        return
    when = intake.day(composition.date)
    for section in composition.section or ():
        _section(section, when, entry, intake)


def _section(
    section: CompositionSection, when: PartialDate | None, entry: Entry, intake: Intake
) -> None:
    kind = _listed(section.code, intake)
    if section.entry is not None:
        _lacking(kind, section.entry, entry, intake)
    elif kind and section.mode != "changes" and _none_known(section.emptyReason):
        intake.none_known(kind, entry, when)
    elif kind and section.section is None:
        intake.messages.count("Composition section", EMPTY_SECTION, entry.place)
    for inner in section.section or ():
        _section(inner, when, entry, intake)


def _lacking(kind: str, items: Sequence[Reference], entry: Entry, intake: Intake) -> None:
    """What a list or section names and the record does not hold: its type is not complete."""
    gone = [
        i
        for i in items
        if (found := intake.index.resolve(i, entry)).entry is None and not found.ambiguous
    ]
    if kind and gone:
        intake.messages.warn(LACKING, entry.place, "not-found")
        intake.facts.doubtful.add(kind)


def _listed(code: CodeableConcept | None, intake: Intake) -> str:
    return next((_LISTS[c] for c in intake.lexicon.of(code).codes if c in _LISTS), "")


def _none_known(reason: CodeableConcept | None) -> bool:
    """In the one code system of the binding, or in none stated."""
    codings = (reason.coding or []) if reason is not None else []
    return any(c.code == _NIL_KNOWN and c.system in (None, _EMPTY_REASON) for c in codings)
