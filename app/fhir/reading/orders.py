"""What orders and statements of a medication share: keys, days, routes, doses, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.clinical.dates import PartialDate, days
from app.clinical.facts import NO_TOPICS, Topics
from app.fhir.r4.condition import Condition
from app.fhir.r4.datatypes import CodeableConcept, Dosage, Duration, Quantity, Reference
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.products import Product, dose_mg
from app.fhir.reading.quantities import unit_of

_DAYS: Final = {"d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7}


@dataclass(frozen=True, slots=True)
class Instructions:
    """The dosage of an order as far as it is one.

    Attributes:
        planned: the first day that is named.
        ends: the last day of the stated bounds.
    """

    planned: PartialDate | None = None
    ends: PartialDate | None = None
    routes: Topics = NO_TOPICS
    route_stated: bool = False
    dose_mg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something was ordered.

    Attributes:
        topics: value sets of all reasons.
        stated: any reason is given; coded: one carries a code of a public system.
    """

    topics: Topics = NO_TOPICS
    stated: bool = False
    coded: bool = False


NO_REASONS: Final = Reasons()


def instructions(dosages: Sequence[Dosage] | None, known: Product, intake: Intake) -> Instructions:
    """All dosages together; a dose only where exactly one is stated."""
    if not dosages:
        return Instructions()
    routes = [d.route for d in dosages if d.route is not None]
    amounts = {
        dose_mg(rate.doseQuantity, known, intake)[0]
        for dosage in dosages
        for rate in dosage.doseAndRate or ()
        if rate.doseQuantity is not None
    }
    planned = [day for d in dosages if (day := _first_day(d, intake)) is not None]
    ends = [day for d in dosages if (day := _last_day(d, intake)) is not None]
    return Instructions(
        min(planned, key=lambda day: day.earliest, default=None),
        max(ends, key=lambda day: day.latest, default=None),
        intake.lexicon.topics(routes),
        bool(routes),
        amounts.pop() if len(amounts) == 1 else None,
    )


def _first_day(dosage: Dosage, intake: Intake) -> PartialDate | None:
    timing = dosage.timing
    if timing is None:
        return None
    events = [event for event in timing.event or () if event]
    if events:
        return intake.day(min(events))
    return intake.start(timing.repeat.boundsPeriod) if timing.repeat is not None else None


def _last_day(dosage: Dosage, intake: Intake) -> PartialDate | None:
    repeat = dosage.timing.repeat if dosage.timing is not None else None
    return intake.end(repeat.boundsPeriod) if repeat is not None else None


def reasons(
    codes: Sequence[CodeableConcept] | None,
    references: Sequence[Reference] | None,
    entry: Entry,
    intake: Intake,
) -> Reasons:
    """What is known of the reasons, coded or referred to."""
    if not codes and not references:
        return NO_REASONS
    concepts = [intake.lexicon.of(code) for code in codes or ()]
    for reference in references or ():
        found = intake.index.resolve(reference, entry).entry
        if found is not None and isinstance(found.resource, Condition):
            concepts.append(intake.lexicon.of(found.resource.code))
    public = any(concept.coded and not concept.local for concept in concepts)
    return Reasons(intake.topics_of(*concepts), stated=True, coded=public)


def key_of(reference: Reference | None, entry: Entry, intake: Intake) -> str:
    """The key of the order that is referred to: its place, else the reference as written."""
    if reference is None:
        return ""
    found = intake.index.resolve(reference, entry).entry
    if found is not None:
        return found.place
    if reference.reference:
        return reference.reference
    token = reference.identifier
    return f"{token.system or ''}|{token.value}" if token is not None and token.value else ""


def after(start: PartialDate | None, supply: Duration | Quantity | None) -> PartialDate | None:
    """The last day of a supply that lasts a number of days or weeks from its start."""
    if start is None or supply is None or supply.value is None:
        return None
    length = _DAYS.get(unit_of(supply) or "d")
    if length is None:
        return None
    lasts = days(int(supply.value * length))
    return PartialDate(
        start.earliest + lasts, start.latest + lasts, (start.latest + lasts).isoformat()
    )
