"""Stopped by the orders, and recovering or recovered by the B cells."""

from datetime import date

import pytest

from app.clinical.course import Course, Stage, derive
from app.clinical.facts import LabResult, Medication
from tests.charts import SCHEDULE, day, infusion, lab, source

START = date(2025, 12, 1)


def order(status: str, when: str | None, kind: str = "MedicationRequest") -> Medication:
    return Medication(
        topics=frozenset(("drug_ocrelizumab_iv",)),
        name="ocrelizumab",
        status=status,
        intent="order",
        when=day(when),
        source=source(kind),
    )


def course(
    *orders: Medication, last: str = "2025-06-01", cells: tuple[LabResult, ...] = ()
) -> Course:
    given = [infusion("2024-12-01", "600"), infusion(last, "600")]
    return derive(given, orders, START, SCHEDULE, b_cells=cells)


STOP = order("stopped", "2025-06-20")


@pytest.mark.parametrize(
    ("orders", "stopped"),
    [
        ((), False),
        ((STOP,), True),
        ((order("stopped", None),), True),
        ((STOP, order("active", "2025-06-19")), True),
        ((STOP, order("active", "2025-06-20")), False),
        ((STOP, order("draft", "2025-07-01")), False),
        ((STOP, order("active", None)), False),
        ((STOP, order("completed", "2025-07-01")), False),
        ((STOP, order("cancelled", "2025-07-01")), True),
        ((order("stopped", "2025-06-20", "MedicationDispense"),), False),
        ((order("stopped", "2025-06-20", "MedicationStatement"),), True),
    ],
)
def test_a_stopped_order_without_a_later_one_ends_the_therapy(
    *, orders: tuple[Medication, ...], stopped: bool
) -> None:
    known = course(*orders)
    assert known.stopped is stopped
    assert known.stage is (Stage.STOPPED if stopped else Stage.MAINTENANCE)
    assert (known.due is None) is stopped


@pytest.mark.parametrize(
    ("last", "others", "stopped"),
    [
        ("2025-03-01", (), False),  # nine months to the day is not yet longer
        ("2025-02-28", (), True),
        ("2025-02-28", (order("active", "2025-01-01"),), False),
        ("2025-02-28", (order("draft", "2025-01-01"),), False),
    ],
)
def test_completed_orders_end_the_therapy_nine_months_after_the_last_dose(
    *, last: str, others: tuple[Medication, ...], stopped: bool
) -> None:
    assert course(order("completed", "2025-02-01"), *others, last=last).stopped is stopped


def test_a_long_gap_without_any_order_is_not_known_to_be_stopped() -> None:
    assert not course(last="2025-01-15").stopped


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        ((), Stage.STOPPED),
        ((lab("cd19", "99", "2025-11-01"),), Stage.RECOVERING),
        ((lab("cd19", "100", "2025-11-01"),), Stage.RECOVERED),
        ((lab("cd19", "150", "2025-06-01"),), Stage.STOPPED),  # drawn on the day of the last dose
        ((lab("cd19", "150", "2025-11-01", preliminary=True),), Stage.STOPPED),
        ((lab("cd19", "20", "2025-11-01", preliminary=True),), Stage.RECOVERING),
        ((lab("cd19", "150", "2025-11-01", problem="no unit"),), Stage.STOPPED),
        ((lab("cd19", "150", None),), Stage.STOPPED),
        ((lab("cd19", "150", "2025-10-01"), lab("cd19", "20", "2025-11-01")), Stage.RECOVERING),
        ((lab("cd19", "150", "2025-11-01"), lab("cd19", "20", "2025-11-01")), Stage.RECOVERING),
        ((lab("cd19", "150", "2025-11-01", low=None),), Stage.STOPPED),  # no limit, no baseline
    ],
)
def test_stage_after_stopping_follows_the_newest_count(
    cells: tuple[LabResult, ...], stage: Stage
) -> None:
    assert course(STOP, cells=cells).stage is stage


@pytest.mark.parametrize(("now", "stage"), [("180", Stage.RECOVERED), ("179", Stage.RECOVERING)])
def test_without_a_limit_the_own_baseline_decides(now: str, stage: Stage) -> None:
    cells = (lab("cd19", "180", "2024-11-01"), lab("cd19", now, "2025-11-01", low=None))
    assert course(STOP, cells=cells).stage is stage


def test_a_depleted_baseline_is_no_measure_of_recovery() -> None:
    cells = (lab("cd19", "0", "2024-11-01"), lab("cd19", "5", "2025-11-01"))
    assert course(STOP, cells=cells).stage is Stage.RECOVERING


def test_stopped_for_more_than_a_year_is_both_stopped_and_a_restart() -> None:
    orders = [order("stopped", "2024-10-01")]
    known = derive([infusion("2024-09-01", "600")], orders, START, SCHEDULE)
    assert (known.stage, known.stopped, known.restart) == (Stage.STOPPED, True, True)
    assert known.before_first
