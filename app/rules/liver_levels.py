"""Liver tests as multiples of the upper limit, and which of them belong to one episode."""

from collections.abc import Iterable
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import apart, days
from app.clinical.facts import LabResult


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
    return apart(one.when, other.when) <= days(paired_days)


def _dated(results: Iterable[LabResult]) -> Iterable[LabResult]:
    return (r for r in results if r.when is not None and not r.problem)


def _height(bilirubin: LabResult) -> tuple[bool, bool, Decimal]:
    return (
        bilirubin.is_high is True,
        bilirubin.is_high is False,
        bilirubin.value if bilirubin.value is not None else Decimal(0),
    )
