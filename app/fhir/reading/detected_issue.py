"""DetectedIssue with our row code: what a person decided on an alert (decisions.md 12)."""

import re
from typing import Final

from app.clinical.facts import Decision
from app.fhir.r4.datatypes import Reference
from app.fhir.r4.detected_issue import DetectedIssue
from app.fhir.r4.detected_issue import DetectedIssueMitigation as Mitigation
from app.fhir.reading.concepts import Concept
from app.fhir.reading.entry import Entry, identifiers
from app.fhir.reading.intake import Intake
from app.fhir.writing.names import CANONICAL, structure, system

RULES: Final = f"{CANONICAL}/CodeSystem/ocrelizumab-rules"
REASON: Final = structure("override-reason")
_CAUSE: Final = system("detected-issue")
_PRACTITIONERS: Final = frozenset(["Practitioner", "PractitionerRole"])
_ROW: Final = re.compile(r"[A-Z][A-Z0-9-]{2,40}")
NOT_OURS: Final = "it is not an alert of this service"
IN_ERROR: Final = "status entered-in-error is no fact"
UNDECIDED: Final = "an alert of this service without a recorded decision"
NO_AUTHOR: Final = "a mitigation counts only with its author, a practitioner"
NO_DATE: Final = "a mitigation counts only with its date"


def read(issue: DetectedIssue, entry: Entry, intake: Intake) -> None:
    row = _row(intake.lexicon.of(issue.code))
    if not row:
        intake.messages.count("DetectedIssue", NOT_OURS, entry.place)
        return
    if issue.status == "entered-in-error":
        intake.messages.count("DetectedIssue", IN_ERROR, entry.place)
        return
    if not issue.mitigation:
        intake.messages.count("DetectedIssue", UNDECIDED, entry.place)
    for number, mitigation in enumerate(issue.mitigation or ()):
        place = f"{entry.place}.mitigation[{number}]"
        problem = _unusable(mitigation, entry, intake)
        if problem:
            intake.messages.warn(f"Recorded decision not used: {problem}.", place, "required")
            continue
        when = intake.day(mitigation.date)
        if intake.dated(entry, when, Concept(name=row)):
            intake.facts.decisions.append(_decision(mitigation, row, entry, intake))


def _row(concept: Concept) -> str:
    return next((c for s, c in concept.codes if s == RULES and _ROW.fullmatch(c)), "")


def _decision(mitigation: Mitigation, row: str, entry: Entry, intake: Intake) -> Decision:
    action = intake.lexicon.of(mitigation.action)
    return Decision(
        when=intake.day(mitigation.date),
        source=intake.source(entry),
        name=action.name,
        row=row,
        action=action.codes[0] if action.codes else ("", ""),
        author=_person(mitigation.author),
        cause=next((v for s, v in identifiers(entry.resource) if s == _CAUSE), ""),
        reason=_reason(mitigation, intake),
    )


def _unusable(mitigation: Mitigation, entry: Entry, intake: Intake) -> str:
    author = mitigation.author
    if not _person(author):
        return NO_AUTHOR
    if not set(_kinds(author, entry, intake)) <= _PRACTITIONERS:
        return NO_AUTHOR
    return "" if mitigation.date is not None else NO_DATE


def _kinds(author: Reference | None, entry: Entry, intake: Intake) -> list[str]:
    """The resource types that the author is said to be, as far as the reference says any."""
    if author is None:
        return []
    found = intake.index.resolve(author, entry).entry
    path = (author.reference or "").partition("/_history/")[0].rsplit("/", 2)
    named = path[-2] if len(path) > 1 else ""
    return [kind for kind in (author.type, named, found.type if found else "") if kind]


def _person(author: Reference | None) -> str:
    if author is None:
        return ""
    identifier = author.identifier.value if author.identifier is not None else None
    return author.reference or identifier or author.display or ""


def _reason(mitigation: Mitigation, intake: Intake) -> str:
    for extension in mitigation.extension or ():
        if extension.url == REASON:
            return extension.valueString or intake.lexicon.of(extension.valueCodeableConcept).name
    return ""
