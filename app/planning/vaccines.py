"""The vaccine planner: when each class of vaccine may be given around the planned infusion.

For each class the last safe day before it and the first useful day after it (catalogue 1.4, C1 to
C3, VAX-NONLIVE-03), from the parameters that the vaccine rules read.
"""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.dates import add_months, days, months_passed
from app.clinical.facts import Fact, VaccineClass
from app.clinical.vaccine_window import Side, Status, Why, Window
from app.knowledge.parameters import Parameters
from app.rules.vaccine_days import recovered_by

LIVE = (VaccineClass.LIVE,)
NOT_LIVE = (VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING)
"""A live vaccine that does not multiply counts as not live (VAX-NONLIVE-01)."""


def vaccine_windows(chart: Chart, p: Parameters) -> tuple[Window, ...]:
    """The windows around the planned infusion, or after the last one where treatment stopped."""
    if chart.course.stopped:
        return (_live_after_stopping(chart, p), _not_live_after_stopping(chart))
    return tuple(_around(chart, p))


def _around(chart: Chart, p: Parameters) -> Iterator[Window]:
    first = chart.course.before_first
    yield _live_before_first(chart, p) if first else _live_on_treatment(chart, Side.BEFORE)
    yield _live_on_treatment(chart, Side.AFTER)
    yield _not_live_before_first(chart, p) if first else _not_live_between(chart, p)
    yield _not_live_after(chart, p)


def _live_before_first(chart: Chart, p: Parameters) -> Window:
    latest = chart.start - days(p.days("vaccine.live.hardMinDays"))
    open_ = chart.as_of <= latest
    return Window(
        classes=LIVE,
        side=Side.BEFORE,
        status=Status.DUE if open_ else Status.CONTRAINDICATED,
        why=Why.WINDOW if open_ else Why.NO_DAY_LEFT,
        due=chart.start - days(p.days("vaccine.live.preferredMinDays")),
        latest=latest,
        infusion=chart.start,
    )


def _live_on_treatment(chart: Chart, side: Side) -> Window:
    """From the first dose until it has stopped and the B cells are back."""
    return Window(
        classes=LIVE,
        side=side,
        status=Status.CONTRAINDICATED,
        why=Why.ON_TREATMENT,
        infusion=chart.start,
        because=_last_dose(chart),
    )


def _not_live_before_first(chart: Chart, p: Parameters) -> Window:
    latest = chart.start - days(p.days("vaccine.nonLive.minDays"))
    open_ = chart.as_of <= latest
    return Window(
        classes=NOT_LIVE,
        side=Side.BEFORE,
        status=Status.DUE if open_ else Status.OVERDUE,
        why=Why.WINDOW if open_ else Why.LATE,
        due=chart.start - days(p.days("vaccine.nonLive.preferredDays")),
        latest=latest,
        infusion=chart.start,
    )


def _not_live_between(chart: Chart, p: Parameters) -> Window:
    """Between the last dose and the planned one; none between infusions 1 and 2."""
    last = None if chart.course.undated else chart.course.last_day
    if last is None:
        return _no_window(chart, Why.UNDATED)
    return _between(chart, p, Side.BEFORE, last.latest, chart.start) or _no_window(
        chart, Why.NO_WINDOW
    )


def _no_window(chart: Chart, why: Why) -> Window:
    return Window(
        classes=NOT_LIVE,
        side=Side.BEFORE,
        status=Status.DUE,
        why=why,
        infusion=chart.start,
        because=_last_dose(chart),
    )


def _not_live_after(chart: Chart, p: Parameters) -> Window:
    """Between the planned visit and the dose that follows it; loading ends with infusion 2."""
    loading = chart.course.next is Next.FIRST and chart.question.product == "iv"
    last = chart.start + days(p.days("dose.secondInfusion.minDays")) if loading else chart.start
    following = add_months(chart.start, p.months("dose.intervalMonths"))
    anchor = chart.course.first_day
    if chart.course.next is Next.SECOND and anchor is not None:
        following = add_months(anchor.earliest, p.months("dose.intervalMonths"))
    return _between(chart, p, Side.AFTER, last, following) or _no_window(chart, Why.NO_WINDOW)


def _between(chart: Chart, p: Parameters, side: Side, last: date, following: date) -> Window | None:
    """Some months after one dose and some weeks before the next; None where nothing is left."""
    earliest = months_passed(last, p.months("vaccine.nonLive.window.minMonthsAfter"))
    opens = following - days(p.days("vaccine.nonLive.window.maxDaysBefore"))
    latest = following - days(p.days("vaccine.nonLive.window.minDaysBefore"))
    if latest < earliest:
        return None
    late = latest < chart.as_of
    return Window(
        classes=NOT_LIVE,
        side=side,
        status=Status.OVERDUE if late else Status.DUE,
        why=Why.LATE if late else Why.WINDOW,
        earliest=earliest,
        due=max(earliest, opens),
        latest=latest,
        infusion=chart.start,
        because=_last_dose(chart) if side is Side.BEFORE else (),
    )


def _live_after_stopping(chart: Chart, p: Parameters) -> Window:
    """Both must pass: the months since the last dose, and the recovery of the B cells."""
    last = None if chart.course.undated else chart.course.last_day
    months = p.months("vaccine.live.postStop.minMonths")
    earliest = None if last is None else months_passed(last.latest, months)
    needed = p.flag("vaccine.live.postStop.requireBCellRecovery")
    recovered = not needed or recovered_by(chart, chart.as_of) is True
    free = recovered and earliest is not None and earliest <= chart.as_of
    why = Why.RECOVERED if recovered else Why.NOT_RECOVERED
    return Window(
        classes=LIVE,
        side=Side.STOPPED,
        status=Status.DUE if free else Status.CONTRAINDICATED,
        why=Why.UNDATED if last is None else why,
        earliest=earliest,
        because=_last_dose(chart),
    )


def _not_live_after_stopping(chart: Chart) -> Window:
    recovered = recovered_by(chart, chart.as_of) is True
    return Window(
        classes=NOT_LIVE,
        side=Side.STOPPED,
        status=Status.DUE,
        why=Why.RECOVERED if recovered else Why.ANY_TIME,
        earliest=chart.as_of,
        because=_last_dose(chart),
    )


def _last_dose(chart: Chart) -> tuple[Fact, ...]:
    return chart.course.last.facts if chart.course.last else ()
