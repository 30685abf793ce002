"""A tenth of the scenarios through the real operations: the same answer, as FHIR."""

import json
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.clinical.finding import Action, Target
from app.fhir.validation.validate import validate
from tests.scenarios.judging import brief, judged, wanted
from tests.scenarios.pack import body, cases
from tests.web.asking import EVALUATE, post

TENTH = sorted(cases())[::10]
OPERATIONS = ("eligibility", "premedication", "monitoring")
_STRUCTURE = "https://ocrelizumab-cds.example/fhir/StructureDefinition"


def _extension(resource: dict[str, Any], name: str) -> str:
    for extension in resource.get("extension", ()):
        if extension["url"] == f"{_STRUCTURE}/{name}":
            return str(extension.get("valueCode") or extension.get("valueDate"))
    return ""


def _brief(issue: dict[str, Any]) -> str:
    parts = [f"{issue['severity']} {_extension(issue, 'action')}"]
    if (basis := _extension(issue, "basis")) != "finding":
        parts.append(basis)
    if until := _extension(issue, "releases-on"):
        parts.append(f"until {until}")
    return ", ".join(parts)


def _issues(resources: list[dict[str, Any]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for issue in resources:
        if issue["resourceType"] == "DetectedIssue" and issue["status"] != "cancelled":
            row = issue["code"]["coding"][0]["code"]
            told.setdefault(row, []).append(_brief(issue))
    return {row: sorted(said) for row, said in told.items()}


def _decision(resources: list[dict[str, Any]]) -> str:
    (guidance,) = [r for r in resources if r["resourceType"] == "GuidanceResponse"]
    return _extension(guidance, "decision")


async def _answer(client: AsyncClient, path: str, name: str) -> list[dict[str, Any]]:
    """The answer over HTTP, which must be valid FHIR; nothing of the patient is kept."""
    request = json.loads(body(cases()[name]))
    request["parameter"].append({"name": "save", "valueBoolean": False})
    response = await post(client, path, json.dumps(request).encode())
    assert response.status_code == 200, response.text
    assert [i.text for i in validate(response.content, "Bundle") if i.is_error] == []
    return [entry["resource"] for entry in json.loads(response.content)["entry"]]


@pytest.mark.parametrize("name", TENTH)
async def test_scenario_over_http(client: AsyncClient, name: str) -> None:
    expect = cases()[name].expect
    resources = await _answer(client, EVALUATE, name)
    assert _issues(resources) == wanted(expect)
    assert _decision(resources) == expect.decision
    orders = [
        r["instantiatesCanonical"][0].rsplit("/", 1)[1]
        for r in resources
        if r["resourceType"] == "MedicationRequest"
    ]
    if expect.orders is not None:
        assert [order.partition("|")[0] for order in orders] == expect.orders


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", TENTH[::3])
async def test_every_operation_decides_the_same(
    client: AsyncClient, name: str, operation: str
) -> None:
    case = cases()[name]
    resources = await _answer(client, f"/fhir/Patient/$ocrelizumab-{operation}", name)
    assert _decision(resources) == case.expect.decision
    shown = _issues(resources)
    for alert in judged(case).alerts:
        finding = alert.finding
        if finding.target is Target.OCRELIZUMAB and finding.action >= Action.HOLD:
            assert brief(finding) in shown[finding.row]
