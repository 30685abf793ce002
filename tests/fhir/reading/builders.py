"""Small FHIR resources as plain structures, and one call to read them."""

import json
from datetime import UTC, date, tzinfo
from functools import cache
from itertools import count
from typing import Any

from app.fhir.reading.record import ReadResult, read_record
from app.fhir.reading.request import read_request
from app.knowledge import Knowledge, Site, load

Json = dict[str, Any]

AS_OF = date(2025, 12, 1)
TODAY = date(2026, 11, 21)
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
ATC = "http://www.whocc.no/atc"
CVX = "http://hl7.org/fhir/sid/cvx"
UCUM = "http://unitsofmeasure.org"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
BASE = "https://ehr.example/fhir"

HBSAG = (LOINC, "5196-1")
ANTI_HBC = (LOINC, "13952-7")
IGG = (LOINC, "2465-3")
ALT = (LOINC, "1742-6")
NEUTROPHILS = (LOINC, "751-8")
BILIRUBIN = (LOINC, "1975-2")
HBV_DNA = (LOINC, "42595-9")
OCRELIZUMAB = (ATC, "L04AG08")
_numbers = count(1)


@cache
def knowledge() -> Knowledge:
    return load()


def site() -> Site:
    return knowledge().sites.site("default")


def concept(*codings: tuple[str, str], text: str = "") -> Json:
    made: Json = {"coding": [{"system": s, "code": c} for s, c in codings]} if codings else {}
    return made | ({"text": text} if text else {})


def patient(identity: str = "p1", **other: object) -> Json:
    return {
        "resourceType": "Patient",
        "id": identity,
        "birthDate": "1987-06-15",
        "gender": "male",
    } | other


def _resource(kind: str, of: str, **elements: object) -> Json:
    made = {
        "resourceType": kind,
        "id": f"r{next(_numbers)}",
        of: {"reference": "Patient/p1"},
    } | elements
    return {name: value for name, value in made.items() if value is not None}


def observation(measured: tuple[str, str] = HBSAG, **other: object) -> Json:
    return _resource(
        "Observation",
        "subject",
        **(
            {"status": "final", "code": concept(measured), "effectiveDateTime": "2025-11-20"}
            | other
        ),
    )


def quantity(value: float, unit: str | None = None, **other: object) -> Json:
    coded = {"unit": unit, "system": UCUM, "code": unit} if unit is not None else {}
    return {"value": value} | coded | other


def immunization(code: tuple[str, str] = (CVX, "03"), **other: object) -> Json:
    return _resource(
        "Immunization",
        "patient",
        **(
            {
                "status": "completed",
                "vaccineCode": concept(code),
                "occurrenceDateTime": "2025-11-04",
            }
            | other
        ),
    )


def condition(diagnosis: tuple[str, str] = (ICD, "G35.A"), **other: object) -> Json:
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    active = {"clinicalStatus": concept((clinical, "active")), "code": concept(diagnosis)}
    return _resource("Condition", "subject", **(active | other))


def verification(code: str) -> Json:
    return concept(("http://terminology.hl7.org/CodeSystem/condition-ver-status", code))


def administration(**other: object) -> Json:
    given = {
        "status": "completed",
        "medicationCodeableConcept": concept(OCRELIZUMAB),
        "effectiveDateTime": "2025-11-17",
        "dosage": {"dose": quantity(300, "mg")},
    }
    return _resource("MedicationAdministration", "subject", **(given | other))


def request(**other: object) -> Json:
    ordered = {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(OCRELIZUMAB),
        "authoredOn": "2025-11-01",
    }
    return _resource("MedicationRequest", "subject", **(ordered | other))


def resource(kind: str, of: str = "subject", **other: object) -> Json:
    return _resource(kind, of, **other)


def entry(held: Json, full_url: str | None = None) -> Json:
    url = full_url if full_url is not None else f"{BASE}/{held['resourceType']}/{held.get('id')}"
    return {"fullUrl": url, "resource": held} if url else {"resource": held}


def bundle(*held: Json, kind: str | None = "collection", **other: object) -> Json:
    """A Bundle of resources, or of entries where they are entries already."""
    entries = [one if "resource" in one else entry(one) for one in held]
    made = {"resourceType": "Bundle", "type": kind, "entry": entries} | other
    return {name: value for name, value in made.items() if value is not None}


def parameters(*records: Json, **single: Json) -> Json:
    given = [{"name": "record", "resource": record} for record in records]
    return {
        "resourceType": "Parameters",
        "parameter": [*given, *({"name": name} | value for name, value in single.items())],
    }


def read_body(
    body: Json,
    *,
    as_of: date = AS_OF,
    zone: tzinfo = UTC,
    strict: bool = False,
    at: Site | None = None,
) -> ReadResult:
    return read_record(
        read_request(json.dumps(body).encode()),
        knowledge=knowledge(),
        site=at or site(),
        as_of=as_of,
        planned_start=as_of,
        zone=zone,
        today=TODAY,
        strict=strict,
    )


def read(*held: Json, as_of: date = AS_OF, zone: tzinfo = UTC, strict: bool = False) -> ReadResult:
    """Read a collection of these resources, with the usual Patient unless one is among them."""
    kinds = [(one.get("resource") or one).get("resourceType") for one in held]
    people = () if "Patient" in kinds else (patient(),)
    return read_body(bundle(*people, *held), as_of=as_of, zone=zone, strict=strict)


def said(result: ReadResult) -> str:
    """All messages as one text."""
    return "\n".join(f"{m.text} | {m.expression} | {m.diagnostics}" for m in result.messages)


def by_type(kind: str) -> str:
    """The code system of clinicalStatus of this type."""
    return f"{kind.lower()}-clinical"
