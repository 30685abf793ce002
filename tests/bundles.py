"""Builds FHIR input by hand for tests: the man of contract.md section 5, as an EHR would send him.

`screening()` is the complete screening; tests add, replace or drop one resource at a time.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

Json = dict[str, object]

EHR = "https://ehr.example/fhir"
DRAWN = "2025-11-20"
COMPLETE = (
    "Immunization",
    "AllergyIntolerance",
    "MedicationAdministration",
    "MedicationRequest",
    "MedicationStatement",
    "Condition",
)
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
NEGATIVE: Json = {"coding": [{"system": SNOMED, "code": "260385009", "display": "Negative"}]}
POSITIVE: Json = {"coding": [{"system": SNOMED, "code": "10828004", "display": "Positive"}]}
_HL7 = "http://terminology.hl7.org/CodeSystem"


def patient(gender: str = "male", born: str = "1987-06-15") -> Json:
    number = {
        "type": {"coding": [{"system": f"{_HL7}/v2-0203", "code": "MR"}]},
        "system": "urn:oid:1.2.36.146.595.217.0.1",
        "value": "100200",
    }
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [number],
        "active": True,
        "name": [{"family": "Example", "given": ["Sample"]}],
        "gender": gender,
        "birthDate": born,
    }


def concept(system: str, code: str, display: str = "") -> Json:
    coding = {"system": system, "code": code}
    return {"coding": [coding | ({"display": display} if display else {})]}


def quantity(value: float, unit: str) -> Json:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def observation(name: str, code: str, *, when: str = DRAWN, **value: object) -> Json:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "category": [concept(f"{_HL7}/observation-category", "laboratory")],
        "code": concept(LOINC, code),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": when,
        **value,
    }


def result(
    name: str, code: str, value: float, unit: str, limits: tuple[float | None, float | None]
) -> Json:
    low, high = limits
    between: Json = {} if low is None else {"low": quantity(low, unit)}
    if high is not None:
        between["high"] = quantity(high, unit)
    return observation(name, code, valueQuantity=quantity(value, unit), referenceRange=[between])


def condition(name: str, system: str, code: str, **more: object) -> Json:
    return {
        "resourceType": "Condition",
        "id": name,
        "clinicalStatus": concept(f"{_HL7}/condition-clinical", "active"),
        "verificationStatus": concept(f"{_HL7}/condition-ver-status", "confirmed"),
        "code": concept(system, code),
        "subject": {"reference": "Patient/p1"},
        **more,
    }


def immunization(name: str, cvx: str, when: str) -> Json:
    return {
        "resourceType": "Immunization",
        "id": name,
        "status": "completed",
        "vaccineCode": concept("http://hl7.org/fhir/sid/cvx", cvx),
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": when,
    }


def infusion(name: str, when: str, mg: float, status: str = "completed") -> Json:
    return {
        "resourceType": "MedicationAdministration",
        "id": name,
        "status": status,
        "medicationCodeableConcept": concept(
            "http://www.nlm.nih.gov/research/umls/rxnorm", "1876366", "ocrelizumab"
        ),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": when,
        "dosage": {"dose": quantity(mg, "mg")},
    }


def order(name: str, planned: str, mg: float) -> Json:
    """An active order of ocrelizumab for a day."""
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(
            "http://www.nlm.nih.gov/research/umls/rxnorm", "1876366", "ocrelizumab"
        ),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2025-11-20",
        "dosageInstruction": [
            {
                "timing": {"event": [planned]},
                "route": concept(SNOMED, "47625008"),
                "doseAndRate": [{"doseQuantity": quantity(mg, "mg")}],
            }
        ],
    }


def injection(name: str, when: str, mg: float = 920, status: str = "completed") -> Json:
    """The subcutaneous product, given."""
    code = concept("http://hl7.org/fhir/sid/ndc", "50242-554-01")
    route = {"route": concept(SNOMED, "34206005")}
    given = infusion(name, when, mg, status) | {"medicationCodeableConcept": code}
    return given | {"dosage": {"dose": quantity(mg, "mg")} | route}


def mri(when: str = DRAWN) -> Json:
    return {
        "resourceType": "DiagnosticReport",
        "id": "mri",
        "status": "final",
        "code": concept(LOINC, "24590-2", "MR Brain"),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": when,
    }


def screening() -> dict[str, Json]:
    """The complete screening by resource id."""
    resources = [
        patient(),
        condition("ms", "http://hl7.org/fhir/sid/icd-10-cm", "G35.A", onsetDateTime="2024-03-10"),
        observation("hbsag", "5196-1", valueCodeableConcept=NEGATIVE),
        observation("antihbc", "16933-4", valueCodeableConcept=NEGATIVE),
        result("igg", "2465-3", 10.0, "g/L", (7.0, 16.0)),
        result("iga", "2458-8", 2.0, "g/L", (0.7, 4.0)),
        result("igm", "2472-9", 1.0, "g/L", (0.4, 2.3)),
        result("alt", "1742-6", 25, "U/L", (7, 40)),
        result("ast", "1920-8", 22, "U/L", (8, 40)),
        result("alp", "6768-6", 70, "U/L", (30, 120)),
        result("bilirubin", "1975-2", 0.6, "mg/dL", (0.1, 1.2)),
        result("leukocytes", "6690-2", 6.0, "10*9/L", (4.0, 11.0)),
        result("neutrophils", "751-8", 4.0, "10*9/L", (1.5, 8.0)),
        result("lymphocytes", "731-0", 1.6, "10*9/L", (1.0, 4.8)),
        result("platelets", "777-3", 240, "10*9/L", (150, 450)),
        result("haemoglobin", "718-7", 14.0, "g/dL", (13.0, 17.0)),
        mri(),
    ]
    return {str(resource["id"]): resource for resource in resources}


def bundle(resources: Iterable[Mapping[str, object]], kind: str = "collection") -> Json:
    entries = [
        {"fullUrl": f"{EHR}/{r['resourceType']}/{r['id']}", "resource": r} for r in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def parameters(
    resources: Iterable[Mapping[str, object]],
    *,
    day: str = "2025-12-01",
    complete: Sequence[str] = COMPLETE,
    more: Sequence[Json] = (),
) -> bytes:
    """The operation's input: asOf and plannedStart are the same day."""
    declared: list[Json] = [{"name": "completeFor", "valueCode": kind} for kind in complete]
    given: list[Json] = [
        {"name": "record", "resource": bundle(resources)},
        {"name": "asOf", "valueDateTime": day},
        {"name": "plannedStart", "valueDateTime": day},
        *declared,
        *more,
    ]
    return json.dumps({"resourceType": "Parameters", "parameter": given}).encode()
