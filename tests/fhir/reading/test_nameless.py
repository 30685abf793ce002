"""A code that nobody outside the site can read may be anything, also ocrelizumab."""

from datetime import UTC, datetime

import pytest

from app.assess import Answer, Call, answer
from app.clinical.finding import Action, Basis
from tests.answers.judge import JUDGE
from tests.bundles import Json, condition, infusion, parameters, screening

LOCAL = "urn:oid:1.2.3.4"


def told(*more: Json) -> Answer:
    body = parameters([*screening().values(), *more])
    now = datetime(2026, 6, 1, tzinfo=UTC)
    return answer(Call(body=body, operation="evaluate", now=now, request_id="r"), JUDGE)


def given(coding: Json) -> Json:
    return infusion("x", "2025-06-01", 300) | {"medicationCodeableConcept": {"coding": [coding]}}


def test_an_administration_nobody_can_recognise_leaves_the_dose_history_open() -> None:
    answered = told(given({"system": LOCAL, "code": "4711"}))
    held = [a.finding for a in answered.alerts if a.finding.action is Action.HOLD]
    assert [(f.row, f.basis) for f in held] == [("DOSE-01", Basis.MISSING)]
    assert answered.plan is not None
    assert answered.plan.proposals == ()


@pytest.mark.parametrize(
    "coding",
    [
        {"system": LOCAL, "code": "4711", "display": "Paracetamol 500 mg"},
        {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6809"},  # metformin
    ],
)
def test_a_product_that_words_or_a_known_code_tell_is_no_doubt(coding: Json) -> None:
    assert told(given(coding)).decision == "caution"


def test_a_condition_nobody_can_recognise_leaves_the_list_open() -> None:
    answered = told(condition("odd", LOCAL, "4711"))
    assert "BASE-INF-01" in [a.finding.row for a in answered.alerts]


@pytest.mark.parametrize(("status", "asked"), [("active", True), ("resolved", False)])
def test_a_condition_in_words_alone_leaves_infections_open(status: str, *, asked: bool) -> None:
    clinical = {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": status}
        ]
    }
    words: Json = {"code": {"text": "Pneumonia"}, "clinicalStatus": clinical}
    odd = condition("odd", LOCAL, "1") | words
    rows = [a.finding.row for a in told(odd).alerts]
    assert ("BASE-INF-01" in rows) is asked
