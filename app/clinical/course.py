"""The course of therapy: which doses were given, what the planned one is, when it is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.clinical.cycles import (
    Schedule,
    cycles_of,
    infusions,
    is_loaded,
    is_maintenance,
    whole_where_full,
)
from app.clinical.dates import PartialDate, add_months, days, first_after, months_passed
from app.clinical.doses import Dose, joined, last_day
from app.clinical.facts import Administration, LabResult, Medication
from app.clinical.recovery import b_cells_recovered
from app.clinical.stopping import therapy_stopped

__all__ = ["Course", "Dose", "Next", "Schedule", "Stage", "derive"]


class Stage(StrEnum):
    """Where the therapy stands; whether to give the next dose is the decision, not a stage."""

    SCREENING = "screening"
    FIRST_INFUSION_GIVEN = "first-infusion-given"
    LOADING_COMPLETE = "loading-complete"
    MAINTENANCE = "maintenance"
    STOPPED = "stopped"
    RECOVERING = "recovering"
    RECOVERED = "recovered"


class Next(StrEnum):
    """Which dose comes next."""

    FIRST = "first"
    SECOND = "second"
    MAINTENANCE = "maintenance"


_FIRST = Next.FIRST


@dataclass(frozen=True, slots=True)
class Course:
    """What the record says of the therapy so far.

    Attributes:
        doses: oldest first, undated ones first of all.
        next: which dose is judged; after a long gap it is FIRST again (`restart`).
        due: the day the next dose is due; None before the first dose and once stopped.
        earliest: the first day on which the schedule allows the next dose.
        latest: the last day on which it is still in the usual rhythm.
        cycle: the doses of the last visit: the initial pair, or one maintenance dose.
        open_pair: infusion 1 of the present therapy was given, and no dose since.
        stopped: the orders say that the therapy ended (catalogue 6.3).
        begun: day of the first dose since the last gap that was long enough for a restart.
        changes_on: the first planned day on which the stage is another one if nothing new arrives.
        last_day: the day of the last dose; an interval where an inexact one may be later.
    """

    stage: Stage
    doses: tuple[Dose, ...]
    next: Next
    due: date | None
    restart: bool = False
    stopped: bool = False
    earliest: date | None = None
    latest: date | None = None
    cycle: tuple[Dose, ...] = ()
    begun: PartialDate | None = None
    changes_on: date | None = None
    open_pair: bool = False
    last_day: PartialDate | None = None

    @property
    def started(self) -> bool:
        """Any dose was ever given."""
        return bool(self.doses)

    @property
    def before_first(self) -> bool:
        """The planned dose is a first one: never treated, or a restart."""
        return self.next is _FIRST

    @property
    def last(self) -> Dose | None:
        return self.doses[-1] if self.doses else None

    @property
    def first_day(self) -> PartialDate | None:
        return self.doses[0].when if self.doses else None

    @property
    def undated(self) -> tuple[Dose, ...]:
        """Doses without any day: one of them may be the last."""
        return tuple(d for d in self.doses if d.when is None)


def derive(
    administrations: Iterable[Administration],
    orders: Sequence[Medication],
    planned_start: date,
    schedule: Schedule,
    *,
    b_cells: Iterable[LabResult] = (),
    split: bool = True,
) -> Course:
    """Join administrations to doses and say where the therapy stands (catalogue 1.6, 6.2, 6.3).

    Args:
        administrations: of ocrelizumab, either product.
        orders: orders, statements and dispenses of ocrelizumab, either product.
        planned_start: day of the planned dose.
        schedule: the numbers in force.
        b_cells: counts of CD19 or CD20, which say whether someone who stopped has recovered.
        split: the product asked for begins with two infusions; without it none is infusion 2.
    """
    doses = joined(administrations)
    if not doses:
        return Course(Stage.SCREENING, (), Next.FIRST, None)
    cycles = cycles_of(doses, schedule)
    course = _underway(doses, cycles, schedule, split=split)
    last = last_day(doses)
    turns = first_after(planned_start, _turns(orders, last, schedule))
    course = replace(course, begun=cycles[0][0].when, changes_on=turns, last_day=last)
    if last is not None and add_months(last.latest, schedule.restart_months) < planned_start:
        course = _restarted(course)
    if therapy_stopped(orders, last, planned_start, schedule.stopped_months):
        stage = _after_stopping(b_cells, course)
        return replace(course, stage=stage, stopped=True, due=None, latest=None)
    return course


def _turns(
    orders: Sequence[Medication], last: PartialDate | None, schedule: Schedule
) -> Iterator[date]:
    """The days on which a gap since the last dose is, or may be, a restart or an end."""
    if last is None:
        return
    for day in (last.earliest, last.latest):
        yield add_months(day, schedule.restart_months) + days(1)
    months = schedule.stopped_months
    long_ago = add_months(last.latest, months) + days(1)
    by_an_order = therapy_stopped(orders, last, last.latest, months)
    if not by_an_order and therapy_stopped(orders, last, long_ago, months):
        yield long_ago


def _restarted(course: Course) -> Course:
    """The planned dose is a first one again; the doses stay known."""
    return replace(
        course,
        stage=Stage.SCREENING,
        next=Next.FIRST,
        due=None,
        earliest=None,
        latest=None,
        restart=True,
    )


def _underway(
    doses: tuple[Dose, ...], cycles: list[tuple[Dose, ...]], schedule: Schedule, *, split: bool
) -> Course:
    cycle = tuple(whole_where_full(d, cycles, schedule) for d in cycles[-1])
    doses = doses[: len(doses) - len(cycle)] + cycle
    counted = infusions(cycle, schedule)
    before = cycles[:-1]
    initial = not any(is_loaded(c, schedule) for c in before) and not is_maintenance(
        cycle[0], schedule
    )
    open_pair = initial and len(counted) == 1
    if open_pair and split:
        next_, (due, earliest, latest) = Next.SECOND, _second_due(last_day(doses), schedule)
    else:
        anchor = counted[0] if initial and schedule.first_to_first else doses[-1]
        next_ = Next.MAINTENANCE
        due, earliest, latest = _maintenance_due(anchor.when, last_day(doses), schedule)
    maintained = any(is_maintenance(d, schedule) for c in (*before, cycle) for d in c)
    stage = Stage.MAINTENANCE if maintained else Stage.LOADING_COMPLETE
    return Course(
        Stage.FIRST_INFUSION_GIVEN if open_pair else stage,
        doses,
        next_,
        due,
        earliest=earliest,
        latest=latest,
        cycle=cycle,
        open_pair=open_pair,
    )


_Days = tuple[date | None, date | None, date | None]
"""Due, earliest and latest day."""


def _second_due(given: PartialDate | None, schedule: Schedule) -> _Days:
    if given is None:
        return None, None, None
    after, until = days(schedule.second_after_days), days(schedule.second_until_days)
    return given.earliest + after, given.latest + after, given.earliest + until


def _maintenance_due(
    anchor: PartialDate | None, last: PartialDate | None, schedule: Schedule
) -> _Days:
    """An inexact day counts from its early end for the due day, from its late end for the wait."""
    if anchor is None or last is None:
        return None, None, None
    earliest = months_passed(last.latest, schedule.min_interval_months)
    wait = months_passed(last.earliest, schedule.min_interval_months)
    # A late second infusion can push the shortest interval past the day counted from the first.
    due = max(add_months(anchor.earliest, schedule.interval_months), wait)
    return due, earliest, due + days(schedule.late_days)


def _after_stopping(b_cells: Iterable[LabResult], course: Course) -> Stage:
    recovered = b_cells_recovered(b_cells, course.first_day, course.last_day)
    if recovered is None:
        return Stage.STOPPED
    return Stage.RECOVERED if recovered else Stage.RECOVERING
