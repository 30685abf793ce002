"""Positive, negative or neither: the four spellings of a qualitative result (catalogue 0.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from app.clinical.facts import Flag, Reading, Topics
from app.fhir.r4.datatypes import CodeableConcept, Quantity
from app.fhir.r4.observation import ObservationReferenceRange
from app.fhir.reading.analytes import IMMUNITY, PRESENCE
from app.fhir.reading.concepts import LOINC, SNOMED, Lexicon
from app.fhir.reading.phrases import reading_of
from app.fhir.reading.quantities import Measured, unit_of

_WORST_FIRST: Final = (Reading.POSITIVE, Reading.INDETERMINATE, Reading.NEGATIVE)
_ANSWERS: Final = (
    ("answer_positive", Reading.POSITIVE),
    ("answer_negative", Reading.NEGATIVE),
    ("answer_indeterminate", Reading.INDETERMINATE),
    ("interp_not_a_reactivity_code", Reading.INDETERMINATE),
)
_FLAGS: Final = (
    ("interp_low", Flag.LOW),
    ("interp_high", Flag.HIGH),
    ("interp_abnormal", Flag.ABNORMAL),
    ("interp_normal", Flag.NORMAL),
)
_YES_NO: Final = {
    (SNOMED, "373066001"): Reading.POSITIVE,
    (SNOMED, "373067005"): Reading.NEGATIVE,
    (LOINC, "LA33-6"): Reading.POSITIVE,
    (LOINC, "LA32-8"): Reading.NEGATIVE,
}
"""Yes and no, as questionnaires answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a result says, and whether its parts contradict each other."""

    reading: Reading | None = None
    conflicting: bool = False


def flag_of(interpretation: Sequence[CodeableConcept] | None, lexicon: Lexicon) -> Flag | None:
    """The laboratory's interpretation of a number; two that contradict say no direction."""
    if not interpretation:
        return None
    return _flag(lexicon.topics(interpretation))


@cache
def _flag(topics: Topics) -> Flag | None:
    found = [flag for name, flag in _FLAGS if name in topics]
    if Flag.LOW in found and Flag.HIGH in found:
        return Flag.ABNORMAL
    return found[0] if found else None


def said(measured: Measured, marker: str, lexicon: Lexicon) -> Said:
    """Value before interpretation; where they disagree the worse one, marked."""
    value = _value(measured, marker, lexicon)
    stated = _interpreted(measured.interpretation, lexicon)
    if value.reading is None or (stated.reading is not None and _unquantified(measured, marker)):
        return stated
    if stated.reading is not None:
        return _worse(value, stated)
    flag = flag_of(measured.interpretation, lexicon)
    abnormal = flag in (Flag.ABNORMAL, Flag.HIGH) and marker not in IMMUNITY
    if abnormal and value.reading is Reading.NEGATIVE:
        return Said(Reading.INDETERMINATE, conflicting=True)
    return value


def _unquantified(measured: Measured, marker: str) -> bool:
    """Below the limit of quantification: only the interpretation says whether it was detected."""
    quantity = measured.valueQuantity
    below = quantity is not None and quantity.comparator in ("<", "<=")
    return below and marker in PRESENCE


@cache
def of_topics(topics: Topics) -> Said:
    """What the value sets of an answer say; positive and negative at once are a conflict."""
    found = [reading for name, reading in _ANSWERS if name in topics]
    if not found:
        return Said()
    if Reading.POSITIVE in found and Reading.NEGATIVE in found:
        return Said(Reading.INDETERMINATE, conflicting=True)
    return Said(found[0])


