"""Synthetic FHIR R4 bundles for benchmarks: Patient, Observation, Immunization, Condition, MedicationAdministration.
bundle(n, seed) -> bytes.  Realistic shapes (US-Core-like meta, category, LOINC/CVX/ATC/SNOMED codings, referenceRange, interpretation)."""

import json, random, re, datetime as dt, sys

NOW = dt.datetime(2026, 6, 1, 12, 0, 0, tzinfo=dt.timezone.utc)
LAB = [  # loinc, display, unit, lo, hi, mean, sd, decimals
    ("2465-3", "IgG [Mass/volume] in Serum or Plasma", "g/L", 7.0, 16.0, 8.5, 3.0, 2),
    ("2458-8", "IgA [Mass/volume] in Serum or Plasma", "g/L", 0.7, 4.0, 1.8, 0.8, 2),
    ("2472-9", "IgM [Mass/volume] in Serum or Plasma", "g/L", 0.4, 2.3, 0.8, 0.4, 2),
    (
        "6690-2",
        "Leukocytes [#/volume] in Blood by Automated count",
        "10*9/L",
        4.0,
        11.0,
        6.0,
        2.0,
        1,
    ),
    (
        "751-8",
        "Neutrophils [#/volume] in Blood by Automated count",
        "10*9/L",
        1.5,
        8.0,
        4.0,
        1.8,
        1,
    ),
    (
        "731-0",
        "Lymphocytes [#/volume] in Blood by Automated count",
        "10*9/L",
        1.0,
        4.8,
        1.6,
        0.8,
        1,
    ),
    ("24467-3", "CD3+CD4+ (T4 helper) cells [#/volume] in Blood", "10*6/L", 500, 1500, 600, 250, 0),
    ("8116-6", "CD19 cells [#/volume] in Blood", "{cells}/uL", 100, 500, 90, 80, 0),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12.0, 16.0, 12.8, 1.5, 1),
    ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*9/L", 150, 450, 240, 60, 0),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.6, 1.2, 1.0, 0.3, 2),
    ("33914-3", "GFR/1.73 sq M.predicted", "mL/min/{1.73_m2}", 60, 120, 80, 20, 0),
    (
        "1742-6",
        "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        "U/L",
        7,
        55,
        35,
        25,
        0,
    ),
    (
        "1920-8",
        "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        "U/L",
        8,
        48,
        30,
        20,
        0,
    ),
    ("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", "mg/dL", 0.1, 1.2, 0.7, 0.3, 1),
    ("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", 0, 5, 9, 10, 1),
    ("1751-7", "Albumin [Mass/volume] in Serum or Plasma", "g/dL", 3.5, 5.0, 4.0, 0.4, 1),
    (
        "5193-8",
        "Hepatitis B virus surface Ab [Units/volume] in Serum by Immunoassay",
        "m[IU]/mL",
        10,
        1000,
        40,
        60,
        1,
    ),
]
SERO = [
    ("5196-1", "Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay"),
    ("16933-4", "Hepatitis B virus core Ab [Presence] in Serum"),
    ("22314-9", "Hepatitis B virus core IgM Ab [Presence] in Serum"),
    ("13955-0", "Hepatitis C virus Ab [Presence] in Serum or Plasma by Immunoassay"),
    ("56888-1", "HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay"),
    ("71773-6", "Mycobacterium tuberculosis stimulated gamma interferon [Presence] in Blood"),
    ("15410-0", "Varicella zoster virus IgG Ab [Presence] in Serum"),
    ("20479-2", "Measles virus IgG Ab [Presence] in Serum"),
]
CVX = [
    ("03", "MMR", 1),
    ("21", "varicella", 1),
    ("37", "yellow fever", 1),
    ("149", "influenza, live, intranasal, quadrivalent", 1),
    ("187", "zoster recombinant", 0),
    ("158", "influenza, injectable, quadrivalent", 0),
    ("133", "Pneumococcal conjugate PCV 13", 0),
    ("33", "pneumococcal polysaccharide PPV23", 0),
    ("43", "Hep B, adult", 0),
    ("115", "Tdap", 0),
    ("208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose", 0),
    ("189", "HepB-CpG", 0),
]
COND = [
    ("69896004", "Rheumatoid arthritis", "M06.9"),
    ("24526004", "Inflammatory bowel disease", "K51.9"),
    ("24700007", "Multiple sclerosis", "G35"),
    ("200936003", "Lupus erythematosus", "M32.9"),
    ("234532001", "Immunodeficiency disorder", "D84.9"),
    ("66071002", "Viral hepatitis type B", "B18.1"),
    ("44054006", "Diabetes mellitus type 2", "E11.9"),
    ("38341003", "Hypertensive disorder", "I10"),
    ("413389003", "Accelerated phase chronic myeloid leukemia", "C92.1"),
    ("709044004", "Chronic kidney disease", "N18.9"),
]
MED = [
    ("121191", "rituximab", "L01FA01"),
    ("191831", "infliximab", "L04AB02"),
    ("327361", "adalimumab", "L04AB04"),
    ("6851", "methotrexate", "L04AX03"),
    ("8640", "prednisone", "H02AB07"),
    ("1012892", "fingolimod", "L04AE01"),
    ("1876366", "ocrelizumab", "L04AG08"),
    ("1193326", "tocilizumab", "L04AC07"),
]
INT = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def uid(r):
    h = "%032x" % r.getrandbits(128)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def t(r, maxdays=1500):
    d = NOW - dt.timedelta(minutes=r.randrange(60, maxdays * 1440))
    return d.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def meta(r, prof):
    return {
        "versionId": str(r.randrange(1, 5)),
        "lastUpdated": NOW.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
        "profile": [f"http://hl7.org/fhir/us/core/StructureDefinition/{prof}"],
    }


