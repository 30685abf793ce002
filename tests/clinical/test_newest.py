"""Of results of one time the worse one counts; what may be as new as the newest is looked at."""

from dataclasses import replace

import pytest

from app.clinical.facts import Flag, LabResult
from tests.charts import chart, cs, lab
from tests.rules.results import flagged

LOW, NORMAL = flagged("neutrophils", Flag.LOW), flagged("neutrophils", Flag.NORMAL)
HIGH_ALT, FINE_ALT = flagged("alt", Flag.HIGH), lab("alt", "25")


def newest(analyte: str, *results: LabResult) -> LabResult:
    found = chart(replace(cs(), results=results)).latest(analyte)
    assert found is not None
    return found


@pytest.mark.parametrize("results", [(LOW, NORMAL), (NORMAL, LOW)])
def test_of_two_flags_of_one_time_the_worse_one_counts(results: tuple[LabResult, ...]) -> None:
    found = newest("neutrophils", *results)
    assert (found.flag, found.conflicting) == (Flag.LOW, True)


@pytest.mark.parametrize("results", [(HIGH_ALT, FINE_ALT), (FINE_ALT, HIGH_ALT)])
def test_a_flag_out_of_range_outweighs_a_number_in_range(results: tuple[LabResult, ...]) -> None:
    found = newest("alt", *results)
    assert (found.flag, found.value, found.conflicting) == (Flag.HIGH, None, True)


def test_a_number_outweighs_a_flag_that_says_the_same() -> None:
    found = newest("alt", HIGH_ALT, lab("alt", "500"))
    assert (str(found.value), found.conflicting) == ("500", False)


def test_of_one_number_with_two_limits_the_limit_that_it_exceeds_counts() -> None:
    found = newest("alt", lab("alt", "60", high="70"), lab("alt", "60", high="40"))
    assert (found.is_high, found.conflicting) == (True, True)


def test_of_one_number_the_limit_of_the_laboratory_counts_before_that_of_the_table() -> None:
    found = newest("alt", lab("alt", "42", high="41", from_table=True), lab("alt", "42", high="45"))
    assert (found.is_high, found.conflicting) == (False, False)


@pytest.mark.parametrize(
    ("written", "looked_at"),
    [
        # the exact one is of 20 November
        ("2025-11", True),
        ("2025", True),
        ("2025-10", False),
        ("2025-11-19", False),
    ],
)
def test_a_result_that_may_be_as_new_is_looked_at(written: str, *, looked_at: bool) -> None:
    results = (lab("neutrophils", "4.0", "2025-11-20"), lab("neutrophils", "0.4", written))
    current = chart(replace(cs(), results=results)).current("neutrophils")
    assert ("0.4" in [str(r.value) for r in current]) is looked_at


def test_an_earlier_hour_of_one_day_is_not_as_new() -> None:
    early, late = "2025-11-20T08:00:00+01:00", "2025-11-20T09:00:00+01:00"
    results = (lab("neutrophils", "0.4", early), lab("neutrophils", "4.0", late))
    current = chart(replace(cs(), results=results)).current("neutrophils")
    assert [str(r.value) for r in current] == ["4.0"]


def test_a_number_is_shown_without_an_exponent() -> None:
    assert lab("neutrophils", "4E+1").shown == "40 10*9/L"
