"""The ranks of the ends of a slope's interval, where a rank more or less would be chosen."""

from decimal import Decimal
from itertools import combinations

import pytest

from app.clinical.trend import trend_of
from tests.clinical.test_trend import DAYS_TIED, FALLING, TIED, Written, points

YEAR = Decimal("365.25")
SAME_DAY = (("2024-01-01", "5"),) * 3 + (("2024-01-01", "9"), ("2025-01-01", "5"))


def slopes(written: Written) -> list[Decimal]:
    """The slope of each pair of different days, in order."""
    known = sorted(points(*written))
    return sorted(
        (two.value - one.value) / Decimal((two.day - one.day).days) * YEAR
        for one, two in combinations(known, 2)
        if two.day != one.day
    )


# V is Kendall's variance; at confidence c with z(c) the ranks are (N -+ z sqrt V) / 2, the upper
# one plus 1. Each pair of confidences lies on both sides of a rank's half.
@pytest.mark.parametrize(
    ("written", "confidence", "low", "high"),
    [
        # N = 15, V = 6 x 5 x 17 / 18 = 28.333, sqrt V = 5.3229; (15 - 10) / 2 = 2.5: z = 1.8787
        (FALLING, "0.939", 3, 13),
        (FALLING, "0.941", 2, 14),
        # N = 21, V = (7 x 6 x 19 - 2 x 18) / 18 = 42.333, sqrt V = 6.5064; z = 12 / 6.5064
        (TIED, "0.934", 5, 17),
        (TIED, "0.936", 4, 18),
        # N = 19, V = (798 - 2 x 18 - 66) / 18 = 38.667, sqrt V = 6.2183; z = 10 / 6.2183
        (DAYS_TIED, "0.891", 5, 15),
        (DAYS_TIED, "0.893", 4, 16),
        # V = 5 x 4 x 15 - 2 x (4 x 3 x 13) < 0 is taken as none: the middle, however sure
        (SAME_DAY, "0.999999", 2, 3),
    ],
)
def test_the_ends_of_the_interval_are_the_slopes_of_these_ranks(
    *, written: Written, confidence: str, low: int, high: int
) -> None:
    found = trend_of(points(*written), Decimal(confidence))
    assert found is not None
    ordered = slopes(written)
    told = [float(found.low), float(found.high)]
    assert told == pytest.approx([float(ordered[low - 1]), float(ordered[high - 1])])