def patient(r, pid):
    return {
        "resourceType": "Patient",
        "id": pid,
        "meta": meta(r, "us-core-patient"),
        "identifier": [
            {
                "use": "usual",
                "type": {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/v2-0203",
                            "code": "MR",
                            "display": "Medical record number",
                        }
                    ]
                },
                "system": "urn:oid:1.2.36.146.595.217.0.1",
                "value": str(r.randrange(10**8)),
            }
        ],
        "active": True,
        "name": [
            {
                "use": "official",
                "family": "Family%d" % r.randrange(9999),
                "given": ["Given%d" % r.randrange(9999), "Q"],
            }
        ],
        "telecom": [{"system": "phone", "value": "555-%04d" % r.randrange(9999), "use": "home"}],
        "gender": r.choice(["male", "female"]),
        "birthDate": "%04d-%02d-%02d"
        % (r.randrange(1935, 2008), r.randrange(1, 13), r.randrange(1, 28)),
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


def obs(r, pid):
    ref = {"reference": f"Patient/{pid}"}
    when = t(r)
    o = {
        "resourceType": "Observation",
        "id": uid(r),
        "meta": meta(r, "us-core-observation-lab"),
        "status": r.choices(["final", "amended", "preliminary", "entered-in-error"], [94, 3, 2, 1])[
            0
        ],
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "laboratory",
                        "display": "Laboratory",
                    }
                ]
            }
        ],
    }
    if r.random() < 0.85:
        l, d, u, lo, hi, m, sd, dec = r.choice(LAB)
        v = max(0.01 if dec == 2 else 0.1 if dec == 1 else 1, r.gauss(m, sd))
        v = round(v, dec)
        o["code"] = {"coding": [{"system": "http://loinc.org", "code": l, "display": d}], "text": d}
        o["subject"] = ref
        o["effectiveDateTime"] = when
        o["issued"] = when.replace("+00:00", ".000+00:00")
        o["performer"] = [{"reference": "Organization/lab-1", "display": "Central lab"}]
        o["valueQuantity"] = {
            "value": "@@%.*f@@" % (dec, v),
            "unit": u,
            "system": "http://unitsofmeasure.org",
            "code": u,
        }
        c = "L" if v < lo else "H" if v > hi else "N"
        o["interpretation"] = [{"coding": [{"system": INT, "code": c}]}]
        o["referenceRange"] = [
            {
                "low": {
                    "value": "@@%.*f@@" % (dec, lo),
                    "unit": u,
                    "system": "http://unitsofmeasure.org",
                    "code": u,
                },
                "high": {
                    "value": "@@%.*f@@" % (dec, hi),
                    "unit": u,
                    "system": "http://unitsofmeasure.org",
                    "code": u,
                },
            }
        ]
    else:
        l, d = r.choice(SERO)
        pos = r.random() < 0.12
        o["code"] = {"coding": [{"system": "http://loinc.org", "code": l, "display": d}], "text": d}
        o["subject"] = ref
        o["effectiveDateTime"] = when
        o["issued"] = when.replace("+00:00", ".000+00:00")
        o["valueCodeableConcept"] = {
            "coding": [
                {
                    "system": "http://snomed.info/sct",
                    "code": "10828004" if pos else "260385009",
                    "display": "Positive" if pos else "Negative",
                }
            ],
            "text": "Positive" if pos else "Negative",
        }
        o["interpretation"] = [{"coding": [{"system": INT, "code": "POS" if pos else "NEG"}]}]
    return o


def imm(r, pid):
    c, d, live = r.choice(CVX)
    return {
        "resourceType": "Immunization",
        "id": uid(r),
        "meta": meta(r, "us-core-immunization"),
        "status": r.choices(["completed", "not-done", "entered-in-error"], [94, 5, 1])[0],
        "vaccineCode": {
            "coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": c, "display": d}],
            "text": d,
        },
        "patient": {"reference": f"Patient/{pid}"},
        "occurrenceDateTime": t(r)[:10],
        "primarySource": True,
        "lotNumber": "L%05d" % r.randrange(99999),
        "site": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ActSite",
                    "code": "LA",
                    "display": "left arm",
                }
            ]
        },
        "doseQuantity": {"value": "@@0.5@@", "system": "http://unitsofmeasure.org", "code": "mL"},
        "protocolApplied": [{"doseNumberPositiveInt": r.randrange(1, 4)}],
    }


