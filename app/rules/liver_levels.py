"""Liver tests as multiples of the upper limit, and which of them belong to one episode."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, days
from app.clinical.facts import LabResult
from app.rules.result_age import Age, in_months


def exceeds(result: LabResult, multiple: Decimal) -> bool | None:
    """Above this multiple of the upper limit; a flag "high" alone leaves it open."""
    if result.value is not None and result.high is not None:
        return result.above(result.high * multiple)
    return None if result.is_high else result.is_high


def reaches(result: LabResult, multiple: Decimal) -> bool:
    """Whether a raised result is not shown to be below this multiple of the upper limit."""
    return result.high is None or result.below(result.high * multiple) is not True


def raised(result: LabResult, multiple: Decimal) -> bool:
    """Raised, and not shown to be at or below this multiple of the upper limit."""
    return bool(result.is_high) and exceeds(result, multiple) is not False


def transaminases(chart: Chart) -> tuple[LabResult, ...]:
    """The newest ALT and AST, newer preliminary ones included."""
    return (*chart.current("alt"), *chart.current("ast"))


def bilirubin_with(chart: Chart, result: LabResult, paired_days: int) -> LabResult | None:
    """The worst bilirubin of the same episode."""
    near = [b for b in _dated(chart.results("bilirubin")) if together(b, result, paired_days)]
    return max(near, key=_height, default=None)


def together(one: LabResult, other: LabResult, paired_days: int) -> bool:
    """Of one episode, as far as their days may lie close enough."""
    if one.when is None or other.when is None:
        return False
    return _gap(one.when, other.when) <= days(paired_days)


def is_old(results: Iterable[LabResult], chart: Chart, months: int) -> bool:
    """All older than that; a day that may still be recent is not old."""
    ages = [in_months(r.when, chart.start, months) for r in results if r.when is not None]
    return bool(ages) and all(age is Age.BEYOND for age in ages)


def _dated(results: Iterable[LabResult]) -> Iterable[LabResult]:
    return (r for r in results if r.when is not None and not r.problem)


def _gap(one: PartialDate, other: PartialDate) -> timedelta:
    return max(other.earliest - one.latest, one.earliest - other.latest, days(0))


def _height(bilirubin: LabResult) -> tuple[bool, bool, Decimal]:
    return (
        bilirubin.is_high is True,
        bilirubin.is_high is False,
        bilirubin.value if bilirubin.value is not None else Decimal(0),
    )
