"""The subcutaneous product from the request body to the answer, all days worked out by hand."""

from typing import Any

import msgspec
import pytest

from app.assess import Answer, Call, answer
from tests.answers.cases import SUBCUTANEOUS
from tests.answers.judge import JUDGE
from tests.answers.test_worked_examples import NO_VACCINATION, NOW, issues, orders, written
from tests.bundles import EHR, Json, concept, infusion, injection, order, parameters, screening

VISIT = ["ocrelizumab-sc-920mg", "dexamethasone", "antihistamine"]
NDC = "http://hl7.org/fhir/sid/ndc"


def told(*more: Json, day: str = "2025-12-01", given: list[Json] | None = None) -> Answer:
    asked = [SUBCUTANEOUS, *(given or [])]
    body = parameters([*screening().values(), *more], day=day, more=asked)
    return answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)


def requests(given: Answer) -> dict[str, dict[str, Any]]:
    found = [r for r in written(given) if r["resourceType"] == "MedicationRequest"]
    return {r["instantiatesCanonical"][0].rpartition("/")[2]: r for r in found}


def output(given: Answer) -> dict[str, Any]:
    guidance = written(given)[0]
    (kept,) = [c for c in guidance["contained"] if c["id"] == "output"]
    return {
        p["name"]: next((v for k, v in p.items() if k.startswith("value")), None)
        for p in kept["parameter"]
    }


def notes(given: Answer, row: str) -> list[str]:
    return [note for note in given.notes if note.startswith(f"[{row}]")]


def ordered(name: str, planned: str, route: str) -> Json:
    """An active order of the subcutaneous product."""
    kept = order(name, planned, 920)
    dosage = {"timing": {"event": [planned]}, "route": concept("http://snomed.info/sct", route)}
    product = {"medicationCodeableConcept": concept(NDC, "50242-554-01")}
    return kept | product | {"dosageInstruction": [dosage]}


def test_a_first_injection_is_one_dose_with_premedication_by_mouth() -> None:
    given = told()
    assert (given.decision, orders(given)) == ("caution", VISIT)
    assert issues(given) == [NO_VACCINATION]
    told_of = output(given)
    assert (told_of["courseStage"], "nextDoseDue" in told_of) == ("screening", False)


def test_the_order_is_one_dosage_without_rates() -> None:
    dose = requests(told())["ocrelizumab-sc-920mg"]
    assert dose["medicationCodeableConcept"]["coding"][0] == {
        "system": NDC,
        "code": "50242-554-01",
        "display": "OCREVUS ZUNOVO 920 mg/23 mL, 1 vial",
    }
    (dosage,) = dose["dosageInstruction"]
    assert dosage["text"] == (
        "920 mg and 23,000 units in 23 mL, subcutaneous in the abdomen over about 10 minutes. "
        "Not interchangeable with the intravenous product."
    )
    assert dosage["route"]["coding"] == [
        {
            "system": "http://snomed.info/sct",
            "code": "34206005",
            "display": "Subcutaneous route",
        }
    ]
    assert dosage["timing"]["repeat"] == {"count": 1, "duration": 10, "durationUnit": "min"}
    (rate,) = dosage["doseAndRate"]
    assert (list(rate), rate["doseQuantity"]["value"]) == (["doseQuantity"], 920)
    assert dosage["maxDosePerAdministration"]["value"] == 920
    assert [n["text"] for n in dose["note"]] == [
        "One vial of 23 mL. Ocrelizumab with hyaluronidase; never given intravenously."
    ]


def test_premedication_is_by_mouth_half_an_hour_before() -> None:
    given = told()
    dosages = {name: r["dosageInstruction"][0] for name, r in requests(given).items()}
    assert dosages["dexamethasone"]["text"] == (
        "20 mg by mouth once, at least 30 minutes before the injection"
    )
    assert dosages["antihistamine"]["text"] == (
        "50 mg by mouth once, 30 to 60 minutes before the injection"
    )
    assert {
        dosages[name]["route"]["coding"][0]["code"] for name in ("dexamethasone", "antihistamine")
    } == {"26643006"}
    (group,) = [r for r in written(given) if r["resourceType"] == "RequestGroup"]
    actions = {a["id"]: a for a in group["action"]}
    assert actions["ocrelizumab-sc-920mg"]["title"] == (
        "Ocrelizumab and hyaluronidase 920 mg, first dose"
    )
    (before,) = actions["dexamethasone"]["relatedAction"]
    assert (before["actionId"], before["relationship"]) == ("ocrelizumab-sc-920mg", "before-start")
    assert before["offsetDuration"]["value"] == 30
    (before,) = actions["antihistamine"]["relatedAction"]
    assert before["offsetRange"]["low"]["value"] == 30


def test_what_is_told_beside_a_first_injection() -> None:
    given = told()
    (order_note,) = notes(given, "SC-01")
    assert order_note == (
        "[SC-01] 920 mg and 23,000 units in 23 mL, subcutaneous in the abdomen over about 10 "
        "minutes. Not interchangeable with the intravenous product. The next dose follows after 6 "
        "months; the first one is not split."
    )
    assert "Dexamethasone 20 mg" in notes(given, "SC-02")[0]
    assert "at least 60 minutes" in notes(given, "SC-03")[0]
    intravenous = ("RATE-", "DOSE-0", "DOSE-10", "DOSE-12", "PREMED-STER", "PREMED-AH-03")
    assert [n for n in given.notes if n.startswith(tuple(f"[{row}" for row in intravenous))] == []


