"""MON-04: from the start to 24 hours after the end; and which infusion is the present one."""

from datetime import date

import pytest

from app.clinical.doses import joined
from app.clinical.facts import Administration, Grade
from app.knowledge.parameters import Parameters
from app.rules.reaction_attribution import present_until, reactions_to_ocrelizumab
from tests.charts import day, infusion, reaction
from tests.rules.infusions import IRR, LOADING, MILD, at_infusion, running, step
from tests.rules.spoken import at_site

TODAY = date(2025, 12, 1)


def ours(when: str | None, given: Administration, p: Parameters, **other: object) -> bool:
    found = reaction(IRR, when=when, grade=Grade.MILD, **other)
    return bool(reactions_to_ocrelizumab(at_infusion(found, given=(given,)), p))


@pytest.mark.row("MON-04")
@pytest.mark.parametrize(
    ("when", "counts"),
    [
        ("2025-11-10T08:59:00Z", False),
        ("2025-11-10T09:00:00Z", True),
        ("2025-11-11T12:00:00Z", True),  # 24 hours after 12:00, inclusive
        ("2025-11-11T12:00:01Z", False),
        ("2025-11-11T13:00:00+01:00", True),  # the same moment elsewhere
        ("2025-11-09", False),
        ("2025-11-10", True),  # no time: the same day
        ("2025-11-11", True),  # and the next one
        ("2025-11-12", False),
        ("2025-11", True),
        ("2025-10", False),
        ("2025", True),
        ("2024", False),
    ],
)
def test_a_reaction_begins_between_the_start_and_a_day_after_the_end(
    when: str, *, counts: bool, parameters: Parameters
) -> None:
    given = infusion("2025-11-10T09:00:00Z", ended=day("2025-11-10T12:00:00Z"))
    assert ours(when, given, parameters) is counts


@pytest.mark.row("MON-04")
@pytest.mark.parametrize(
    ("given", "when", "counts"),
    [
        # no end, or none with a time: by days
        (infusion("2025-11-10T09:00:00Z"), "2025-11-11T23:59:00Z", True),
        (infusion("2025-11-10T09:00:00Z"), "2025-11-12T00:01:00Z", False),
        (infusion("2025-11-10T09:00:00Z"), "2025-11-10T08:59:00Z", False),
        (infusion("2025-11-10"), "2025-11-10T00:01:00Z", True),
        (infusion("2025-11-10T22:00:00Z", ended=day("2025-11-11")), "2025-11-12T20:00:00Z", True),
        (infusion("2025-11-10T22:00:00Z", ended=day("2025-11-11")), "2025-11-13", False),
        # an infusion past midnight: its end counts
        (infusion("2025-11-10T22:00:00Z", ended=day("2025-11-11T02:00:00Z")), "2025-11-12", True),
        (
            infusion("2025-11-10T22:00:00Z", ended=day("2025-11-11T02:00:00Z")),
            "2025-11-12T02:01:00Z",
            False,
        ),
        (infusion("2025-11"), "2025-12-01", True),
        (infusion("2025-11"), "2025-12-02", False),
        (infusion("2025-11"), "2025-10-31", False),
        (infusion(None), "2025-11-10", False),
    ],
)
def test_without_times_days_decide(
    *, given: Administration, when: str, counts: bool, parameters: Parameters
) -> None:
    assert ours(when, given, parameters) is counts


@pytest.mark.row("MON-04")
def test_all_steps_must_have_ended_for_the_time_to_decide(parameters: Parameters) -> None:
    ended = infusion("2025-11-10T09:00:00Z", ended=day("2025-11-10T10:00:00Z"))
    found = reaction(IRR, when="2025-11-11T11:00:00Z", grade=Grade.MILD)
    for last, counts in (
        (infusion("2025-11-10T10:00:00Z"), True),
        (infusion("2025-11-10T10:00:00Z", ended=day("2025-11-10T11:00:00Z")), True),
        (infusion("2025-11-10T10:00:00Z", ended=day("2025-11-10T10:59:00Z")), False),
    ):
        patient = at_infusion(found, given=(ended, last))
        assert bool(reactions_to_ocrelizumab(patient, parameters)) is counts


