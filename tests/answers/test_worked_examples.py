"""The worked examples of the public contract, from the request body to the answer."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from app.assess import Answer, Call, answer
from app.clinical.finding import Action, Basis, Severity
from tests.answers.judge import JUDGE
from tests.bundles import (
    EHR,
    POSITIVE,
    Json,
    condition,
    immunization,
    infusion,
    observation,
    order,
    parameters,
    patient,
    screening,
)

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FIRST_VISIT = ["ocrelizumab-300mg", "methylprednisolone", "antihistamine", "antipyretic"]
NO_VACCINATION = ("BASE-VAX-01", "WARN", "low")


def told(*more: Json, drop: Iterable[str] = (), **replaced: Json) -> Answer:
    """The answer to the screening with resources added, dropped or replaced by id."""
    record = {k: v for k, v in screening().items() if k not in drop} | replaced
    body = parameters([*record.values(), *more])
    return answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)


def issues(given: Answer) -> list[tuple[str, str, str]]:
    return [(a.finding.row, a.finding.action.name, str(a.finding.severity)) for a in given.alerts]


def written(given: Answer) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in msgspec.json.decode(given.body)["entry"]]


def orders(given: Answer) -> list[str]:
    return [p.action for p in given.plan.proposals] if given.plan else []


def test_complete_screening_gets_the_first_infusion_with_premedication() -> None:
    given = told()
    assert given.decision == "caution"
    assert orders(given) == FIRST_VISIT
    assert issues(given) == [NO_VACCINATION]


def test_premedication_is_the_contracts() -> None:
    given = told()
    assert given.plan is not None
    steroid = given.plan.proposals[1]
    assert steroid.dose_mg == 100
    assert (steroid.route.code, steroid.before) == ("47625008", (30, 30))


def test_live_vaccine_28_days_before_only_warns() -> None:
    # 3 November + 28 days = 1 December
    given = told(immunization("mmr", "03", "2025-11-03"))
    assert given.decision == "caution"
    assert orders(given) == FIRST_VISIT
    assert issues(given) == [("VAX-LIVE-02", "WARN", "low")]


def test_live_vaccine_27_days_before_holds_until_the_next_day() -> None:
    # 4 November + 28 days = 2 December
    given = told(immunization("mmr", "03", "2025-11-04"))
    (alert,) = [a for a in given.alerts if a.finding.action is Action.HOLD]
    assert given.decision == "hold"
    assert orders(given) == []
    assert (alert.finding.row, alert.finding.severity) == ("VAX-LIVE-01", Severity.HIGH)
    assert str(alert.finding.releases_on) == "2025-12-02"


def test_negative_results_in_other_words_are_negative() -> None:
    given = told(
        hbsag=observation("hbsag", "5196-1", valueString="Non-Reactive"),
        antihbc=observation("antihbc", "16933-4", valueCodeableConcept={"text": "Not detected"}),
    )
    assert (given.decision, issues(given)) == ("caution", [NO_VACCINATION])
    assert orders(given) == FIRST_VISIT


def test_igg_at_the_limit_in_another_unit_is_not_low() -> None:
    # 700 mg/dL x 0.01 = 7.0 g/L; the lower limit is 7.0 g/L
    grams = {"unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L"}
    milligrams = {"unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"}
    igg = observation(
        "igg",
        "2465-3",
        valueQuantity={"value": 700} | milligrams,
        referenceRange=[{"low": {"value": 7.0} | grams, "high": {"value": 16.0} | grams}],
    )
    given = told(igg=igg)
    assert (given.decision, issues(given)) == ("caution", [NO_VACCINATION])
    assert orders(given) == FIRST_VISIT


def test_igg_without_a_unit_is_unusable_and_holds() -> None:
    given = told(igg=observation("igg", "2465-3", valueQuantity={"value": 7.2}))
    (alert,) = [a for a in given.alerts if a.finding.action is Action.HOLD]
    assert (given.decision, orders(given)) == ("hold", [])
    assert (alert.finding.row, alert.finding.basis) == ("BASE-IG-01", Basis.UNUSABLE)


def test_second_infusion_on_day_14() -> None:
    # 17 November + 14 days = 1 December
    given = told(infusion("one", "2025-11-17", 300))
    assert given.plan is not None
    assert orders(given)[0] == "ocrelizumab-300mg"
    assert given.plan.proposals[0].title.endswith("infusion 2")
    assert orders(given) == FIRST_VISIT


def test_second_infusion_on_day_13_waits_a_day() -> None:
    # 18 November + 14 days = 2 December
    given = told(infusion("one", "2025-11-18", 300))
    holds = [a.finding for a in given.alerts if a.finding.action is Action.HOLD]
    assert (given.decision, orders(given)) == ("hold", [])
    assert [(f.row, f.severity, str(f.releases_on)) for f in holds] == [
        ("DOSE-02", Severity.MODERATE, "2025-12-02")
    ]


def test_first_maintenance_dose_is_due_six_months_after_infusion_one() -> None:
    given = told(infusion("one", "2025-06-01", 300), infusion("two", "2025-06-15", 300))
    assert given.plan is not None
    assert orders(given)[0] == "ocrelizumab-600mg"
    assert str(given.plan.due) == "2025-12-01"


def test_premedication_is_tied_to_an_order_that_stands() -> None:
    given = told(
        infusion("one", "2025-06-01", 300),
        infusion("two", "2025-06-15", 300),
        order("plan", "2025-12-01", 600),
    )
    assert orders(given) == FIRST_VISIT[1:]
    (group,) = [r for r in written(given) if r["resourceType"] == "RequestGroup"]
    actions = {a["id"]: a for a in group["action"]}
    standing = actions["ocrelizumab-as-ordered"]
    assert standing["resource"]["reference"] == f"{EHR}/MedicationRequest/plan"
    related = [a["relatedAction"][0]["actionId"] for i, a in actions.items() if i in FIRST_VISIT]
    assert related == ["ocrelizumab-as-ordered"] * 3


def test_how_to_give_the_drug_is_told_only_where_it_is_ordered() -> None:
    held = told(igg=observation("igg", "2465-3", valueQuantity={"value": 7.2}))
    assert not [note for note in held.notes if "[RATE-01]" in note or "[DOSE-10]" in note]
    assert [note for note in told().notes if "[RATE-01]" in note]


def test_maintenance_dose_needs_five_months() -> None:
    # 2 July + 5 months = 2 December
    given = told(
        infusion("one", "2024-01-02", 300),
        infusion("two", "2024-01-16", 300),
        infusion("three", "2024-07-02", 600),
        infusion("four", "2025-01-02", 600),
        infusion("five", "2025-07-02", 600),
    )
    holds = [a.finding for a in given.alerts if a.finding.action is Action.HOLD]
    assert (given.decision, orders(given)) == ("hold", [])
    assert [(f.row, f.severity, str(f.releases_on)) for f in holds] == [
        ("DOSE-MIN-INTERVAL", Severity.HIGH, "2025-12-02")
    ]


def test_positive_pregnancy_test_blocks() -> None:
    given = told(
        observation("hcg", "2106-3", when="2025-11-28", valueCodeableConcept=POSITIVE),
        p1=patient("female", "1995-06-15"),
    )
    (block,) = [a.finding for a in given.alerts if a.finding.action is Action.BLOCK]
    assert (given.decision, orders(given)) == ("block", [])
    assert (block.row, block.severity) == ("PREG-01", Severity.HIGH)


@pytest.mark.parametrize("operation", ["eligibility", "premedication", "monitoring"])
def test_what_stops_the_drug_is_shown_by_every_operation(operation: str) -> None:
    record = screening() | {"p1": patient("female", "1995-06-15")}
    record["hcg"] = observation("hcg", "2106-3", when="2025-11-28", valueCodeableConcept=POSITIVE)
    call = Call(body=parameters(record.values()), operation=operation, now=NOW, request_id="r")
    given = answer(call, JUDGE)
    shown = msgspec.json.decode(given.body)["entry"]
    codes = [
        e["resource"]["code"]["coding"][0]["code"]
        for e in shown
        if e["resource"]["resourceType"] == "DetectedIssue"
    ]
    assert "PREG-01" in codes
    assert given.decision == "block"


def test_an_unmapped_condition_is_named_not_dropped() -> None:
    given = told(condition("odd", "urn:oid:1.2.3.4", "local-1"))
    text = given.body.decode()
    assert "evaluationMessage" in text
    assert "urn:oid:1.2.3.4" in text
