"""Amounts: numbers with a unit that the analyte's table knows, and their limits of normal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.clinical.dates import years_between
from app.clinical.facts import Flag
from app.clinical.newest import LOW_IS_WORSE
from app.fhir.r4.datatypes import CodeableConcept, Quantity
from app.fhir.r4.datatypes import Range as Ages
from app.fhir.r4.observation import (
    Observation,
    ObservationComponent,
    ObservationReferenceRange,
)
from app.fhir.reading.concepts import UCUM
from app.fhir.reading.intake import Intake

Measured = Observation | ObservationComponent

NO_UNIT: Final = "the number has no unit"
UNKNOWN_UNIT: Final = "the unit is not one that this test can be converted from"
TWO_UNITS: Final = "its unit and the code of its unit are two different units"
BELOW_ZERO: Final = "the amount is below zero"
NO_NUMBER: Final = "no number is given"
_NORMAL: Final = "normal"
_YEARS: Final = ("a", "year", "years", "yr")
_SEXES: Final = {
    "male": "male",
    "female": "female",
    "M": "male",
    "F": "female",
    "248153007": "male",
    "248152002": "female",
}


@dataclass(slots=True)
class Amount:
    """A number in the analyte's canonical unit, or why there is none."""

    value: Decimal | None = None
    comparator: str = ""
    problem: str = ""


@dataclass(slots=True)
class Range:
    """Limits of normal in the canonical unit."""

    low: Decimal | None = None
    high: Decimal | None = None
    from_table: bool = False


NO_RANGE: Final = Range()


def unit_of(quantity: Quantity) -> str:
    """The UCUM code; the printed unit where there is no code, or one of another system."""
    if quantity.code and quantity.system in (None, UCUM):
        return quantity.code
    return quantity.unit or quantity.code or ""


def amount(quantity: Quantity | None, analyte: str, intake: Intake) -> Amount:
    if quantity is None or quantity.value is None:
        return Amount(problem=NO_NUMBER)
    unit = unit_of(quantity)
    if not unit:
        return Amount(problem=NO_UNIT)
    value = intake.units.convert(analyte, quantity.value, unit)
    if value is None:
        return Amount(problem=UNKNOWN_UNIT)
    if value < 0 and not _is_logarithm(unit):
        return Amount(problem=BELOW_ZERO)
    if _printed(quantity, value, analyte, intake) != value:
        return Amount(problem=TWO_UNITS)
    return Amount(value, quantity.comparator or "")


def _printed(quantity: Quantity, value: Decimal, analyte: str, intake: Intake) -> Decimal:
    """The amount in the unit as printed; one that nobody knows is no contradiction of the code."""
    if quantity.unit is None or quantity.unit == quantity.code or quantity.value is None:
        return value
    found = intake.units.convert(analyte, quantity.value, quantity.unit)
    return value if found is None else found


def _is_logarithm(unit: str) -> bool:
    return "log" in unit.casefold()


def limits(measured: Measured, analyte: str, flag: Flag | None, intake: Intake) -> Range:
    """The laboratory's limits; where it gave none on the side that matters, the table's."""
    quantity = measured.valueQuantity
    if quantity is None:
        return NO_RANGE
    ranges = measured.referenceRange
    own = _laboratory(ranges, quantity, analyte, intake) if ranges else NO_RANGE
    low_matters = analyte in LOW_IS_WORSE
    if (own.low if low_matters else own.high) is not None:
        return own
    table = intake.limit(analyte)
    if table is None:
        return own
    if low_matters:
        # The laboratory's own flag says more of its assay than our table does.
        flagged = flag in (Flag.LOW, Flag.NORMAL)
        return own if flagged or table.low is None else Range(table.low, own.high, from_table=True)
    if table.high is None:
        return own
    value = amount(quantity, analyte, intake).value
    flagged = flag is Flag.HIGH and value is not None and value <= table.high
    return own if flagged else Range(own.low, table.high, from_table=True)


def _laboratory(
    ranges: Sequence[ObservationReferenceRange], quantity: Quantity, analyte: str, intake: Intake
) -> Range:
    """The one range of normal that applies to this patient; none when several differ."""
    found = NO_RANGE
    for one in ranges:
        if not _applies(one, intake):
            continue
        low = _bound(one.low, quantity, analyte, intake)
        high = _bound(one.high, quantity, analyte, intake)
        if low is None and high is None:
            continue
        if found is not NO_RANGE and (found.low, found.high) != (low, high):
            return NO_RANGE
        found = Range(low, high)
    return found


def _bound(
    bound: Quantity | None, quantity: Quantity, analyte: str, intake: Intake
) -> Decimal | None:
    """A limit; without a unit of its own it has the unit of the value (catalogue 6.3)."""
    if bound is None or bound.value is None:
        return None
    return intake.units.convert(analyte, bound.value, unit_of(bound) or unit_of(quantity))


def _applies(found: ObservationReferenceRange, intake: Intake) -> bool:
    if found.type is None and found.appliesTo is None and found.age is None:
        return True
    if found.type is not None and _codes(found.type) != [_NORMAL]:
        return False
    if found.appliesTo and not _for_sex(found.appliesTo, intake):
        return False
    return found.age is None or _at_age(found.age, intake)


def _at_age(ages: Ages, intake: Intake) -> bool:
    birth = intake.patient.birth
    bounds = [bound for bound in (ages.low, ages.high) if bound is not None]
    if birth is None or any(unit_of(b) not in _YEARS or b.value is None for b in bounds):
        return False
    age = years_between(birth.latest, intake.as_of)
    low, high = ages.low, ages.high
    return (low is None or low.value is None or low.value <= age) and (
        high is None or high.value is None or age <= high.value
    )


def _for_sex(groups: Sequence[CodeableConcept], intake: Intake) -> bool:
    """Whether every group named is a sex, and the patient's; others are not understood."""
    return all(
        any(_SEXES.get(code) == intake.patient.gender for code in _codes(group)) for group in groups
    )


def _codes(concept: CodeableConcept) -> list[str]:
    return [coding.code for coding in concept.coding or [] if coding.code]
