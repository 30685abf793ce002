"""AdverseEvent: reactions with their grade, seriousness and suspected product."""

import re
from typing import Final

from app.clinical.facts import NO_TOPICS, Grade, Reaction, Topics
from app.fhir.r4.adverse_event import AdverseEvent
from app.fhir.r4.datatypes import CodeableConcept
from app.fhir.r4.immunization import Immunization
from app.fhir.r4.medication import Medication
from app.fhir.r4.medication_administration import MedicationAdministration
from app.fhir.r4.medication_request import MedicationRequest
from app.fhir.r4.medication_statement import MedicationStatement
from app.fhir.reading.condition import GENERIC, WORST_FIRST, grade_of
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.phrases import suspects_in
from app.fhir.reading.products import product

POTENTIAL: Final = "actuality potential: nothing happened"
NO_EVENT: Final = "it has no event code"
_SERIOUS: Final = re.compile(r"^Serious")
_RESOLVED: Final = frozenset(["resolved", "resolvedWithSequelae"])
_RESOLVED_FULLY: Final = "resolved"
_FATAL: Final = "fatal"
_CTCAE: Final = re.compile(r"^(?:grade[ -]?)?([1-5])$", re.IGNORECASE)
_CTCAE_GRADES: Final = {
    "1": Grade.MILD,
    "2": Grade.MODERATE,
    "3": Grade.SEVERE,
    "4": Grade.LIFE_THREATENING,
    "5": Grade.LIFE_THREATENING,
}


def read(event: AdverseEvent, entry: Entry, intake: Intake) -> None:
    lexicon = intake.lexicon
    if event.actuality == "potential":
        intake.messages.count("AdverseEvent", POTENTIAL, entry.place)
        return
    concept = lexicon.of(event.event)
    suspects = _suspects(event, entry, intake) | concept.suspects
    if not concept.topics and not suspects:
        intake.not_coded(entry, concept, "event")
        return
    when = intake.day(event.date) or intake.day(event.detected) or intake.day(event.recordedDate)
    if not intake.dated(entry, when, concept):
        return
    outcomes = {code for _, code in lexicon.of(event.outcome).codes}
    fact = Reaction(
        when=when,
        source=intake.source(entry),
        name=concept.name or NO_EVENT,
        topics=concept.topics,
        key=concept.key,
        grade=_grade(event, concept.topics, outcomes, intake),
        serious=_serious(event, intake),
        suspects=suspects,
        generic=GENERIC in concept.topics or not concept.topics,
        resolved=not _RESOLVED.isdisjoint(outcomes),
        resolved_fully=_RESOLVED_FULLY in outcomes,
        onset_stated=event.date is not None,
    )
    intake.facts.reactions.append(fact)


def _grade(event: AdverseEvent, topics: Topics, outcomes: set[str], intake: Intake) -> Grade | None:
    """The worst of severity, seriousness, outcome, a CTCAE grade and a graded event code."""
    lexicon = intake.lexicon
    stated = {
        grade_of(lexicon.of(event.severity).topics),
        grade_of(lexicon.of(event.seriousness).topics),
        grade_of(topics),
        *(_ctcae(e.valueCodeableConcept) for e in event.extension or () if "grade" in e.url),
    }
    if _FATAL in outcomes:
        stated.add(Grade.LIFE_THREATENING)
    return next((grade for grade in WORST_FIRST if grade in stated), None)


def _ctcae(concept: CodeableConcept | None) -> Grade | None:
    """Common Terminology Criteria: a grade from 1 to 5, of a code system that says so."""
    for coding in concept.coding or () if concept is not None else ():
        if "ctcae" not in (coding.system or "").casefold():
            continue
        found = _CTCAE.match(coding.code or "")
        if found is not None:
            return _CTCAE_GRADES[found.group(1)]
    return None


def _serious(event: AdverseEvent, intake: Intake) -> bool:
    codes = intake.lexicon.of(event.seriousness).codes
    return any(_SERIOUS.match(code) for _, code in codes)


def _suspects(event: AdverseEvent, entry: Entry, intake: Intake) -> Topics:
    """Value sets of the suspected products, coded or only named."""
    topics: Topics = NO_TOPICS
    for suspect in event.suspectEntity or ():
        topics |= suspects_in(suspect.instance.display or "")
        found = intake.index.resolve(suspect.instance, entry).entry
        if found is not None:
            topics |= _products_of(found, intake)
    return topics


def _products_of(entry: Entry, intake: Intake) -> Topics:
    resource = entry.resource
    if isinstance(resource, Medication):
        ingredients = [i.itemCodeableConcept for i in resource.ingredient or ()]
        named = [c for c in (resource.code, *ingredients) if c is not None]
        return intake.lexicon.topics(named)
    if isinstance(resource, Immunization):
        return intake.lexicon.of(resource.vaccineCode).topics
    if isinstance(resource, MedicationAdministration | MedicationRequest | MedicationStatement):
        coded, referred = resource.medicationCodeableConcept, resource.medicationReference
        return product(coded, referred, entry, intake).topics
    return NO_TOPICS
