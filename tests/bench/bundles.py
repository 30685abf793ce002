"""Synthetic FHIR R4 Bundles, shaped as a US Core record: the unit of work of every benchmark.

`bundle(150)` is a patient with relapsing-remitting MS under ocrelizumab: laboratory results,
vaccinations, conditions and administrations, the same for the same number and seed.
"""

import datetime as dt
import json
import random
import re

from tests.bench.bundle_codes import COND, CVX, INTERPRETATION, LAB, MED, SERO

Json = dict[str, object]

NOW = dt.datetime(2026, 6, 1, 12, 0, 0, tzinfo=dt.UTC)
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
RRMS = "Relapsing remitting multiple sclerosis"
OCRELIZUMAB_DOSES = (
    ("2024-06-01", 300),
    ("2024-06-15", 300),
    ("2024-12-01", 600),
    ("2025-06-01", 600),
)


def uid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def earlier(chance: random.Random, days: int = 1500) -> str:
    when = NOW - dt.timedelta(minutes=chance.randrange(60, days * 1440))
    return when.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def meta(chance: random.Random, profile: str) -> Json:
    return {
        "versionId": str(chance.randrange(1, 5)),
        "lastUpdated": NOW.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
        "profile": [f"http://hl7.org/fhir/us/core/StructureDefinition/{profile}"],
    }


def coding(system: str, code: str, display: str = "") -> Json:
    told: Json = {"system": system, "code": code}
    return told | ({"display": display} if display else {})


def concept(*codings: Json, text: str = "") -> Json:
    return {"coding": list(codings)} | ({"text": text} if text else {})


def quantity(written: str, unit: str) -> Json:
    """The value between @@ is written as a number, digits as they stand."""
    return {"value": f"@@{written}@@", "unit": unit, "system": UCUM, "code": unit}


def patient(chance: random.Random, patient_id: str) -> Json:
    record_number = concept(coding(f"{TERMINOLOGY}/v2-0203", "MR", "Medical record number"))
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "meta": meta(chance, "us-core-patient"),
        "identifier": [
            {
                "use": "usual",
                "type": record_number,
                "system": "urn:oid:1.2.36.146.595.217.0.1",
                "value": str(chance.randrange(10**8)),
            }
        ],
        "active": True,
        "name": [
            {
                "use": "official",
                "family": f"Family{chance.randrange(9999)}",
                "given": [f"Given{chance.randrange(9999)}", "Q"],
            }
        ],
        "telecom": [
            {"system": "phone", "value": f"555-{chance.randrange(9999):04d}", "use": "home"}
        ],
        "gender": chance.choice(["male", "female"]),
        "birthDate": f"{chance.randrange(1935, 2008):04d}-{chance.randrange(1, 13):02d}"
        f"-{chance.randrange(1, 28):02d}",
        "address": [
            {
                "use": "home",
                "line": ["1 Main St"],
                "city": "Springfield",
                "state": "IL",
                "postalCode": "62701",
                "country": "US",
            }
        ],
    }


def observation(chance: random.Random, patient_id: str) -> Json:
    when = earlier(chance)
    found: Json = {
        "resourceType": "Observation",
        "id": uid(chance),
        "meta": meta(chance, "us-core-observation-lab"),
        "status": chance.choices(
            ["final", "amended", "preliminary", "entered-in-error"], [94, 3, 2, 1]
        )[0],
        "category": [
            concept(coding(f"{TERMINOLOGY}/observation-category", "laboratory", "Laboratory"))
        ],
    }
    measured = chance.random() < 0.85
    code, display, result = (_measured if measured else _serology)(chance)
    found["code"] = concept(coding("http://loinc.org", code, display), text=display)
    found["subject"] = {"reference": f"Patient/{patient_id}"}
    found["effectiveDateTime"] = when
    found["issued"] = when.replace("+00:00", ".000+00:00")
    if measured:
        found["performer"] = [{"reference": "Organization/lab-1", "display": "Central lab"}]
    return found | result


def _measured(chance: random.Random) -> tuple[str, str, Json]:
    code, display, unit, low, high, mean, deviation, decimals = chance.choice(LAB)
    least = {2: 0.01, 1: 0.1}.get(decimals, 1)
    value = round(max(least, chance.gauss(mean, deviation)), decimals)
    flag = "L" if value < low else "H" if value > high else "N"
    return (
        code,
        display,
        {
            "valueQuantity": quantity(f"{value:.{decimals}f}", unit),
            "interpretation": [concept(coding(INTERPRETATION, flag))],
            "referenceRange": [
                {
                    "low": quantity(f"{low:.{decimals}f}", unit),
                    "high": quantity(f"{high:.{decimals}f}", unit),
                }
            ],
        },
    )


def _serology(chance: random.Random) -> tuple[str, str, Json]:
    code, display = chance.choice(SERO)
    positive = chance.random() < 0.12
    word = "Positive" if positive else "Negative"
    snomed = "10828004" if positive else "260385009"
    return (
        code,
        display,
        {
            "valueCodeableConcept": concept(coding(SNOMED, snomed, word), text=word),
            "interpretation": [concept(coding(INTERPRETATION, "POS" if positive else "NEG"))],
        },
    )


