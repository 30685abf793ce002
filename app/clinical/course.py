"""The course of therapy: which doses were given, what the planned one is, when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Administration, Medication


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


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers of the schedule in force (parameters dose.*, delay.*)."""

    second_after_days: int
    interval_months: int
    restart_months: int
    stopped_months: int
    first_mg: Decimal
    maintenance_mg: Decimal


@dataclass(frozen=True, slots=True)
class Dose:
    """One infusion or injection of ocrelizumab, joined from its administrations.

    Attributes:
        when: day given (may be partial or None).
        mg: amount given; None when not readable or contradictory.
        whole: completed in full; False for stopped, in-progress or on-hold (manual review).
        conflicting: its administrations disagree about the amount.
        facts: the administrations.
    """

    when: PartialDate | None
    mg: Decimal | None
    whole: bool
    conflicting: bool
    subcutaneous: bool
    facts: tuple[Administration, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What the record says of the therapy so far.

    Attributes:
        doses: oldest first, undated ones first of all.
        next: which dose is judged; after a long gap it is FIRST again (`restart`).
        due: the day the next dose is due, None before the first.
        stopped_since: day the therapy ended, as far as known.
    """

    stage: Stage
    doses: tuple[Dose, ...]
    next: Next
    due: date | None
    restart: bool = False
    stopped: bool = False

    @property
    def started(self) -> bool:
        """Any dose was ever given."""
        return bool(self.doses)

    @property
    def before_first(self) -> bool:
        """The planned dose is a first one: never treated, or a restart."""
        return self.next is Next.FIRST

    @property
    def first(self) -> Dose | None:
        return self.doses[0] if self.doses else None

    @property
    def last(self) -> Dose | None:
        return self.doses[-1] if self.doses else None

    @property
    def last_day(self) -> PartialDate | None:
        return self.doses[-1].when if self.doses else None

    @property
    def first_day(self) -> PartialDate | None:
        return self.doses[0].when if self.doses else None


def derive(
    administrations: Iterable[Administration],
    orders: Sequence[Medication],
    planned_start: date,
    schedule: Schedule,
) -> Course:
    """Join administrations to doses and say where the therapy stands (catalogue 1.6, 6.2, 6.3)."""
    doses = _doses(administrations)
    if not doses:
        return Course(Stage.SCREENING, (), Next.FIRST, None)
    last = doses[-1].when
    restart = last is not None and add_months(last.latest, schedule.restart_months) < planned_start
    loading = _current_cycle(doses, schedule)
    if restart:
        return Course(Stage.LOADING_COMPLETE, doses, Next.FIRST, None, restart=True)
    if len(loading) == 1 and loading[0].mg == schedule.first_mg:
        due = last.earliest + days(schedule.second_after_days) if last else None
        return Course(Stage.FIRST_INFUSION_GIVEN, doses, Next.SECOND, due)
    anchor = loading[0].when if len(loading) == 2 else last  # noqa: PLR2004 - a pair
    due = add_months(anchor.earliest, schedule.interval_months) if anchor else None
    maintained = any(d.mg == schedule.maintenance_mg for d in doses)
    return Course(
        Stage.MAINTENANCE if maintained else Stage.LOADING_COMPLETE, doses, Next.MAINTENANCE, due
    )


def _doses(administrations: Iterable[Administration]) -> tuple[Dose, ...]:
    by_day: dict[object, list[Administration]] = {}
    for given in administrations:
        by_day.setdefault(given.when.text if given.when else given.source, []).append(given)
    doses = [_joined(tuple(group)) for group in by_day.values()]
    return tuple(sorted(doses, key=lambda d: d.when.earliest if d.when else date.min))


def _joined(group: tuple[Administration, ...]) -> Dose:
    amounts = {a.dose_mg for a in group}
    return Dose(
        when=group[0].when,
        mg=group[0].dose_mg if len(amounts) == 1 else None,
        whole=all(a.status == "completed" for a in group),
        conflicting=len(amounts) > 1,
        subcutaneous=any("drug_ocrelizumab_sc" in a.topics for a in group),
        facts=group,
    )


def _current_cycle(doses: tuple[Dose, ...], schedule: Schedule) -> tuple[Dose, ...]:
    """The first-dose infusions at the end of the list: one or two of the initial amount."""
    tail: list[Dose] = []
    for dose in reversed(doses):
        if dose.mg != schedule.first_mg:
            break
        tail.insert(0, dose)
    return tuple(tail)
