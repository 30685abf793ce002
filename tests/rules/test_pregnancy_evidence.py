"""What of the record speaks for a pregnancy, against it, and what leaves it open."""

import pytest

from app.clinical.facts import Fact, Reading
from app.clinical.finding import Action, Basis
from app.knowledge.parameters import Parameters
from app.rules.pregnancy import pregnancy
from app.rules.pregnancy_evidence import evidence_of
from tests.charts import coded, day, diagnosis, judged, only, procedure, serology
from tests.rules.test_pregnancy import NOT_PREGNANT, PREGNANT, STATUS, with_facts

POSITIVE, NEGATIVE = Reading.POSITIVE, Reading.NEGATIVE
ENDED = "cond_pregnancy_ended"
UNCERTAIN = frozenset(["answer_pregnancy_uncertain"])
CONDITION = diagnosis("cond_pregnancy", onset="2025-10-01")
NO = coded(STATUS, when="2025-11-28", answers=NOT_PREGNANT)


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    "status",
    [
        coded(STATUS, when="2025-11-28", answers=NOT_PREGNANT, preliminary=True),
        coded(STATUS, when="2025-11-28", answers=NOT_PREGNANT, problem="not valid"),
        coded(STATUS, when=None, answers=NOT_PREGNANT),
        coded(STATUS, when="2025-11-28", present=False, preliminary=True),
        coded(STATUS, when="2025-11-28", answers=PREGNANT, problem="not valid"),
        coded(STATUS, when="2025-11-28", answers=PREGNANT | UNCERTAIN),
        coded(STATUS, when="2025-11-28", present=True, problem="not valid"),
    ],
)
def test_a_status_that_cannot_be_relied_on_is_unclear(status: Fact, parameters: Parameters) -> None:
    evidence = evidence_of(with_facts(status))
    assert (evidence.positive, evidence.negative, evidence.unclear) == ((), (), (status,))
    finding = only(judged(pregnancy, with_facts(status), parameters))
    assert (finding.row, finding.text, finding.because) == ("PREG-05", "unclear", (status,))


@pytest.mark.row("PREG-05")
@pytest.mark.parametrize(
    ("doubt", "cleared"),
    [
        # a preliminary "no" leans to no and does not outweigh a final one
        (coded(STATUS, when="2025-11-29", answers=NOT_PREGNANT, preliminary=True), True),
        (coded(STATUS, when="2025-11-29", present=False, preliminary=True), True),
        (coded(STATUS, when="2025-11-29"), False),
        (coded(STATUS, when="2025-11-29", answers=UNCERTAIN), False),
        (coded(STATUS, when="2025-11-29", present=True, problem="not valid"), False),
        (diagnosis("cond_pregnancy", verification="provisional", onset="2025-11-29"), False),
        (coded(STATUS, when=None), True),
        (coded(STATUS, when="2025-11-27"), True),  # older than the "no"
        (coded(STATUS, when="2025-11-28"), False),  # of its day
    ],
)
def test_what_outweighs_a_final_no(doubt: Fact, *, cleared: bool, parameters: Parameters) -> None:
    finding = only(pregnancy.judge(with_facts(NO, doubt), parameters))
    if cleared:
        assert (finding.action, finding.because) == (Action.CLEAR, (NO,))
    else:
        assert (finding.row, finding.action) == ("PREG-05", Action.HOLD)
        assert (finding.text, finding.because) == ("unclear", (doubt,))


