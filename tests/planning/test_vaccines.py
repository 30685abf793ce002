"""The vaccine planner: the last safe day before the infusion, the first useful day after it."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import LabResult, VaccineClass
from app.clinical.record import Record
from app.clinical.vaccine_window import Side, Status, Why, Window
from app.knowledge import Parameters, load
from app.planning.vaccines import LIVE, NOT_LIVE, vaccine_windows
from tests.charts import AS_OF, chart, cs, infusion, lab, medication, on_treatment

PARAMETERS = load().parameters(AS_OF)
Days = tuple[str | None, str | None, str | None]


def windows(
    record: Record, *, start: date = AS_OF, as_of: date = AS_OF, p: Parameters = PARAMETERS
) -> dict[tuple[tuple[VaccineClass, ...], Side], Window]:
    found = vaccine_windows(chart(record, start=start, as_of=as_of), p)
    return {(w.classes, w.side): w for w in found}


def days(window: Window) -> Days:
    """Earliest, due, latest."""
    named = (window.earliest, window.due, window.latest)
    earliest, due, latest = (None if d is None else d.isoformat() for d in named)
    return earliest, due, latest


def stopped(*results: LabResult, last: str | None = "2025-03-01") -> Record:
    """Treated until March 2025; the order was stopped."""
    given = (infusion("2024-08-18", "300"), infusion("2024-09-01", "300"), infusion(last))
    orders = (medication("drug_ocrelizumab_iv", status="stopped"),)
    kept = cs()
    return replace(
        kept, administrations=given, medications=orders, results=(*kept.results, *results)
    )


def test_before_the_first_dose_each_class_has_its_last_day() -> None:
    # planned 2026-03-02: live 28 days before = 2026-02-02, preferred 42 days = 2026-01-19;
    # not live 14 days before = 2026-02-16, preferred 42 days = 2026-01-19
    found = windows(cs(), start=date(2026, 3, 2))
    live, other = found[LIVE, Side.BEFORE], found[NOT_LIVE, Side.BEFORE]
    assert (live.status, live.why, days(live)) == (
        Status.DUE,
        Why.WINDOW,
        (None, "2026-01-19", "2026-02-02"),
    )
    assert (other.status, other.why, days(other)) == (
        Status.DUE,
        Why.WINDOW,
        (None, "2026-01-19", "2026-02-16"),
    )
    assert live.infusion == other.infusion == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("as_of", "live", "other"),
    [
        # planned 2026-03-02: last day live 2026-02-02, not live 2026-02-16
        (date(2026, 2, 2), (Status.DUE, Why.WINDOW), (Status.DUE, Why.WINDOW)),
        (date(2026, 2, 3), (Status.CONTRAINDICATED, Why.NO_DAY_LEFT), (Status.DUE, Why.WINDOW)),
        (
            date(2026, 2, 16),
            (Status.CONTRAINDICATED, Why.NO_DAY_LEFT),
            (Status.DUE, Why.WINDOW),
        ),
        (
            date(2026, 2, 17),
            (Status.CONTRAINDICATED, Why.NO_DAY_LEFT),
            (Status.OVERDUE, Why.LATE),
        ),
    ],
)
def test_the_last_day_is_still_good(
    as_of: date, live: tuple[Status, Why], other: tuple[Status, Why]
) -> None:
    found = windows(cs(), start=date(2026, 3, 2), as_of=as_of)
    assert [
        (w.status, w.why) for w in (found[LIVE, Side.BEFORE], found[NOT_LIVE, Side.BEFORE])
    ] == [
        live,
        other,
    ]


def test_after_loading_the_first_useful_day_counts_from_infusion_two() -> None:
    # infusion 1 on 2025-12-01, infusion 2 on 2025-12-15; + 3 months = 2026-03-15;
    # 600 mg on 2026-06-01: 42 days before = 2026-04-20, 28 days before = 2026-05-04
    window = windows(cs())[NOT_LIVE, Side.AFTER]
    assert (window.status, days(window)) == (Status.DUE, ("2026-03-15", "2026-04-20", "2026-05-04"))


def test_between_maintenance_doses_the_window_lies_far_enough_from_both() -> None:
    # last dose 2025-06-15 + 3 months = 2025-09-15; planned 2025-12-01: 42 days before =
    # 2025-10-20, 28 days before = 2025-11-03. After it: + 3 months = 2026-03-01; the next on
    # 2026-06-01: 2026-04-20 and 2026-05-04
    found = windows(on_treatment(), as_of=date(2025, 11, 3))
    before, after = found[NOT_LIVE, Side.BEFORE], found[NOT_LIVE, Side.AFTER]
    assert (before.status, days(before)) == (Status.DUE, ("2025-09-15", "2025-10-20", "2025-11-03"))
    assert (after.status, days(after)) == (Status.DUE, ("2026-03-01", "2026-04-20", "2026-05-04"))
    assert [f.when and f.when.text for f in before.because] == ["2025-06-15"]
    assert after.because == ()


def test_a_window_that_has_passed_is_overdue() -> None:
    window = windows(on_treatment(), as_of=date(2025, 11, 4))[NOT_LIVE, Side.BEFORE]
    assert (window.status, window.why) == (Status.OVERDUE, Why.LATE)


def test_infusions_one_and_two_leave_no_window_between_them() -> None:
    # infusion 1 on 2025-11-17, infusion 2 planned on 2025-12-01. After it: + 3 months =
    # 2026-03-01; 600 mg 6 months after infusion 1 = 2026-05-17: 2026-04-05 and 2026-04-19
    found = windows(on_treatment(infusion("2025-11-17", "300")))
    before, after = found[NOT_LIVE, Side.BEFORE], found[NOT_LIVE, Side.AFTER]
    assert (before.status, before.why, days(before)) == (
        Status.DUE,
        Why.NO_WINDOW,
        (None, None, None),
    )
    assert days(after) == ("2026-03-01", "2026-04-05", "2026-04-19")


@pytest.mark.parametrize("record", [cs(), on_treatment()])
def test_no_live_vaccine_after_the_planned_infusion(record: Record) -> None:
    window = windows(record)[LIVE, Side.AFTER]
    assert (window.status, window.why, days(window)) == (
        Status.CONTRAINDICATED,
        Why.ON_TREATMENT,
        (None, None, None),
    )


def test_no_live_vaccine_between_doses() -> None:
    window = windows(on_treatment())[LIVE, Side.BEFORE]
    assert (window.status, window.why) == (Status.CONTRAINDICATED, Why.ON_TREATMENT)


def test_a_dose_without_a_day_leaves_no_days() -> None:
    window = windows(on_treatment(infusion(None), infusion("2025-06-15")))[NOT_LIVE, Side.BEFORE]
    assert (window.why, days(window)) == (Why.UNDATED, (None, None, None))


@pytest.mark.parametrize(
    ("count", "status", "why"),
    [
        (None, Status.CONTRAINDICATED, Why.NOT_RECOVERED),
        ("99", Status.CONTRAINDICATED, Why.NOT_RECOVERED),  # limit of normal 100
        ("100", Status.DUE, Why.RECOVERED),
    ],
)
def test_after_stopping_months_and_b_cells_must_both_allow_a_live_vaccine(
    count: str | None, status: Status, why: Why
) -> None:
    # last dose 2025-03-01 + 6 months = 2025-09-01
    counted = () if count is None else (lab("cd19", count, "2025-11-20"),)
    found = windows(stopped(*counted))
    window = found[LIVE, Side.STOPPED]
    assert (window.status, window.why, days(window)) == (status, why, ("2025-09-01", None, None))
    assert set(found) == {(LIVE, Side.STOPPED), (NOT_LIVE, Side.STOPPED)}


@pytest.mark.parametrize(
    ("as_of", "status"),
    [(date(2025, 11, 30), Status.CONTRAINDICATED), (date(2025, 12, 1), Status.DUE)],
)
def test_six_months_must_pass_although_the_b_cells_are_back(as_of: date, status: Status) -> None:
    # last dose 2025-06-01 + 6 months = 2025-12-01
    record = stopped(lab("cd19", "150", "2025-11-20"), last="2025-06-01")
    assert windows(record, as_of=as_of)[LIVE, Side.STOPPED].status is status


def test_after_stopping_a_vaccine_that_is_not_live_may_be_given_at_any_time() -> None:
    found = windows(stopped())[NOT_LIVE, Side.STOPPED]
    assert (found.status, found.why, days(found)) == (
        Status.DUE,
        Why.ANY_TIME,
        ("2025-12-01", None, None),
    )
    counted = windows(stopped(lab("cd19", "150", "2025-11-20")))[NOT_LIVE, Side.STOPPED]
    assert counted.why is Why.RECOVERED


def test_after_stopping_a_last_dose_without_a_day_leaves_no_days() -> None:
    window = windows(stopped(last=None))[LIVE, Side.STOPPED]
    assert (window.status, window.why, days(window)) == (
        Status.CONTRAINDICATED,
        Why.UNDATED,
        (None, None, None),
    )
