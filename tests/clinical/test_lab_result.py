"""A measured amount against a limit: what a comparator proves and what it leaves open."""

from decimal import Decimal

import pytest

from app.clinical.facts import Flag
from tests.charts import lab
from tests.rules.results import flagged

LIMIT = Decimal(5)


@pytest.mark.parametrize(
    ("comparator", "value", "below", "above"),
    [
        ("", "4.9", True, False),
        ("", "5", False, False),
        ("", "5.1", False, True),
        # less than 5 is below 5; at most 5 may be 5
        ("<", "4.9", True, False),
        ("<", "5", True, False),
        ("<", "5.1", None, None),
        ("<=", "4.9", True, False),
        ("<=", "5", None, False),
        ("<=", "5.1", None, None),
        (">", "4.9", None, None),
        (">", "5", False, True),
        (">", "5.1", False, True),
        (">=", "4.9", None, None),
        (">=", "5", False, None),
        (">=", "5.1", False, True),
    ],
)
def test_an_amount_against_a_limit(
    *, comparator: str, value: str, below: bool | None, above: bool | None
) -> None:
    known = lab("igg", value, comparator=comparator, low="5", high="5")
    assert (known.below(LIMIT), known.above(LIMIT)) == (below, above)
    assert (known.is_low, known.is_high) == (below, above)


@pytest.mark.parametrize(
    ("flag", "low", "high"),
    [
        (None, None, None),
        (Flag.ABNORMAL, None, None),
        (Flag.NORMAL, False, False),
        (Flag.LOW, True, False),
        (Flag.HIGH, False, True),
    ],
)
def test_a_flag_counts_where_a_number_or_its_limit_lacks(
    *, flag: Flag | None, low: bool | None, high: bool | None
) -> None:
    alone = flagged("igg", flag)
    assert (alone.is_low, alone.is_high) == (low, high)
    assert (alone.below(LIMIT), alone.above(LIMIT)) == (None, None)
    unlimited = lab("igg", "5", low=None, high=None, flag=flag)
    assert (unlimited.is_low, unlimited.is_high) == (low, high)


def test_a_number_within_its_limits_outweighs_the_flag_beside_it() -> None:
    fine = lab("igg", "10", flag=Flag.LOW)
    assert (fine.is_low, fine.is_high) == (False, False)


def test_how_a_result_is_shown() -> None:
    known = lab("igg", "5.0", comparator="<")
    assert (known.shown, known.display) == ("<5.0 g/L", "igg <5.0 g/L, 2025-11-20")
    score = lab("edss", "4", unit="1")
    assert (score.shown, score.display) == ("4", "edss 4, 2025-11-20")
    high = flagged("alt", Flag.HIGH)
    assert (high.shown, high.display) == ("", "alt high, 2025-11-20")
    assert flagged("alt", None).display == "alt, 2025-11-20"
    assert lab("alt", "25", None).display == "alt 25 U/L"
