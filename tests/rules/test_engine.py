"""The engine: what joins, what a decision releases, what may close, when to look again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Decision, Unreadable
from app.clinical.finding import Action, Basis, Finding
from app.errors import KnowledgeFault
from app.knowledge import Parameters
from app.rules.engine import RuleBook
from app.rules.rule import DECISION, HIGH, HOLD, LOW, MODERATE, WARN, Row, Rule, rule
from tests.charts import chart, cs, day, diagnosis, source

ROW = Row(
    id="TEST-01",
    title="Test",
    statement="A test.",
    code="LAB",
    cites=("derived",),
    texts={"one": "One.", "two": "Two."},
    inputs=("igg", "Condition"),
    reads=("cond_pml",),
    released_by=DECISION,
)
FACT = diagnosis("cond_pml", onset="2025-11-10")


def saying(*findings: Finding) -> Rule:
    @rule(ROW)
    def says(_chart: Chart, _parameters: Parameters) -> Iterator[Finding]:
        yield from findings

    return says


def decided(when: str, cause: str = "") -> Decision:
    return Decision(row="TEST-01", when=day(when), source=source("DetectedIssue"), cause=cause)


def test_a_row_defined_twice_stops_the_start() -> None:
    twin = Rule(lambda _c, _p: (), (replace(ROW, title="Twin"),))
    with pytest.raises(KnowledgeFault, match="TEST-01"):
        RuleBook([saying(), twin])


def test_two_sentences_of_one_cause_are_two_alerts(parameters: Parameters) -> None:
    book = RuleBook([saying(ROW.finding(WARN, LOW, "one"), ROW.finding(WARN, LOW, "two"))])
    assert [f.cause for f in book.judge(chart(), parameters).alerts] == ["", "#two"]


def test_one_sentence_of_one_cause_is_one_alert_on_all_the_evidence(
    parameters: Parameters,
) -> None:
    other = diagnosis("cond_pml", onset="2025-11-11")
    book = RuleBook(
        [
            saying(
                ROW.finding(WARN, LOW, "one", because=[FACT]),
                ROW.finding(HOLD, HIGH, "one", because=[other]),
            )
        ]
    )
    (alert,) = book.judge(chart(), parameters).alerts
    assert (alert.action, alert.because) == (Action.HOLD, (FACT, other))


@pytest.mark.parametrize(
    ("when", "action"),
    [("2025-11-09", Action.HOLD), ("2025-11-10", Action.HOLD), ("2025-11-11", Action.WARN)],
)
def test_a_decision_releases_only_what_is_older(
    when: str, action: Action, parameters: Parameters
) -> None:
    # The deciding fact is of 10 November: only a later day answers it.
    book = RuleBook([saying(ROW.finding(HOLD, HIGH, "one", because=[FACT]))])
    record = replace(cs(), decisions=(decided(when),))
    (alert,) = book.judge(chart(record), parameters).alerts
    assert alert.action is action


def test_what_time_releases_needs_a_decision_on_that_cause(parameters: Parameters) -> None:
    held = ROW.finding(HOLD, HIGH, "one", because=[FACT], releases_on=date(2025, 12, 5))
    book = RuleBook([saying(held)])
    loose = replace(cs(), decisions=(decided("2025-11-20"),))
    named = replace(cs(), decisions=(decided("2025-11-20", "cause-1"),))
    identity = {"TEST-01": "cause-1"}
    (still,) = book.judge(chart(loose), parameters, lambda f: identity[f.row]).alerts
    (released,) = book.judge(chart(named), parameters, lambda f: identity[f.row]).alerts
    assert (still.action, released.action) == (Action.HOLD, Action.WARN)


def test_what_has_no_date_needs_a_decision_on_that_cause(parameters: Parameters) -> None:
    undated = diagnosis("cond_pml")
    book = RuleBook([saying(ROW.finding(HOLD, HIGH, "one", because=[undated]))])
    for cause, action in (("", Action.HOLD), ("cause-1", Action.WARN)):
        record = replace(cs(), decisions=(decided("2025-11-20", cause),))
        (alert,) = book.judge(chart(record), parameters, lambda _f: "cause-1").alerts
        assert alert.action is action


def test_one_of_two_holds_needs_a_decision_on_that_cause(parameters: Parameters) -> None:
    other = diagnosis("cond_pml", onset="2025-11-11")
    book = RuleBook(
        [
            saying(
                ROW.finding(HOLD, HIGH, "one", because=[FACT], cause="a"),
                ROW.finding(HOLD, HIGH, "one", because=[other], cause="b"),
            )
        ]
    )
    for cause, held in (("", {"a", "b"}), ("a", {"b"})):
        record = replace(cs(), decisions=(decided("2025-11-20", cause),))
        alerts = book.judge(chart(record), parameters, lambda f: f.cause).alerts
        assert {a.cause for a in alerts if a.action is Action.HOLD} == held


def test_without_continuity_a_decision_answers_its_row(parameters: Parameters) -> None:
    book = RuleBook([saying(ROW.finding(HOLD, HIGH, "one", because=[FACT]))])
    record = replace(cs(), decisions=(decided("2025-11-20", "of another evaluation"),))
    (alert,) = book.judge(chart(record), parameters).alerts
    assert alert.action is Action.WARN


def test_a_decision_on_another_cause_releases_nothing(parameters: Parameters) -> None:
    book = RuleBook([saying(ROW.finding(HOLD, HIGH, "one", because=[FACT]))])
    record = replace(cs(), decisions=(decided("2025-11-20", "another"),))
    (alert,) = book.judge(chart(record), parameters, lambda _f: "this").alerts
    assert alert.action is Action.HOLD


def test_an_invalid_resource_makes_the_row_that_reads_it_answer(parameters: Parameters) -> None:
    bad = Unreadable(
        when=None,
        source=source("Condition"),
        topics=frozenset(["cond_pml"]),
        place="Bundle.entry[3].resource.code",
    )
    (alert,) = (
        RuleBook([saying()]).judge(chart(replace(cs(), unreadable=(bad,))), parameters).alerts
    )
    assert (alert.row, alert.action, alert.severity) == ("TEST-01", Action.HOLD, MODERATE)
    assert (alert.basis, alert.because) == (Basis.UNUSABLE, (bad,))
    assert "Bundle.entry[3].resource.code" in ROW.sentence(alert)


def test_a_silent_row_is_clear_only_when_its_inputs_are_known(parameters: Parameters) -> None:
    book = RuleBook([saying()])
    for record, verdict in (
        (cs(), "clear"),
        (replace(cs(), complete=frozenset()), "unknown"),
        (replace(cs(), results=()), "unknown"),
    ):
        known = chart(record)
        (state,) = book.verdicts(book.judge(known, parameters), known)
        assert (state.verdict, state.inputs_known) == (verdict, verdict == "clear")


def test_the_next_review_is_the_first_day_ahead(parameters: Parameters) -> None:
    said = [
        ROW.clear(until=date(2026, 2, 1)),
        ROW.finding(HOLD, HIGH, "one", releases_on=date(2025, 12, 5)),
        ROW.clear(until=date(2025, 12, 1)),
    ]
    assert RuleBook([saying(*said)]).judge(chart(), parameters).review_on == date(2025, 12, 5)
