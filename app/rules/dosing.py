"""Dosing: the second infusion, the shortest interval, and amounts that do not add up."""

from collections.abc import Iterator
from itertools import pairwise

from app.clinical.chart import Chart
from app.clinical.course import Dose, Next, Schedule
from app.clinical.cycles import infusions
from app.clinical.dates import days, first_after, months_passed
from app.clinical.facts import Administration
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.route import by_another_route
from app.rules.rule import DECISION, HIGH, HOLD, LOW, MODERATE, TIME, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB, schedule_in_force

DOSE_02 = Row(
    id="DOSE-02",
    title="Second infusion or earlier doses not in order",
    statement="The initial dose is two infusions of 300 mg two weeks apart, 600 mg in all; then "
    "600 mg every six months. Every dose of the present cycle must be complete and its amount "
    "known.",
    code="DOSEIVL",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "seed-004", "S6"),
    texts={
        "early": "Infusion 1 was given on {given}, {passed} days before the planned day {start}. "
        "The second infusion follows after {wait} days. The hold ends on {release}.",
        "inexact": "Infusion 1 was given on {given}: the exact date is needed. The second infusion "
        "belongs between {wait} and {limit} days after it, and not every day of {given} allows "
        "the planned {start}.",
        "late": "Infusion 1 was given on {given}, {passed} days before the planned day {start}: "
        "the second infusion was due on {due}. Give it as soon as possible.",
        "very_late": "Infusion 1 was given on {given}, {passed} days before the planned day "
        "{start}, more than the {limit} days within which the second infusion simply follows. "
        "Decide whether to complete the pair, to begin again, or whether other doses were given.",
        "amount_missing": "The dose of {given} has no amount in the record. Without it the next "
        "dose is not certain. Supply the amount, or record what it counts as.",
        "amount_unusable": "The amount of the dose of {given} could not be read. Without it the "
        "next dose is not certain. Supply the amount in mg, or record what it counts as.",
        "conflict": "The entries of the dose of {given} contradict each other in amount or day. "
        "Correct them, or record what was given.",
        "close": "Infusions of {first} and {second}, a day apart, are recorded as two doses. They "
        "may be one infusion entered twice, and then the second infusion was never given. Correct "
        "the entries, or record that both were given.",
        "partial": "The dose of {given} is recorded as {status}, so it may be incomplete "
        "({amount}). Decide whether it counts and what to give next.",
        "route": "The dose of {given} is recorded by a route that its product does not have. "
        "Whether it counts as a dose is not certain. Correct the entry, or decide what to give "
        "next.",
        "unexpected": "The dose of {given} was {amount}, which is no dose of the schedule at this "
        "place. Check the entry and decide what to give next.",
        "sum": "The doses of the present cycle add up to {total} mg; the initial pair is "
        "{limit} mg in all. Check the entries; if they are right, decide with a specialist before "
        "any more.",
    },
    parameters=(
        "dose.secondInfusion.minDays",
        "dose.secondInfusion.maxDays",
        "dose.loading.maxTotalMg",
    ),
    inputs=("MedicationAdministration",),
    released_by=DECISION,
    aliases=("DOSE-03", "DOSE-04"),
)
DOSE_MIN_INTERVAL = Row(
    id="DOSE-MIN-INTERVAL",
    title="Too soon after the last dose",
    statement="Doses are at least 5 months apart, infusions 1 and 2 excepted, counted from the "
    "last infusion.",
    code="DOSEIVL",
    cites=("S1", "S2", "S8", "S14"),
    texts={
        "early": "The last dose was given on {given}. Doses are at least {months} months apart, "
        "and the planned day is {start}. The hold ends on {release}.",
        "inexact": "The last dose was given on {given}: the exact date is needed. Doses are at "
        "least {months} months apart, and the planned day {start} is late enough for some days of "
        "{given} only. At the latest the hold ends on {release}.",
    },
    parameters=("dose.minIntervalMonths",),
    inputs=("MedicationAdministration",),
    released_by=TIME,
)

_NEXT_DAY = days(1)