def test_the_next_injection_is_due_six_months_after_the_last() -> None:
    # 3 June + 6 months = 3 December; + 5 months = 3 November; 3 December + 21 days = 24 December
    given = told(injection("one", "2025-06-03"))
    assert (given.decision, orders(given)) == ("caution", VISIT)
    assert issues(given) == [NO_VACCINATION]
    assert given.plan is not None
    assert given.plan.proposals[0].title.endswith("next dose")
    told_of = output(given)
    assert told_of["courseStage"] == "maintenance"
    assert (told_of["nextDoseDue"], told_of["earliestStart"], told_of["latestStart"]) == (
        "2025-12-03",
        "2025-11-03",
        "2025-12-24",
    )
    assert "at least 15 minutes" in notes(given, "SC-03")[0]
    assert "due on 2025-12-03" in notes(given, "DELAY-01")[0]


def test_a_missed_injection_is_given_as_soon_as_possible() -> None:
    # 1 April + 6 months = 1 October; 61 days late on 1 December; the next on 1 June
    given = told(injection("one", "2025-04-01"))
    assert orders(given) == VISIT
    assert ("DELAY-03", "WARN", "low") in issues(given)
    assert "2026-06-01" in notes(given, "DELAY-LABEL")[0]


def test_an_injection_within_five_months_waits() -> None:
    # 2 July + 5 months = 2 December
    given = told(injection("one", "2025-07-02"))
    assert (given.decision, orders(given)) == ("hold", [])
    (held,) = [a.finding for a in given.alerts if a.finding.row == "DOSE-MIN-INTERVAL"]
    assert str(held.releases_on) == "2025-12-02"


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        (infusion("one", "2025-06-01", 600), ["SC-05"]),
        # no infusion 2 is waited for: five months after any dose
        (infusion("one", "2025-11-17", 300), ["DOSE-MIN-INTERVAL", "SC-05"]),
        (injection("one", "2025-06-01", 400, "stopped"), ["SC-01"]),
        (injection("one", "2024-11-30"), ["DELAY-04"]),
    ],
)
def test_what_holds_an_injection(last: Json, rows: list[str]) -> None:
    given = told(last)
    assert (given.decision, orders(given)) == ("hold", [])
    held = [a.finding.row for a in given.alerts if a.finding.action.name == "HOLD"]
    assert sorted(set(held)) == sorted(rows)


def test_after_an_injection_the_infusion_asked_for_waits_for_a_decision() -> None:
    body = parameters([*screening().values(), injection("one", "2025-06-01")])
    given = answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)
    assert (given.decision, orders(given)) == ("hold", [])
    assert ("SC-05", "HOLD", "moderate") in issues(given)


def test_baseline_and_vaccines_are_judged_as_before_an_infusion() -> None:
    record = {k: v for k, v in screening().items() if k != "hbsag"}
    body = parameters(record.values(), more=[SUBCUTANEOUS])
    given = answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)
    assert (given.decision, orders(given)) == ("hold", [])
    assert ("BASE-HBV-01", "HOLD", "high") in issues(given)


def test_an_allergy_to_hyaluronidase_blocks_the_injection_alone() -> None:
    known: Json = {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "code": concept("http://www.whocc.no/atc", "B06AA03"),
        "clinicalStatus": concept(
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active"
        ),
        "patient": {"reference": "Patient/p1"},
    }
    given = told(known)
    assert (given.decision, orders(given)) == ("block", [])
    assert ("SC-04", "BLOCK", "high") in issues(given)
    body = parameters([*screening().values(), known])
    intravenous = answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)
    assert (intravenous.decision, issues(intravenous)) == ("caution", [NO_VACCINATION])


def test_an_order_of_the_injection_takes_the_premedication() -> None:
    given = told(ordered("plan", "2025-12-01", "34206005"))
    assert orders(given) == VISIT[1:]
    (group,) = [r for r in written(given) if r["resourceType"] == "RequestGroup"]
    standing = {a["id"]: a for a in group["action"]}["ocrelizumab-as-ordered"]
    assert standing["resource"]["reference"] == f"{EHR}/MedicationRequest/plan"


@pytest.mark.parametrize(
    ("standing", "row"),
    [
        (order("plan", "2025-12-01", 600), "PRODUCT-01"),
        (ordered("plan", "2025-12-01", "47625008"), "ROUTE-01"),
    ],
)
def test_nothing_is_proposed_beside_an_order_in_doubt(standing: Json, row: str) -> None:
    given = told(standing)
    assert orders(given) == []
    assert (row, "BLOCK", "high") in issues(given)
    assert given.decision == "caution"  # the order is stopped, not the drug


def test_what_we_proposed_is_no_order_of_somebody_else() -> None:
    ours = requests(told())["ocrelizumab-sc-920mg"]
    sent = ours | {"id": "ours", "subject": {"reference": "Patient/p1"}}
    for name in ("supportingInformation", "reasonReference", "detectedIssue", "requester"):
        sent.pop(name, None)
    again = told(msgspec.json.decode(msgspec.json.encode(sent)))
    assert (orders(again), issues(again)) == (VISIT, [NO_VACCINATION])
