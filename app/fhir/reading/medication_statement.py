"""MedicationStatement and MedicationDispense: what is taken and what was handed out."""

from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import Medication
from app.fhir.r4.medication_dispense import MedicationDispense
from app.fhir.r4.medication_statement import MedicationStatement
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.orders import after, instructions, key_of, reasons
from app.fhir.reading.preparation import mixture
from app.fhir.reading.products import Product, product, unknown_product

NOT_TAKEN: Final = "status {}: nothing was taken"
NOT_DISPENSED: Final = "status {}: nothing was handed out"
_NOTHING_TAKEN: Final = ("entered-in-error", "not-taken")
_NOTHING_DISPENSED: Final = ("entered-in-error", "cancelled", "declined")
_NONE_KNOWN: Final = frozenset(["no-known-medications", "787481004"])
_NOT_STATED: Final = "no-medication-info"


def read(statement: MedicationStatement, entry: Entry, intake: Intake) -> None:
    status = statement.status or "unknown"
    if status in _NOTHING_TAKEN:
        intake.messages.count("MedicationStatement", NOT_TAKEN.format(status), entry.place)
        return
    coded, referred = statement.medicationCodeableConcept, statement.medicationReference
    known = product(coded, referred, entry, intake)
    asserted = intake.day(statement.dateAsserted)
    if not _understood(known, asserted, entry, intake):
        return
    period = statement.effectivePeriod
    start = intake.day(statement.effectiveDateTime) or intake.start(period)
    when = asserted or start or intake.end(period)
    if not intake.dated(entry, when, known.concept):
        return
    told = instructions(statement.dosage, known, intake)
    why = reasons(statement.reasonCode, statement.reasonReference, entry, intake)
    fact = Medication(
        when=when,
        source=intake.source(entry),
        name=known.concept.name,
        topics=known.topics,
        key=known.concept.key,
        status=status,
        ends=intake.end(period) or told.ends,
        routes=told.routes,
        route_stated=told.route_stated,
        dose_mg=told.dose_mg,
        reasons=why.topics,
        reason_stated=why.stated,
        reason_coded=why.coded,
    )
    intake.facts.medications.append(fact)


def read_dispense(dispense: MedicationDispense, entry: Entry, intake: Intake) -> None:
    status = dispense.status or "unknown"
    if status in _NOTHING_DISPENSED:
        intake.messages.count("MedicationDispense", NOT_DISPENSED.format(status), entry.place)
        return
    coded, referred = dispense.medicationCodeableConcept, dispense.medicationReference
    known = product(coded, referred, entry, intake)
    if not _understood(known, None, entry, intake):
        return
    when = intake.day(dispense.whenHandedOver) or intake.day(dispense.whenPrepared)
    if not intake.dated(entry, when, known.concept):
        return
    told = instructions(dispense.dosageInstruction, known, intake)
    prescription = next(iter(dispense.authorizingPrescription or ()), None)
    fact = Medication(
        when=when,
        source=intake.source(entry),
        name=known.concept.name,
        topics=known.topics,
        key=known.concept.key,
        status=status,
        ends=after(when, dispense.daysSupply),
        routes=told.routes,
        route_stated=told.route_stated,
        dose_mg=told.dose_mg,
        order=key_of(prescription, entry, intake),
        prepared=intake.day(dispense.whenPrepared),
        mixture=mixture(referred, dispense.dosageInstruction, known, entry, intake),
    )
    intake.facts.medications.append(fact)


def _understood(known: Product, asserted: PartialDate | None, entry: Entry, intake: Intake) -> bool:
    if known.problem:
        intake.facts.doubtful.update(("MedicationRequest", "MedicationStatement"))
        intake.unreadable(entry, known.topics, known.problem, known.concept.name)
        return False
    if known.topics:
        return True
    codes = {code for _, code in known.concept.codes}
    if codes and codes <= _NONE_KNOWN:
        intake.none_known("MedicationStatement", entry, asserted)
    elif codes == {_NOT_STATED}:
        intake.not_stated(entry)
    else:
        unknown_product(known, entry, intake)
    return False
