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
