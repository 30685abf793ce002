"""Of two results of one time the worse one counts, whichever comes first; both are sources."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.clinical.facts import Flag, LabResult, Reading
from app.clinical.newest import worse_result, worse_serology
from tests.charts import chart, cs, lab, serology
from tests.rules.results import flagged


def unlimited(analyte: str, value: str) -> LabResult:
    return lab(analyte, value, low=None, high=None)


@pytest.mark.parametrize(
    ("worse", "other", "conflicting"),
    [
        # by number, also where nobody gave a limit
        (unlimited("neutrophils", "0.4"), unlimited("neutrophils", "4.0"), True),
        (unlimited("alt", "500"), unlimited("alt", "25"), True),
        (lab("igg", "3"), lab("igg", "5"), True),
        (lab("alt", "500"), lab("alt", "300"), True),
        # of one number by its limits; those of the laboratory before those of the table
        (lab("alt", "60", high="40"), lab("alt", "60", high="70"), True),
        (lab("alt", "42", high="45"), lab("alt", "42", high="41", from_table=True), False),
        (lab("alt", "60", high="40"), lab("alt", "60", high=None), True),
        (lab("alt", "60", high=None), lab("alt", "60", high="70"), True),
        # of one number what may be worse than it
        (lab("alt", "60", comparator=">"), lab("alt", "60"), True),
        (lab("alt", "60", comparator=">="), lab("alt", "60"), True),
        (lab("alt", "60"), lab("alt", "60", comparator="<", flag=Flag.HIGH, high=None), True),
        (lab("igg", "5", comparator="<"), lab("igg", "5"), True),
        (lab("igg", "5"), lab("igg", "5", comparator=">", flag=Flag.LOW, low=None), True),
        # a number before a flag, but not a number in range before a flag out of range
        (lab("alt", "500"), flagged("alt", Flag.HIGH), False),
        (lab("alt", "25", high=None), flagged("alt", Flag.NORMAL), True),
        (flagged("alt", Flag.HIGH), lab("alt", "25"), True),
        (lab("neutrophils", "0.4"), flagged("neutrophils", Flag.LOW), False),
        (flagged("neutrophils", Flag.LOW), lab("neutrophils", "4.0"), True),
        # of two flags
        (flagged("alt", Flag.HIGH), flagged("alt", Flag.NORMAL), True),
        (flagged("alt", Flag.ABNORMAL), flagged("alt", Flag.NORMAL), True),
        (flagged("alt", Flag.HIGH), flagged("alt", Flag.ABNORMAL), True),
    ],
)
def test_of_two_results_of_one_time(
    *, worse: LabResult, other: LabResult, conflicting: bool
) -> None:
    for one, two in permutations((worse, other)):
        found = worse_result(one, two)
        assert found == replace(worse, also=(other.source,), conflicting=conflicting)


def test_all_results_of_one_time_stay_sources() -> None:
    low, same, normal = lab("igg", "5"), lab("igg", "5"), lab("igg", "10")
    sources = {r.source for r in (low, same, normal)}
    for first, second, third in permutations((low, same, normal)):
        # whichever two come first: once a contradiction, always one
        for found in (
            worse_result(worse_result(first, second), third),
            worse_result(third, worse_result(first, second)),
        ):
            assert {found.source, *found.also} == sources
            assert len(found.also) == 2
            assert (str(found.value), found.conflicting) == ("5", True)


@pytest.mark.parametrize(
    ("worse", "other", "conflicting"),
    [
        (Reading.POSITIVE, Reading.NEGATIVE, True),
        (Reading.POSITIVE, Reading.INDETERMINATE, True),
        (Reading.INDETERMINATE, Reading.NEGATIVE, True),
        (Reading.INDETERMINATE, None, True),
        (None, Reading.NEGATIVE, True),
        (Reading.NEGATIVE, Reading.NEGATIVE, False),
    ],
)
def test_of_two_readings_of_one_time(
    *, worse: Reading | None, other: Reading | None, conflicting: bool
) -> None:
    one, two = serology("hbsag", worse), serology("hbsag", other)
    for first, second in permutations((one, two)):
        found = worse_serology(first, second)
        assert (found.reading, found.conflicting) == (worse, conflicting)
        assert {found.source, *found.also} == {one.source, two.source}


def test_a_contradiction_of_readings_stays_one_beside_a_third() -> None:
    positive, again = serology("hbsag", Reading.POSITIVE), serology("hbsag", Reading.POSITIVE)
    negative = serology("hbsag", Reading.NEGATIVE)
    for first, second, third in permutations((positive, again, negative)):
        for found in (
            worse_serology(worse_serology(first, second), third),
            worse_serology(third, worse_serology(first, second)),
        ):
            assert (found.reading, found.conflicting) == (Reading.POSITIVE, True)
            assert len(found.also) == 2


NINE = "2025-11-20T09:00:00+01:00"


@pytest.mark.parametrize(
    ("final", "early", "looked_at"),
    [
        (NINE, NINE, True),
        (NINE, "2025-11-20T08:59:59+01:00", False),
        (NINE, "2025-11-20", True),
        (NINE, "2025-11", True),
        (NINE, "2025-10", False),
        ("2025-11-20", NINE, True),
        ("2025-11-20", "2025-11-20", True),
        ("2025-11-20", "2025-11-19", False),
        ("2025-11-20", "2024", False),
        ("2025-11-20", "2023-01-01", False),
    ],
)
def test_a_preliminary_result_is_looked_at_where_it_may_be_as_new(
    final: str, early: str, *, looked_at: bool
) -> None:
    results = (lab("igg", "10", final), lab("igg", "5", early, preliminary=True))
    for listed in permutations(results):
        current = chart(replace(cs(), results=listed)).current("igg")
        assert {str(r.value) for r in current} == ({"5", "10"} if looked_at else {"10"})


EIGHT = "2025-11-20T08:00:00+01:00"


def test_of_one_moment_two_final_results_contradict_each_other() -> None:
    for one, other in permutations(("5", "10")):
        results = (lab("igg", one, NINE), lab("igg", other, NINE))
        newest = chart(replace(cs(), results=results)).latest("igg")
        assert newest is not None
        assert (str(newest.value), newest.conflicting) == ("5", True)


@pytest.mark.parametrize(
    ("results", "value"),
    [
        # written down in either order, the later hour is the newest
        ((lab("igg", "9", NINE), lab("igg", "5", EIGHT)), "9"),
        ((lab("igg", "5", EIGHT), lab("igg", "9", NINE)), "9"),
        # a day alone may be later than each of its hours
        ((lab("igg", "9", EIGHT), lab("igg", "10", NINE), lab("igg", "5")), "5"),
        ((lab("igg", "5"), lab("igg", "10", NINE), lab("igg", "9", EIGHT)), "5"),
    ],
)
def test_the_newest_of_one_day(results: tuple[LabResult, ...], value: str) -> None:
    for listed in permutations(results):
        newest = chart(replace(cs(), results=listed)).latest("igg")
        assert newest is not None
        assert str(newest.value) == value


def test_the_latest_reading_is_that_of_the_later_hour() -> None:
    for first, second in permutations((NINE, EIGHT)):
        readings = {NINE: Reading.POSITIVE, EIGHT: Reading.NEGATIVE}
        tests = (
            serology("hbsag", readings[first], first),
            serology("hbeag", readings[second], second),
        )
        newest = chart(replace(cs(), serologies=tests)).latest_serology("hbsag", "hbeag")
        assert newest is not None
        assert newest.reading is Reading.POSITIVE
