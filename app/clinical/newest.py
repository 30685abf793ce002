"""Which of several facts is the newest, and what results of one time say together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

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

_Dated = TypeVar("_Dated", LabResult, Serology)


def recency(fact: Fact) -> tuple[date, date, float]:
    if fact.when is None:
        return date.min, date.min, 0.0
    moment = fact.when.instant.timestamp() if fact.when.instant else 0.0
    return fact.when.earliest, fact.when.latest, moment


def order(fact: Fact) -> tuple[date, date, float, str]:
    """By time; of one time by who wrote it, so that the order of a record decides nothing."""
    return (*recency(fact), fact.source.reference)


def _newest_kind(
    fact: LabResult | Serology,
) -> tuple[date, date, bool, float, bool, bool, str]:
    """A day without a time may be its end: the newest of the day.

    Of one time the final and readable results stand together: they may contradict each other.
    """
    first, last, moment = recency(fact)
    whole = fact.when is not None and fact.when.instant is None
    readable, final = not fact.problem, not fact.preliminary
    return first, last, whole, moment, readable, final, fact.source.reference


def newest_first(
    facts: tuple[_Dated, ...],
    key: Callable[[_Dated], str],
    worse: Callable[[_Dated, _Dated], _Dated],
) -> dict[str, tuple[_Dated, ...]]:
    """Group by what was measured; results of one time that disagree become the worse of them."""
    groups: dict[str, list[_Dated]] = {}
    for fact in sorted(facts, key=_newest_kind, reverse=True):
        group = groups.setdefault(key(fact), [])
        if group and _same_time(group[-1], fact):
            group[-1] = worse(group[-1], fact)
        else:
            group.append(fact)
    return {name: tuple(group) for name, group in groups.items()}


def _same_time(one: LabResult | Serology, other: LabResult | Serology) -> bool:
    """Of one moment, or of one day of which one result gives no time."""
    return (
        one.when is not None
        and other.when is not None
        and not (one.problem or other.problem)
        and one.preliminary == other.preliminary
        and (one.when.earliest, one.when.latest) == (other.when.earliest, other.when.latest)
        and (
            one.when.instant is None
            or other.when.instant is None
            or one.when.instant == other.when.instant
        )
    )


def worse_result(one: LabResult, other: LabResult) -> LabResult:
    same = (one.value, one.unit, one.comparator) == (other.value, other.unit, other.comparator)
    if one.value is None or other.value is None:
        worse, rest = (one, other) if one.value is not None else (other, one)
    elif (one.value <= other.value) == (one.analyte in LOW_IS_WORSE):
        worse, rest = one, other
    else:
        worse, rest = other, one
    also = (*worse.also, rest.source, *rest.also)
    return replace(worse, also=also, conflicting=worse.conflicting or not same)


def worse_serology(one: Serology, other: Serology) -> Serology:
    worse, rest = sorted((one, other), key=lambda s: _WORST_FIRST.index(s.reading))
    differ = one.reading is not other.reading
    also = (*worse.also, rest.source, *rest.also)
    return replace(worse, also=also, conflicting=one.conflicting or other.conflicting or differ)
