"""The same record as another sender writes it: units, times of day, other code systems."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from app.knowledge.reading import read_yaml
from tests.bundles import Json, concept
from tests.scenarios.words import FOLDER, SYSTEMS

_ELSEWHERE: Final = {
    # analyte's unit: the unit of other laboratories, and its amount for one of ours
    "g/L": ("mg/dL", Decimal(100)),
    "10*9/L": ("/uL", Decimal(1000)),
    "mg/dL": ("umol/L", Decimal("17.1")),
    "U/L": ("[IU]/L", Decimal(1)),
}
_GRAMS: Final = ("2465-3", "2458-8", "2472-9")
_UNITS_OF: Final = {"1975-2": "mg/dL"}
"""Tests whose milligrams become micromoles; a gram of others stays what it is."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIMED: Final = ("effectiveDateTime", "occurrenceDateTime", "onsetDateTime", "date")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write the same thing."""

    name: str
    of: Callable[[Json], Json]


def in_other_units(resource: Json) -> Json:
    """Amounts and limits in the units of other laboratories, converted exactly."""
    if resource["resourceType"] != "Observation" or "valueQuantity" not in resource:
        return resource
    code = _code(resource["code"])
    made = dict(resource) | {"valueQuantity": _converted(resource["valueQuantity"], code)}
    ranges = resource.get("referenceRange")
    if isinstance(ranges, list):
        made["referenceRange"] = [
            {side: _converted(limit, code) for side, limit in one.items()} for one in ranges
        ]
    return made


def _converted(quantity: object, code: str) -> Json:
    if not isinstance(quantity, dict):
        raise TypeError("a quantity is an object")
    unit = str(quantity.get("unit", ""))
    known = unit in _ELSEWHERE and (unit != "g/L" or code in _GRAMS)
    if not known or (unit == "mg/dL" and code not in _UNITS_OF):
        return quantity
    other, factor = _ELSEWHERE[unit]
    value = Decimal(str(quantity["value"])) * factor
    number = int(value) if value == value.to_integral_value() else float(value)
    return quantity | {"value": number, "unit": other, "code": other}


def at_noon(resource: Json) -> Json:
    """Days as instants of the same day; the clock is UTC, as nobody names another."""
    timed = (
        {k: f"{v}T12:00:00Z" for k, v in resource.items() if k in _TIMED and _is_day(v)}
        if resource["resourceType"] in ("Observation", "Immunization", "MedicationAdministration")
        else {}
    )
    return resource | timed


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


@cache
def other_codes() -> dict[str, str]:
    """The same concept in another system: "icd10cm G35.A" is "snomed 426373005"."""
    return read_yaml(FOLDER / "other_codes.yaml", dict[str, str])


def in_other_codes(resource: Json) -> Json:
    """Every coding that another system knows too, in that system."""
    return {key: _recoded(value) for key, value in resource.items()}


def _recoded(value: object) -> object:
    if isinstance(value, list):
        return [_recoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "coding" in value and (other := other_codes().get(_word(value))):
        system, code = other.split(" ", 1)
        return value | concept(SYSTEMS[system], code)
    return {key: _recoded(each) for key, each in value.items()}


def _word(concept_: Json) -> str:
    """The first coding as the vocabulary writes it."""
    names = {system: name for name, system in SYSTEMS.items()}
    coding = concept_["coding"]
    if not isinstance(coding, list) or not coding:
        return ""
    return f"{names.get(coding[0]['system'], '')} {coding[0]['code']}"


def _code(concept_: object) -> str:
    if not isinstance(concept_, dict):
        raise TypeError("a code is a concept")
    return str(concept_["coding"][0]["code"]) if "coding" in concept_ else ""


SPELLINGS: Final = (
    Spelling("units", in_other_units),
    Spelling("times", at_noon),
    Spelling("codes", in_other_codes),
)
