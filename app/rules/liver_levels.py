"""Liver tests as multiples of the upper limit, and which of them belong to one episode."""

from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import apart, days
from app.clinical.facts import LabResult


def exceeds(result: LabResult, multiple: Decimal) -> bool | None:
    """Whether a raised result is above this multiple of the limit; a flag alone leaves it open."""
    return None if result.high is None else result.above(result.high * multiple)


def reaches(result: LabResult, multiple: Decimal) -> bool:
    """Whether a raised result is not shown to be below this multiple of the upper limit."""
    return result.high is None or result.below(result.high * multiple) is not True


def raised(result: LabResult, multiple: Decimal) -> bool:
    """Raised, and not shown to be at or below this multiple of the upper limit."""
    return bool(result.is_high) and exceeds(result, multiple) is not False


def transaminases(chart: Chart) -> tuple[LabResult, ...]:
    """The newest ALT and AST, newer preliminary ones included."""
    return (*chart.current("alt"), *chart.current("ast"))


def bilirubins_with(chart: Chart, result: LabResult, paired_days: int) -> list[LabResult]:
    """Every bilirubin of the same episode: those that tell, the highest first, then the others."""
    found = (b for b in chart.results("bilirubin") if not b.problem)
    near = (b for b in found if together(b, result, paired_days))
    return sorted(near, key=_height, reverse=True)


def together(one: LabResult, other: LabResult, paired_days: int) -> bool:
    """Of one episode, as far as their days may lie close enough."""
    if one.when is None or other.when is None:
        return False
    return apart(one.when, other.when) <= days(paired_days)


def _height(bilirubin: LabResult) -> tuple[bool, Decimal]:
    return bilirubin.is_high is not None, bilirubin.value or Decimal(0)
