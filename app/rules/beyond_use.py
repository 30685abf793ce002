"""Beyond-use time: how long a diluted bag may wait before it is used up."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import TypedDict

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, days
from app.clinical.facts import Medication
from app.clinical.finding import Finding, Target
from app.knowledge.parameters import Parameters
from app.rules.rate import rate_table_in_force
from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, LOW, PREMEDICATION, WARN, Row, rule
from app.rules.schedule import IV, shipped_orders

PREP_02 = Row(
    id="PREP-02",
    title="Diluted bag too long at room temperature",
    statement="A diluted bag at room temperature is used within 8 hours, infusion time included.",
    code="ENDLATE",
    cites=("seed-000", "S7"),
    scope=(ELIGIBILITY, PREMEDICATION),
    texts={
        "late": "The bag was prepared at {prepared}. The infusion planned for {start} takes about "
        "{minutes} minutes and ends later than {room} hours after that. Use the bag only if it was "
        "kept refrigerated and that is recorded; otherwise discard it and prepare another. "
        "Undiluted vials are not meant.",
        "untimed": "The bag was prepared at {prepared}, the infusion is planned for {start}: "
        "without both times its beyond-use time at room temperature was not checked. It must be "
        "used up within {room} hours of preparation, infusion included.",
        "unprepared": "No preparation time of the bag is in the record: its beyond-use time was "
        "not checked. At room temperature it must be used up within {room} hours, infusion "
        "included.",
    },
    parameters=("prep.roomHours", "prep.bagDays"),
    inputs=("MedicationDispense",),
    reads=(IV,),
    reads_types=("MedicationDispense",),
    if_unusable=(WARN, LOW),
    released_by=DECISION,
    target=Target.PREPARATION,
    with_order=True,
    without_order=("untimed",),
)
PREP_03 = Row(
    id="PREP-03",
    title="Diluted bag too old",
    statement="A diluted bag is kept refrigerated for no more than 24 hours.",
    code="ENDLATE",
    cites=("seed-000", "S7"),
    scope=(ELIGIBILITY, PREMEDICATION),
    texts={
        "either-or": "The bag was prepared at {prepared}. The infusion planned for {start} takes "
        "about {minutes} minutes and ends later than {fridge} hours after that, the longest that a "
        "refrigerated bag keeps. Discard it and prepare another. Undiluted vials are not meant.",
        "sum": "The bag was prepared at {prepared}. The infusion planned for {start} takes about "
        "{minutes} minutes and ends later than the {fridge} hours refrigerated and {room} hours at "
        "room temperature that a bag keeps. Discard it and prepare another. Undiluted vials are "
        "not meant.",
        "untimed": "The bag was prepared at {prepared}, the infusion is planned for {start}: "
        "without both times its beyond-use time in the refrigerator was not checked. It keeps for "
        "{fridge} hours there at most.",
        "unprepared": "No preparation time of the bag is in the record: its beyond-use time in "
        "the refrigerator was not checked. It keeps for {fridge} hours there at most.",
    },
    parameters=("prep.fridgeHours", "prep.roomHours", "prep.policy", "prep.bagDays"),
    inputs=("MedicationDispense",),
    target=Target.PREPARATION,
    with_order=True,
    without_order=("untimed",),
)

_NO_BAG = ("stopped",)


def bags(chart: Chart, p: Parameters) -> tuple[Medication, ...]:
    """Dispenses with a preparation time that may be the bag of the planned dose.

    What was prepared long before is vials, unless its ingredients name a diluent.
    """
    since = chart.start - days(p.days("prep.bagDays"))
    last = chart.course.last_day
    return tuple(
        m
        for m in chart.medications(IV)
        if m.prepared is not None
        and m.status not in _NO_BAG
        and m.prepared.earliest <= chart.start
        and (m.prepared.latest >= since or m.mixture.compounded)
        and (last is None or m.prepared.latest > last.latest)
    )


@rule(PREP_02, PREP_03)
def beyond_use(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Each bag by the time from its preparation to the end of the planned infusion."""
    if chart.question.product != "iv":
        return
    found = bags(chart, p)
    if not found:
        yield from _unprepared(p.hours("prep.roomHours"), p.hours("prep.fridgeHours"))
    for bag in found:
        if bag.prepared is not None:
            yield from _judged(bag, bag.prepared, chart, p)


@cache
def _unprepared(room: int, fridge: int) -> tuple[Finding, ...]:
    return PREP_02.note("unprepared", room=room), PREP_03.note("unprepared", fridge=fridge)


class _Said(TypedDict):
    """What the sentences about a bag quote."""

    prepared: str
    start: str
    minutes: int
    room: int
    fridge: int


def _judged(bag: Medication, made: PartialDate, chart: Chart, p: Parameters) -> Iterator[Finding]:
    minutes, policy = _minutes(chart, p), p.code("prep.policy")
    room, fridge = p.hours("prep.roomHours"), p.hours("prep.fridgeHours")
    said = _Said(
        prepared=_prepared(made, chart),
        start=_start(chart),
        minutes=minutes,
        room=room,
        fridge=fridge,
    )
    shortest, longest = _until_end(made, chart, timedelta(minutes=minutes))
    at_room, in_all = timedelta(hours=room), timedelta(hours=fridge)
    if policy == "sum":
        in_all += at_room
    if shortest > in_all:
        yield _spoilt(PREP_03, policy, bag, made, said)
        return
    if shortest > at_room:
        yield _spoilt(PREP_02, "late", bag, made, said)
    elif longest > at_room:
        yield PREP_02.note("untimed", bag, **said)
    else:
        yield PREP_02.clear(bag)
    yield PREP_03.clear(bag) if longest <= in_all else PREP_03.note("untimed", bag, **said)


def _until_end(
    prepared: PartialDate, chart: Chart, infusion: timedelta
) -> tuple[timedelta, timedelta]:
    """The shortest and the longest time from preparation to the end of the infusion.

    Without both times a day may mean its first or its last moment.
    """
    begins = chart.question.planned_time
    if begins is not None and prepared.instant is not None:
        passed = begins - prepared.instant + infusion
        return passed, passed
    shortest = chart.start - prepared.latest - days(1)
    longest = chart.start - prepared.earliest + days(1)
    return shortest + infusion, longest + infusion


def _spoilt(row: Row, text: str, bag: Medication, made: PartialDate, said: _Said) -> Finding:
    return row.finding(
        HOLD,
        HIGH,
        text,
        because=(bag,),
        implicated=(bag,),
        cause=f"bag|{made.instant or made.text}",
        **said,
    )


def _minutes(chart: Chart, p: Parameters) -> int:
    return round(shipped_orders().rate_table(rate_table_in_force(chart, p)).total_minutes)


def _start(chart: Chart) -> str:
    begins = chart.question.planned_time
    return f"{begins:%Y-%m-%d %H:%M}" if begins else chart.start.isoformat()


def _prepared(made: PartialDate, chart: Chart) -> str:
    """By the clock by which the start is planned, where that is known."""
    begins = chart.question.planned_time
    if made.instant is None:
        return made.text
    return f"{made.instant.astimezone(begins.tzinfo) if begins else made.instant:%Y-%m-%d %H:%M}"


RULES = (beyond_use,)
