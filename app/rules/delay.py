"""Delay: due, early, late, missed, and the long gap after which treatment starts again."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Administration
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    TIME,
    WARN,
    Row,
    rule,
)
from app.rules.schedule import OCRELIZUMAB

DELAY_01 = Row(
    id="DELAY-01",
    title="When the next dose is due",
    statement="Keep the rhythm of six months; the day of the last dose must be known.",
    code="DOSEIVL",
    cites=("seed-002",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "undated": "A dose of ocrelizumab is recorded without a day, and it may be the last one. "
        "The next dose cannot be timed. Supply the day it was given.",
        "due": "The next dose of ocrelizumab is due on {due}; the last one was given on {given}.",
        "overdue": "The next dose of ocrelizumab was due on {due}, {late} days before the planned "
        "day {start}; the last one was given on {given}.",
    },
    parameters=("dose.intervalMonths", "dose.secondInfusion.minDays"),
    inputs=("MedicationAdministration",),
)
DELAY_02 = Row(
    id="DELAY-02",
    title="Earlier than the usual rhythm",
    statement="A few weeks early or late is usually acceptable, never sooner than 5 months.",
    code="DOSEIVL",
    cites=("seed-002", "S1"),
    texts={
        "within": "The planned day {start} is {away} days from the due day {due}, within the "
        "{limit} days that are usually acceptable.",
        "early": "The planned day {start} is {away} days before the due day {due}, more than the "
        "usual {limit} days. The shortest interval of {months} months is kept. Confirm that the "
        "early day is meant.",
    },
    parameters=("delay.toleranceDays", "dose.minIntervalMonths"),
    released_by=TIME,
)
DELAY_03 = Row(
    id="DELAY-03",
    title="Dose overdue",
    statement="Longer gaps raise disease activity and the risk of a reaction.",
    code="ALRTSTRTLATE",
    cites=("seed-002",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "late": "The dose was due on {due} and is planned for {start}, {late} days late. Longer "
        "gaps raise disease activity and the risk of a reaction. Give it as soon as possible.",
    },
    parameters=("delay.toleranceDays", "delay.moderateDays", "delay.gapMonths"),
    inputs=("MedicationAdministration",),
)
DELAY_LABEL = Row(
    id="DELAY-LABEL",
    title="Missed dose",
    statement="A missed dose is given as soon as possible, not at the next planned slot; the next "
    "one follows 6 months after the one given.",
    code="DOSEIVL",
    cites=("S1", "S2", "S6"),
    texts={
        "missed": "The dose was due on {due}. Give it as soon as possible and do not wait for the "
        "next slot. Given on {start}, the dose after it is due on {following}.",
    },
    parameters=("dose.intervalMonths",),
)
DELAY_04 = Row(
    id="DELAY-04",
    title="Treatment interrupted: decide on a restart",
    statement="More than 12 months after the last dose, or after treatment was stopped, a person "
    "decides on the restart; it begins like a first treatment with the tests before it.",
    code="DOSEIVL",
    cites=("derived",),
    texts={
        "restart": "The last dose was given on {given}, more than {months} months before the "
        "planned day {start}. A restart begins like a first treatment: tests before the start "
        "again, vaccines, the initial dose in two infusions. Record the decision to restart.",
        "restart_sc": "The last dose was given on {given}, more than {months} months before the "
        "planned day {start}. A restart begins like a first treatment: tests before the start "
        "again, vaccines, a first injection. Record the decision to restart.",
        "inexact": "The last dose was given on {given}: the exact date is needed to know whether "
        "it is more than {months} months before the planned day {start}, which would be a restart.",
        "stopped": "Treatment is recorded as stopped; the last dose was given on {given}. Record "
        "the decision to resume it, or order the dose anew.",
    },
    parameters=("delay.restartMonths",),
    inputs=("MedicationAdministration",),
    released_by=DECISION,
)


@rule(DELAY_01, DELAY_04)
def interruption(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A dose without a day, a gap long enough for a restart, or treatment that was stopped."""
    undated = [a for dose in chart.course.undated for a in dose.facts]
    if undated:
        yield DELAY_01.finding(
            HOLD,
            MODERATE,
            "undated",
            because=undated,
            basis=Basis.MISSING,
            missing=[Missing("MedicationAdministration", OCRELIZUMAB[0], path="medication")],
            cause="undated",
        )
    given = chart.course.last_day
    if given is None:
        return
    months = p.months("delay.restartMonths")
    text, basis = _interrupted(chart, given, months)
    if not text:
        yield DELAY_04.clear(until=chart.course.changes_on)
    else:
        yield DELAY_04.finding(
            HOLD,
            MODERATE,
            text,
            because=_last_facts(chart),
            basis=basis,
            until=chart.course.changes_on,
            given=given.text,
            months=months,
            start=chart.start,
        )


def _interrupted(chart: Chart, given: PartialDate, months: int) -> tuple[str, Basis]:
    if chart.course.restart:
        return ("restart" if chart.question.product == "iv" else "restart_sc"), Basis.FINDING
    if chart.course.stopped:
        return "stopped", Basis.FINDING
    if add_months(given.earliest, months) < chart.start:
        return "inexact", Basis.UNUSABLE
    return "", Basis.FINDING


@rule(DELAY_01, DELAY_LABEL)
def due_day(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Tell when the dose is due; once it is past, that it is given as soon as possible."""
    due, given = chart.course.due, chart.course.last_day
    if due is None or given is None:
        return
    late = (chart.start - due).days
    facts = _last_facts(chart)
    text = "overdue" if late > 0 else "due"
    yield DELAY_01.note(
        text,
        *facts,
        until=due + days(1) if late <= 0 else None,
        due=due,
        given=given.text,
        late=late,
        start=chart.start,
    )
    if late > 0 and chart.course.next is Next.MAINTENANCE:
        following = add_months(chart.start, p.months("dose.intervalMonths"))
        yield DELAY_LABEL.note("missed", *facts, due=due, start=chart.start, following=following)


@rule(DELAY_02, DELAY_03)
def rhythm(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Around the due day is fine; long before it or after it is a warning."""
    course = chart.course
    due, given = course.due, course.last_day
    if course.next is not Next.MAINTENANCE or due is None or given is None:
        return
    late, limit = (chart.start - due).days, p.days("delay.toleranceDays")
    facts = _last_facts(chart)
    if late > limit:
        gap = add_months(given.earliest, p.months("delay.gapMonths"))
        worse = min(gap, due + days(p.days("delay.moderateDays") + 1))
        moderate = chart.start >= worse
        yield DELAY_03.finding(
            WARN,
            MODERATE if moderate else LOW,
            "late",
            because=facts,
            until=None if moderate else worse,
            due=due,
            start=chart.start,
            late=late,
        )
    elif course.earliest is not None and chart.start < course.earliest:
        return  # DOSE-MIN-INTERVAL holds the dose
    elif late < -limit:
        yield DELAY_02.finding(
            WARN,
            LOW,
            "early",
            because=facts,
            until=due - days(limit),
            start=chart.start,
            away=-late,
            due=due,
            limit=limit,
            months=p.months("dose.minIntervalMonths"),
        )
    elif late:
        yield DELAY_02.note(
            "within",
            *facts,
            until=due if late < 0 else due + days(limit + 1),
            start=chart.start,
            away=abs(late),
            due=due,
            limit=limit,
        )
    else:
        yield DELAY_02.clear(until=due + days(1))


def _last_facts(chart: Chart) -> tuple[Administration, ...]:
    last = chart.course.last
    return last.facts if last else ()


RULES = (interruption, due_day, rhythm)
