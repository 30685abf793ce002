"""Trend: a robust straight line through results, by the slopes between all pairs of them.

The slope is the median of the slopes (y_j - y_i) / (x_j - x_i) of all pairs of different days
(Theil 1950, Sen 1968). Its confidence interval is Sen's: with N slopes in order, z the normal
quantile of (1 + confidence) / 2, and Kendall's variance of n results, corrected for groups of
t equal days and groups of u equal values,

    V = (n (n-1) (2n+5) - sum t (t-1) (2t+5) - sum u (u-1) (2u+5)) / 18,

the ends are the slopes of rank (N - z sqrt V) / 2 and (N + z sqrt V) / 2 + 1, rounded to whole
ranks and kept within the slopes. The line passes the median of y_i - slope x_i. One wild result
among four or more moves neither slope nor line by much; four results are few all the same: their
interval reaches from the least to the greatest slope.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from math import floor, sqrt
from statistics import NormalDist, median
from typing import NamedTuple

_YEAR = Decimal("365.25")


class Point(NamedTuple):
    """One result."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through results.

    Attributes:
        slope: change a year; `low` and `high` are the ends of its interval.
        points: the results, oldest first.
    """

    slope: Decimal
    low: Decimal
    high: Decimal
    points: tuple[Point, ...]

    @property
    def count(self) -> int:
        return len(self.points)

    @property
    def first(self) -> date:
        return self.points[0].day

    @property
    def last(self) -> date:
        return self.points[-1].day

    @property
    def at_first(self) -> Decimal:
        """The line's value on the first day."""
        daily = self.slope / _YEAR
        return median(p.value - daily * (p.day - self.first).days for p in self.points)

    @property
    def falls(self) -> bool:
        """The whole interval is below zero."""
        return self.high < 0

    @property
    def rises(self) -> bool:
        """The whole interval is above zero."""
        return self.low > 0

    def shown(self, slope: Decimal) -> str:
        """With one digit more than the results have."""
        return f"{slope:.{max(_decimals(p.value) for p in self.points) + 1}f}"

    def below_from(self, limit: Decimal, until: date) -> date | None:
        """The first day on which a falling line lies below `limit`, if it comes by `until`."""
        crossing = floor((limit - self.at_first) / (self.slope / _YEAR)) + 1
        day = self.first.toordinal() + max(crossing, 0)
        return date.fromordinal(day) if day <= until.toordinal() else None


def trend_of(points: Iterable[Point], confidence: Decimal) -> Trend | None:
    """The line through these results; None where they are not of two different days at least."""
    ordered = sorted(points)
    slopes = sorted(
        (other.value - one.value) / (other.day - one.day).days
        for one, other in combinations(ordered, 2)
        if one.day != other.day
    )
    if not slopes:
        return None
    low, high = _interval(slopes, _variance(ordered), confidence)
    return Trend(median(slopes) * _YEAR, low * _YEAR, high * _YEAR, tuple(ordered))


def _variance(points: Sequence[Point]) -> float:
    """Kendall's variance of the number of rising less falling pairs, with ties."""
    tied = (*_ties([p.day for p in points]), *_ties([p.value for p in points]))
    eighteenfold = _pairs(len(points)) - sum(_pairs(count) for count in tied)
    return max(eighteenfold, 0) / 18


def _ties(values: Sequence[date | Decimal]) -> Iterable[int]:
    """How many are equal, for each value that stands more than once."""
    if len(set(values)) == len(values):
        return ()
    return [count for count in Counter(values).values() if count > 1]


def _pairs(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)


def _interval(
    slopes: Sequence[Decimal], variance: float, confidence: Decimal
) -> tuple[Decimal, Decimal]:
    reach = _quantile(confidence) * sqrt(variance)
    lower = round((len(slopes) - reach) / 2) - 1
    upper = round((len(slopes) + reach) / 2)
    return slopes[max(lower, 0)], slopes[min(upper, len(slopes) - 1)]


@cache
def _quantile(confidence: Decimal) -> float:
    return NormalDist().inv_cdf((1 + float(confidence)) / 2)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
