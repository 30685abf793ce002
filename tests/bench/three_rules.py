"""Three clinical questions asked in three ways: of FHIR by fhirpathpy, of structs, of the chart.

Is the newest HBsAg negative? Is the newest IgG below the laboratory's limit? Was a live vaccine
given within 28 days before the planned infusion? Each way begins with the bytes of the record.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from fhirpathpy import compile_as_array

from app.clinical.facts import Reading, VaccineClass
from app.fhir.bundle_shell import decode_bundle_shell
from app.fhir.decode import decode_resource
from app.fhir.json_gate import gate
from app.fhir.r4.datatypes import CodeableConcept
from app.fhir.r4.immunization import Immunization
from app.fhir.r4.observation import Observation
from tests.bench.judge import NOON, chart, facts

DAYS: Final = 28
SINCE: Final = (NOON.date() - timedelta(days=DAYS - 1)).isoformat()
LOINC: Final = "http://loinc.org"
CVX: Final = "http://hl7.org/fhir/sid/cvx"
SNOMED: Final = "http://snomed.info/sct"
HBSAG, IGG = "5196-1", "2465-3"
LIVE: Final = ("03", "21", "37", "149")
FINAL: Final = ("final", "amended", "corrected")
NEGATIVE: Final = "260385009"

Answers = tuple[bool, bool, bool]
# fhirpathpy takes and hands out plain JSON, as it came.
Json = dict[str, Any]
Found = TypeVar("Found")


def _compiled(expression: str, result: type[Found]) -> Callable[[Json], Sequence[Found]]:
    return compile_as_array(expression, dict, result)


_OBSERVED: Final = (
    "Bundle.entry.resource.where(resourceType = 'Observation' and "
    "(status = 'final' or status = 'amended' or status = 'corrected') and "
    f"code.coding.exists(system = '{LOINC}' and code = '%s'))"
)
_codes = " or ".join(f"code = '{code}'" for code in LIVE)
_hbsag = _compiled(_OBSERVED % HBSAG, dict)
_igg = _compiled(_OBSERVED % IGG, dict)
_live = _compiled(
    "Bundle.entry.resource.where(resourceType = 'Immunization' and status = 'completed' and "
    f"vaccineCode.coding.exists({_codes})).occurrenceDateTime",
    str,
)
_negative = _compiled(f"valueCodeableConcept.coding.exists(code = '{NEGATIVE}')", bool)
_low = _compiled("valueQuantity.value < referenceRange.low.value.first()", bool)


def over_fhirpath(body: bytes) -> Answers:
    """The expressions are compiled before; FHIRPath has no order, so the newest is found here."""
    record = json.loads(body)
    hbsag, igg = _newest(_hbsag(record)), _newest(_igg(record))
    return (
        hbsag is not None and _negative(hbsag) == [True],
        igg is not None and _low(igg) == [True],
        any(day >= SINCE for day in _live(record)),
    )


def _newest(found: Iterable[Json]) -> Json | None:
    return max(found, key=lambda one: str(one["effectiveDateTime"]), default=None)


def over_structs(body: bytes) -> Answers:
    """Strict JSON and strict types, then plain Python."""
    gate(body)
    hbsag: list[Observation] = []
    igg: list[Observation] = []
    live = False
    for entry in decode_bundle_shell(body).entry:
        resource = decode_resource(entry.resource)
        if isinstance(resource, Observation) and resource.status in FINAL:
            code = _code(resource.code, LOINC)
            if code == HBSAG:
                hbsag.append(resource)
            elif code == IGG:
                igg.append(resource)
        elif isinstance(resource, Immunization) and resource.status == "completed":
            live = live or _recent_live(resource)
    return _is_negative(hbsag), _is_low(igg), live


def _code(concept: CodeableConcept | None, system: str) -> str | None:
    """The first code of that system."""
    for one in (concept.coding or ()) if concept else ():
        if one.system == system:
            return one.code
    return None


def _recent_live(given: Immunization) -> bool:
    recent = (given.occurrenceDateTime or "") >= SINCE
    return recent and _code(given.vaccineCode, CVX) in LIVE


def _day(found: Observation) -> str:
    return found.effectiveDateTime or ""


def _is_negative(found: list[Observation]) -> bool:
    newest = max(found, key=_day, default=None)
    value = newest.valueCodeableConcept if newest else None
    return _code(value, SNOMED) == NEGATIVE


def _is_low(found: list[Observation]) -> bool:
    newest = max(found, key=_day, default=None)
    if newest is None or newest.valueQuantity is None or not newest.referenceRange:
        return False
    low = newest.referenceRange[0].low
    value = newest.valueQuantity.value
    return low is not None and value is not None and low.value is not None and value < low.value


def over_chart(body: bytes) -> Answers:
    """The product's own way: every check, all facts, the index; then the same three questions."""
    known = chart(facts(body))
    hbsag, igg = known.latest_serology("hbsag"), known.latest("igg")
    return (
        hbsag is not None and hbsag.reading is Reading.NEGATIVE,
        igg is not None and igg.is_low is True,
        any(
            given.kind is VaccineClass.LIVE
            and given.when is not None
            and (known.start - given.when.earliest).days < DAYS
            for given in known.vaccinations
        ),
    )
