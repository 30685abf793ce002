"""Administrations of one order or one identifier of which only a month or a year is known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from app.clinical.course import derive
from app.clinical.doses import joined
from tests.charts import SCHEDULE, infusion

SAME = frozenset(("a",))


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        # may be the same infusion: the narrower day is the better one
        ("2025-06-01", "2025-06", ["2025-06-01"]),
        ("2025-06", "2025", ["2025-06"]),
        ("2025-06", "2025-06", ["2025-06"]),
        # a standing order is carried out more than once: these cannot be the same infusion
        ("2025-01-10", "2025-07", ["2025-01-10", "2025-07"]),
        ("2025-05", "2025-07", ["2025-05", "2025-07"]),
        ("2025-05-30", "2025-06", ["2025-05-30", "2025-06"]),
        ("2025-05-29", "2025-05-31", ["2025-05-29", "2025-05-31"]),
        # past midnight
        ("2025-05-31", "2025-06-01", ["2025-05-31"]),
    ],
)
def test_of_one_order_what_cannot_be_the_same_day_is_another_dose(
    one: str, other: str, days: list[str]
) -> None:
    for listed in permutations((one, other)):
        doses = joined(infusion(when, "600", order="o1") for when in listed)
        assert [str(d.when) for d in doses] == days
        assert not any(d.conflicting for d in doses)


def test_a_later_dose_of_a_standing_order_keeps_its_interval() -> None:
    given = [infusion("2025-01-10", "600", order="o1"), infusion("2025-07", "600", order="o1")]
    known = derive(given, (), date(2025, 12, 1), SCHEDULE)
    # 31 July + 5 months
    assert (len(known.doses), known.earliest) == (2, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        ("2025-05-31", "2025-06", "2025-05-31 to 2025-06"),  # joined, but next to a whole month
        ("2025-06-01", "2025-06-03", "2025-06-01 to 2025-06-03"),
        ("2025-01", "2025-06-03", "2025-01 to 2025-06-03"),
        ("2024", "2025-06", "2024 to 2025-06"),
    ],
)
def test_one_identifier_on_days_that_exclude_each_other_is_a_contradiction(
    one: str, other: str, day: str
) -> None:
    for listed in permutations((one, other)):
        (dose,) = joined(infusion(when, "600", identifiers=SAME) for when in listed)
        first, last = (infusion(when).when for when in (one, other))
        assert dose.when is not None
        assert first is not None
        assert last is not None
        assert (dose.when.text, dose.conflicting) == (day, True)
        assert (dose.when.earliest, dose.when.latest) == (first.earliest, last.latest)


def test_one_identifier_without_any_day_is_one_dose_without_a_contradiction() -> None:
    (dose,) = joined([infusion(None, identifiers=SAME), infusion(None, identifiers=SAME)])
    assert (dose.when, dose.conflicting) == (None, False)


def test_an_entry_past_midnight_takes_the_day_it_began() -> None:
    night = [infusion("2025-06-02", "300", order="o1"), infusion("2025-06-01", "300", order="o1")]
    (dose,) = joined(night)
    assert (str(dose.when), dose.conflicting) == ("2025-06-01", False)


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        (("completed", "completed"), True),
        (("completed", "in-progress"), True),
        (("in-progress", "on-hold"), False),
        (("stopped", "stopped"), False),
    ],
)
def test_two_entries_of_one_dose_are_whole_where_one_is(
    *, statuses: tuple[str, str], whole: bool
) -> None:
    (dose,) = joined(infusion("2025-06-01", "300", status=status) for status in statuses)
    assert dose.whole is whole
    assert dose.subcutaneous is False


def test_two_entries_of_an_injection_are_one_subcutaneous_dose() -> None:
    injection = infusion("2025-06-01", "920", topics=frozenset(("drug_ocrelizumab_sc",)))
    (dose,) = joined([injection, replace(injection, dose_mg=None)])
    assert (dose.subcutaneous, dose.mg) == (True, Decimal(920))


def test_a_single_entry_whose_amount_is_not_readable_has_none() -> None:
    (dose,) = joined([infusion("2025-06-01", "300", dose_problem="two amounts")])
    assert (dose.mg, dose.conflicting, dose.unreadable) == (None, False, True)
