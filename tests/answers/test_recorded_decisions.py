"""A decision that a person recorded comes back in the answer, whatever form it was sent in."""

import json

import pytest

from app.assess import Call, answer
from tests.answers.cases import NOW
from tests.answers.judge import JUDGE
from tests.answers.oracles import faults_by_schema, faults_by_us
from tests.bundles import POSITIVE, Json, concept, observation, parameters, screening

_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_RULES = "https://ocrelizumab-cds.example/fhir/CodeSystem/ocrelizumab-rules"
_CODED = concept(_ACT, "EMAUTH")
_PERSON: Json = {"reference": "Practitioner/hep"}


def _answered(action: Json, author: Json) -> bytes:
    plan: Json = {
        "resourceType": "DetectedIssue",
        "id": "plan",
        "status": "final",
        "code": concept(_RULES, "HBV-03"),
        "patient": {"reference": "Patient/p1"},
        "mitigation": [{"action": action, "date": "2025-11-25", "author": author}],
    }
    core = observation("antihbc", "16933-4", valueCodeableConcept=POSITIVE)
    dna = observation("dna", "29610-3", valueString="Not detected")
    record = [*(screening() | {"antihbc": core}).values(), dna, plan]
    call = Call(body=parameters(record), operation="evaluate", now=NOW, request_id="r")
    return answer(call, JUDGE).body


@pytest.mark.parametrize(
    ("action", "author", "written"),
    [
        (_CODED, _PERSON, {"coding": [{"system": _ACT, "code": "EMAUTH"}]}),
        ({"text": "Entecavir, DNA every 3 months"}, _PERSON, None),
        (_CODED | {"text": "Plan"}, {"display": "Dr Hepatos Livermock"}, None),
        ({"text": "Plan"}, {"identifier": {"value": "1234567893"}}, None),
    ],
)
def test_the_mitigation_is_valid_and_says_what_was_sent(
    action: Json, author: Json, written: Json | None
) -> None:
    body = _answered(action, author)
    issues = [e["resource"] for e in json.loads(body)["entry"]]
    (mitigation,) = [m for i in issues for m in i.get("mitigation", ())]
    assert mitigation["date"] == "2025-11-25"
    assert mitigation["action"].get("text", "") == action.get("text", "")
    assert written is None or mitigation["action"] == written
    said = author.get("reference") or author.get("display") or "1234567893"
    assert said in mitigation["author"].values()
    assert faults_by_schema(body) == []
    assert faults_by_us(body) == []
