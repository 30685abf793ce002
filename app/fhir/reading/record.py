"""The record of a request: decoded, attributed to its patient, read into facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from operator import attrgetter
from typing import Any, Final

from app.clinical.facts import Patient, Source
from app.clinical.record import Record
from app.errors import Problem, Unprocessable
from app.fhir.outcome import Issue
from app.fhir.r4.observation import Observation
from app.fhir.reading import (
    adverse_event,
    allergy_intolerance,
    completeness,
    condition,
    detected_issue,
    encounter,
    immunization,
    medication_administration,
    medication_request,
    medication_statement,
    observation,
    procedure,
    vital_signs,
)
from app.fhir.reading.bundle import Supply, gather
from app.fhir.reading.concepts import Lexicon
from app.fhir.reading.decoding import Decoder, refuse_invalid
from app.fhir.reading.elements import READ
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.messages import Messages
from app.fhir.reading.mother import MotherRecord, record_of_mother
from app.fhir.reading.patient import fact_of, key_of, references_of
from app.fhir.reading.patients import STRANGER, Owner, Patients, choose
from app.fhir.reading.references import Index
from app.fhir.reading.request import Request
from app.fhir.reading.salvage import spoil
from app.knowledge import Knowledge, Site

# A reader gets only resources of the type that it is entered for, which no static type can say.
_Reader = Callable[[Any, Entry, Intake], None]

_READERS: Final[dict[str, tuple[_Reader, Callable[[Any], Any]]]] = {
    "Observation": (observation.read, attrgetter("subject")),
    "Immunization": (immunization.read, attrgetter("patient")),
    "ImmunizationRecommendation": (immunization.read_forecast, attrgetter("patient")),
    "Condition": (condition.read, attrgetter("subject")),
    "AllergyIntolerance": (allergy_intolerance.read, attrgetter("patient")),
    "AdverseEvent": (adverse_event.read, attrgetter("subject")),
    "MedicationAdministration": (medication_administration.read, attrgetter("subject")),
    "MedicationRequest": (medication_request.read, attrgetter("subject")),
    "MedicationStatement": (medication_statement.read, attrgetter("subject")),
    "MedicationDispense": (medication_statement.read_dispense, attrgetter("subject")),
    "Procedure": (procedure.read, attrgetter("subject")),
    "DiagnosticReport": (procedure.read_report, attrgetter("subject")),
    "ImagingStudy": (procedure.read_imaging, attrgetter("subject")),
    "Encounter": (encounter.read, attrgetter("subject")),
    "List": (completeness.read_list, attrgetter("subject")),
    "Composition": (completeness.read_composition, attrgetter("subject")),
    "DetectedIssue": (detected_issue.read, attrgetter("patient")),
}
UNBORN: Final = "The birth date of the Patient lies in the future: correct it."
_NOT_FINAL: Final = ("preliminary", "partial")
_HOLDS_RESULTS: Final = {
    "Observation": ("final", "amended", "corrected", *_NOT_FINAL),
    "DiagnosticReport": ("final", "amended", "corrected", "appended", *_NOT_FINAL),
    "List": ("current",),
}
"""What may contain results, in the statuses in which they are any."""

HELD_BY_NO_FACT: Final = "contained in a resource that is no report, or no valid one"
HELD_BY_INVALID: Final = "contained in a resource that is not valid FHIR"
OLDER: Final = "the record holds a later version of the same resource"
CONTESTED: Final = (
    "Another entry has the same identity and another content, and neither says which is the later "
    "one (meta.lastUpdated)."
)
GUESSED: Final = (
    "References of this kind were resolved by Type/id alone, to which FHIR gives no meaning where "
    "entries have no absolute RESTful fullUrl."
)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A record and what must be said of it.

    Attributes:
        messages: for the evaluationMessage.
        patient_key: the same for the same patient for ever; None when nothing identifies them.
        patient_reference: how the answer quotes the Patient.
        used: every resource that gave a fact.
    """

    record: Record
    messages: tuple[Issue, ...]
    patient_key: str | None
    patient_reference: Source
    used: tuple[Source, ...]


def read_record(
    request: Request,
    *,
    knowledge: Knowledge,
    site: Site,
    as_of: date,
    planned_start: date,  # noqa: ARG001 - kept for readers of planned events
    zone: tzinfo,
    today: date,
    strict: bool,
) -> ReadResult:
    """Read everything once.

    Raises:
        Unprocessable: no Patient, two Patients, an unreadable Patient, another patient's data, or
            under strict handling any invalid entry.
    """
    messages = Messages()
    supply = Supply(messages)
    for page in request.records:
        gather(page.shell, page.place, supply)
    if strict:
        refuse_invalid(supply.entries, supply.unknown)
    index = Index(Decoder(messages))
    entries = _decoded(supply.entries, index, Decoder(messages), messages)
    patients = _patients(entries, index, request.subject)
    lexicon = Lexicon(site.codes)
    person = fact_of(patients.judged, zone)
    tomorrow = today + timedelta(days=1)
    if person.birth is not None and person.birth.earliest > tomorrow:
        raise Unprocessable(Problem(UNBORN, "value", f"{patients.judged.place}.birthDate"))
    intake = Intake(
        lexicon=lexicon,
        units=knowledge.units,
        table=knowledge.limits,
        index=index,
        patients=patients,
        messages=messages,
        zone=zone,
        as_of=as_of,
        tomorrow=tomorrow,
        patient=person,
    )
    intake.source(patients.judged)
    mother = record_of_mother(intake)
    _read(entries, intake, mother)
    declared = request.complete_for | completeness.searched(
        supply.searches, references_of(patients.judged)
    )
    return ReadResult(
        replace(
            _record(person, declared, intake),
            mother=mother.told(request.complete_for, supply.searches) if mother else None,
        ),
        messages.issues(),
        key_of(patients.judged, site.identifier_system),
        patients.judged.source,
        tuple(intake.used.values()),
    )


