"""Recovery of the B cells: a normal count, or one that is back at the own baseline."""

from itertools import permutations

import pytest

from app.clinical.facts import Flag, LabResult
from app.clinical.recovery import b_cells_recovered
from tests.charts import day, lab
from tests.rules.results import flagged

# Lower limit of CD19: 100 cells/uL. First dose 2025-01-10, last dose 2025-07-10.


def recovered(*counts: LabResult) -> bool | None:
    found = {
        b_cells_recovered(listed, day("2025-01-10"), day("2025-07-10"))
        for listed in permutations(counts)
    }
    (answer,) = found
    return answer


def cd19(value: str, when: str, **other: object) -> LabResult:
    return lab("cd19", value, when, **other)


NOW = "2025-11-01"


@pytest.mark.parametrize(
    ("baseline", "now", "answer"),
    [
        # 150 without a limit: not below the baseline of 150, below that of 151
        (cd19("150", "2025-01-10"), cd19("150", NOW, low=None), True),  # drawn before infusion 1
        (cd19("151", "2025-01-10"), cd19("150", NOW, low=None), False),
        (cd19("150", "2025-01-11"), cd19("150", NOW, low=None), None),
        (cd19("150", "2025-01"), cd19("150", NOW, low=None), None),
        (cd19("150", "2024"), cd19("150", NOW, low=None), True),
        # what cannot be compared proves nothing
        (lab("cd20", "150", "2024-12-01", low="100"), cd19("150", NOW, low=None), None),
        (cd19("150", "2024-12-01", unit="10*9/L"), cd19("150", NOW, low=None), None),
        (cd19("150", "2024-12-01", comparator=">"), cd19("150", NOW, low=None), None),
        (cd19("150", "2024-12-01", low=None), cd19("150", NOW, low=None), None),
        (cd19("150", "2024-12-01", problem="no unit"), cd19("150", NOW, low=None), None),
        (cd19("150", "2024-12-01", preliminary=True), cd19("150", NOW, low=None), None),
        # less than 200 may be less than 150
        (cd19("150", "2024-12-01"), cd19("200", NOW, low=None, comparator="<"), None),
        (cd19("150", "2024-12-01"), cd19("140", NOW, low=None, comparator="<"), False),
        # low by the laboratory's limit, back at a normal baseline by another limit
        (cd19("90", "2024-12-01", low="80"), cd19("95", NOW), True),
        (cd19("150", "2024-12-01"), flagged("cd19", Flag.NORMAL), True),
    ],
)
def test_a_count_is_compared_with_the_own_baseline(
    *, baseline: LabResult, now: LabResult, answer: bool | None
) -> None:
    assert recovered(baseline, now) is answer


def test_the_newest_baseline_counts_and_of_one_day_the_lowest() -> None:
    now = cd19("150", NOW, low=None)
    older, newer = cd19("200", "2024-06-01"), cd19("150", "2024-12-01")
    assert recovered(older, newer, now) is True
    assert recovered(cd19("120", "2024-06-01"), cd19("200", "2024-12-01"), now) is False
    assert recovered(newer, cd19("200", "2024-12-01"), now) is True


def test_of_counts_of_one_day_the_lowest_counts() -> None:
    none, few = cd19("0", NOW, low="0.3"), cd19("0.5", NOW, low="0.3")
    assert recovered(few) is True
    assert recovered(none, few) is False


def test_a_month_counts_from_its_first_day() -> None:
    # 1 November is before the exact day, so the count of 2 November is the newest
    assert recovered(cd19("150", "2025-11"), cd19("50", "2025-11-02")) is False
    assert recovered(cd19("150", "2025-07-11")) is True
    assert recovered(cd19("150", "2025-07-10")) is None
    assert recovered(cd19("150", "2025-07")) is None


def test_without_a_day_of_a_dose_nothing_is_known() -> None:
    assert b_cells_recovered((cd19("150", NOW),), None, None) is None
    later = (cd19("150", "2024-12-01"), cd19("150", NOW, low=None))
    assert b_cells_recovered(later, None, day("2025-07-10")) is None
