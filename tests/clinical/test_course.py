"""Which dose comes next, when it is due, and where the therapy stands."""

from datetime import date

import pytest

from app.clinical.course import Course, Next, Stage, derive
from tests.charts import SCHEDULE, infusion

START = date(2025, 12, 1)
Given = tuple[tuple[str, str | None], ...]


def course(*given: tuple[str | None, str | None], start: date = START) -> Course:
    return derive([infusion(day, mg) for day, mg in given], (), start, SCHEDULE)


def test_without_any_dose_it_is_the_first() -> None:
    known = course()
    assert (known.stage, known.next, known.due) == (Stage.SCREENING, Next.FIRST, None)
    assert known.before_first
    assert not known.started


@pytest.mark.parametrize(
    ("given", "stage", "following", "due", "earliest", "latest"),
    [
        # 17 November + 14 days = 1 December; + 42 days = 29 December
        (
            (("2025-11-17", "300"),),
            Stage.FIRST_INFUSION_GIVEN,
            Next.SECOND,
            date(2025, 12, 1),
            date(2025, 12, 1),
            date(2025, 12, 29),
        ),
        # 6 months after infusion 1, 5 months after infusion 2, due + 21 days
        (
            (("2025-06-01", "300"), ("2025-06-15", "300")),
            Stage.LOADING_COMPLETE,
            Next.MAINTENANCE,
            date(2025, 12, 1),
            date(2025, 11, 15),
            date(2025, 12, 22),
        ),
        (
            (("2024-01-02", "300"), ("2024-01-16", "300"), ("2025-07-02", "600")),
            Stage.MAINTENANCE,
            Next.MAINTENANCE,
            date(2026, 1, 2),
            date(2025, 12, 2),
            date(2026, 1, 23),
        ),
        # loading lies before the record
        (
            (("2025-05-20", "600"),),
            Stage.MAINTENANCE,
            Next.MAINTENANCE,
            date(2025, 11, 20),
            date(2025, 10, 20),
            date(2025, 12, 11),
        ),
        # a missed dose: six months after the one given (DELAY-LABEL)
        (
            (("2024-06-01", "600"), ("2025-03-20", "600")),
            Stage.MAINTENANCE,
            Next.MAINTENANCE,
            date(2025, 9, 20),
            date(2025, 8, 20),
            date(2025, 10, 11),
        ),
        # infusion 2 came on day 61: the shortest interval of 5 months outlasts infusion 1 + 6
        (
            (("2025-06-01", "300"), ("2025-08-01", "300")),
            Stage.LOADING_COMPLETE,
            Next.MAINTENANCE,
            date(2026, 1, 1),
            date(2026, 1, 1),
            date(2026, 1, 22),
        ),
        # 31 August + 6 months is 28 February; + 5 months from 14 September
        (
            (("2025-08-31", "300"), ("2025-09-14", "300")),
            Stage.LOADING_COMPLETE,
            Next.MAINTENANCE,
            date(2026, 2, 28),
            date(2026, 2, 14),
            date(2026, 3, 21),
        ),
    ],
)
def test_next_dose_and_its_days(
    *, given: Given, stage: Stage, following: Next, due: date, earliest: date, latest: date
) -> None:
    known = course(*given)
    assert (known.stage, known.next) == (stage, following)
    assert (known.due, known.earliest, known.latest) == (due, earliest, latest)


def test_doses_are_in_order_whatever_the_order_of_the_record() -> None:
    known = course(("2025-06-15", "300"), ("2025-06-01", "300"))
    assert [str(d.when) for d in known.doses] == ["2025-06-01", "2025-06-15"]
    assert known.due == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("last", "restart"),
    [("2024-12-01", False), ("2024-11-30", True)],  # 12 months to the day is not yet longer
)
def test_more_than_twelve_months_after_the_last_dose_it_is_a_restart(
    *, last: str, restart: bool
) -> None:
    known = course(("2024-05-01", "600"), (last, "600"))
    assert known.restart is restart
    assert known.before_first is restart
    assert known.stage is (Stage.SCREENING if restart else Stage.MAINTENANCE)
    assert (known.due is None) is restart


def test_after_a_restart_the_pair_begins_again() -> None:
    # last 600 mg in 2023, loading again from 17 November 2025
    known = course(("2023-01-10", "600"), ("2025-11-17", "300"))
    assert (known.next, known.due) == (Next.SECOND, date(2025, 12, 1))
    assert known.stage is Stage.FIRST_INFUSION_GIVEN


def test_a_third_300_mg_after_loading_is_a_maintenance_cycle_of_its_own() -> None:
    known = course(("2025-01-01", "300"), ("2025-01-15", "300"), ("2025-07-05", "300"))
    assert (known.next, known.due) == (Next.MAINTENANCE, date(2026, 1, 5))
    assert [str(d.when) for d in known.cycle] == ["2025-07-05"]


def test_a_late_300_mg_far_from_the_first_begins_loading_again() -> None:
    # the single 300 mg of January never became a pair
    known = course(("2025-01-01", "300"), ("2025-11-17", "300"))
    assert (known.next, known.due) == (Next.SECOND, date(2025, 12, 1))


def test_the_cycle_holds_everything_given_within_the_pair() -> None:
    known = course(("2025-06-01", "300"), ("2025-06-15", "600"))
    assert [str(d.when) for d in known.cycle] == ["2025-06-01", "2025-06-15"]
    assert known.next is Next.MAINTENANCE


def test_the_subcutaneous_product_needs_no_pair() -> None:
    given = infusion("2025-06-01", "920", topics=frozenset(("drug_ocrelizumab_sc",)))
    known = derive([given], (), START, SCHEDULE)
    assert (known.stage, known.next, known.due) == (
        Stage.MAINTENANCE,
        Next.MAINTENANCE,
        START,
    )


def test_a_month_counts_from_its_end_for_the_wait_and_its_start_for_the_due_day() -> None:
    # November 2025: wait until 30 November + 14; due from 1 November + 14
    known = course(("2025-11", "300"))
    assert (known.due, known.earliest) == (date(2025, 11, 15), date(2025, 12, 14))
    # only a gap that is certain is a restart: 2024 may mean 31 December
    assert not course(("2024", "600")).restart
    assert course(("2024-11", "600")).restart


def test_a_dose_without_a_day_gives_no_due_day() -> None:
    known = course((None, "600"))
    assert (known.next, known.due, known.earliest) == (Next.MAINTENANCE, None, None)
    assert known.undated == known.doses
