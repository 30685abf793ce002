"""Counselling in the answer: notes beside the order, and the patient's instruction on it."""

from typing import Any

import msgspec
import pytest

from app.assess import Answer, Call, answer
from tests.answers.judge import JUDGE
from tests.answers.test_worked_examples import NOW, orders
from tests.bundles import Json, infusion, observation, parameters, screening


def told(*more: Json, operation: str = "evaluate", **replaced: Json) -> Answer:
    body = parameters([*(screening() | replaced).values(), *more])
    return answer(Call(body=body, operation=operation, now=NOW, request_id="r"), JUDGE)


def requests(given: Answer) -> list[dict[str, Any]]:
    entries = [e["resource"] for e in msgspec.json.decode(given.body)["entry"]]
    return [r for r in entries if r["resourceType"] == "MedicationRequest"]


def rows(given: Answer) -> list[str]:
    return [note[1:8] for note in given.notes if note.startswith("[COUN")]


EVERY = [f"COUN-0{n}" for n in range(1, 9)] + ["COUN-12"]
HELD = observation("igg", "2465-3", valueQuantity={"value": 7.2})  # no unit


def test_the_infusion_carries_the_patients_instruction_and_nothing_else_does() -> None:
    infusion_order, *others = requests(told())
    first, *steps = infusion_order["dosageInstruction"]
    assert first["patientInstruction"].startswith("Tell the nurse or call your treatment team")
    assert first["patientInstruction"].count("\n") == 10  # 9 rows of every infusion + 09 and 10
    assert not [s for s in steps if "patientInstruction" in s]
    assert not [o for o in others if "patientInstruction" in o["dosageInstruction"][0]]


def test_a_later_infusion_has_nothing_of_the_first() -> None:
    given = told(infusion("one", "2025-06-01", 300), infusion("two", "2025-06-15", 300))
    text = requests(given)[0]["dosageInstruction"][0]["patientInstruction"]
    assert orders(given)[0] == "ocrelizumab-600mg"
    assert (text.count("\n"), "1-800" in text) == (8, False)


@pytest.mark.parametrize(
    ("operation", "shown"),
    [
        ("evaluate", ["COUN-11", *EVERY, "COUN-09", "COUN-10", "COUN-13"]),
        ("premedication", ["COUN-11", *EVERY, "COUN-09", "COUN-10"]),
        ("eligibility", ["COUN-11", "COUN-13"]),
        ("monitoring", ["COUN-11"]),
    ],
)
def test_each_operation_tells_its_own(*, operation: str, shown: list[str]) -> None:
    assert rows(told(operation=operation)) == shown


@pytest.mark.parametrize("operation", ["evaluate", "premedication", "eligibility", "monitoring"])
def test_a_held_dose_has_no_counselling_but_the_label(operation: str) -> None:
    given = told(operation=operation, igg=HELD)
    assert (given.decision, rows(given)) == ("hold", ["COUN-11"])