def of_concept(concept: CodeableConcept, lexicon: Lexicon) -> Said:
    """A coded answer; its words are read where no coding is known, or where they contradict it."""
    answer = lexicon.of(concept)
    words = [concept.text, *(c.display for c in concept.coding or [])]
    read = {reading_of(text) for text in words if text}
    coded = of_topics(answer.topics)
    plain = {_YES_NO[code] for code in answer.codes if code in _YES_NO}
    if coded.reading is None and len(plain) == 1:
        coded = Said(plain.pop())
    if coded.reading is None:
        both = {Reading.POSITIVE, Reading.NEGATIVE} <= read
        return Said(read.pop() if len(read) == 1 else Reading.INDETERMINATE, both)
    if coded.reading is Reading.NEGATIVE and Reading.POSITIVE in read:
        return Said(Reading.INDETERMINATE, conflicting=True)
    return coded


def _value(measured: Measured, marker: str, lexicon: Lexicon) -> Said:
    if measured.valueCodeableConcept is not None:
        return of_concept(measured.valueCodeableConcept, lexicon)
    if measured.valueBoolean is not None:
        return Said(Reading.POSITIVE if measured.valueBoolean else Reading.NEGATIVE)
    if measured.valueString is not None:
        site = of_topics(lexicon.codes.of_text(measured.valueString))
        return site if site.reading is not None else Said(reading_of(measured.valueString))
    if measured.valueQuantity is not None and measured.valueQuantity.value is not None:
        return Said(_amount(measured.valueQuantity, measured.referenceRange, marker))
    return Said()


def _interpreted(concepts: Sequence[CodeableConcept] | None, lexicon: Lexicon) -> Said:
    if not concepts:
        return Said()
    coded = of_topics(lexicon.topics(concepts))
    if coded.reading is not None:
        return coded
    words = [c.text for c in concepts if c.text and not c.coding]
    read = {reading_of(text) for text in words}
    return Said(read.pop() if len(read) == 1 else None, len(read) > 1)


def _worse(value: Said, stated: Said) -> Said:
    found = (value.reading, stated.reading)
    worst = next(reading for reading in _WORST_FIRST if reading in found)
    differ = value.reading is not stated.reading
    return Said(worst, value.conflicting or stated.conflicting or differ)


def _amount(
    quantity: Quantity, ranges: Sequence[ObservationReferenceRange] | None, marker: str
) -> Reading | None:
    """A number read against zero, where any amount counts, or against the assay's own cut-off."""
    value = quantity.value
    if value is None:
        return None
    if marker in PRESENCE:
        return _any_amount(value, quantity)
    cut_off = _cut_off(ranges, quantity, immunity=marker in IMMUNITY)
    if cut_off is None:
        return None
    if marker in IMMUNITY:
        below = value < cut_off or (value == cut_off and quantity.comparator == "<")
        return Reading.NEGATIVE if below else Reading.POSITIVE
    if quantity.comparator in (">", ">="):
        return Reading.POSITIVE if value >= cut_off else Reading.INDETERMINATE
    return Reading.NEGATIVE if value <= cut_off else _above(quantity)


def _above(quantity: Quantity) -> Reading:
    return Reading.INDETERMINATE if quantity.comparator in ("<", "<=") else Reading.POSITIVE


def _any_amount(value: Decimal, quantity: Quantity) -> Reading | None:
    """Below the limit of quantification may still be detected: indeterminate (notes, 6)."""
    unit = unit_of(quantity)
    if quantity.comparator in ("<", "<="):
        return Reading.INDETERMINATE
    if value > 0:
        return Reading.POSITIVE
    if not unit:
        return None
    # A logarithm of zero is one unit per millilitre, or "none" in some systems.
    return Reading.INDETERMINATE if "log" in unit.casefold() else Reading.NEGATIVE


def _cut_off(
    ranges: Sequence[ObservationReferenceRange] | None, quantity: Quantity, *, immunity: bool
) -> Decimal | None:
    """The bound of the assay's single range, in the same unit as the value."""
    bounds = [
        bound
        for found in ranges or ()
        if found.type is None and found.appliesTo is None and found.age is None
        for bound in (found.low if immunity else found.high,)
        if bound is not None and bound.value is not None
    ]
    if len(bounds) != 1 or (unit_of(bounds[0]) or unit_of(quantity)) != unit_of(quantity):
        return None
    return bounds[0].value