def _decoded(
    entries: Sequence[Entry], index: Index, decode: Decoder, messages: Messages
) -> list[Entry]:
    """Entries of types that are read, the latest version of each; the same bytes are one entry."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.type not in READ:
            messages.unread_type(entry.type, entry.place)
            continue
        decode(entry)
        if index.add(entry):
            kept.append(entry)
    for entry in index.contested:
        if not entry.superseded and entry.type != "Patient":
            entry.faults = (*entry.faults, Issue("error", "duplicate", CONTESTED, entry.place))
    for entry in entries:
        if entry.superseded:
            messages.count(entry.type, OLDER, entry.place)
    return [entry for entry in kept if not entry.superseded]


def _patients(entries: Sequence[Entry], index: Index, subject: str | None) -> Patients:
    found = [entry for entry in entries if entry.type == "Patient"]
    faults = [
        Problem(issue.text, issue.code, issue.expression) for e in found for issue in e.faults
    ]
    if faults:
        raise Unprocessable(faults)
    related = [e for e in entries if e.type == "RelatedPerson" and not e.faults]
    return choose(found, related, index, subject)


def _read(entries: Sequence[Entry], intake: Intake, mother: MotherRecord | None) -> None:
    strangers: list[Problem] = []
    for entry in entries:
        if entry.faults:
            _invalid(entry, intake)
            continue
        found = _READERS.get(entry.type)
        if found is None:
            continue
        reader, subject = found
        owner = intake.patients.owner(subject(entry.resource), entry)
        if owner is Owner.JUDGED:
            reader(entry.resource, entry, intake)
            if b'"contained"' in entry.raw:
                _contained(entry, intake)
        elif owner is Owner.STRANGER:
            strangers.append(Problem(STRANGER, "business-rule", entry.place))
        elif mother is None or owner is not Owner.MOTHER or not mother.read(entry):
            _not_theirs(entry, owner, intake)
    if strangers:
        raise Unprocessable(strangers)
    if intake.patients.guessed:
        intake.messages.warn(GUESSED, intake.patients.guessed[0], "not-found")


def _not_theirs(entry: Entry, owner: Owner, intake: Intake) -> None:
    """Not read, and named; what may be the patient's after all stands as unusable."""
    if owner in (Owner.MOTHER, Owner.OTHER, Owner.THING):
        intake.messages.count(entry.type, owner.value, entry.place)
    elif owner is Owner.NOBODY and isinstance(entry.resource, Observation):
        observation.read(entry.resource, entry, intake, unsure=True)
    else:
        code = "required" if owner is Owner.NOBODY else "not-found"
        intake.messages.warn(f"{entry.type} not used: {owner.value}.", entry.place, code)
        spoil(entry, owner.value, intake)


def _contained(entry: Entry, intake: Intake) -> None:
    """Results that another resource contains; without a subject they are its patient's.

    They are worth no more than what contains them: none that was entered in error, and of one
    that is not final none that clears anything.
    """
    status = getattr(entry.resource, "status", None)
    for inner in intake.index.inner(entry):
        if inner.type != "Observation":
            continue
        if entry.type not in _HOLDS_RESULTS or status not in _HOLDS_RESULTS[entry.type]:
            intake.messages.count("Observation", HELD_BY_NO_FACT, inner.place)
        elif inner.faults:
            _invalid(inner, intake)
        elif isinstance(inner.resource, Observation):
            unsure = status in _NOT_FINAL
            owner = intake.patients.owner(inner.resource.subject, inner)
            if owner in (Owner.JUDGED, Owner.NOBODY):
                observation.read(inner.resource, inner, intake, unsure=unsure)
            else:
                _not_theirs(inner, owner, intake)


def _invalid(entry: Entry, intake: Intake) -> None:
    """One message for each unusable entry, with its first error and its place."""
    first, *more = entry.faults
    others = f" ({len(more)} more errors)" if more else ""
    text = f"{entry.type} not used: {first.text}{others}"
    intake.messages.add(Issue("error", first.code, text, first.expression or entry.place))
    spoil(entry, "it is not valid FHIR", intake)
    if entry.container is None and entry.type in _HOLDS_RESULTS:
        for inner in intake.index.inner(entry):
            if inner.type == "Observation":
                intake.messages.count(inner.type, HELD_BY_INVALID, inner.place)
                spoil(inner, HELD_BY_INVALID, intake)


def _record(person: Patient, declared: frozenset[str] | set[str], intake: Intake) -> Record:
    facts = intake.facts
    complete = declared | facts.complete
    if not completeness.MEDICATION_LIST.isdisjoint(facts.doubtful):
        facts.doubtful |= completeness.MEDICATION_LIST
    if not completeness.MEDICATION_LIST.isdisjoint(complete):
        complete |= completeness.MEDICATION_LIST
    return Record(
        patient=person,
        results=tuple(facts.results),
        serologies=tuple(facts.serologies),
        vaccinations=tuple(facts.vaccinations),
        diagnoses=tuple(facts.diagnoses),
        medications=tuple(facts.medications),
        administrations=tuple(facts.administrations),
        allergies=tuple(facts.allergies),
        reactions=tuple(facts.reactions),
        coded=tuple(facts.coded),
        procedures=tuple(facts.procedures),
        stays=tuple(facts.stays),
        decisions=tuple(facts.decisions),
        vital_signs=vital_signs.of_last_infusion(intake),
        unreadable=tuple(facts.unreadable),
        complete=frozenset(complete - facts.doubtful),
    )
