"""Decisions of a person count where they were taken after what they decide on."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.clinical.facts import Decision, Fact
from tests.charts import chart, cs, day, diagnosis, lab, source

EIGHT, NINE = "2025-11-20T08:00:00+01:00", "2025-11-20T09:00:00+01:00"


def decided(when: str | None, row: str = "IG-04") -> Decision:
    return Decision(row=row, when=day(when), source=source("DetectedIssue"))


def counts(decision: Decision, *facts: Fact) -> bool:
    patient = chart(replace(cs(), decisions=(decision,)))
    return patient.decision("IG-04", facts) is decision


@pytest.mark.parametrize(
    ("taken", "fact", "counted"),
    [
        ("2025-11-21", "2025-11-20", True),
        ("2025-11-20", "2025-11-20", False),  # may have been taken before
        ("2025-11-19", "2025-11-20", False),
        ("2025-12", "2025-11", True),
        ("2025-11", "2025-11", False),
        ("2025-11", "2025-11-20", False),
        (NINE, EIGHT, True),
        (NINE, NINE, False),
        (EIGHT, NINE, False),
        (NINE, "2025-11-20", False),
        (NINE, "2025-11-19", True),
        ("2025-11-21", NINE, True),
        ("2025-11-20", EIGHT, False),
        (None, "2025-11-20", False),
        ("2020-01-01", None, True),  # of no known day: the person has seen it
    ],
)
def test_a_decision_is_later_than_its_facts(
    taken: str | None, fact: str | None, *, counted: bool
) -> None:
    assert counts(decided(taken), lab("igg", when=fact)) is counted


def test_every_fact_must_be_before_the_decision() -> None:
    old, new = lab("igg", when="2025-10-01"), lab("igg", when="2025-11-20")
    assert not counts(decided("2025-11-01"), old, new)
    assert not counts(decided("2025-11-01"), new, old)
    assert counts(decided("2025-11-21"), old, new)


@pytest.mark.parametrize(("taken", "counted"), [("2025-11-20", True), ("2025-11-19", False)])
def test_what_was_written_down_later_was_not_decided_on(taken: str, *, counted: bool) -> None:
    known = diagnosis("cond_active_infection", onset="2025-10-01", recorded=day("2025-11-20"))
    assert counts(decided(taken), known) is counted


def test_the_newest_decision_on_the_row_is_the_one_that_counts() -> None:
    oldest, older, newest = (decided(when) for when in ("2025-10-01", "2025-11-01", "2025-11-20"))
    other = decided("2025-11-30", row="IG-03")
    for listed in permutations((oldest, older, newest, other)):
        patient = chart(replace(cs(), decisions=listed))
        assert patient.decisions("IG-04") == (newest, older, oldest)
        assert patient.decision("IG-04") is newest
        assert patient.decisions("IG-05") == ()
        assert patient.decision("IG-05") is None
