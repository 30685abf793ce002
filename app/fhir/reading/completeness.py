"""What the sender declares complete: searches, empty lists and sections (decisions.md 14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from app.fhir.r4.composition import Composition, CompositionSection
from app.fhir.r4.datatypes import CodeableConcept
from app.fhir.r4.list import List
from app.fhir.reading.concepts import LOINC
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake

MEDICATION_LIST: Final = frozenset(["MedicationRequest", "MedicationStatement"])
_NIL_KNOWN: Final = "nilknown"
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
_CANCELLING: Final = frozenset(["forbidden", "incomplete", "timeout"])


@dataclass(slots=True)
class Search:
    """One page of a searchset as it came.

    Attributes:
        query: the self link; next: the link to the next page, "" on the last one.
        matches: entries that are matches, not included ones.
        cancelled: an outcome entry says that the answer is not whole.
    """

    place: str
    query: str = ""
    next: str = ""
    total: int | None = None
    matches: int = 0
    cancelled: bool = False
    types: set[str] = field(default_factory=set)


def cancels(codes: Iterable[str | None]) -> bool:
    """Whether issues of an outcome entry say that matches may be missing."""
    return not _CANCELLING.isdisjoint(codes)


def searched(searches: Sequence[Search], patients: frozenset[str]) -> set[str]:
    """The types whose search for the judged patient came whole, with every page."""
    by_link = {search.query: search for search in searches if search.query}
    followed = {search.next for search in searches if search.next}
    complete: set[str] = set()
    for search in searches:
        if search.query in followed:
            continue
        kind = _type_searched(search.query, patients)
        if kind and _whole(search, by_link):
            complete.add(kind)
    return complete


def _whole(first: Search, by_link: dict[str, Search]) -> bool:
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
    return first.total is None or sum(page.matches for page in pages) >= first.total


def _type_searched(link: str, patients: frozenset[str]) -> str:
    """The type, when nothing but the patient narrows the search; "" otherwise."""
    parts = urlsplit(link)
    kind = parts.path.removesuffix("/_search").rstrip("/").rsplit("/", 1)[-1]
    named = False
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.partition(":")[0] in _SUBJECTS and name.partition(":")[2] in ("", "Patient"):
            if value.removeprefix("Patient/") not in patients and value not in patients:
                return ""
            named = True
        elif not (name in _HARMLESS or (name == "status" and value == "all")):
            return ""
    return kind if named else ""


def read_list(resource: List, entry: Entry, intake: Intake) -> None:
    if resource.status != "current" or resource.entry is not None:
        reason = "a List with entries; the entries are read themselves"
        if resource.status != "current":
            reason = "a List that is not current"
        intake.messages.count("List", reason, entry.place)
        return
    kind = _listed(resource.code, intake)
    if kind and _none_known(resource.emptyReason, intake):
        intake.facts.complete.add(kind)
    else:
        intake.messages.count("List", "an empty List that does not say none known", entry.place)


def read_composition(composition: Composition, entry: Entry, intake: Intake) -> None:
    if composition.status == "entered-in-error":
        intake.messages.count("Composition", "status entered-in-error", entry.place)
        return
    for section in composition.section or ():
        _section(section, intake)


def _section(section: CompositionSection, intake: Intake) -> None:
    kind = _listed(section.code, intake)
    if kind and section.entry is None and _none_known(section.emptyReason, intake):
        intake.facts.complete.add(kind)
    for inner in section.section or ():
        _section(inner, intake)


def _listed(code: CodeableConcept | None, intake: Intake) -> str:
    return next((_LISTS[c] for c in intake.lexicon.of(code).codes if c in _LISTS), "")


def _none_known(reason: CodeableConcept | None, intake: Intake) -> bool:
    return any(code == _NIL_KNOWN for _, code in intake.lexicon.of(reason).codes)
