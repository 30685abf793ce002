"""PREG-05: before every dose pregnancy is ruled out where it is possible."""

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
from app.rules.pregnancy import PREG_05, pregnancy
from app.rules.rule import INPUT
from tests.charts import (
    AS_OF,
    chart,
    coded,
    cs,
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


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize("gender", ["female", "male"])
def test_a_pregnancy_without_an_end_long_ago_is_asked_for(
    gender: str, parameters: Parameters
) -> None:
    test = serology("hcg", POSITIVE, "2025-02-03")  # 301 days
    who = replace(WOMAN, gender=gender)
    finding = only(judged(pregnancy, with_facts(test, who=who), parameters))
    assert (finding.row, finding.text, finding.basis) == ("PREG-05", "old_positive", Basis.MISSING)
    assert (finding.action, finding.severity) == (HOLD, MODERATE)


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (patient(born="1995-05-01", gender="female"), True),
        (patient(born="1995-05-01", gender="other"), True),
        (patient(born="1995-05-01", gender="unknown"), True),
        (patient(born="1995-05-01", gender=""), True),
        (patient(born="1995-05-01", gender="male"), False),
        (patient(born=None, gender="female"), True),
        # 55 until the day before the 56th birthday; 12 from the 12th birthday on
        (patient(born="1969-12-02", gender="female"), True),
        (patient(born="1969-12-01", gender="female"), False),
        (patient(born="1969", gender="female"), True),
        (patient(born="1968", gender="female"), False),
        (patient(born="2013-12-01", gender="female"), True),
        (patient(born="2013-12-02", gender="female"), False),
        (patient(born="2013", gender="female"), True),
    ],
)
def test_who_can_be_pregnant_is_asked(who: Patient, *, asked: bool, parameters: Parameters) -> None:
    findings = judged(pregnancy, with_facts(who=who), parameters)
    assert [(f.row, f.text, f.action, f.severity, f.basis) for f in findings] == (
        [("PREG-05", "missing", HOLD, MODERATE, Basis.MISSING)] if asked else []
    )
    assert [len(f.missing) for f in findings] == ([2] if asked else [])
    assert all(f.target is Target.OCRELIZUMAB and f.cause == "" for f in findings)
    assert PREG_05.released_by == INPUT


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("sterile", "asked"),
    [
        (diagnosis("cond_not_of_childbearing_potential"), False),
        (procedure("cond_not_of_childbearing_potential", "2015"), False),
        (diagnosis("cond_not_of_childbearing_potential", verification="provisional"), True),
    ],
)
def test_hysterectomy_and_menopause_answer_it(
    sterile: Fact, *, asked: bool, parameters: Parameters
) -> None:
    assert bool(judged(pregnancy, with_facts(sterile), parameters)) is asked


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    "negative",
    [
        serology("hcg", NEGATIVE, "2025-11-24"),  # 7 days
        coded(STATUS, when="2025-11-24", answers=NOT_PREGNANT),
        coded(STATUS, when="2025-11-24", present=False),
    ],
)
def test_a_negative_of_the_last_week_rules_pregnancy_out(
    negative: Fact, parameters: Parameters
) -> None:
    cleared = only(pregnancy.judge(with_facts(negative), parameters))
    assert (cleared.row, cleared.action, cleared.until) == (
        "PREG-05",
        Action.CLEAR,
        date(2025, 12, 2),
    )
    assert cleared.because == (negative,)


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("facts", "text", "basis"),
    [
        ((serology("hcg", NEGATIVE, "2025-11-23"),), "old", Basis.MISSING),  # 8 days
        ((serology("hcg", NEGATIVE, "2025-11"),), "inexact", Basis.UNUSABLE),
        ((serology("hcg", NEGATIVE, "2025-10"),), "old", Basis.MISSING),
        ((serology("hcg", NEGATIVE, None),), "unclear", Basis.UNUSABLE),
        ((serology("hcg", UNCLEAR, "2025-11-28"),), "unclear", Basis.UNUSABLE),
        ((serology("hcg", None, "2025-11-28", problem="no unit"),), "unclear", Basis.UNUSABLE),
        ((serology("hcg", NEGATIVE, "2025-11-28", preliminary=True),), "unclear", Basis.UNUSABLE),
        (
            (coded(STATUS, when="2025-11-28", answers=frozenset(["answer_pregnancy_uncertain"])),),
            "unclear",
            Basis.UNUSABLE,
        ),
        ((coded(STATUS, when="2025-11-28", text_only=True),), "unclear", Basis.UNUSABLE),
        (
            (diagnosis("cond_pregnancy", verification="provisional", onset="2025-11-28"),),
            "unclear",
            Basis.UNUSABLE,
        ),
        (
            (serology("hcg", NEGATIVE, "2025-11-27"), serology("hcg", UNCLEAR, "2025-11-28")),
            "unclear",
            Basis.UNUSABLE,
        ),
    ],
)
def test_anything_less_than_a_recent_negative_holds(
    facts: tuple[Fact, ...], text: str, basis: Basis, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(*facts), parameters))
    assert (finding.row, finding.text, finding.basis) == ("PREG-05", text, basis)
    assert (finding.action, finding.severity) == (HOLD, MODERATE)


@pytest.mark.row("PREG-05")
def test_a_final_negative_outweighs_older_doubts_and_undated_entries(
    parameters: Parameters,
) -> None:
    final = serology("hcg", NEGATIVE, "2025-11-28")
    for doubt in (
        serology("hcg", UNCLEAR, "2025-11-27"),
        serology("hcg", None, None, problem="invalid"),
        serology("hcg", NEGATIVE, "2025-11-29", preliminary=True),
    ):
        assert judged(pregnancy, with_facts(doubt, final), parameters) == ()


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("tested", "start", "action", "until"),
    [
        # asked on 1 December: more than 7 days ahead is from 9 December on
        ("2025-11-24", date(2025, 12, 9), WARN, date(2025, 12, 2)),
        ("2025-11-24", date(2025, 12, 8), HOLD, None),
        ("2025-11-23", date(2025, 12, 9), HOLD, None),
        ("2025-11", date(2025, 12, 9), HOLD, None),
    ],
)
def test_planning_ahead_a_recent_negative_is_repeated_later(
    tested: str, start: date, action: Action, until: date | None, parameters: Parameters
) -> None:
    ahead = with_facts(serology("hcg", NEGATIVE, tested), start=start)
    finding = only(judged(pregnancy, ahead, parameters))
    assert (finding.row, finding.action, finding.severity) == ("PREG-05", action, MODERATE)
    assert finding.until == until


@pytest.mark.row("PREG-05")
def test_a_suspected_pregnancy_is_asked_for_whatever_the_gender(parameters: Parameters) -> None:
    suspected = diagnosis("cond_pregnancy", verification="unconfirmed", onset="2025-11-28")
    who = replace(WOMAN, gender="male")
    finding = only(judged(pregnancy, with_facts(suspected, who=who), parameters))
    assert (finding.row, finding.text, finding.action) == ("PREG-05", "unclear", HOLD)
