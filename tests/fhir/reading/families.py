"""Records of a mother and her infant for tests of reading."""

from app.fhir.reading.record import ReadResult
from tests.fhir.reading.builders import (
    BASE,
    LOINC,
    Json,
    administration,
    bundle,
    concept,
    parameters,
    patient,
    read_body,
    resource,
)

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
MOTHER: Json = {"reference": "Patient/mother"}
LAST_MENSTRUATION, EXPECTED = (LOINC, "8665-2"), (LOINC, "11778-8")


def family(*held: Json, role: str = "MTH", gender: str = "female", of: str = "infant") -> Json:
    """The RelatedPerson is the other Patient in this role to the one that `of` names."""
    link = {"other": {"reference": f"{BASE}/RelatedPerson/r"}, "type": "seealso"}
    people = {
        "mother": patient("mother", gender=gender),
        "infant": patient("infant", birthDate="2025-10-01"),
    }
    people["mother" if of == "infant" else "infant"]["link"] = [link]
    related = resource(
        "RelatedPerson",
        "patient",
        id="r",
        patient={"reference": f"Patient/{of}"},
        relationship=[concept((ROLE, role))],
    )
    return bundle(*people.values(), related, *held)


def read(record: Json, subject: str = "infant", complete: str = "") -> ReadResult:
    more: Json = {"completeFor": {"valueCode": complete}} if complete else {}
    return read_body(parameters(record, subject={"valueString": f"Patient/{subject}"}, **more))


def dose(**other: object) -> Json:
    return administration(subject=MOTHER, **({"effectiveDateTime": "2025-03-01"} | other))
