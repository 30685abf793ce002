"""The line through results: worked by hand, against reference numbers, and by its symmetries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.trend import Point, Trend, trend_of

C95 = Decimal("0.95")
Written = tuple[tuple[str, str], ...]


def points(*written: tuple[str, str]) -> list[Point]:
    return [Point(date.fromisoformat(day), Decimal(value)) for day, value in written]


def line(*written: tuple[str, str], confidence: Decimal = C95) -> Trend:
    found = trend_of(points(*written), confidence)
    assert found is not None
    return found


# Six, with no tie.
FALLING = (
    ("2023-01-10", "10.2"),
    ("2023-07-11", "9.9"),
    ("2024-01-09", "9.1"),
    ("2024-07-09", "9.3"),
    ("2025-01-14", "8.4"),
    ("2025-07-08", "8.0"),
)
# Two pairs of equal values.
TIED = (
    ("2023-02-01", "0.9"),
    ("2023-08-01", "0.7"),
    ("2024-02-01", "0.7"),
    ("2024-08-01", "0.5"),
    ("2025-02-01", "0.5"),
    ("2025-08-01", "0.6"),
    ("2025-09-01", "0.4"),
)
# Two pairs of equal days, three equal values.
DAYS_TIED = (
    ("2024-01-01", "4"),
    ("2024-01-01", "5"),
    ("2024-06-01", "3"),
    ("2025-01-01", "3"),
    ("2025-06-01", "7"),
    ("2025-06-01", "2"),
    ("2025-12-01", "3"),
)


@pytest.mark.parametrize(
    ("written", "confidence", "slope", "low", "high", "at_first"),
    [  # scipy 1.17.1, stats.theilslopes(values, ordinals, alpha, method="joint"), times 365.25
        (FALLING, "0.95", -0.8830219780, -1.6054945055, -0.6020604396, 10.2),
        (FALLING, "0.80", -0.8830219780, -1.1037774725, -0.6020604396, 10.2),
        (TIED, "0.95", -0.1722877358, -0.2670932358, 0.0, 0.8448113208),
        (TIED, "0.90", -0.1722877358, -0.2001369863, -0.0499658003, 0.8448113208),
        (DAYS_TIED, "0.95", -0.9979508197, -2.4188741722, 2.1194390716, 4.0),
        (FALLING[:4], "0.95", -0.6020604396, -1.6054945055, 0.4013736264, 10.2),
    ],
)
def test_slope_interval_and_line_are_those_of_the_reference(
    *, written: Written, confidence: str, slope: float, low: float, high: float, at_first: float
) -> None:
    found = line(*written, confidence=Decimal(confidence))
    told = [float(x) for x in (found.slope, found.low, found.high, found.at_first)]
    assert told == pytest.approx([slope, low, high, at_first], rel=1e-9, abs=1e-9)
    assert found.count == len(written)
    assert (found.first.isoformat(), found.last.isoformat()) == (written[0][0], written[-1][0])


# 1, 2, 3 days apart a fall of 1, then 3 a day: the six slopes are
# -1 (0-1), -2 (0-2: 4/2), -7/3 (0-3), -3 (1-2), -3 (1-3: 6/2), -3 (2-3); their median is
# (-7/3 - 3) / 2 = -8/3 a day.
BY_HAND = (("2025-01-01", "9"), ("2025-01-02", "8"), ("2025-01-03", "5"), ("2025-01-04", "2"))


def test_a_line_worked_by_hand() -> None:
    found = line(*BY_HAND)
    assert float(found.slope) == pytest.approx(-8 / 3 * 365.25)
    assert (found.low, found.high) == (-3 * Decimal("365.25"), -1 * Decimal("365.25"))
    # residuals 9, 8 + 8/3 = 32/3, 5 + 16/3 = 31/3, 2 + 8 = 10: median (10 + 31/3) / 2 = 61/6
    assert float(found.at_first) == pytest.approx(61 / 6)
    assert (found.falls, found.rises) == (True, False)


def test_the_order_of_results_changes_nothing() -> None:
    assert trend_of(points(*reversed(FALLING)), C95) == line(*FALLING)


def test_a_rise_rises() -> None:
    found = line(("2024-01-01", "1"), ("2024-04-01", "2"), ("2024-07-01", "3"), ("2025-02-01", "4"))
    assert (found.falls, found.rises) == (False, True)
    # 0.5 a year
    years = [f"{2020 + n}-01-01" for n in range(5)]
    slow = line(*((day, str(5 + n / 2)) for n, day in enumerate(years)))
    assert 0 < slow.low < 1
    assert slow.rises


def test_an_interval_that_ends_at_zero_shows_no_trend() -> None:
    flat = line(*TIED)
    assert (flat.high, flat.falls, flat.rises) == (Decimal(0), False, False)
    same = line(*((day, "5") for day, _ in TIED))
    assert {same.slope, same.low, same.high} == {Decimal(0)}
    assert (same.falls, same.rises) == (False, False)


@pytest.mark.parametrize("written", [(), (("2025-01-01", "5"),), (("2025-01-01", "5"),) * 4])
def test_without_two_days_there_is_no_line(written: Written) -> None:
    assert trend_of(points(*written), C95) is None


def test_one_day_and_one_value_beside_another_day_do_not_break_the_variance() -> None:
    # three equal days among four equal values: the ties outweigh, the variance is taken as none
    found = line(*((day, "5") for day in ("2025-01-01", "2025-01-01", "2025-01-01", "2025-06-01")))
    assert {found.slope, found.low, found.high} == {Decimal(0)}


def test_one_wild_result_hardly_moves_the_slope() -> None:
    wild = [("2024-01-09", "91") if day == "2024-01-09" else (day, value) for day, value in FALLING]
    assert float(line(*wild).slope) == pytest.approx(-0.88, abs=0.45)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("10", "8", "7", "5"), "-2.0"),
        (("10.0", "8.0", "7.0", "5.0"), "-2.00"),
        (("10", "8.25", "7", "5"), "-2.000"),
        (("1E+1", "8", "7", "5"), "-2.0"),
    ],
)
def test_a_slope_is_told_one_digit_finer_than_the_results(
    *, values: tuple[str, ...], shown: str
) -> None:
    days = ("2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01")
    found = line(*zip(days, values, strict=True))
    assert found.shown(Decimal(-2)) == shown


def test_the_first_day_below_the_limit() -> None:
    found = line(*FALLING)
    # 0.22 in 91 days from 10.2: 3.2 x 91 / 0.22 = 1323.6 days; the first day below is 1324 days
    # after 2023-01-10: 1096 days to 2026-01-10 and 228 to 2026-08-26
    day = date(2026, 8, 26)
    assert found.below_from(Decimal("7.0"), date(2030, 1, 1)) == day
    assert found.below_from(Decimal("7.0"), day) == day
    assert found.below_from(Decimal("7.0"), day - timedelta(days=1)) is None
    # a line on the limit is not below it: 1 a day from 10 is 7 on the fourth day
    steep = line(*((f"2025-01-0{n}", str(11 - n)) for n in range(1, 5)))
    assert steep.below_from(Decimal(7), day) == date(2025, 1, 5)
    assert found.below_from(Decimal("10.2"), day) == date(2023, 1, 11)
    assert found.below_from(Decimal(50), day) == date(2023, 1, 10)
    assert found.below_from(Decimal(-100000000), day) is None


results = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(-500, 500)), min_size=2, max_size=14
).filter(lambda found: len({day for day, _ in found}) > 1)


def of(found: list[tuple[int, int]], *, scale: int = 1, shift: int = 0, later: int = 0) -> Trend:
    start = date(2020, 1, 1)
    trend = trend_of(
        [
            Point(start + timedelta(days=day + later), Decimal(value * scale + shift))
            for day, value in found
        ],
        C95,
    )
    assert trend is not None
    return trend


def close(one: Trend, slope: Decimal, low: Decimal, high: Decimal) -> bool:
    told = [float(x) for x in (one.slope, one.low, one.high)]
    return told == pytest.approx([float(slope), float(low), float(high)], rel=1e-9, abs=1e-9)


@given(results, st.integers(-1000, 1000), st.integers(0, 2000))
def test_shifting_all_values_or_all_days_leaves_the_slope(
    found: list[tuple[int, int]], shift: int, later: int
) -> None:
    plain, moved = of(found), of(found, shift=shift, later=later)
    assert close(moved, plain.slope, plain.low, plain.high)
    assert float(moved.at_first) == pytest.approx(float(plain.at_first) + shift, abs=1e-6)


@given(results, st.integers(1, 50))
def test_scaling_all_values_scales_the_slope_and_turning_them_turns_it(
    found: list[tuple[int, int]], scale: int
) -> None:
    plain = of(found)
    assert close(of(found, scale=scale), *(scale * x for x in (plain.slope, plain.low, plain.high)))
    assert float(plain.low) <= float(plain.slope) + 1e-9
    assert float(plain.slope) <= float(plain.high) + 1e-9
    # turning may differ by one rank of rounding only where the ranks fall on a half
    turned = of(found, scale=-1)
    assert float(turned.slope) == pytest.approx(-float(plain.slope), rel=1e-9, abs=1e-9)
