"""The order in which a record lists results of one time decides nothing."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.clinical.facts import LabResult, Reading
from tests.charts import chart, cs, lab, serology

LOW = lab("igg", "5.0")
NORMAL = lab("igg", "10.0")
EARLY = lab("igg", "9.0", preliminary=True)
UNREADABLE = lab("igg", "9.0", problem="the number has no unit")


@pytest.mark.parametrize("results", list(permutations([LOW, NORMAL, EARLY, UNREADABLE])))
def test_final_results_of_one_time_that_disagree_are_found_in_any_order(
    results: tuple[LabResult, ...],
) -> None:
    judged = chart(replace(cs(), results=results)).usable("igg")
    (result,) = judged
    assert (str(result.value), result.conflicting) == ("5.0", True)


def test_tests_of_one_time_come_in_the_same_order_whoever_is_listed_first() -> None:
    urine, serum = serology("hcg", Reading.POSITIVE), serology("hcg", Reading.POSITIVE)
    one, other = (
        chart(replace(cs(), serologies=listed)).serologies("hcg")
        for listed in ((urine, serum), (serum, urine))
    )
    assert [t.source for t in one] == [t.source for t in other]


@pytest.mark.parametrize(
    ("times", "value", "conflicting"),
    [
        # the day alone may be before or after nine o'clock: the worse one counts
        (("2025-11-20", "2025-11-20T09:00:00+01:00"), "5.0", True),
        (("2025-11-20T09:00:00+01:00", "2025-11-20"), "5.0", True),
        (("2025-11-20T08:00:00+01:00", "2025-11-20T09:00:00+01:00"), "10.0", False),
        (("2025-11-19", "2025-11-20T09:00:00+01:00"), "10.0", False),
        (("2025-11-21", "2025-11-20T09:00:00+01:00"), "5.0", False),
    ],
)
def test_a_result_with_a_day_alone_is_not_older_than_one_of_that_day_with_a_time(
    *, times: tuple[str, str], value: str, conflicting: bool
) -> None:
    low, normal = lab("igg", "5.0", times[0]), lab("igg", "10.0", times[1])
    for results in ((low, normal), (normal, low)):
        newest = chart(replace(cs(), results=results)).latest("igg")
        assert newest is not None
        assert (str(newest.value), newest.conflicting) == (value, conflicting)


def test_one_result_sent_twice_with_and_without_its_time_is_no_contradiction() -> None:
    results = (lab("igg", "10.0", "2025-11-20"), lab("igg", "10.0", "2025-11-20T09:00:00+01:00"))
    newest = chart(replace(cs(), results=results)).latest("igg")
    assert newest is not None
    assert not newest.conflicting
