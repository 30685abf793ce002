"""Cycles: which doses belong to one visit of the schedule, and whether loading is complete."""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from app.clinical.dates import add_months, days
from app.clinical.doses import Dose

Cycle = tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers of the schedule in force (parameters dose.*, delay.*).

    Attributes:
        second_after_days, second_until_days: the days after infusion 1 between which infusion 2
            is given without a new decision.
        late_days: a maintenance dose this many days late is still within the rhythm.
        subcutaneous_mg: the one dose of the subcutaneous product.
        first_to_first: the first maintenance dose is counted from infusion 1, not 2.
    """

    second_after_days: int
    second_until_days: int
    interval_months: int
    min_interval_months: int
    late_days: int
    restart_months: int
    stopped_months: int
    first_mg: Decimal
    maintenance_mg: Decimal
    subcutaneous_mg: Decimal
    first_to_first: bool = True


def cycles_of(doses: Cycle, schedule: Schedule) -> list[Cycle]:
    """The doses by visit since the last gap that was long enough for a restart."""
    return _since_restart(_cycles(doses, schedule), schedule)


def is_maintenance(dose: Dose, schedule: Schedule) -> bool:
    return dose.subcutaneous or dose.mg == schedule.maintenance_mg


def _cycles(doses: Cycle, schedule: Schedule) -> list[Cycle]:
    """The doses by visit: the infusions of an initial pair belong together."""
    cycles: list[Cycle] = []
    for dose in doses:
        if cycles and _same_cycle(cycles[-1], dose, schedule):
            cycles[-1] = (*cycles[-1], dose)
        else:
            cycles.append((dose,))
    return cycles


def _same_cycle(cycle: Cycle, dose: Dose, schedule: Schedule) -> bool:
    start = cycle[0].when
    if start is None or dose.when is None:
        return False
    if dose.when.earliest <= start.latest + days(schedule.second_until_days):
        return True
    late_second = len(cycle) == 1 and not any(is_maintenance(d, schedule) for d in (*cycle, dose))
    return late_second and dose.when.earliest < add_months(
        start.latest, schedule.min_interval_months
    )


def _since_restart(cycles: list[Cycle], schedule: Schedule) -> list[Cycle]:
    """The cycles after the last gap that was long enough for a restart."""
    begin = 0
    for place, (one, other) in enumerate(pairwise(cycles), start=1):
        last, first = one[-1].when, other[0].when
        if last and first and add_months(last.latest, schedule.restart_months) < first.earliest:
            begin = place
    return cycles[begin:]


def is_loaded(cycle: Cycle, schedule: Schedule) -> bool:
    """Whether this cycle completed the initial pair, or shows that it lies before the record."""
    return len(infusions(cycle, schedule)) > 1 or any(is_maintenance(d, schedule) for d in cycle)


def infusions(cycle: Cycle, schedule: Schedule) -> Cycle:
    """A partial infusion that was made good before the next one was due is no dose of the pair."""
    kept: list[Dose] = []
    for place, dose in enumerate(cycle):
        later = cycle[place + 1].when if place + 1 < len(cycle) else None
        made_good = (
            not dose.whole
            and later is not None
            and dose.when is not None
            and later.earliest < dose.when.latest + days(schedule.second_after_days)
        )
        if not made_good:
            kept.append(dose)
    return tuple(kept)


def whole_where_full(dose: Dose, cycles: list[Cycle], schedule: Schedule) -> Dose:
    """`stopped` after the full amount counts as completed (catalogue 6.2)."""
    if dose.whole or dose.mg is None or not any(a.status == "stopped" for a in dose.facts):
        return dose
    loaded = any(is_loaded(c, schedule) for c in cycles[:-1])
    infusion = schedule.maintenance_mg if loaded else schedule.first_mg
    full = schedule.subcutaneous_mg if dose.subcutaneous else infusion
    return replace(dose, whole=dose.mg >= full)
