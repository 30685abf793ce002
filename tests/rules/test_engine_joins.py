"""The engine in detail: joining, releasing, verdicts, versions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Decision, Unreadable
from app.clinical.finding import Action, Basis, Finding, Missing
from app.errors import KnowledgeFault
from app.knowledge import Parameters
from app.rules.engine import RuleBook
from app.rules.rule import (
    DECISION,
    HIGH,
    HOLD,
    INPUT,
    LOW,
    MODERATE,
    NEVER,
    TIME,
    WARN,
    Rule,
    rule,
)
from tests.charts import chart, cs, diagnosis, source
from tests.rules.test_engine import FACT, ROW, decided, saying

OTHER = diagnosis("cond_pml", onset="2025-11-11")
THIRD = diagnosis("cond_pml", onset="2025-11-12")
IGG, IGM = Missing("Observation", "lab_igg_serum"), Missing("Observation", "lab_igm_serum")


def judged(parameters: Parameters, *findings: Finding) -> tuple[Finding, ...]:
    return RuleBook([saying(*findings)]).judge(chart(), parameters).findings


def test_findings_of_one_cause_join_all_that_they_rest_on(parameters: Parameters) -> None:
    first = ROW.finding(
        WARN, LOW, "one", because=[FACT, OTHER], implicated=[FACT], missing=[IGG], cause="a"
    )
    second = ROW.finding(
        WARN,
        MODERATE,
        "one",
        because=[OTHER, THIRD],
        implicated=[FACT, THIRD],
        missing=[IGG, IGM],
        cause="a",
    )
    (alert,) = judged(parameters, first, second)
    # of equal actions the first stands
    assert (alert.action, alert.severity, alert.cause) == (WARN, LOW, "a")
    assert alert.because == (FACT, OTHER, THIRD)
    assert alert.implicated == (FACT, THIRD)
    assert alert.missing == (IGG, IGM)


def test_the_worse_of_one_cause_stands_whichever_comes_first(parameters: Parameters) -> None:
    warn = ROW.finding(WARN, LOW, "one", because=[FACT])
    hold = ROW.finding(HOLD, HIGH, "one", because=[OTHER])
    for pair, facts in (((warn, hold), (FACT, OTHER)), ((hold, warn), (OTHER, FACT))):
        (alert,) = judged(parameters, *pair)
        assert (alert.action, alert.severity, alert.because) == (HOLD, HIGH, facts)


def test_a_third_finding_joins_the_one_of_its_sentence(parameters: Parameters) -> None:
    found = judged(
        parameters,
        ROW.finding(WARN, LOW, "one", because=[FACT], cause="x"),
        ROW.finding(WARN, LOW, "two", because=[OTHER], cause="x"),
        ROW.finding(WARN, LOW, "two", because=[THIRD], cause="x"),
    )
    assert [(f.cause, f.because) for f in found] == [("x", (FACT,)), ("x#two", (OTHER, THIRD))]


def test_notes_and_cleared_rows_are_never_joined(parameters: Parameters) -> None:
    note, clear = ROW.note("one", FACT), ROW.clear(OTHER)
    warn = ROW.finding(WARN, LOW, "one")
    judgement = RuleBook([saying(note, warn, note, clear, clear)]).judge(chart(), parameters)
    assert judgement.findings == (note, warn, note, clear, clear)
    assert judgement.alerts == (warn,)
    assert judgement.notes == (note, note)
    assert judgement.cleared == (clear, clear)
    assert judgement.review_on is None


def test_second_sentences_of_two_causes_stay_apart(parameters: Parameters) -> None:
    said = [ROW.finding(WARN, LOW, text, cause=c) for c in "xy" for text in ("one", "two")]
    assert [f.cause for f in judged(parameters, *said)] == ["x", "x#two", "y", "y#two"]


def test_of_equal_findings_the_first_tells_where_the_row_stands(parameters: Parameters) -> None:
    days = (date(2026, 1, 2), date(2026, 1, 1))
    said = [ROW.finding(WARN, LOW, "one", until=day, cause=str(day)) for day in days]
    book = RuleBook([saying(*said)])
    (state,) = book.verdicts(book.judge(chart(), parameters), chart())
    assert state.until == days[0]


@pytest.mark.parametrize("action", [WARN, Action.BLOCK])
def test_a_decision_on_the_cause_changes_holds_only(action: Action, parameters: Parameters) -> None:
    record = replace(cs(), decisions=(decided("2025-11-20", "a"),))
    said = ROW.finding(action, LOW, "one", because=[FACT], cause="a")
    (alert,) = RuleBook([saying(said)]).judge(chart(record), parameters, lambda f: f.cause).alerts
    assert (alert.action, alert.released_by) == (action, None)


@pytest.mark.parametrize(
    ("released_by", "action"), [(DECISION, WARN), (INPUT, HOLD), (TIME, HOLD), (NEVER, HOLD)]
)
def test_only_a_row_that_a_decision_may_release_is_released(
    released_by: str, action: Action, parameters: Parameters
) -> None:
    row = replace(ROW, released_by=released_by)

    @rule(row)
    def says(_chart: Chart, _parameters: Parameters) -> Iterator[Finding]:
        yield row.finding(HOLD, HIGH, "one", because=[FACT])

    decision = decided("2025-11-20")
    record = replace(cs(), decisions=(decision,))
    (alert,) = RuleBook([says]).judge(chart(record), parameters).alerts
    assert (alert.action, alert.severity) == (action, HIGH)
    assert alert.released_by == (decision if action is WARN else None)


def released(parameters: Parameters, decisions: tuple[Decision, ...], *said: Finding) -> list[str]:
    record = replace(cs(), decisions=decisions)
    found = RuleBook([saying(*said)]).judge(chart(record), parameters, lambda f: f.cause)
    return [f.action.name for f in found.alerts]


def test_a_later_decision_on_the_cause_counts_beside_one_on_another(
    parameters: Parameters,
) -> None:
    hold = ROW.finding(HOLD, HIGH, "one", because=[FACT], cause="a")
    both = (decided("2025-11-25", "b"), decided("2025-11-20", "a"))
    assert released(parameters, both, hold) == ["WARN"]
    assert released(parameters, both[:1], hold) == ["HOLD"]
    named_otherwise = (decided("2025-11-25", "b"), decided("2025-11-20"))
    assert released(parameters, named_otherwise, hold) == ["WARN"]


def test_a_warning_beside_a_hold_does_not_count_as_another_hold(parameters: Parameters) -> None:
    hold = ROW.finding(HOLD, HIGH, "one", because=[FACT], cause="a")
    warn = ROW.finding(WARN, LOW, "one", because=[OTHER], cause="b")
    loose = (decided("2025-11-20"),)
    assert released(parameters, loose, hold, warn) == ["WARN", "WARN"]
    assert released(parameters, loose, hold, replace_action(warn)) == ["HOLD", "HOLD"]


def replace_action(finding: Finding) -> Finding:
    return finding._replace(action=HOLD)


def test_a_block_is_not_released_and_one_undated_fact_is_enough_to_hold(
    parameters: Parameters,
) -> None:
    loose = (decided("2025-11-20"),)
    block = ROW.finding(Action.BLOCK, HIGH, "one", because=[FACT])
    assert released(parameters, loose, block) == ["BLOCK"]
    mixed = ROW.finding(HOLD, HIGH, "one", because=[FACT, diagnosis("cond_pml")])
    assert released(parameters, loose, mixed) == ["HOLD"]
    nothing = ROW.finding(HOLD, HIGH, "one")
    assert released(parameters, loose, nothing) == ["WARN"]


TWIN = replace(ROW, id="TEST-02", version=3, inputs=())


def test_the_versions_are_those_of_all_rows_in_their_order() -> None:
    book = RuleBook([saying(), Rule(lambda _c, _p: (), (TWIN,))])
    assert book.versions == sha256(b"TEST-01 1\nTEST-02 3").hexdigest()
    assert list(book.rows.items()) == [("TEST-01", ROW), ("TEST-02", TWIN)]
    # one row in two rules is one row
    assert list(RuleBook([saying(), saying()]).rows) == ["TEST-01"]


def test_a_row_that_is_defined_twice_is_named() -> None:
    twin = Rule(lambda _c, _p: (), (replace(ROW, title="Twin"),))
    with pytest.raises(KnowledgeFault, match=r"^row TEST-01 is defined twice$"):
        RuleBook([saying(), twin])


@pytest.mark.parametrize(
    ("findings", "verdict", "known", "until"),
    [
        ((), "clear", True, None),
        ((ROW.clear(until=date(2026, 1, 1)),), "clear", True, date(2026, 1, 1)),
        ((ROW.undecided(),), "clear", False, None),
        ((ROW.note("one"),), "note", True, None),
        (
            (ROW.clear(), ROW.finding(WARN, LOW, "one", until=date(2026, 1, 2)), ROW.note("one")),
            "warn",
            True,
            date(2026, 1, 2),
        ),
        (
            (ROW.finding(WARN, LOW, "one", basis=Basis.MISSING), ROW.finding(HOLD, LOW, "two")),
            "hold",
            True,
            None,
        ),
        ((ROW.finding(Action.BLOCK, HIGH, "one", basis=Basis.CONFLICTING),), "block", False, None),
    ],
)
def test_a_row_stands_where_its_worst_finding_stands(
    *,
    findings: tuple[Finding, ...],
    verdict: str,
    known: bool,
    until: date | None,
    parameters: Parameters,
) -> None:
    book = RuleBook([saying(*findings), Rule(lambda _c, _p: (), (TWIN,))])
    state, other = book.verdicts(book.judge(chart(), parameters), chart())
    assert (state.row, state.verdict, state.inputs_known) == (ROW, verdict, known)
    assert state.until == until
    assert (other.row, other.verdict, other.inputs_known, other.until) == (
        TWIN,
        "clear",
        True,
        None,
    )


def test_a_finding_on_unknown_inputs_closes_nothing(parameters: Parameters) -> None:
    bare = chart(replace(cs(), results=()))
    book = RuleBook([saying(ROW.clear())])
    (state,) = book.verdicts(book.judge(bare, parameters), bare)
    assert (state.verdict, state.inputs_known) == ("clear", False)


def test_a_serology_is_an_input_like_a_number(parameters: Parameters) -> None:
    row = replace(ROW, inputs=("hbsag",))
    book = RuleBook([Rule(lambda _c, _p: (), (row,))])
    for known, verdict in ((cs(), "clear"), (replace(cs(), serologies=()), "unknown")):
        patient = chart(known)
        (state,) = book.verdicts(book.judge(patient, parameters), patient)
        assert state.verdict == verdict


def test_an_invalid_resource_is_answered_by_the_rows_of_the_product_asked_for(
    parameters: Parameters,
) -> None:
    bad = Unreadable(
        when=None, source=source("Condition"), topics=frozenset(["cond_pml"]), place="code"
    )
    rows = (replace(ROW, product="sc"), replace(TWIN, reads=()), replace(ROW, id="TEST-03"))
    book = RuleBook([Rule(lambda _c, _p: (), rows)])
    record = replace(cs(), unreadable=(bad,))
    for product, said in (("iv", ["TEST-03"]), ("sc", ["TEST-01", "TEST-03"])):
        found = book.judge(chart(record, product=product), parameters)
        assert [f.row for f in found.alerts] == said


def test_the_day_of_judgement_itself_is_not_ahead(parameters: Parameters) -> None:
    today, tomorrow = date(2025, 12, 1), date(2025, 12, 2)
    book = RuleBook([saying(ROW.clear(until=today), ROW.clear(until=tomorrow))])
    assert book.judge(chart(), parameters).review_on == tomorrow
    assert RuleBook([saying(ROW.clear(until=today))]).judge(chart(), parameters).review_on is None
