"""Partial dates, calendar months and waiting times."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.clinical.dates import PartialDate, add_months, apart, months_passed, years_between


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-06-15", date(2025, 6, 15), date(2025, 6, 15)),
    ],
)
def test_a_partial_date_is_the_interval_it_names(
    written: str, earliest: date, latest: date
) -> None:
    known = PartialDate.parse(written)
    assert (known.earliest, known.latest, known.text) == (earliest, latest, written)
    assert known.exact is (earliest == latest)


@pytest.mark.parametrize(
    "written", ["", "2025-02-30", "2025-13", "25-01-01", "last week", "2025-06-15T10:00:00"]
)
def test_what_no_calendar_has_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(written)


def test_a_time_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^a time needs its time zone$"):
        PartialDate.parse("2025-06-15T10:00:00")


def test_what_is_no_date_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^not a FHIR date$"):
        PartialDate.parse("25-01-01")


def test_an_instant_is_the_local_day_of_the_zone_or_as_written() -> None:
    # 23:30 at UTC-5 is 04:30 UTC on the next day
    written = "2025-11-30T23:30:00-05:00"
    assert PartialDate.parse(written).earliest == date(2025, 11, 30)
    assert PartialDate.parse(written, UTC).earliest == date(2025, 12, 1)
    east = timezone(timedelta(hours=9))
    known = PartialDate.parse("2025-11-30T16:00:00Z", east)  # 01:00 on 1 December there
    assert known.earliest == date(2025, 12, 1)
    assert known.instant == datetime(2025, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "clamped", "passed"),
    [
        (date(2025, 7, 2), 5, date(2025, 12, 2), date(2025, 12, 2)),
        (date(2025, 8, 31), 6, date(2026, 2, 28), date(2026, 3, 1)),
        (date(2023, 8, 31), 6, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2025, 9, 30), 5, date(2026, 2, 28), date(2026, 3, 1)),
        (date(2025, 12, 15), 1, date(2026, 1, 15), date(2026, 1, 15)),
    ],
)
def test_months_clamp_to_month_end_and_a_wait_is_never_shortened(
    day: date, months: int, clamped: date, passed: date
) -> None:
    assert add_months(day, months) == clamped
    assert months_passed(day, months) == passed


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(2007, 12, 1), date(2025, 11, 30), 17),
        (date(2007, 12, 1), date(2025, 12, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_turns_on_the_birthday(birth: date, day: date, years: int) -> None:
    assert years_between(birth, day) == years


def test_a_known_day_is_written_as_records_write_it() -> None:
    assert PartialDate.of(date(2025, 6, 1)) == PartialDate.parse("2025-06-01")


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("2025-06-01", "2025-06-01", 0),
        ("2025-06-01", "2025-06-03", 2),
        ("2025-06-15", "2025-06", 0),
        ("2025-05-31", "2025-06", 1),
        ("2025-05", "2025-07-02", 32),  # 31 May to 2 July
        ("2025", "2025-06", 0),
    ],
)
def test_how_far_days_lie_apart_at_least(one: str, other: str, distance: int) -> None:
    first, second = PartialDate.parse(one), PartialDate.parse(other)
    assert apart(first, second) == apart(second, first) == timedelta(days=distance)
