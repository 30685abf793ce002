"""MedicationAdministration: the only evidence of a dose."""

from decimal import Decimal
from typing import Final

from app.clinical.facts import NO_TOPICS, Administration
from app.fhir.r4.medication_administration import (
    MedicationAdministration,
)
from app.fhir.r4.medication_administration import (
    MedicationAdministrationDosage as Dosage,
)
from app.fhir.reading.entry import Entry, identifiers
from app.fhir.reading.intake import Intake
from app.fhir.reading.orders import key_of
from app.fhir.reading.preparation import batch_of
from app.fhir.reading.products import dose_mg, product, unknown_product
from app.fhir.reading.quantities import unit_of

NOT_GIVEN: Final = "status {}: nothing was given"
_NOTHING_GIVEN: Final = ("not-done", "entered-in-error")
_ONE_HOUR: Final = ("h", "hour", "hr")


def read(given: MedicationAdministration, entry: Entry, intake: Intake) -> None:
    status = given.status or "unknown"
    if status in _NOTHING_GIVEN:
        intake.messages.count("MedicationAdministration", NOT_GIVEN.format(status), entry.place)
        return
    known = product(given.medicationCodeableConcept, given.medicationReference, entry, intake)
    if known.problem:
        intake.facts.doubtful.add("MedicationAdministration")
        intake.unreadable(entry, known.topics, known.problem, known.concept.name)
        return
    if not known.topics:
        unknown_product(known, entry, intake)
        return
    period = given.effectivePeriod
    when = intake.day(given.effectiveDateTime) or intake.start(period) or intake.end(period)
    if not intake.dated(entry, when, known.concept):
        return
    dosage = given.dosage
    mg, problem = dose_mg(dosage.dose if dosage else None, known, intake)
    fact = Administration(
        when=when,
        source=intake.source(entry),
        name=known.concept.name,
        topics=known.topics,
        key=known.concept.key,
        status=status,
        ended=intake.end(period),
        dose_mg=mg,
        dose_problem=problem,
        routes=intake.lexicon.of(dosage.route).topics if dosage else NO_TOPICS,
        order=key_of(given.request, entry, intake),
        identifiers=frozenset("|".join(token) for token in identifiers(given)),
        rate_ml_h=_rate(dosage, intake) if dosage else None,
        batch=batch_of(given.medicationReference, entry, intake),
        product_named=known.concept.worded,
    )
    intake.facts.administrations.append(fact)


def _rate(dosage: Dosage, intake: Intake) -> Decimal | None:
    quantity = dosage.rateQuantity
    if quantity is not None and quantity.value is not None:
        return intake.units.convert("rate", quantity.value, unit_of(quantity))
    ratio = dosage.rateRatio
    if ratio is None or ratio.numerator is None or ratio.denominator is None:
        return None
    volume, hours = ratio.numerator, ratio.denominator
    if volume.value is None or not hours.value or unit_of(hours) not in _ONE_HOUR:
        return None
    amount = intake.units.convert("volume", volume.value, unit_of(volume))
    return None if amount is None else amount / hours.value
