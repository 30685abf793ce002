"""Watching the infusion: how long the patient is observed, and that vital signs are taken."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, days
from app.clinical.facts import Fact, Stay
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.last_infusion import LastDose, recent_infusion
from app.rules.rule import ELIGIBILITY, LOW, MODERATE, MONITORING, WARN, Row, rule

MON_01 = Row(
    id="MON-01",
    title="Discharged too soon after the infusion",
    statement="Watch the patient closely during every infusion and for at least one hour after it.",
    code="OBSA",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "seed-004", "S6"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "watch": "Watch the patient closely during the infusion and for at least {minutes} minutes "
        "after it.",
        "early": "The infusion of {given} ended at {ended} and the patient left at {left}, "
        "{passed} minutes later. After every infusion the patient is watched for at least "
        "{minutes} minutes, because a reaction can begin late. Ask how the patient is and make "
        "sure that signs of a reaction are known.",
        "no_end": "The time at which the infusion of {given} ended is not recorded: it was not "
        "checked that the patient was watched for {minutes} minutes after it.",
        "no_discharge": "The time at which the patient left after the infusion of {given} is not "
        "recorded: it was not checked that the patient was watched for {minutes} minutes after it.",
    },
    parameters=("mon.observeMinutes", "mon.lookbackDays"),
    inputs=("MedicationAdministration", "Encounter"),
    with_order=True,
    without_order=("no_end", "no_discharge"),
)
MON_02 = Row(
    id="MON-02",
    title="No vital signs of the infusion",
    statement="Vital signs are taken during the infusion and until one hour after it.",
    code="OBSA",
    cites=("seed-002",),
    scope=(MONITORING,),
    texts={
        "none": "No vital signs are recorded between the start of the infusion of {given} and "
        "{minutes} minutes after its end. They show a reaction early. Add what was measured, and "
        "measure at the next infusion.",
    },
    parameters=("mon.observeMinutes", "mon.lookbackDays"),
    inputs=("MedicationAdministration",),
)
MON_05 = Row(
    id="MON-05",
    title="Reactions at the first infusion",
    statement="Infusion reactions come mostly with the first infusion.",
    code="REACT",
    cites=("seed-001", "seed-002"),
    texts={
        "first": "This is a first infusion, and most reactions come with the first one. Watch "
        "especially closely and keep the treatment of a reaction at hand."
    },
    with_order=True,
)

_FIRST = MON_05.note("first")


@rule(MON_01)
def observation_time(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Of the planned infusion what is asked, of the last one whether it was done."""
    minutes = p.minutes("mon.observeMinutes")
    if chart.question.product == "iv":
        yield _watch(minutes)
    infusion = recent_infusion(chart, p)
    if infusion is None:
        return
    ended, facts, given = infusion.ended_at, infusion.dose.facts, infusion.day.text
    if ended is None:
        yield MON_01.note("no_end", *facts, given=given, minutes=minutes)
        return
    stays = [s for s in chart.stays if _spans(s, infusion)]
    left = _left(stays)
    if left is None and not _days_later(stays, infusion):
        yield MON_01.note("no_discharge", *facts, *stays, given=given, minutes=minutes)
        return
    if left is None or left - ended >= timedelta(minutes=minutes):
        yield MON_01.clear(*facts, *stays)
        return
    yield MON_01.finding(
        WARN,
        MODERATE,
        "early",
        because=(*facts, *stays),
        cause=given,
        until=infusion.until + days(1),
        given=given,
        ended=f"{ended:%H:%M}",
        left=f"{left.astimezone(ended.tzinfo):%H:%M}",
        passed=max((left - ended) // timedelta(minutes=1), 0),
        minutes=minutes,
    )


@rule(MON_02)
def vital_signs(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Any vital sign from the start of the last infusion to an hour after its end."""
    infusion = recent_infusion(chart, p)
    if infusion is None:
        return
    minutes = p.minutes("mon.observeMinutes")
    found: list[Fact] = [*chart.record.vital_signs, *chart.usable("temperature")]
    during = [f for f in found if f.when and _during(f.when, infusion, minutes)]
    if during:
        yield MON_02.clear(*infusion.dose.facts, during[0])
        return
    yield MON_02.finding(
        WARN,
        LOW,
        "none",
        because=infusion.dose.facts,
        basis=Basis.MISSING,
        missing=[Missing("Observation", "vital_signs", since=infusion.day.earliest)],
        cause=infusion.day.text,
        until=infusion.until + days(1),
        given=infusion.day.text,
        minutes=minutes,
    )


@rule(MON_05)
def first_infusion(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Told before a first infusion and before a restart; of an injection SC-03 tells."""
    if chart.course.before_first and chart.question.product == "iv":
        yield _FIRST


@cache
def _watch(minutes: int) -> Finding:
    return MON_01.note("watch", minutes=minutes)


def _spans(stay: Stay, infusion: LastDose) -> bool:
    """The stay during which the infusion was given; others of the day are other visits."""
    begun, left = stay.when, stay.ended
    if begun is None or begun.earliest > infusion.last_day:
        return False
    if left is not None and left.latest < infusion.day.earliest:
        return False
    started, ended = infusion.begun_at, infusion.ended_at
    if left is not None and left.instant and started and left.instant < started:
        return False
    # A stay of which only the end is stated has that as its day.
    only_end = left is not None and begun == left
    return only_end or not (begun.instant and ended and begun.instant > ended)


def _left(stays: list[Stay]) -> datetime | None:
    """When the patient left: the end of the longest stay, where its time is stated."""
    ends = [s.ended for s in stays]
    known = [e for e in ends if e is not None]
    if not known or len(known) < len(ends):
        return None
    last = max(e.latest for e in known)
    times = [e.instant for e in known if e.latest == last]
    exact = [time for time in times if time is not None]
    return max(exact) if len(exact) == len(times) else None


def _days_later(stays: list[Stay], infusion: LastDose) -> bool:
    """Still there on a later day, whatever the time; the night after it is not long enough."""
    ends = [s.ended.earliest for s in stays if s.ended is not None]
    return bool(ends) and max(ends) - infusion.last_day > days(1)


def _during(when: PartialDate, infusion: LastDose, minutes: int) -> bool:
    """By times where both have one, else by days."""
    started, ended = infusion.begun_at, infusion.ended_at
    if when.latest < infusion.day.earliest:
        return False
    if when.instant is None:
        return when.earliest <= infusion.last_day
    if started and when.instant < started:
        return False
    if ended:
        return when.instant <= ended + timedelta(minutes=minutes)
    return when.earliest <= infusion.last_day


RULES = (observation_time, vital_signs, first_infusion)
