"""Bags, visits and amounts as records send them, to the answer."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.assess import Answer, Call, answer
from tests.answers.judge import JUDGE
from tests.bundles import infusion, order, parameters, screening

Json = dict[str, Any]
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def asked(*more: Json, operation: str = "evaluate") -> Answer:
    body = parameters([*screening().values(), *more])
    return answer(Call(body=body, operation=operation, now=NOW, request_id="r"), JUDGE)


def resources(said: Answer, kind: str) -> list[Json]:
    entries = json.loads(said.body)["entry"]
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == kind]


def decision(said: Answer) -> str:
    (response,) = resources(said, "GuidanceResponse")
    (found,) = [e for e in response["extension"] if e["url"].endswith("/decision")]
    code: str = found["valueCode"]
    return code


def issues(said: Answer) -> dict[str, Json]:
    return {i["code"]["coding"][0]["code"]: i for i in resources(said, "DetectedIssue")}


def extension(issue: Json, name: str) -> str:
    (found,) = [e for e in issue["extension"] if e["url"].endswith(f"/{name}")]
    code: str = found["valueCode"]
    return code


@pytest.mark.row("PREP-01")
def test_a_wrong_diluent_holds_the_bag_and_not_the_drug() -> None:
    plan: Json = order("plan", "2025-12-01", 300)
    plan["dosageInstruction"][0]["text"] = "300 mg in 250 mL glucose 5 %"
    said = asked(plan)
    issue = issues(said)["PREP-01"]
    assert (extension(issue, "action"), extension(issue, "action-target")) == (
        "hold",
        "preparation",
    )
    assert issue["severity"] == "high"
    assert decision(said) == "caution"
    # Premedication goes before the standing order as ever.
    assert resources(said, "MedicationRequest")


@pytest.mark.row("PREP-02", "PREP-03", "PREP-04", "ADMIN-01", "STORE-01", "MON-01", "MON-05")
def test_the_ordinary_patient_is_told_how_and_warned_of_nothing_more() -> None:
    said = asked()
    assert set(issues(said)) == {"BASE-VAX-01"}
    (response,) = resources(said, "GuidanceResponse")
    notes = " ".join(n["text"] for n in response["note"])
    for row in ("PREP-01", "PREP-02", "PREP-03", "PREP-04", "ADMIN-01", "STORE-01"):
        assert f"[{row}]" in notes
    assert "[MON-01] Watch the patient closely" in notes
    assert "[MON-05]" in notes


@pytest.mark.row("OVERDOSE-01")
def test_an_overdose_holds_the_drug() -> None:
    said = asked(infusion("one", "2024-06-01", 300), infusion("two", "2025-06-01", 6000))
    assert extension(issues(said)["OVERDOSE-01"], "action") == "hold"
    assert decision(said) == "hold"
    assert resources(said, "MedicationRequest") == []


@pytest.mark.row("MON-02", "TRACE-01")
def test_a_recent_infusion_asks_for_vital_signs_and_batch() -> None:
    said = asked(infusion("one", "2025-11-27", 300), operation="monitoring")
    found = issues(said)
    assert {"MON-02", "TRACE-01"} <= set(found)
    assert {found[row]["severity"] for row in ("MON-02", "TRACE-01")} == {"low"}