def immunization(chance: random.Random, patient_id: str) -> Json:
    code, display, _ = chance.choice(CVX)
    return {
        "resourceType": "Immunization",
        "id": uid(chance),
        "meta": meta(chance, "us-core-immunization"),
        "status": chance.choices(["completed", "not-done", "entered-in-error"], [94, 5, 1])[0],
        "vaccineCode": concept(coding("http://hl7.org/fhir/sid/cvx", code, display), text=display),
        "patient": {"reference": f"Patient/{patient_id}"},
        "occurrenceDateTime": earlier(chance)[:10],
        "primarySource": True,
        "lotNumber": f"L{chance.randrange(99999):05d}",
        "site": concept(coding(f"{TERMINOLOGY}/v3-ActSite", "LA", "left arm")),
        "doseQuantity": {"value": "@@0.5@@", "system": UCUM, "code": "mL"},
        "protocolApplied": [{"doseNumberPositiveInt": chance.randrange(1, 4)}],
    }


def condition(chance: random.Random, patient_id: str) -> Json:
    snomed, display, icd = chance.choice(COND)
    return {
        "resourceType": "Condition",
        "id": uid(chance),
        "meta": meta(chance, "us-core-condition-problems-health-concerns"),
        "clinicalStatus": _clinical(chance.choice(["active", "active", "resolved"])),
        "verificationStatus": concept(coding(f"{TERMINOLOGY}/condition-ver-status", "confirmed")),
        "category": [concept(coding(f"{TERMINOLOGY}/condition-category", "problem-list-item"))],
        "code": _diagnosis(snomed, display, icd),
        "subject": {"reference": f"Patient/{patient_id}"},
        "onsetDateTime": earlier(chance, 6000)[:10],
        "recordedDate": earlier(chance)[:10],
    }


def _clinical(status: str) -> Json:
    return concept(coding(f"{TERMINOLOGY}/condition-clinical", status))


def _diagnosis(snomed: str, display: str, icd: str) -> Json:
    return concept(
        coding(SNOMED, snomed, display),
        coding("http://hl7.org/fhir/sid/icd-10-cm", icd),
        text=display,
    )


def administration(
    chance: random.Random, patient_id: str, given: tuple[str, int] | None = None
) -> Json:
    """A random drug; with `given` the dose of ocrelizumab of that day."""
    rxnorm, display, atc = chance.choice(MED)
    when = earlier(chance, 700)
    identity, about = uid(chance), meta(chance, "medicationadministration")
    status = chance.choices(["completed", "in-progress", "not-done"], [90, 5, 5])[0]
    dose = f"{chance.choice([500, 1000, 40, 300])}.00"
    if given:
        rxnorm, display, atc = "1876366", "ocrelizumab", "L04AG08"
        when, status, dose = f"{given[0]}T09:00:00+00:00", "completed", str(given[1])
    return {
        "resourceType": "MedicationAdministration",
        "id": identity,
        "meta": about,
        "status": status,
        "medicationCodeableConcept": concept(
            coding("http://www.nlm.nih.gov/research/umls/rxnorm", rxnorm, display),
            coding("http://www.whocc.no/atc", atc),
            text=display,
        ),
        "subject": {"reference": f"Patient/{patient_id}"},
        "effectiveDateTime": when,
        "performer": [{"actor": {"reference": "Practitioner/p1"}}],
        "dosage": {
            "text": "per protocol",
            "route": concept(coding(SNOMED, "47625008", "Intravenous route")),
            "dose": quantity(dose, "mg"),
        },
    }


def resources(count: int, seed: int) -> list[Json]:
    chance = random.Random(seed)  # noqa: S311 - the same records again and again
    patient_id = uid(chance)
    count -= 1
    vaccinations = max(4, min(30, round(count * 0.13)))
    diagnoses = max(2, min(25, round(count * 0.07)))
    doses = max(2, min(44, round(count * 0.06)))
    results = count - vaccinations - diagnoses - doses
    found = [observation(chance, patient_id) for _ in range(results)]
    found += [immunization(chance, patient_id) for _ in range(vaccinations)]
    found += [condition(chance, patient_id) for _ in range(diagnoses)]
    series = dict(enumerate(OCRELIZUMAB_DOSES))
    found += [administration(chance, patient_id, series.get(n)) for n in range(doses)]
    found[-doses - 1] = condition(chance, patient_id) | {
        "clinicalStatus": _clinical("active"),
        "code": _diagnosis("426373005", RRMS, "G35.A"),
    }
    chance.shuffle(found)
    return [patient(chance, patient_id), *found]


def bundle(count: int, seed: int = 1) -> bytes:
    body = {
        "resourceType": "Bundle",
        "id": f"b-{count}-{seed}",
        "type": "collection",
        "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "entry": [
            {"fullUrl": f"urn:uuid:{found['id']}", "resource": found}
            for found in resources(count, seed)
        ],
    }
    written = json.dumps(body, separators=(",", ":"))
    return re.sub(r'"@@([^@]*)@@"', r"\1", written).encode()
