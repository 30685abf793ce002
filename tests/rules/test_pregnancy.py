"""PREG-01: a pregnancy blocks the dose."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import (
    Coded,
    Diagnosis,
    Fact,
    Patient,
    Procedure,
    Reading,
    Serology,
)
from app.clinical.finding import Action, Basis, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.pregnancy import PREG_01, pregnancy
from app.rules.rule import NEVER
from tests.charts import (
    AS_OF,
    chart,
    coded,
    cs,
    day,
    diagnosis,
    judged,
    only,
    patient,
    procedure,
    serology,
)

HOLD, WARN, BLOCK = Action.HOLD, Action.WARN, Action.BLOCK
HIGH, MODERATE = Severity.HIGH, Severity.MODERATE
POSITIVE, NEGATIVE, UNCLEAR = Reading.POSITIVE, Reading.NEGATIVE, Reading.INDETERMINATE
WOMAN = patient(born="1995-05-01", gender="female")
STATUS, PREGNANT, NOT_PREGNANT = (
    "obs_pregnancy_status",
    frozenset(["answer_pregnant"]),
    frozenset(["answer_not_pregnant"]),
)


def record(*facts: Fact, who: Patient = WOMAN) -> Record:
    return replace(
        cs(),
        patient=who,
        serologies=(*cs().serologies, *(f for f in facts if isinstance(f, Serology))),
        coded=tuple(f for f in facts if isinstance(f, Coded)),
        diagnoses=(*cs().diagnoses, *(f for f in facts if isinstance(f, Diagnosis))),
        procedures=(*cs().procedures, *(f for f in facts if isinstance(f, Procedure))),
    )


def with_facts(*facts: Fact, who: Patient = WOMAN, start: date = AS_OF) -> Chart:
    return chart(record(*facts, who=who), start=start)


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    "found",
    [
        serology("hcg", POSITIVE, "2025-11-28"),
        serology("hcg", POSITIVE, "2025-02-04"),  # 300 days
        serology("hcg", POSITIVE, "2025-11-28", preliminary=True),
        coded(STATUS, when="2025-11-28", answers=PREGNANT),
        coded(STATUS, when="2025-11-28", present=True),
        coded("lab_pregnancy_test_positive_finding", when="2025-11-28", present=True),
        diagnosis("cond_pregnancy", onset="2025-10-01"),
        diagnosis("cond_pregnancy"),  # an active condition without a day states the present
        diagnosis("cond_pregnancy", clinical="", verification="", onset="2025-03"),
    ],
)
@pytest.mark.parametrize("gender", ["female", "male", "other", ""])
def test_a_pregnancy_blocks_whatever_the_gender(
    found: Fact, gender: str, parameters: Parameters
) -> None:
    who = replace(WOMAN, gender=gender)
    finding = only(judged(pregnancy, with_facts(found, who=who), parameters))
    assert (finding.row, finding.text, finding.basis) == ("PREG-01", "pregnant", Basis.FINDING)
    assert (finding.action, finding.severity) == (BLOCK, HIGH)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, "")
    assert finding.because == (found,)
    assert (PREG_01.released_by, PREG_01.aliases) == (NEVER, ("CONTRA-PREG-01",))


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    ("found", "action", "basis"),
    [
        (serology("hcg", POSITIVE, "2025"), HOLD, Basis.UNUSABLE),  # 1 January: 334 days
        (serology("hcg", POSITIVE, "2025-02"), HOLD, Basis.UNUSABLE),  # 276 to 303 days
        (serology("hcg", POSITIVE, None), HOLD, Basis.UNUSABLE),
        (serology("hcg", POSITIVE, "2025-11-28", conflicting=True), BLOCK, Basis.CONFLICTING),
    ],
)
def test_an_inexact_day_holds_and_a_contradiction_blocks(
    found: Fact, action: Action, basis: Basis, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(found), parameters))
    assert (finding.row, finding.action, finding.severity) == ("PREG-01", action, HIGH)
    assert finding.basis is basis
    assert finding.text == ("pregnant" if action is BLOCK else "inexact")


@pytest.mark.row("PREG-01")
def test_a_negative_of_the_same_day_contradicts_and_does_not_end(parameters: Parameters) -> None:
    status = coded(STATUS, when="2025-11-28", answers=PREGNANT)
    test = serology("hcg", NEGATIVE, "2025-11-28")
    finding = only(judged(pregnancy, with_facts(status, test), parameters))
    assert (finding.action, finding.basis) == (BLOCK, Basis.CONFLICTING)
    assert finding.because == (status, test)


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    "end",
    [
        serology("hcg", NEGATIVE, "2025-11-28"),
        coded(STATUS, when="2025-11-28", answers=NOT_PREGNANT),
    ],
)
def test_a_later_negative_ends_a_pregnancy(end: Fact, parameters: Parameters) -> None:
    begun = (
        serology("hcg", POSITIVE, "2025-06-01"),
        diagnosis("cond_pregnancy", onset="2025-06-01"),
    )
    assert judged(pregnancy, with_facts(*begun, end), parameters) == ()


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    ("end", "ended"),
    [
        (diagnosis("cond_pregnancy_ended", onset="2025-08-01"), True),
        (procedure("cond_pregnancy_ended", "2025-08-01"), True),
        (diagnosis("cond_pregnancy_ended", onset="2025-06-01"), False),  # not later
        (diagnosis("cond_pregnancy_ended"), False),
        (diagnosis("cond_pregnancy_ended", onset="2025-08-01", verification="provisional"), False),
        (
            diagnosis(
                "cond_pregnancy",
                onset="2025-05-01",
                clinical="resolved",
                abatement=day("2025-08-01"),
                abated=True,
            ),
            True,
        ),
        (
            diagnosis(
                "cond_pregnancy",
                onset="2025-05-01T08:00:00Z",
                clinical="resolved",
                abatement=day("2025-08-01T08:00:00Z"),
                abated=True,
            ),
            True,
        ),
        (serology("hcg", NEGATIVE, "2025-08-01", preliminary=True), False),
    ],
)
def test_an_end_counts_when_it_is_later(end: Fact, *, ended: bool, parameters: Parameters) -> None:
    test = serology("hcg", POSITIVE, "2025-06-01T10:00:00Z")
    finding = only(judged(pregnancy, with_facts(test, end), parameters))
    assert finding.row == ("PREG-05" if ended else "PREG-01")


@pytest.mark.row("PREG-01")
def test_a_delivery_that_was_only_written_down_later_contradicts_and_does_not_end(
    parameters: Parameters,
) -> None:
    test = serology("hcg", POSITIVE, "2025-11-20")
    history = replace(diagnosis("cond_pregnancy_ended"), when=day("2025-11-28"))
    finding = only(judged(pregnancy, with_facts(test, history), parameters))
    assert (finding.row, finding.action) == ("PREG-01", BLOCK)
    assert (finding.basis, finding.because) == (Basis.CONFLICTING, (test, history))


@pytest.mark.row("PREG-01")
def test_on_one_day_only_the_time_tells_which_test_is_later(parameters: Parameters) -> None:
    positive = serology("hcg", POSITIVE, "2025-11-28T08:00:00Z")
    after = serology("hcg", NEGATIVE, "2025-11-28T18:00:00Z")
    before = serology("hcg", NEGATIVE, "2025-11-28T07:00:00Z")
    assert judged(pregnancy, with_facts(positive, after), parameters) == ()
    assert only(judged(pregnancy, with_facts(positive, before), parameters)).action is BLOCK
