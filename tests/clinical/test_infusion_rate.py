"""The rate at onset: of steps the one that ran, of one rate that one, else it is not guessed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.clinical.facts import Administration
from app.clinical.infusion_rate import RateAtOnset, cut_at, rate_at, shown
from tests.charts import day, infusion

ABSENT, UNCLEAR = RateAtOnset(None, stated=False), RateAtOnset(None, stated=True)


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2025, 12, 1, int(hour), int(minute), tzinfo=UTC)


def step(begun: str, ended: str | None = None, rate: str | None = None) -> Administration:
    """An entry of 2025-12-01 from one time of day to another."""
    return infusion(
        f"2025-12-01T{begun}:00Z",
        "300",
        ended=day(f"2025-12-01T{ended}:00Z" if ended else None),
        rate_ml_h=Decimal(rate) if rate else None,
    )


def known(rate: str) -> RateAtOnset:
    return RateAtOnset(Decimal(rate), stated=True)


STEPS = (step("10:00", "10:30", "30"), step("10:31", "11:00", "60"), step("11:01", None, "90"))
WITHOUT_ENDS = (step("10:00", rate="30"), step("10:30", rate="60"), step("11:00", rate="90"))
WITHOUT_TIME = infusion("2025-12-01", "300", rate_ml_h=Decimal(60))


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("09:59", UNCLEAR),  # before anything ran
        ("10:00", known("30")),
        ("10:30", known("30")),
        ("10:31", known("60")),
        ("11:00", known("60")),
        ("11:01", known("90")),
        ("14:00", known("90")),
    ],
)
def test_the_step_that_ran_at_onset_tells_the_rate(onset: str, expected: RateAtOnset) -> None:
    assert rate_at(at(onset), STEPS) == expected
    assert rate_at(at(onset), STEPS[::-1]) == expected


@pytest.mark.parametrize(
    ("onset", "expected"),
    [
        ("10:29", known("30")),
        ("10:30", UNCLEAR),  # the change itself: either rate may have run
        ("10:31", known("60")),
    ],
)
def test_without_an_end_a_step_ran_until_the_next_one(onset: str, expected: RateAtOnset) -> None:
    assert rate_at(at(onset), WITHOUT_ENDS) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((step("10:00", rate="180"),), known("180")),
        ((step("10:00", "12:00", "180"),), known("180")),
        ((step("10:00", "10:44", "180"),), UNCLEAR),  # nothing ran any more
        ((step("10:00", "10:45", "180"),), known("180")),
        ((step("10:46", rate="180"),), UNCLEAR),  # nothing ran yet
        ((step("10:00"),), ABSENT),
        ((), ABSENT),
        ((step("10:00", rate="0"),), ABSENT),  # a pause
        ((step("10:00", rate="-5"),), ABSENT),
        ((step("10:00", rate="1"),), known("1")),
        ((step("10:00", "14:00"), step("10:00", "14:00", "60")), known("60")),
        ((step("10:00", "14:00"), step("10:30", "11:00", "60")), known("60")),
        # at 10:40 the rate may have been changed to one that is not stated
        ((step("10:00", "14:00", "60"), step("10:40", "11:00")), UNCLEAR),
        ((step("10:00", rate="60"), step("10:40")), UNCLEAR),
        ((step("10:00", "14:00", "180"), step("10:30", "11:00", "60")), UNCLEAR),
        ((step("10:00", "14:00", "60"), step("10:30", "11:00", "60")), known("60")),
        (
            (step("10:00", "14:00", "60"), step("10:30", "14:00"), step("10:40", rate="60")),
            known("60"),
        ),
        # without a time of day any rate of the day may have run
        ((WITHOUT_TIME,), known("60")),
        ((WITHOUT_TIME, step("10:00", rate="30")), UNCLEAR),
        ((WITHOUT_TIME, step("10:00")), UNCLEAR),
        ((WITHOUT_TIME, step("10:50")), known("60")),
    ],
)
def test_one_rate_is_known_and_several_are_not_guessed(
    given: tuple[Administration, ...], expected: RateAtOnset
) -> None:
    assert rate_at(at("10:45"), given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((step("10:00", "12:00", "180"),), known("180")),
        ((step("10:00", "10:30", "60"), step("10:31", "11:00", "60")), known("60")),
        (STEPS, UNCLEAR),
        ((step("10:00", "10:30", "60"), step("10:31", "11:00")), UNCLEAR),
        ((step("10:00"),), ABSENT),
    ],
)
def test_of_an_unknown_time_only_a_rate_that_never_changed_is_known(
    given: tuple[Administration, ...], expected: RateAtOnset
) -> None:
    assert rate_at(None, given) == expected


def test_an_end_by_its_day_leaves_the_entry_running() -> None:
    given = infusion("2025-12-01T10:00:00Z", "300", ended=day("2025-12-01"), rate_ml_h=Decimal(60))
    assert rate_at(at("12:00"), (given, step("10:30"))) == UNCLEAR
    assert rate_at(at("10:15"), (given, step("10:30"))) == known("60")


def test_a_period_of_which_only_the_end_is_stated_began_at_an_unknown_time() -> None:
    moment = day("2025-12-01T11:00:00Z")
    given = infusion("2025-12-01T11:00:00Z", "300", ended=moment, rate_ml_h=Decimal(60))
    assert rate_at(at("10:45"), (given,)) == known("60")
    assert rate_at(at("11:01"), (given,)) == UNCLEAR


@pytest.mark.parametrize(
    ("onset", "reduced", "expected"),
    [
        ("10:15", "45", "10:20"),
        ("10:20", "45", "10:50"),  # a cut at the onset itself is not after it
        ("10:15", "44", "10:50"),
        ("10:15", "20", None),
        ("10:50", "45", None),
    ],
)
def test_the_cut_is_the_first_step_at_the_reduced_rate(
    onset: str, reduced: str, expected: str | None
) -> None:
    given = (step("10:00", rate="90"), step("10:50", rate="30"), step("10:20", rate="45"))
    pause = (*given, step("10:16", rate="0"), step("10:17"), WITHOUT_TIME)
    assert cut_at(at(onset), Decimal(reduced), pause) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("rate", "text"),
    [("45.0", "45"), ("22.50", "22.5"), ("22.59", "22.5"), ("100", "100"), ("7.04", "7")],
)
def test_a_rate_is_told_to_a_tenth_and_never_rounded_up(rate: str, text: str) -> None:
    assert shown(Decimal(rate)) == text
