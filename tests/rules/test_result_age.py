"""How old a result is: within a limit, beyond it, or either where its day is not exact."""

from datetime import date

import pytest

from app.clinical.dates import PartialDate
from app.rules.result_age import (
    Age,
    beyond_days_on,
    beyond_months_on,
    in_days,
    in_months,
    is_old,
    months_turn,
    within_months_from,
)
from tests.charts import lab

START = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("when", "age"),
    [
        ("2025-11-21", Age.WITHIN),  # 10 days
        ("2025-11-20", Age.BEYOND),
        ("2025-11", Age.EITHER),
        ("2025-10", Age.BEYOND),
        ("2025-12", Age.WITHIN),
    ],
)
def test_older_than_ten_days(when: str, age: Age) -> None:
    assert in_days(PartialDate.parse(when), START, 10) is age


@pytest.mark.parametrize(
    ("when", "age"),
    [
        ("2025-06-01", Age.WITHIN),
        ("2025-05-31", Age.BEYOND),
        ("2025-06", Age.WITHIN),
        ("2025-05", Age.BEYOND),
        ("2025", Age.EITHER),
    ],
)
def test_older_than_six_months(when: str, age: Age) -> None:
    known = PartialDate.parse(when)
    assert in_months(known, START, 6) is age
    assert is_old([lab("alt", when=when)], START, 6) is (age is Age.BEYOND)


def test_results_are_old_where_all_of_known_day_are() -> None:
    old, new, undated = lab("alt", when="2025-01-01"), lab("alt"), lab("alt", when=None)
    assert is_old([old, undated], START, 6)
    assert not is_old([old, new], START, 6)
    assert not is_old([undated], START, 6)
    assert not is_old([], START, 6)


def test_the_first_day_of_being_too_old() -> None:
    assert beyond_days_on(PartialDate.parse("2025-11"), 10) == date(2025, 11, 12)
    assert beyond_months_on(PartialDate.parse("2025-06"), 6) == date(2025, 12, 2)


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (START, date(2025, 6, 1)),
        (date(2026, 8, 31), date(2026, 3, 1)),  # 28 February + 6 months is 28 August
        (date(2026, 3, 15), date(2025, 9, 15)),
    ],
)
def test_the_first_day_of_a_result_that_is_young_enough(start: date, first: date) -> None:
    assert within_months_from(start, 6) == first
    assert in_months(PartialDate.of(first), start, 6) is Age.WITHIN
    the_day_before = PartialDate.of(date.fromordinal(first.toordinal() - 1))
    assert in_months(the_day_before, start, 6) is Age.BEYOND


@pytest.mark.parametrize(
    ("drawn", "limits", "turn"),
    [
        (["2025-11-20"], [6], date(2026, 5, 21)),
        (["2025-11-20", None], [6], date(2026, 5, 21)),
        ([None, "2025-11-20"], [6], date(2026, 5, 21)),
        (["2025-11-20", "2025-07-01"], [6], date(2026, 1, 2)),
        (["2025-06-01"], [6], date(2025, 12, 2)),
        (["2025-05-31"], [6], None),
        (["2025-05-31"], [6, 12], date(2026, 6, 1)),
        (["2025"], [6], date(2026, 7, 1)),  # 31 December + 6 months is 30 June
        ([None], [6], None),
    ],
)
def test_the_next_day_on_which_a_result_gets_too_old(
    drawn: list[str | None], limits: list[int], turn: date | None
) -> None:
    results = [lab("alt", when=when) for when in drawn]
    assert months_turn(results, START, *limits) == turn
