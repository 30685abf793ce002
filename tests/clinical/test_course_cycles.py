"""Which doses belong to one visit of the schedule, and from which of them the next is counted."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.course import Course, Next, Schedule, derive
from tests.charts import SCHEDULE, infusion

START = date(2025, 12, 1)
Given = tuple[tuple[str | None, str], ...]


def course(*given: tuple[str | None, str], schedule: Schedule = SCHEDULE) -> Course:
    return derive([infusion(day, mg) for day, mg in given], (), START, schedule)


def days(known: Course) -> list[str]:
    return [str(d.when) for d in known.cycle]


@pytest.mark.parametrize(
    ("given", "cycle"),
    [
        # 1 June + 42 days = 13 July
        ((("2025-06-01", "300"), ("2025-07-13", "600")), ["2025-06-01", "2025-07-13"]),
        ((("2025-06-01", "300"), ("2025-07-14", "600")), ["2025-07-14"]),
        # later only a second 300 mg completes the pair, until 5 months have passed
        ((("2025-06-01", "300"), ("2025-07-14", "300")), ["2025-06-01", "2025-07-14"]),
        ((("2025-06-01", "300"), ("2025-10-31", "300")), ["2025-06-01", "2025-10-31"]),
        ((("2025-06-01", "300"), ("2025-11-01", "300")), ["2025-11-01"]),
        ((("2025-06-01", "600"), ("2025-07-14", "300")), ["2025-07-14"]),
        (
            (("2025-06-01", "300"), ("2025-06-15", "300"), ("2025-07-31", "300")),
            ["2025-07-31"],
        ),
        # a dose without a day belongs to no other
        (((None, "300"), ("2025-06-01", "300")), ["2025-06-01"]),
        (((None, "300"), (None, "300")), ["None"]),
    ],
)
def test_what_belongs_to_the_last_visit(given: Given, cycle: list[str]) -> None:
    assert days(course(*given)) == cycle


def test_a_maintenance_dose_in_two_halves_counts_from_the_second() -> None:
    loaded = (("2024-01-02", "300"), ("2024-01-16", "300"))
    maintained = (*loaded, ("2024-07-02", "600"), ("2025-01-02", "600"))
    one = course(*maintained, ("2025-06-02", "300"))
    assert (days(one), one.due) == (["2025-06-02"], date(2025, 12, 2))
    both = course(*maintained, ("2025-06-02", "300"), ("2025-06-16", "300"))
    assert (days(both), both.due) == (["2025-06-02", "2025-06-16"], date(2025, 12, 16))


@pytest.mark.parametrize(
    ("from_first", "due"), [(True, date(2025, 12, 1)), (False, date(2025, 12, 15))]
)
def test_a_site_counts_the_first_maintenance_dose_from_either_infusion(
    *, from_first: bool, due: date
) -> None:
    schedule = replace(SCHEDULE, first_to_first=from_first)
    known = course(("2025-06-01", "300"), ("2025-06-15", "300"), schedule=schedule)
    assert known.due == due


def test_a_partial_infusion_made_good_is_not_counted_from() -> None:
    given = [
        infusion("2025-11-03", "50", status="stopped"),
        infusion("2025-11-04", "300"),
        infusion("2025-11-18", "300"),
    ]
    known = derive(given, (), START, SCHEDULE)
    # infusion 1 is of 4 November
    assert (known.next, known.due) == (Next.MAINTENANCE, date(2026, 5, 4))


@pytest.mark.parametrize(
    ("second", "after"),
    [("2025-11-16", Next.SECOND), ("2025-11-17", Next.MAINTENANCE)],  # 3 November + 14 days
)
def test_made_good_before_the_second_infusion_was_due(second: str, after: Next) -> None:
    given = [infusion("2025-11-03", "50", status="stopped"), infusion(second, "300")]
    assert derive(given, (), START, SCHEDULE).next is after


def test_a_second_infusion_stopped_after_the_full_amount_is_whole() -> None:
    given = [infusion("2025-11-03", "300"), infusion("2025-11-17", "300", status="stopped")]
    known = derive(given, (), START, SCHEDULE)
    assert [d.whole for d in known.cycle] == [True, True]
    loaded = [infusion("2024-11-03", "300"), infusion("2024-11-17", "300")]
    half = infusion("2025-05-04", "300", status="stopped")
    known = derive([*loaded, infusion("2024-12-30", "600"), half], (), START, SCHEDULE)
    assert not known.cycle[-1].whole


@pytest.mark.parametrize(
    ("again", "begun"), [("2025-01-10", "2024-01-10"), ("2025-01-11", "2025-01-11")]
)
def test_twelve_months_to_the_day_are_no_restart(again: str, begun: str) -> None:
    known = course(("2024-01-10", "600"), (again, "300"))
    assert str(known.begun) == begun


def test_doses_without_a_day_have_no_window() -> None:
    known = course((None, "300"))
    assert (known.next, known.due, known.earliest, known.latest) == (Next.SECOND, None, None, None)
    assert (known.begun, known.changes_on, known.last_day) == (None, None, None)
