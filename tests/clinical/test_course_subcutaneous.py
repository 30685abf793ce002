"""The course of therapy where the subcutaneous product is asked for: no dose is infusion 2."""

from datetime import date

import pytest

from app.clinical.course import Course, Next, Stage, derive
from app.clinical.facts import Administration
from tests.charts import SCHEDULE, infusion

START = date(2025, 12, 1)
SC = frozenset(("drug_ocrelizumab_sc",))


def injection(when: str, mg: str | None = "920", **other: object) -> Administration:
    return infusion(when, mg, topics=SC, **other)


def course(*given: Administration) -> Course:
    return derive(given, (), START, SCHEDULE, split=False)


def days(known: Course) -> tuple[str, str, str]:
    return str(known.due), str(known.earliest), str(known.latest)


def test_before_the_first_injection_nothing_is_due() -> None:
    known = course()
    assert (known.stage, known.next, known.due) == (Stage.SCREENING, Next.FIRST, None)


def test_after_one_injection_the_next_is_due_in_six_months() -> None:
    # 3 June + 6 months = 3 December; + 5 months = 3 November; 3 December + 21 days = 24 December
    known = course(injection("2025-06-03"))
    assert (known.stage, known.next) == (Stage.MAINTENANCE, Next.MAINTENANCE)
    assert days(known) == ("2025-12-03", "2025-11-03", "2025-12-24")
    assert not known.open_pair


def test_each_injection_counts_from_the_last() -> None:
    # given late, on 10 July: the next is due on 10 January, not on 3 December
    known = course(injection("2024-12-03"), injection("2025-07-10"))
    assert days(known) == ("2026-01-10", "2025-12-10", "2026-01-31")


def test_after_infusion_one_alone_the_injection_is_no_infusion_two() -> None:
    # 17 November + 6 months = 17 May; + 5 months = 17 April; 17 May + 21 days = 7 June
    given = infusion("2025-11-17", "300")
    known = course(given)
    assert (known.stage, known.next) == (Stage.FIRST_INFUSION_GIVEN, Next.MAINTENANCE)
    assert days(known) == ("2026-05-17", "2026-04-17", "2026-06-07")
    assert known.open_pair
    paired = derive([given], (), START, SCHEDULE)
    assert (paired.next, paired.due, paired.open_pair) == (Next.SECOND, START, True)


def test_after_the_initial_pair_the_injection_is_counted_from_infusion_one() -> None:
    # 1 June + 6 months = 1 December; 15 June + 5 months = 15 November
    known = course(infusion("2025-06-01", "300"), infusion("2025-06-15", "300"))
    assert (known.stage, known.next) == (Stage.LOADING_COMPLETE, Next.MAINTENANCE)
    assert days(known) == ("2025-12-01", "2025-11-15", "2025-12-22")
    assert not known.open_pair


def test_more_than_a_year_after_the_last_injection_is_a_restart() -> None:
    known = course(injection("2024-11-30"))
    assert (known.restart, known.next, known.due) == (True, Next.FIRST, None)
    assert not known.open_pair
    assert not course(injection("2024-12-01")).restart


@pytest.mark.parametrize(
    ("mg", "whole"), [("920", True), ("919", False), ("600", False), (None, False)]
)
def test_an_injection_stopped_after_the_full_amount_is_complete(
    *, mg: str | None, whole: bool
) -> None:
    known = course(injection("2025-06-03", mg, status="stopped"))
    assert known.doses[-1].whole is whole
