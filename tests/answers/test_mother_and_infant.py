"""Mother and infant in one record, to the answer: each is judged by what is their own."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from app.assess import Answer, Call, answer
from app.errors import Unprocessable
from tests.answers.judge import JUDGE
from tests.answers.oracles import faults_by_schema, faults_by_us
from tests.bundles import EHR, Json, concept, infusion, parameters, result

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
MOTHER: Json = {
    "resourceType": "Patient",
    "id": "mother",
    "gender": "female",
    "birthDate": "1995-06-15",
    "link": [{"other": {"reference": "RelatedPerson/r"}, "type": "seealso"}],
}
INFANT: Json = {"resourceType": "Patient", "id": "infant", "birthDate": "2025-10-01"}
RELATED: Json = {
    "resourceType": "RelatedPerson",
    "id": "r",
    "patient": {"reference": "Patient/infant"},
    "relationship": [concept(_ROLES, "MTH")],
}
DOSE = infusion("hers", "2025-03-01", 600) | {"subject": {"reference": "Patient/mother"}}
ROTAVIRUS: Json = {
    "resourceType": "MedicationRequest",
    "id": "rotavirus",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": concept("http://hl7.org/fhir/sid/cvx", "119", "rotavirus"),
    "subject": {"reference": "Patient/infant"},
    "authoredOn": "2025-11-30",
    "dosageInstruction": [{"timing": {"event": ["2025-12-03"]}}],
}
FAMILY = (MOTHER, INFANT, RELATED, DOSE, ROTAVIRUS)


def cd19(value: float) -> Json:
    made = result("cd19", "8116-6", value, "/uL", (300, 2000))
    return made | {"subject": {"reference": "Patient/infant"}}


def asked(
    subject: str, *held: Json, complete: Sequence[str] = (), operation: str = "evaluate"
) -> Answer:
    more: list[Json] = [{"name": "subject", "valueString": f"Patient/{subject}"}]
    body = parameters(held, complete=complete, more=more)
    return answer(Call(body=body, operation=operation, now=NOW, request_id="r"), JUDGE)


def resources(said: Answer, kind: str) -> list[dict[str, Any]]:
    entries = json.loads(said.body)["entry"]
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == kind]


def issues(said: Answer) -> dict[str, dict[str, Any]]:
    return {str(i["code"]["coding"][0]["code"]): i for i in resources(said, "DetectedIssue")}


def extension(issue: dict[str, Any], name: str) -> str:
    url = f"https://ocrelizumab-cds.example/fhir/StructureDefinition/{name}"
    found = [e["valueCode"] for e in issue["extension"] if e["url"] == url]
    return str(found[0])


@pytest.mark.row("NEO-01")
@pytest.mark.row("NEO-03")
@pytest.mark.parametrize("operation", ["evaluate", "eligibility", "monitoring"])
def test_the_infants_vaccine_is_blocked_by_the_mothers_dose(operation: str) -> None:
    said = asked("infant", *FAMILY, operation=operation)
    issue = issues(said)["NEO-01"]
    assert (issue["severity"], issue["status"]) == ("high", "preliminary")
    assert extension(issue, "action") == "block"
    assert extension(issue, "action-target") == "vaccine"
    assert extension(issue, "basis") == "missing-data"
    assert issue["patient"]["reference"] == f"{EHR}/Patient/infant"
    implicated = [one["reference"] for one in issue["implicated"]]
    assert implicated == [f"{EHR}/MedicationRequest/rotavirus"]
    evidence = [d["reference"] for e in issue["evidence"] for d in e["detail"]]
    assert f"{EHR}/MedicationAdministration/hers" in evidence
    assert "(ocrelizumab, 2025-03-01)" in str(issue["detail"])
    assert f"{EHR}/MedicationAdministration/hers" in json.dumps(resources(said, "Provenance"))


@pytest.mark.row("NEO-01")
@pytest.mark.row("NEO-03")
@pytest.mark.row("PAED-01")
def test_the_infant_is_untreated_and_gets_no_ocrelizumab() -> None:
    said = asked("infant", *FAMILY, complete=("MedicationAdministration",))
    found = issues(said)
    assert extension(found["PAED-01"], "action") == "block"
    assert extension(found["NEO-03"], "action") == "warn"
    assert not {"VAX-LIVE-03", "DOSE-01", "DOSE-02"} & set(found)  # no dose of its own
    assert said.plan is not None
    assert said.plan.proposals == ()
    guidance = json.dumps(resources(said, "GuidanceResponse"))
    assert '"valueCode": "screening"' in guidance  # the stage of one without any dose
    assert "infant of a treated mother" not in guidance  # judged now
    assert faults_by_schema(said.body) == []
    assert faults_by_us(said.body) == []


@pytest.mark.row("NEO-01")
def test_a_normal_count_frees_the_vaccine_and_a_low_one_does_not() -> None:
    assert "NEO-01" not in issues(asked("infant", *FAMILY, cd19(300)))
    low = issues(asked("infant", *FAMILY, cd19(299)))
    assert low["NEO-01"]["status"] == "final"
    assert "299" in str(low["NEO-01"]["detail"])
    assert low["NEO-03"]["severity"] == "moderate"


@pytest.mark.row("NEO-01")
def test_without_a_dose_in_the_window_the_list_must_be_complete() -> None:
    family = (MOTHER, INFANT, RELATED, ROTAVIRUS)
    held = issues(asked("infant", *family))["NEO-01"]
    assert (held["severity"], extension(held, "action")) == ("moderate", "hold")
    assert "not declared complete" in str(held["detail"])
    declared = issues(asked("infant", *family, complete=("MedicationAdministration",)))
    assert not {"NEO-01", "NEO-02", "NEO-03", "VAX-LIVE-03"} & set(declared)


@pytest.mark.row("NEO-01")
def test_when_the_mother_is_judged_nothing_of_the_infant_counts() -> None:
    said = asked("mother", *FAMILY)
    found = issues(said)
    assert not {"NEO-01", "NEO-02", "NEO-03", "VAX-LIVE-03", "PAED-01"} & set(found)
    assert {i["patient"]["reference"] for i in found.values()} == {f"{EHR}/Patient/mother"}
    assert "rotavirus" not in json.dumps(list(found.values()))
    assert "PREG-05" in found


def test_a_second_patient_that_is_not_linked_is_refused() -> None:
    alone = {name: value for name, value in MOTHER.items() if name != "link"}
    with pytest.raises(Unprocessable, match="not linked to the judged one"):
        asked("infant", alone, INFANT, RELATED, DOSE, ROTAVIRUS)
    with pytest.raises(Unprocessable, match="not linked to the judged one"):
        asked("infant", MOTHER, INFANT, DOSE, ROTAVIRUS)
