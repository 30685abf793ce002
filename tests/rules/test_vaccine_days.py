"""The days on which a vaccine can have been given, and whether the B cells were back by then."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, LabResult, Vaccination, VaccineClass
from app.rules.vaccine_days import Days, cause_of, days_of, name_of, recovered_by
from tests.charts import AS_OF, chart, cs, day, infusion, lab, vaccination

LIVE = VaccineClass.LIVE


def on(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@pytest.mark.parametrize(
    ("given", "earliest", "latest", "text"),
    [
        (vaccination(LIVE, "2025-11-20"), "2025-11-20", "2025-11-20", "2025-11-20"),
        (vaccination(LIVE, "2025-11"), "2025-11-01", "2025-11-30", "2025-11"),
        # judged on 1 December: given by then
        (vaccination(LIVE, "2025"), "2025-01-01", "2025-12-01", "2025"),
        (
            vaccination(LIVE, "2025", recorded=day("2025-03-04")),
            "2025-01-01",
            "2025-03-04",
            "2025",
        ),
        # written down before the day it is said to have been given: the later day stands
        (
            vaccination(LIVE, "2025-11-20", recorded=day("2025-11-10")),
            "2025-11-20",
            "2025-11-20",
            "2025-11-20",
        ),
        (
            vaccination(LIVE, None, recorded=day("2025-11")),
            None,
            "2025-11-30",
            "a day up to 2025-11-30",
        ),
        (
            vaccination(LIVE, None, recorded=day("2025-12")),
            None,
            "2025-12-01",
            "a day up to 2025-12-01",
        ),
        (vaccination(LIVE, None), None, None, "an unknown day"),
        (vaccination(LIVE, "2025-11-20", problem="not readable"), None, None, "an unknown day"),
        # what is still to come is not ended by the day it was written, or by today
        (
            vaccination(LIVE, "2026-01", planned=True, recorded=day("2025-11-10")),
            "2026-01-01",
            "2026-01-31",
            "2026-01",
        ),
        (vaccination(LIVE, "2025", forecast=True), "2025-01-01", "2025-12-31", "2025"),
        (vaccination(LIVE, None, planned=True), None, None, "no stated day"),
        (vaccination(LIVE, "2026-01", forecast=True, problem="bad"), None, None, "no stated day"),
    ],
)
def test_the_days_on_which_it_can_have_been_given(
    given: Vaccination, earliest: str | None, latest: str | None, text: str
) -> None:
    assert days_of(given, AS_OF) == Days(on(earliest), on(latest), text)


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (vaccination(LIVE, "2025-11", recorded=day("2025-11-10")), "cvx|03|2025-11"),
        (vaccination(LIVE, None, recorded=day("2025-11-10")), "cvx|03|2025-11-10"),
        (vaccination(LIVE, None), "cvx|03|undated"),
    ],
)
def test_the_cause_is_the_vaccine_and_its_day_as_written(given: Vaccination, cause: str) -> None:
    assert cause_of(given) == cause


@pytest.mark.parametrize(
    ("name", "told"),
    [("MMR", "MMR"), ("", "A vaccine"), ("UNKNOWN", "A vaccine"), ("unknown", "A vaccine")],
)
def test_a_name_that_says_nothing_is_a_vaccine(name: str, told: str) -> None:
    assert name_of(vaccination(LIVE, None, name=name)) == told


def treated(doses: Iterable[Administration], *counts: LabResult) -> Chart:
    return chart(replace(cs(), administrations=tuple(doses), results=counts))


TWO = (infusion("2024-01-02"), infusion("2025-06-10"))
LOW, BACK = lab("cd19", "20", "2025-09-01"), lab("cd19", "150", "2025-10-01")


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        (None, None),
        ("2025-08-31", None),  # no count since the dose of June
        ("2025-09-01", False),  # the count of the day itself
        ("2025-09-30", False),
        ("2025-10-01", True),
        ("2025-12-01", True),
        ("2023-12-31", None),  # before the first dose
    ],
)
def test_the_counts_up_to_that_day_decide(when: str | None, *, answer: bool | None) -> None:
    patient = treated(TWO, BACK, LOW)
    for _ in range(2):  # the second time from what is kept
        assert recovered_by(patient, on(when)) is answer
    # asked in any order
    assert recovered_by(patient, date(2025, 9, 1)) is False


def test_the_doses_up_to_that_day_decide() -> None:
    early = lab("cd19", "150", "2025-01-10")
    patient = treated(TWO, early)
    assert recovered_by(patient, date(2025, 6, 9)) is True  # back before the dose of June
    assert recovered_by(patient, date(2025, 6, 10)) is None  # depleted again from that day on


def test_a_month_counts_from_its_last_day() -> None:
    patient = treated(TWO, lab("cd19", "150", "2025-09"), lab("cd19", "150", None))
    assert recovered_by(patient, date(2025, 9, 29)) is None
    assert recovered_by(patient, date(2025, 9, 30)) is True


def test_both_kinds_of_counts_are_read() -> None:
    count = lab("cd20", "150", "2025-09-01", unit="{cells}/uL", low="100")
    assert recovered_by(treated(TWO, count), date(2025, 9, 1)) is True
    # of one day the lower one decides
    assert recovered_by(treated(TWO, count, LOW), date(2025, 9, 1)) is False


def test_without_a_dated_dose_nothing_is_known() -> None:
    assert recovered_by(treated((), BACK), AS_OF) is None
    assert recovered_by(treated((infusion(None), *TWO), BACK), AS_OF) is None


def test_the_own_baseline_is_read_before_the_first_dose() -> None:
    before, now = lab("cd19", "120", "2023-12-01"), lab("cd19", "120", "2025-11-20", low=None)
    assert recovered_by(treated(TWO, before, now), AS_OF) is True
    assert recovered_by(treated(TWO, replace(before, when=day("2024-02-01")), now), AS_OF) is None