@rule(DOSE_02)
def second_infusion(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Two weeks after the first: sooner waits, later hurries, much later needs a decision."""
    given = chart.course.last_day
    if chart.course.next is not Next.SECOND or given is None:
        return
    wait, until = p.days("dose.secondInfusion.minDays"), p.days("dose.secondInfusion.maxDays")
    release = given.latest + days(wait)
    at_least, at_most = (chart.start - given.latest).days, (chart.start - given.earliest).days
    in_time = at_least >= wait and at_most <= until
    ends = (given.earliest, given.latest)
    turns = [day + days(n) for day in ends for n in (wait, wait + 1, until + 1)]
    changes = first_after(chart.start, turns)
    if in_time and not all(dose.whole for dose in chart.course.cycle):
        # A partial infusion 1 is reviewed (present_cycle); nobody is told to hurry after it.
        yield DOSE_02.clear(until=changes)
        return
    action, severity, text, basis = (HOLD, MODERATE, "inexact", Basis.UNUSABLE)
    if at_most < wait:
        action, severity, text, basis = (HOLD, MODERATE, "early", Basis.FINDING)
    elif at_least > until:
        action, severity, text, basis = (HOLD, MODERATE, "very_late", Basis.FINDING)
    elif in_time:
        action, severity, text, basis = (WARN, LOW, "late", Basis.FINDING)
        if at_most == wait:
            yield DOSE_02.clear(*_facts(chart.course.cycle), until=changes)
            return
    yield DOSE_02.finding(
        action,
        severity,
        text,
        because=_facts(chart.course.cycle),
        basis=basis,
        cause="interval",
        releases_on=release if at_least < wait else None,
        until=changes,
        given=given.text,
        passed=at_most if given.exact else f"{max(at_least, 0)} to {at_most}",
        start=chart.start,
        wait=wait,
        limit=until,
        due=given.earliest + days(wait),
        release=release,
    )


@rule(DOSE_MIN_INTERVAL)
def shortest_interval(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Any dose but the second infusion waits for the shortest interval after the last one."""
    given = chart.course.last_day
    if chart.course.next is not Next.MAINTENANCE or given is None:
        return
    months = p.months("dose.minIntervalMonths")
    release = months_passed(given.latest, months)
    facts = _facts(chart.course.doses[-1:])
    if chart.start >= release:
        yield DOSE_MIN_INTERVAL.clear(*facts)
        return
    certain = chart.start < months_passed(given.earliest, months)
    yield DOSE_MIN_INTERVAL.finding(
        HOLD,
        HIGH,
        "early" if certain else "inexact",
        because=facts,
        basis=Basis.FINDING if certain else Basis.UNUSABLE,
        releases_on=release,
        until=months_passed(given.earliest, months) if certain else release,
        given=given.text,
        months=months,
        start=chart.start,
        release=release,
    )


@rule(DOSE_02)
def present_cycle(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Each infusion of the present cycle is whole and of a known amount; together not too much.

    Before the subcutaneous product no infusion decides the amount: SC-05 holds the dose.
    """
    course = chart.course
    if not course.started or course.restart or chart.question.product != "iv":
        return
    schedule = schedule_in_force(p)
    for dose in infusions(course.cycle, schedule):
        if dose.subcutaneous:
            continue  # SC-01 judges it
        text, basis = _fault(dose, chart, schedule)
        if text:
            missing = Missing("MedicationAdministration", OCRELIZUMAB[0], path="medication")
            yield DOSE_02.finding(
                HOLD,
                MODERATE,
                text,
                because=dose.facts,
                basis=basis,
                missing=(missing,) if text == "amount_missing" else (),
                cause=f"{text}|{dose.when or 'undated'}",
                given=dose.when.text if dose.when else "unknown date",
                status=dose.facts[-1].status,
                amount=f"{dose.mg} mg" if dose.mg is not None else "amount not stated",
            )
    total = sum(d.mg for d in course.cycle if d.mg and not d.subcutaneous)
    limit = p.decimal("dose.loading.maxTotalMg")
    if total > limit:
        yield DOSE_02.finding(
            HOLD,
            HIGH,
            "sum",
            because=_facts(course.cycle),
            cause="sum",
            total=str(total),
            limit=str(limit),
        )


@rule(DOSE_02)
def entered_twice(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Infusions of two days in a row may be one that ran or was charted past midnight."""
    course = chart.course
    if len(course.cycle) == 1 or course.restart or chart.question.product != "iv":
        return
    for one, other in pairwise(infusions(course.cycle, schedule_in_force(p))):
        if one.when is None or other.when is None or one.subcutaneous or other.subcutaneous:
            continue
        if other.when.latest - one.when.earliest <= _NEXT_DAY:
            yield DOSE_02.finding(
                HOLD,
                MODERATE,
                "close",
                because=_facts((one, other)),
                basis=Basis.CONFLICTING,
                cause=f"close|{one.when}",
                first=one.when.text,
                second=other.when.text,
            )


def _fault(dose: Dose, chart: Chart, schedule: Schedule) -> tuple[str, Basis]:
    """What is wrong with a dose of the present cycle, "" when nothing is."""
    if dose.conflicting:
        return "conflict", Basis.CONFLICTING
    if not dose.whole:
        return "partial", Basis.FINDING
    if by_another_route(dose):
        return "route", Basis.FINDING
    if dose.mg is None:
        if dose.unreadable:
            return "amount_unusable", Basis.UNUSABLE
        return "amount_missing", Basis.MISSING
    # One infusion of the initial amount where a maintenance dose was due is half a dose.
    half = chart.course.next is Next.MAINTENANCE and len(chart.course.cycle) == 1
    known = (schedule.maintenance_mg,) if half else (schedule.first_mg, schedule.maintenance_mg)
    return ("", Basis.FINDING) if dose.mg in known else ("unexpected", Basis.FINDING)


def _facts(doses: tuple[Dose, ...]) -> list[Administration]:
    return [given for dose in doses for given in dose.facts]


RULES = (second_infusion, shortest_interval, present_cycle, entered_twice)
