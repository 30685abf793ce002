"""Administrations joined to doses: one day, one order, one identifier are one dose."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clinical.course import Course, Next, derive
from app.clinical.doses import joined
from app.clinical.facts import Administration
from tests.charts import SCHEDULE, infusion

START = date(2025, 12, 1)
FIRST = infusion("2025-11-17", "300")


def course(*given: Administration) -> Course:
    return derive(given, (), START, SCHEDULE)


@pytest.mark.parametrize(
    ("one", "other", "doses"),
    [
        (infusion("2025-06-01", "300"), infusion("2025-06-01", "300"), 1),
        (infusion("2025-06-01", "300"), infusion("2025-06-02", "300"), 2),
        (
            infusion("2025-06-01", "300", order="o1"),
            infusion("2025-06-02", "300", order="o1"),
            1,  # past midnight
        ),
        (
            infusion("2025-06-01", "300", order="o1"),
            infusion("2025-06-15", "300", order="o1"),
            2,  # a standing order is carried out more than once
        ),
        (
            infusion("2025-06-01", "300", order="o1"),
            infusion(None, "300", order="o1"),
            1,
        ),
        (infusion("2025-06", "300"), infusion("2025-06", "300"), 2),
        (
            infusion("2025-06-01", "300", identifiers=frozenset(("a",))),
            infusion("2025-06-09", "300", identifiers=frozenset(("a", "b"))),
            1,
        ),
    ],
)
def test_which_administrations_are_one_dose(
    one: Administration, other: Administration, doses: int
) -> None:
    assert len(joined([one, other])) == doses
    assert len(joined([other, one])) == doses


def test_an_entry_can_join_two_groups() -> None:
    by_day = infusion("2025-06-01", "300")
    by_both = infusion("2025-06-01", "300", identifiers=frozenset(("a",)))
    by_identifier = infusion(None, "300", identifiers=frozenset(("a",)))
    (dose,) = joined([by_day, by_identifier, by_both])
    assert (str(dose.when), dose.mg, len(dose.facts)) == ("2025-06-01", Decimal(300), 3)


def test_differing_amounts_of_one_dose_are_a_contradiction() -> None:
    (dose,) = joined([FIRST, replace(FIRST, dose_mg=Decimal(150))])
    assert (dose.mg, dose.conflicting) == (None, True)


def test_one_identifier_on_two_days_is_a_contradiction_about_the_day() -> None:
    same = frozenset(("a",))
    (dose,) = joined(
        [
            infusion("2025-06-01", "300", identifiers=same),
            infusion("2025-06-09", "300", identifiers=same),
        ]
    )
    assert dose.conflicting
    assert dose.when is not None
    assert (dose.when.earliest, dose.when.latest) == (date(2025, 6, 1), date(2025, 6, 9))


def test_an_entry_without_an_amount_takes_that_of_its_dose_an_unreadable_one_does_not() -> None:
    (dose,) = joined([FIRST, replace(FIRST, dose_mg=None)])
    assert (dose.mg, dose.conflicting, dose.unreadable) == (Decimal(300), False, False)
    (dose,) = joined([FIRST, replace(FIRST, dose_mg=None, dose_problem="no unit")])
    assert (dose.mg, dose.conflicting, dose.unreadable) == (None, False, True)


@pytest.mark.parametrize(
    ("mg", "whole"),
    [("300", True), ("299", False), ("50", False), (None, False)],
)
def test_a_first_infusion_stopped_after_the_full_amount_is_complete(
    *, mg: str | None, whole: bool
) -> None:
    known = course(infusion("2025-11-17", mg, status="stopped"))
    assert known.doses[-1].whole is whole
    assert known.next is Next.SECOND


@pytest.mark.parametrize(("mg", "whole"), [("600", True), ("300", False)])
def test_a_maintenance_dose_stopped_half_way_is_partial(*, mg: str, whole: bool) -> None:
    known = course(
        infusion("2024-11-01", "300"),
        infusion("2024-11-15", "300"),
        infusion("2025-05-02", mg, status="stopped"),
    )
    assert known.cycle[-1].whole is whole
    assert known.next is Next.MAINTENANCE


@pytest.mark.parametrize("status", ["in-progress", "on-hold", "unknown"])
def test_an_unfinished_infusion_is_partial(status: str) -> None:
    assert not course(infusion("2025-11-17", "300", status=status)).doses[-1].whole


def test_a_completed_entry_completes_the_dose_that_was_in_progress() -> None:
    known = course(infusion("2025-11-17", None, status="in-progress"), FIRST)
    assert known.doses[-1].whole


def test_a_partial_infusion_made_good_within_two_weeks_is_not_infusion_one() -> None:
    # 50 mg on 3 November, 300 mg on 4 November: infusion 2 is due on 18 November
    known = course(infusion("2025-11-03", "50", status="stopped"), infusion("2025-11-04", "300"))
    assert (known.next, known.due) == (Next.SECOND, date(2025, 11, 18))
    # 300 mg two weeks later is infusion 2
    known = course(infusion("2025-11-03", "50", status="stopped"), infusion("2025-11-17", "300"))
    assert known.next is Next.MAINTENANCE


@pytest.mark.parametrize(
    ("given", "earliest", "latest", "text"),
    [
        (("2025-06-01", "2025-06-15"), "2025-06-15", "2025-06-15", "2025-06-15"),
        (("2025", "2025-06-15"), "2025-06-15", "2025-12-31", "2025-06-15 or 2025"),
        (("2025-06", "2025-06-15"), "2025-06-15", "2025-06-30", "2025-06-15 or 2025-06"),
        (("2025-05", "2025-06-15"), "2025-06-15", "2025-06-15", "2025-06-15"),
        (("2025-06-15", "2025-07"), "2025-07-01", "2025-07-31", "2025-07"),
    ],
)
def test_the_last_day_reaches_to_the_latest_day_any_dose_may_have(
    given: tuple[str, ...], earliest: str, latest: str, text: str
) -> None:
    last = course(*(infusion(when, "300") for when in given)).last_day
    assert last is not None
    assert (last.earliest, last.latest, last.text) == (
        date.fromisoformat(earliest),
        date.fromisoformat(latest),
        text,
    )
