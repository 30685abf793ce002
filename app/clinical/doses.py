"""Doses: the administrations of ocrelizumab joined to the infusions that they record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.clinical.dates import PartialDate, apart, days
from app.clinical.facts import Administration

_NEXT_DAY = days(1)


@dataclass(frozen=True, slots=True)
class Dose:
    """One infusion or injection of ocrelizumab, joined from its administrations.

    Attributes:
        when: day given (may be partial or None).
        mg: amount given; None when not readable or contradictory.
        whole: completed in full; False for stopped, in-progress or on-hold (manual review).
        conflicting: its administrations disagree about the amount or the day.
        facts: the administrations.
    """

    when: PartialDate | None
    mg: Decimal | None
    whole: bool
    conflicting: bool
    subcutaneous: bool
    facts: tuple[Administration, ...]

    @property
    def unreadable(self) -> bool:
        """An amount is stated that could not be read."""
        return any(given.dose_problem for given in self.facts)


def joined(administrations: Iterable[Administration]) -> tuple[Dose, ...]:
    """The doses, oldest first, undated ones first of all (decisions.md 8, catalogue 6.2)."""
    groups: list[list[Administration]] = []
    for given in administrations:
        same = [g for g in groups if any(_one_dose(given, other) for other in g)]
        if not same:
            groups.append([given])
            continue
        groups = [g for g in groups if not any(g is s for s in same)]
        groups.append([*(a for g in same for a in g), given])
    return tuple(sorted((_dose(tuple(g)) for g in groups), key=_first_day))


def last_day(doses: tuple[Dose, ...]) -> PartialDate | None:
    """The day of the last of these doses, in their order.

    A dose without an exact day may be later than the one that begins last: then it is an interval.
    """
    last = doses[-1].when if doses else None
    if last is None:
        return None
    latest = max((d.when for d in doses if d.when is not None), key=lambda when: when.latest)
    if latest.latest <= last.latest:
        return last
    return PartialDate(last.earliest, latest.latest, f"{last.text} or {latest.text}")


def _one_dose(one: Administration, other: Administration) -> bool:
    if not one.identifiers.isdisjoint(other.identifiers):
        return True
    one_order = bool(one.order) and one.order == other.order
    if one.when is None or other.when is None:
        return one_order
    if one_order:
        # An infusion that runs past midnight has entries of one order on two days.
        return apart(one.when, other.when) <= _NEXT_DAY
    return one.when.exact and other.when.exact and one.when.earliest == other.when.earliest


def _dose(group: tuple[Administration, ...]) -> Dose:
    if len(group) == 1:
        return _single(group[0])
    stated = {a.dose_mg for a in group if a.dose_mg is not None}
    readable = len(stated) == 1 and not any(a.dose_problem for a in group)
    day, one_day = _day(group)
    return Dose(
        when=day,
        mg=next(iter(stated)) if readable else None,
        whole=any(a.status == "completed" for a in group),
        conflicting=len(stated) > 1 or not one_day,
        subcutaneous=any("drug_ocrelizumab_sc" in a.topics for a in group),
        facts=group,
    )


def _single(given: Administration) -> Dose:
    return Dose(
        when=given.when,
        mg=None if given.dose_problem else given.dose_mg,
        whole=given.status == "completed",
        conflicting=False,
        subcutaneous="drug_ocrelizumab_sc" in given.topics,
        facts=(given,),
    )


def _day(group: tuple[Administration, ...]) -> tuple[PartialDate | None, bool]:
    """The day of a dose, and whether its entries agree on it."""
    stated = [a.when for a in group if a.when is not None]
    if not stated:
        return None, True
    begin, end = max(w.earliest for w in stated), min(w.latest for w in stated)
    past_midnight = begin - end == _NEXT_DAY and all(w.exact for w in stated)
    if begin <= end or past_midnight:
        return min(stated, key=lambda w: (w.latest - w.earliest, w.earliest)), True
    first, last = min(stated, key=lambda w: w.earliest), max(stated, key=lambda w: w.latest)
    return PartialDate(first.earliest, last.latest, f"{first.text} to {last.text}"), False


def _first_day(dose: Dose) -> tuple[date, date]:
    return (dose.when.earliest, dose.when.latest) if dose.when else (date.min, date.min)
