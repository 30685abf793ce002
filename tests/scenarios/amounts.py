"""Amounts, limits and days as a case writes them, in FHIR."""

import re
from typing import Final

from tests.bundles import Json, concept
from tests.scenarios.words import coded

PATIENT: Final = "Patient/p1"
HL7: Final = "http://terminology.hl7.org/CodeSystem"
_AMOUNT: Final = re.compile(r"([<>]=?)?(-?[\d.]+)(?: (.+))?")
_READINGS: Final = ("positive", "negative", "indeterminate")


def quantity(written: str, *, unit: str = "") -> Json | None:
    """An amount such as <0.1 g/L with its comparator; without a unit when none is written."""
    found = _AMOUNT.fullmatch(written)
    if found is None:
        return None
    comparator, number, own = found.groups()
    unit = own or unit
    made: Json = {"value": float(number) if "." in number else int(number)}
    if comparator:
        made["comparator"] = comparator
    if unit:
        made |= {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return made


def unit_of(written: str) -> str:
    found = _AMOUNT.fullmatch(written)
    return (found.group(3) or "") if found else ""


def value(written: str | None) -> Json:
    if written is None:
        return {"dataAbsentReason": concept(f"{HL7}/data-absent-reason", "unknown")}
    if written in _READINGS:
        return {"valueCodeableConcept": coded("answers", written)}
    amount = quantity(written)
    return {"valueString": written.strip('"')} if amount is None else {"valueQuantity": amount}


def limits(written: str, unit: str) -> Json:
    """Limits as 7.0-16.0, -40 (up to) or 4.0- (from); a unit of their own may follow."""
    between, _, own = written.partition(" ")
    low, _, high = between.partition("-")
    made: Json = {}
    for name, limit in (("low", low), ("high", high)):
        if limit:
            made[name] = quantity(limit, unit=own or unit)
    return made


def dated(element: str, day: str | None) -> Json:
    return {} if day is None else {element: day}


def period(begins: str | None, ends: str | None) -> Json:
    return dated("start", begins) | dated("end", ends)