@pytest.mark.row("MON-04")
def test_of_two_ends_the_later_one_counts(parameters: Parameters) -> None:
    first = infusion("2025-11-10T20:00:00Z", ended=day("2025-11-10"), order="one")
    second = infusion("2025-11-11T01:00:00Z", ended=day("2025-11-11"), order="one")
    for when, counts in (("2025-11-12", True), ("2025-11-13", False)):
        found = reaction(IRR, when=when, grade=Grade.MILD)
        patient = at_infusion(found, given=(first, second))
        assert bool(reactions_to_ocrelizumab(patient, parameters)) is counts


@pytest.mark.row("MON-04")
def test_a_site_may_look_longer(parameters: Parameters) -> None:
    longer = at_site(parameters, "irr.onsetHours", 36)
    timed = infusion("2025-11-10T09:00:00Z", ended=day("2025-11-10T12:00:00Z"))
    assert ours("2025-11-12T00:00:00Z", timed, longer)
    assert not ours("2025-11-12T00:01:00Z", timed, longer)
    # by days 36 hours after the last moment of 10 November are noon of the 12th
    assert ours("2025-11-12", infusion("2025-11-10"), longer)
    assert not ours("2025-11-13", infusion("2025-11-10"), longer)


@pytest.mark.row("MON-04")
def test_an_onset_that_is_not_stated_counts_on_the_same_and_the_next_day(
    parameters: Parameters,
) -> None:
    """Without onset a symptom that is no sure reaction counts by the day it was written down."""
    patient = [
        at_infusion(reaction(MILD, when=when, onset_stated=False), given=())
        for when in ("2025-06-15", "2025-06-16", "2025-06-17")
    ]
    found = [reactions_to_ocrelizumab(p, parameters) for p in patient]
    assert [bool(f) for f in found] == [True, True, False]
    assert [one.dose.facts for f in found for one in f if one.dose] == [LOADING[1:], LOADING[1:]]


@pytest.mark.row("IRR-SEV-01")
@pytest.mark.parametrize(
    ("facts", "until"),
    [
        ((running(),), "2025-12-03"),  # past midnight it is still this infusion
        ((running("2025-11-30T20:00:00Z"),), "2025-12-02"),
        ((running("2025-11-29T20:00:00Z"),), None),
        ((running(status="on-hold"),), "2025-12-03"),
        ((running("2025-11", None),), "2025-12-02"),
        ((running("2025-12", None),), "2026-01-02"),
        ((running("2025-10", None),), None),
        ((running(status="stopped"),), "2025-12-02"),
        ((running("2025-11-30T20:00:00Z", status="stopped"),), None),  # stopped yesterday
        ((running("2025-12", status="stopped"),), "2026-01-01"),
        (
            (running("2025-11-30T20:00:00Z", status="stopped", ended=day("2025-12-01T01:00:00Z")),),
            "2025-12-02",
        ),
        ((running(status="stopped", ended=day("2025-12-02")),), None),
        (
            (
                running("2025-11-30T23:00:00Z", order="one"),
                running("2025-12-01T01:00:00Z", order="one"),
            ),
            "2025-12-03",
        ),
        ((running(status="completed"),), None),
        ((running(status="unknown"),), None),
        # an entry for the start and one for the end
        ((running(), step("10:00", "12:00", "180")), None),
        ((running(), running(status="completed")), None),
        # steps as entries of their own: the last one is still running
        ((step("10:00", "10:30", "30"), running("2025-12-01T10:30:00Z", "60")), "2025-12-03"),
        ((step("10:00", "10:31", "30"), running("2025-12-01T10:30:00Z", "60")), None),
        ((step("10:00", "10:30", "30"), running("2025-12-01", "60")), None),
    ],
)
def test_the_present_infusion_is_in_progress_or_was_stopped_today(
    facts: tuple[Administration, ...], until: str | None
) -> None:
    (dose,) = joined(facts)
    assert present_until(dose, TODAY) == (date.fromisoformat(until) if until else None)


@pytest.mark.row("IRR-SEV-01")
def test_an_infusion_without_a_day_is_not_the_present_one() -> None:
    (dose,) = joined((running(None, None),))
    assert present_until(dose, TODAY) is None
