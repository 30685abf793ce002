"""How a row speaks: the parts of a finding, what it reads, and how rows become a rule."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Unreadable
from app.clinical.finding import Action, Basis, Missing, Target
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    INPUT,
    LOW,
    MODERATE,
    MONITORING,
    NEVER,
    PREMEDICATION,
    TIME,
    UNUSABLE_TEXT,
    WARN,
    Row,
    rule,
)
from tests.charts import diagnosis, source

ROW = Row(
    id="TEST-01",
    title="Test of words",
    statement="A test.",
    code="LAB",
    cites=("derived",),
    texts={"one": "Found {what}."},
    target=Target.VACCINE,
    reads=("cond_pml", "cond_hiv"),
)
ONE, TWO = diagnosis("cond_pml"), diagnosis("cond_hiv")
ASKED = Missing("Observation", "lab_igg_serum")
DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)


def lost(kind: str = "Condition", topic: str = "cond_pml") -> Unreadable:
    return Unreadable(
        when=None, source=source(kind), topics=frozenset((topic,)), place="Bundle.entry[3]"
    )


def test_a_row_has_the_defaults_of_the_catalogue() -> None:
    assert (ROW.version, ROW.scope, ROW.released_by) == (1, (ELIGIBILITY,), INPUT)
    assert ROW.if_unusable == (HOLD, MODERATE)
    assert (ROW.with_order, ROW.product, ROW.inputs) == (False, "", ())
    assert (ELIGIBILITY, PREMEDICATION, MONITORING) == (
        "eligibility",
        "premedication",
        "monitoring",
    )
    assert (TIME, INPUT, DECISION, NEVER) == ("time", "input", "decision", "never")


def test_a_finding_carries_all_that_it_is_given() -> None:
    found = ROW.finding(
        HOLD,
        HIGH,
        "one",
        because=[ONE, TWO],
        basis=Basis.UNUSABLE,
        missing=[ASKED],
        implicated=[TWO],
        cause="a",
        until=DAY,
        what="it",
    )
    assert (found.row, found.action, found.severity, found.text) == ("TEST-01", HOLD, HIGH, "one")
    assert (found.because, found.implicated, found.missing) == ((ONE, TWO), (TWO,), (ASKED,))
    assert (found.basis, found.cause, found.target) == (Basis.UNUSABLE, "a", Target.VACCINE)
    assert (found.until, found.releases_on, found.values) == (DAY, None, {"what": "it"})
    assert ROW.sentence(found) == "Found it."


def test_a_finding_without_more_rests_on_nothing() -> None:
    found = ROW.finding(WARN, LOW, "one", what="it")
    assert (found.because, found.implicated, found.missing) == ((), (), ())
    assert (found.basis, found.cause) == (Basis.FINDING, "")
    assert (found.until, found.releases_on) == (None, None)


@pytest.mark.parametrize(
    ("releases_on", "until", "expected"), [(DAY, None, DAY), (LATER, DAY, DAY), (None, DAY, DAY)]
)
def test_what_time_releases_changes_on_that_day_or_before(
    *, releases_on: date | None, until: date | None, expected: date
) -> None:
    found = ROW.finding(HOLD, HIGH, "one", releases_on=releases_on, until=until)
    assert (found.releases_on, found.until) == (releases_on, expected)


def test_a_note_a_clear_and_an_undecided_row() -> None:
    note = ROW.note("one", ONE, TWO, until=DAY, what="it")
    assert (note.row, note.action, note.severity) == ("TEST-01", Action.NOTE, None)
    assert (note.because, note.until, note.target) == ((ONE, TWO), DAY, Target.VACCINE)
    assert (note.text, note.values, note.basis) == ("one", {"what": "it"}, Basis.FINDING)
    clear = ROW.clear(ONE, until=DAY)
    assert (clear.row, clear.action, clear.because) == ("TEST-01", Action.CLEAR, (ONE,))
    assert (clear.until, clear.basis) == (DAY, Basis.FINDING)
    open_ = ROW.undecided(ONE)
    assert (open_.row, open_.action, open_.because) == ("TEST-01", Action.CLEAR, (ONE,))
    assert (open_.until, open_.basis) == (None, Basis.UNUSABLE)


@pytest.mark.parametrize(
    ("types", "fact", "read"),
    [
        ((), lost(), True),
        ((), lost("Observation", "cond_hiv"), True),
        ((), lost(topic="cond_other"), False),
        (("Condition", "Procedure"), lost(), True),
        (("Procedure",), lost(), False),
        (("Condition",), lost(topic="cond_other"), False),
    ],
)
def test_a_row_reads_its_codes_in_its_types(
    *, types: tuple[str, ...], fact: Unreadable, read: bool
) -> None:
    assert replace(ROW, reads_types=types).would_read(fact) is read


def test_an_invalid_resource_is_answered_as_the_row_says() -> None:
    fact = lost("Procedure")
    found = replace(ROW, if_unusable=(WARN, LOW)).unusable(fact)
    assert (found.action, found.severity, found.text) == (WARN, LOW, UNUSABLE_TEXT)
    assert (found.basis, found.because, found.target) == (
        Basis.UNUSABLE,
        (fact,),
        Target.VACCINE,
    )
    assert ROW.sentence(found) == (
        "A Procedure in the record is invalid at Bundle.entry[3] and could not be used. It may "
        "bear on this check: Test of words. Correct the resource and ask again."
    )


def test_a_rule_is_its_rows_and_its_judge() -> None:
    twin = replace(ROW, id="TEST-02")

    def judge(_chart: object, _parameters: object) -> tuple[()]:
        return ()

    bound = rule(ROW, twin)(judge)
    assert (bound.rows, bound.judge) == ((ROW, twin), judge)