def cond(r, pid):
    s, d, icd = r.choice(COND)
    return {
        "resourceType": "Condition",
        "id": uid(r),
        "meta": meta(r, "us-core-condition-problems-health-concerns"),
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": r.choice(["active", "active", "resolved"]),
                }
            ]
        },
        "verificationStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                    "code": "confirmed",
                }
            ]
        },
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/condition-category",
                        "code": "problem-list-item",
                    }
                ]
            }
        ],
        "code": {
            "coding": [
                {"system": "http://snomed.info/sct", "code": s, "display": d},
                {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": icd},
            ],
            "text": d,
        },
        "subject": {"reference": f"Patient/{pid}"},
        "onsetDateTime": t(r, 6000)[:10],
        "recordedDate": t(r)[:10],
    }


def madm(r, pid):
    x, d, a = r.choice(MED)
    w = t(r, 700)
    return {
        "resourceType": "MedicationAdministration",
        "id": uid(r),
        "meta": meta(r, "medicationadministration"),
        "status": r.choices(["completed", "in-progress", "not-done"], [90, 5, 5])[0],
        "medicationCodeableConcept": {
            "coding": [
                {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": x, "display": d},
                {"system": "http://www.whocc.no/atc", "code": a},
            ],
            "text": d,
        },
        "subject": {"reference": f"Patient/{pid}"},
        "effectiveDateTime": w,
        "performer": [{"actor": {"reference": "Practitioner/p1"}}],
        "dosage": {
            "text": "per protocol",
            "route": {
                "coding": [
                    {
                        "system": "http://snomed.info/sct",
                        "code": "47625008",
                        "display": "Intravenous route",
                    }
                ]
            },
            "dose": {
                "value": "@@%d.00@@" % r.choice([500, 1000, 40, 300]),
                "unit": "mg",
                "system": "http://unitsofmeasure.org",
                "code": "mg",
            },
        },
    }


def resources(n, seed):
    r = random.Random(seed)
    pid = uid(r)
    n -= 1
    ni = max(4, min(30, round(n * 0.13)))
    nc = max(2, min(25, round(n * 0.07)))
    nm = max(2, min(44, round(n * 0.06)))
    no = n - ni - nc - nm
    rs = (
        [obs(r, pid) for _ in range(no)]
        + [imm(r, pid) for _ in range(ni)]
        + [cond(r, pid) for _ in range(nc)]
        + [madm(r, pid) for _ in range(nm)]
    )
    ms = {
        **cond(r, pid),
        "clinicalStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                    "code": "active",
                }
            ]
        },
        "code": {
            "coding": [
                {
                    "system": "http://snomed.info/sct",
                    "code": "426373005",
                    "display": "Relapsing remitting multiple sclerosis",
                },
                {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G35.A"},
            ],
            "text": "Relapsing remitting multiple sclerosis",
        },
    }
    rs[-nm - 1] = (
        ms  # every patient has relapsing-remitting MS; the last administrations are an ocrelizumab series
    )
    for a, (day, mg) in zip(
        rs[-nm:],
        [("2024-06-01", 300), ("2024-06-15", 300), ("2024-12-01", 600), ("2025-06-01", 600)],
    ):
        a["status"] = "completed"
        a["medicationCodeableConcept"] = {
            "coding": [
                {
                    "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                    "code": "1876366",
                    "display": "ocrelizumab",
                },
                {"system": "http://www.whocc.no/atc", "code": "L04AG08"},
            ],
            "text": "ocrelizumab",
        }
        a["effectiveDateTime"] = day + "T09:00:00+00:00"
        a["dosage"]["dose"]["value"] = "@@%d@@" % mg
    r.shuffle(rs)
    return pid, [patient(r, pid)] + rs


def dumps(o):
    return re.sub(r'"@@([^@]*)@@"', r"\1", json.dumps(o, separators=(",", ":"))).encode()


def bundle(n, seed=1):
    pid, rs = resources(n, seed)
    return dumps(
        {
            "resourceType": "Bundle",
            "id": "b-%d-%d" % (n, seed),
            "type": "collection",
            "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "entry": [{"fullUrl": "urn:uuid:" + x["id"], "resource": x} for x in rs],
        }
    )


if __name__ == "__main__":
    import os

    os.makedirs("data", exist_ok=True)
    for n in (30, 150, 1000):
        b = bundle(n)
        open(f"data/b{n}.json", "wb").write(b)
        print(n, len(b), len(b) / n)
    for i in range(200):
        open(f"data/m{i}.json", "wb").write(bundle(150, 100 + i))