@pytest.mark.row("PREG-05")
def test_the_newest_no_counts_whatever_states_it(parameters: Parameters) -> None:
    old = serology("hcg", NEGATIVE, "2025-11-26")
    (cleared,) = pregnancy.judge(with_facts(old, NO), parameters)
    assert cleared.because == (NO,)
    newer = serology("hcg", NEGATIVE, "2025-11-29")
    (cleared,) = pregnancy.judge(with_facts(NO, newer), parameters)
    assert cleared.because == (newer,)


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    ("begun", "end"),
    [
        # an end without a day may be that of an earlier pregnancy
        (serology("hcg", POSITIVE, "2025-11-20"), procedure(ENDED, None)),
        (CONDITION, procedure(ENDED, None)),
        # of a pregnancy without a day it is not known whether the end came later
        (diagnosis("cond_pregnancy"), procedure(ENDED, "2025-11-20")),
        (diagnosis("cond_pregnancy"), NO),
        # of one moment neither is later
        (
            coded(STATUS, when="2025-11-28T08:00:00Z", answers=PREGNANT),
            procedure(ENDED, "2025-11-28T08:00:00Z"),
        ),
        # a month may be before the day
        (serology("hcg", POSITIVE, "2025-11-20"), procedure(ENDED, "2025-11")),
        # of what is over without a day the day it began tells no end
        (
            serology("hcg", POSITIVE, "2025-11-20"),
            diagnosis("cond_pregnancy", onset="2025-11-25", clinical="resolved"),
        ),
        # a diagnosis ends on its abatement, not on its onset
        (
            serology("hcg", POSITIVE, "2025-06-01"),
            diagnosis(
                "cond_pregnancy",
                onset="2025-06-10",
                clinical="resolved",
                abatement=day("2025-05-31"),
                abated=True,
            ),
        ),
    ],
)
def test_an_end_that_is_not_surely_later_ends_nothing(
    begun: Fact, end: Fact, parameters: Parameters
) -> None:
    finding = only(judged(pregnancy, with_facts(begun, end), parameters))
    assert (finding.row, finding.action) == ("PREG-01", Action.BLOCK)
    assert finding.because == (begun,)
    assert finding.basis is Basis.FINDING


@pytest.mark.row("PREG-01")
def test_only_a_no_of_the_same_day_contradicts(parameters: Parameters) -> None:
    before = serology("hcg", NEGATIVE, "2025-11-10")
    status = coded(STATUS, when="2025-11-28", answers=PREGNANT)
    finding = only(judged(pregnancy, with_facts(status, before), parameters))
    assert (finding.basis, finding.because) == (Basis.FINDING, (status,))
    undated = coded(STATUS, when=None, answers=PREGNANT)
    finding = only(judged(pregnancy, with_facts(undated, before), parameters))
    assert (finding.action, finding.text) == (Action.HOLD, "inexact")
    assert (finding.basis, finding.because) == (Basis.UNUSABLE, (undated,))


@pytest.mark.row("PREG-01")
def test_of_two_pregnancies_the_one_that_has_not_ended_stands(parameters: Parameters) -> None:
    first, second = serology("hcg", POSITIVE, "2025-04-01"), CONDITION
    end = procedure(ENDED, "2025-06-01")
    evidence = evidence_of(with_facts(first, second, end))
    assert (evidence.positive, evidence.contradicted) == ((second,), ())
    doubt = coded(STATUS, when="2025-05-01")
    assert evidence_of(with_facts(doubt, end)).unclear == ()
    assert evidence_of(with_facts(end)) == evidence_of(with_facts())
    finding = only(judged(pregnancy, with_facts(first, second, end), parameters))
    assert finding.because == (second,)


@pytest.mark.row("PREG-01")
@pytest.mark.parametrize(
    "end",
    [
        diagnosis(ENDED, recorded=day("2025-11-28"), when=day("2025-11-28")),
        diagnosis(ENDED, onset="2025-11-28", verification="provisional"),
    ],
)
def test_an_end_that_is_not_sure_contradicts_what_is_before_it(
    end: Fact, parameters: Parameters
) -> None:
    before, after = (
        coded(STATUS, when="2025-11-27", answers=PREGNANT),
        coded(STATUS, when="2025-11-29", answers=PREGNANT),
    )
    finding = only(judged(pregnancy, with_facts(before, end), parameters))
    assert (finding.basis, finding.because) == (Basis.CONFLICTING, (before, end))
    finding = only(judged(pregnancy, with_facts(after, end), parameters))
    assert (finding.basis, finding.because) == (Basis.FINDING, (after,))
