"""The decision table of hepatitis B: every combination has an answer, every line is needed."""

from itertools import product

import pytest

from app.rules.hepatitis_b_markers import State
from app.rules.hepatitis_b_table import EVER, TABLE, Answer, Case, History, answer

CASES = [
    Case(hbsag, anti_hbc, virus, history, plan)
    for hbsag, anti_hbc, virus, history, plan in product(
        State, State, State, History, (False, True)
    )
]
POSITIVE, PAST, UNCLEAR = State.POSITIVE, State.PAST, State.UNCLEAR
NEGATIVE, UNKNOWN = State.NEGATIVE, State.UNKNOWN
HBV_ROWS = pytest.mark.row("HBV-01", "HBV-02", "HBV-03", "HBV-06", "HBV-08")


@HBV_ROWS
def test_every_combination_has_an_answer() -> None:
    assert len(CASES) == 5 * 5 * 5 * 4 * 2
    assert all(any(line.applies(case) for line in TABLE) for case in CASES)


@HBV_ROWS
@pytest.mark.parametrize("number", range(len(TABLE)))
def test_every_line_is_reached(number: int) -> None:
    before, line = TABLE[:number], TABLE[number]
    reached = [c for c in CASES if line.applies(c) and not any(b.applies(c) for b in before)]
    assert reached


@HBV_ROWS
def test_every_answer_is_given() -> None:
    assert {answer(case) for case in CASES} == set(Answer)


@pytest.mark.row("HBV-01")
def test_a_shown_virus_or_two_positive_markers_always_block() -> None:
    for case in CASES:
        active = (
            case.virus is POSITIVE
            or (case.hbsag is POSITIVE and case.anti_hbc in EVER)
            or case.history is History.ACTIVE
        )
        assert (answer(case) is Answer.ACTIVE) is active


@pytest.mark.row("HBV-02")
def test_a_positive_hbsag_always_blocks() -> None:
    blocks = (Answer.ACTIVE, Answer.CARRIER)
    assert all(answer(c) in blocks for c in CASES if c.hbsag is POSITIVE)
    assert all(answer(c) in blocks for c in CASES if c.history is History.CARRIER)


@pytest.mark.row("HBV-03")
def test_a_marker_ever_positive_is_never_cleared() -> None:
    for case in CASES:
        ever = EVER & {case.hbsag, case.anti_hbc, case.virus}
        if ever:
            assert answer(case) not in (Answer.NEGATIVE, Answer.UNTESTED, Answer.UNCLEAR)


@pytest.mark.row("HBV-03")
def test_a_plan_changes_the_hold_of_the_past_and_nothing_else() -> None:
    for case in CASES:
        other = Case(case.hbsag, case.anti_hbc, case.virus, case.history, plan=not case.plan)
        pair = {answer(case), answer(other)}
        assert len(pair) == 1 or pair == {Answer.PAST, Answer.PAST_PLANNED}


@HBV_ROWS
def test_only_two_negative_tests_and_nothing_else_are_negative() -> None:
    for case in CASES:
        clean = (
            (case.hbsag, case.anti_hbc) == (NEGATIVE, NEGATIVE)
            and case.virus in (NEGATIVE, UNKNOWN)
            and case.history is History.NONE
        )
        assert (answer(case) is Answer.NEGATIVE) is clean


NONE = History.NONE


@HBV_ROWS
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # catalogue 1.11 with 6.2, line by line
        (Case(POSITIVE, POSITIVE, UNKNOWN, NONE, plan=True), Answer.ACTIVE),
        (Case(NEGATIVE, NEGATIVE, POSITIVE, NONE, plan=True), Answer.ACTIVE),
        (Case(POSITIVE, NEGATIVE, NEGATIVE, NONE, plan=True), Answer.CARRIER),
        (Case(POSITIVE, UNKNOWN, UNKNOWN, NONE, plan=False), Answer.CARRIER),
        (Case(POSITIVE, UNCLEAR, UNKNOWN, NONE, plan=False), Answer.CARRIER),
        (Case(NEGATIVE, POSITIVE, UNKNOWN, NONE, plan=False), Answer.PAST),
        (Case(NEGATIVE, POSITIVE, NEGATIVE, NONE, plan=True), Answer.PAST_PLANNED),
        (Case(UNKNOWN, POSITIVE, UNKNOWN, NONE, plan=False), Answer.PAST),
        (Case(UNCLEAR, POSITIVE, UNKNOWN, NONE, plan=False), Answer.PAST),
        (Case(PAST, NEGATIVE, UNKNOWN, NONE, plan=False), Answer.PAST),
        (Case(NEGATIVE, PAST, UNKNOWN, NONE, plan=False), Answer.PAST),
        (Case(NEGATIVE, NEGATIVE, PAST, NONE, plan=False), Answer.PAST),
        (Case(NEGATIVE, NEGATIVE, UNKNOWN, History.PAST, plan=False), Answer.HISTORY),
        (Case(UNKNOWN, UNKNOWN, UNKNOWN, History.PAST, plan=False), Answer.HISTORY),
        (Case(NEGATIVE, POSITIVE, UNKNOWN, History.PAST, plan=False), Answer.PAST),
        (Case(NEGATIVE, NEGATIVE, UNKNOWN, History.CARRIER, plan=True), Answer.CARRIER),
        (Case(UNCLEAR, NEGATIVE, UNKNOWN, NONE, plan=False), Answer.UNCLEAR),
        (Case(NEGATIVE, UNCLEAR, UNKNOWN, NONE, plan=False), Answer.UNCLEAR),
        (Case(NEGATIVE, NEGATIVE, UNCLEAR, NONE, plan=False), Answer.UNCLEAR),
        (Case(NEGATIVE, UNKNOWN, UNKNOWN, NONE, plan=False), Answer.UNTESTED),
        (Case(UNKNOWN, NEGATIVE, UNKNOWN, NONE, plan=False), Answer.UNTESTED),
        (Case(NEGATIVE, NEGATIVE, UNKNOWN, NONE, plan=False), Answer.NEGATIVE),
        (Case(NEGATIVE, NEGATIVE, NEGATIVE, NONE, plan=False), Answer.NEGATIVE),
    ],
)
def test_the_catalogue_is_the_table(case: Case, expected: Answer) -> None:
    assert answer(case) is expected
