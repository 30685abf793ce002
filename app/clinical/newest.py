"""Which of several facts is the newest, and what results of one time say together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from app.clinical.dates import days
from app.clinical.facts import Fact, LabResult, Reading, Serology

LOW_IS_WORSE = frozenset(
    [
        "igg",
        "iga",
        "igm",
        "neutrophils",
        "lymphocytes",
        "leukocytes",
        "platelets",
        "haemoglobin",
        "cd19",
        "egfr",
    ]
)
"""Analytes of which the lower of two contradicting results is the worse one."""

_WORST_FIRST = (Reading.POSITIVE, Reading.INDETERMINATE, None, Reading.NEGATIVE)

_WORST_OUT = (True, None, False)
_LONGEST = days(366)

_Dated = TypeVar("_Dated", LabResult, Serology)


def recency(fact: Fact) -> tuple[date, date, float]:
    when = fact.when
    if when is None:
        return date.min, date.min, 0.0
    return when.earliest, when.latest, when.instant.timestamp() if when.instant else 0.0


def order(fact: Fact) -> tuple[date, date, float, str]:
    """By time; of one time by who wrote it, so that the order of a record decides nothing."""
    return (*recency(fact), fact.source.reference)


def _newest_kind(
    fact: LabResult | Serology,
) -> tuple[date, date, bool, float, bool, bool, str]:
    """A day without a time may be its end: the newest of the day.

    Of one time the final and readable results stand together: they may contradict each other.
    """
    readable, final, when = not fact.problem, not fact.preliminary, fact.when
    if when is None:
        return date.min, date.min, False, 0.0, readable, final, fact.source.reference
    moment, whole = (0.0, True) if when.instant is None else (when.instant.timestamp(), False)
    return when.earliest, when.latest, whole, moment, readable, final, fact.source.reference


def _first_day(fact: LabResult | Serology) -> date:
    return date.min if fact.when is None else fact.when.earliest


def newest_first(
    facts: tuple[_Dated, ...],
    key: Callable[[_Dated], str],
    worse: Callable[[_Dated, _Dated], _Dated],
) -> dict[str, tuple[_Dated, ...]]:
    """Group by what was measured; results of one time that disagree become the worse of them."""
    groups: dict[str, list[_Dated]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return {name: _joined(group, worse) for name, group in groups.items()}


def _joined(group: list[_Dated], worse: Callable[[_Dated, _Dated], _Dated]) -> tuple[_Dated, ...]:
    if len(group) == 1:
        return tuple(group)
    group.sort(key=_first_day, reverse=True)
    if len({_first_day(fact) for fact in group}) == len(group):
        return tuple(group)  # of different days, as almost always: nothing to join
    group.sort(key=_newest_kind, reverse=True)
    joined = group[:1]
    for fact in group[1:]:
        if _same_time(joined[-1], fact):
            joined[-1] = worse(joined[-1], fact)
        else:
            joined.append(fact)
    return tuple(joined)


def _same_time(one: LabResult | Serology, other: LabResult | Serology) -> bool:
    """Of one moment, or of one day of which one result gives no time."""
    first, second = one.when, other.when
    return (
        first is not None
        and second is not None
        and first.earliest == second.earliest
        and first.latest == second.latest
        and not (one.problem or other.problem)
        and one.preliminary == other.preliminary
        and (first.instant is None or second.instant is None or first.instant == second.instant)
    )


def worse_result(one: LabResult, other: LabResult) -> LabResult:
    """The worse of two results of one time, marked where they do not say the same."""
    worse, rest = _worse_first(one, other)
    if one.value is None or other.value is None:
        same = out_of_range(one) is out_of_range(other)
    else:
        own = one.from_table == other.from_table
        same = (one.value, one.unit, one.comparator) == (other.value, other.unit, other.comparator)
        same = same and (not own or out_of_range(one) is out_of_range(other))
    also = (*worse.also, rest.source, *rest.also)
    return replace(worse, also=also, conflicting=one.conflicting or other.conflicting or not same)


def _worse_first(one: LabResult, other: LabResult) -> tuple[LabResult, LabResult]:
    """By number; a flag alone counts where the number beside it is in range."""
    if one.value is not None and other.value is not None and one.value != other.value:
        first = (one.value < other.value) == (one.analyte in LOW_IS_WORSE)
        return (one, other) if first else (other, one)
    if one.value is not None and other.value is not None and one.from_table != other.from_table:
        return (other, one) if one.from_table else (one, other)
    if one.value is None and other.value is not None:
        one, other = other, one
    if one.value is not None and other.value is None and out_of_range(one) is not False:
        return one, other
    return (one, other) if _rank(one) <= _rank(other) else (other, one)


def _rank(result: LabResult) -> tuple[int, int]:
    """Worst first: out of range; then what may be worse than its number, as "< 0.5" of IgG."""
    to_the_worse = "<" if result.analyte in LOW_IS_WORSE else ">"
    side = result.comparator[:1]
    return _WORST_OUT.index(out_of_range(result)), 1 if not side else 2 * (side != to_the_worse)


def out_of_range(result: LabResult) -> bool | None:
    """Out of range on the side that matters; None when that cannot be told."""
    return result.is_low if result.analyte in LOW_IS_WORSE else result.is_high


def far_before(fact: Fact, newest: Fact) -> bool:
    """By more than a year, the longest that an inexact day can be."""
    if fact.when is None or newest.when is None:
        return False
    return newest.when.earliest - fact.when.earliest > _LONGEST


def may_be_as_new(fact: Fact, newest: Fact) -> bool:
    """Not surely before: a day without a time, a month or a year may end later."""
    if fact.when is None or newest.when is None:
        return False
    if fact.when.instant and newest.when.instant:
        return fact.when.instant >= newest.when.instant
    return fact.when.latest >= newest.when.earliest


def worse_serology(one: Serology, other: Serology) -> Serology:
    worse, rest = sorted((one, other), key=lambda s: _WORST_FIRST.index(s.reading))
    differ = one.reading is not other.reading
    also = (*worse.also, rest.source, *rest.also)
    return replace(worse, also=also, conflicting=one.conflicting or other.conflicting or differ)
