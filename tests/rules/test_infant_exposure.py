"""NEO-01: which doses to the mother expose the infant, at both sides of each boundary."""

from datetime import date

import pytest

from app.clinical.facts import MaternalDose, Mother, PregnancyDate
from app.knowledge.parameters import Parameters
from app.rules.maternal_exposure import Exposed, exposure_of, infancy_ends, is_infant
from tests.charts import chart, day, on_treatment
from tests.rules.infants import BORN, infant, lost_dose, maternal, menstruation, mother

YES, DOUBTFUL, INCOMPLETE, UNTOLD, NO = (
    Exposed.YES,
    Exposed.DOUBTFUL,
    Exposed.INCOMPLETE,
    Exposed.UNTOLD,
    Exposed.NO,
)


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("dose", "exposed"),
    [
        ("2024-06-05", YES),  # the first day of the window, see tests/rules/infants.py
        ("2024-06-04", NO),
        ("2025-10-01", YES),  # the day of birth
        ("2025-10-02", NO),
        ("2024-06", DOUBTFUL),
        ("2024-05", NO),
        ("2024-07", YES),
        ("2025-10", DOUBTFUL),
        ("2025-11", NO),
        (None, DOUBTFUL),
    ],
)
def test_a_dose_exposes_from_six_months_before_the_longest_pregnancy(
    dose: str | None, exposed: Exposed, parameters: Parameters
) -> None:
    given = maternal(dose)
    found = exposure_of(infant(mother(given)), parameters)
    assert (found.exposed, found.facts) == (exposed, (given,))
    assert found.suspected is (exposed is not NO)


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("begun", "dose", "exposed"),
    [
        # last menstruation on 10 January 2025: from 10 July 2024
        (menstruation("2025-01-10"), "2024-07-10", YES),
        (menstruation("2025-01-10"), "2024-07-09", NO),
        # 30 August 2024 has no counterpart in February: clamped to the 28th, the wider window;
        # this pregnancy would last 397 days: not this one, and the longest is taken
        (menstruation("2024-08-30"), "2024-06-05", YES),
        (menstruation("2024-08-30"), "2024-06-04", NO),
        # of January 2025: the first day it may be
        (menstruation("2025-01"), "2024-07-01", YES),
        (menstruation("2025-01"), "2024-06-30", NO),
        # of 2024: no earlier than the longest pregnancy
        (menstruation("2024"), "2024-06-05", YES),
        (menstruation("2024"), "2024-06-04", NO),
        # expected on 17 October 2025, 280 days after 10 January
        (menstruation("2025-10-17", expected_delivery=True), "2024-07-10", YES),
        (menstruation("2025-10-17", expected_delivery=True), "2024-07-09", NO),
        # 140 days before birth is 14 May 2025: the latest that counts
        (menstruation("2025-05-14"), "2024-11-14", YES),
        (menstruation("2025-05-14"), "2024-11-13", NO),
        (menstruation("2025-05-15"), "2024-11-13", YES),
        # 300 days before birth is 5 December 2024: the earliest that counts
        (menstruation("2024-12-05"), "2024-06-05", YES),
        (menstruation(None), "2024-06-05", YES),
    ],
)
def test_the_last_menstruation_narrows_the_window(
    begun: PregnancyDate, dose: str, exposed: Exposed, parameters: Parameters
) -> None:
    found = exposure_of(infant(mother(maternal(dose), dates=[begun])), parameters)
    assert found.exposed is exposed


@pytest.mark.row("NEO-01")
def test_the_earliest_day_counts_and_is_evidence_another_pregnancy_is_not(
    parameters: Parameters,
) -> None:
    days = [menstruation("2025-02-10"), menstruation("2025-01-10"), menstruation("2023-01-10")]
    given = maternal("2024-07-10")
    found = exposure_of(infant(mother(given, dates=days)), parameters)
    assert (found.exposed, found.facts) == (YES, (given, days[0], days[1]))
    before = maternal("2024-07-09")
    none = exposure_of(infant(mother(before, dates=days)), parameters)
    assert (none.exposed, none.facts) == (NO, (before, days[0], days[1]))
    month = maternal("2024-07")
    open_ = exposure_of(infant(mother(month, dates=days)), parameters)
    assert (open_.exposed, open_.facts) == (DOUBTFUL, (month, days[0], days[1]))


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("begun", "used"),
    [
        # 140 to 300 days before 1 October 2025: from 5 December 2024 to 14 May 2025
        (menstruation("2024-12-04"), False),
        (menstruation("2024-12-05"), True),
        (menstruation("2025-05-14"), True),
        (menstruation("2025-05-15"), False),
        (menstruation("2024-12"), True),
        (menstruation("2024-11"), False),
        (menstruation("2025-05"), True),
        (menstruation("2025-06"), False),
        # expected 280 days later: from 11 September 2025 to 18 February 2026
        (menstruation("2025-09-10", expected_delivery=True), False),
        (menstruation("2025-09-11", expected_delivery=True), True),
        (menstruation("2026-02-18", expected_delivery=True), True),
        (menstruation("2026-02-19", expected_delivery=True), False),
    ],
)
def test_only_days_of_this_pregnancy_are_used(
    begun: PregnancyDate, *, used: bool, parameters: Parameters
) -> None:
    given = maternal()
    found = exposure_of(infant(mother(given, dates=[begun])), parameters)
    assert found.facts == ((given, begun) if used else (given,))


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("dose", "exposed"),
    [
        # born in October 2025: the window opens on 5 June 2024 at the earliest (1 October) and at
        # the latest 2025-10-31 - 300 d = 2025-01-04, - 6 months = 2024-07-04
        ("2024-06-04", NO),
        ("2024-06-05", DOUBTFUL),
        ("2024-07-03", DOUBTFUL),
        ("2024-07-04", YES),
        ("2025-10-01", YES),
        ("2025-10-02", DOUBTFUL),
        ("2025-10-31", DOUBTFUL),
        ("2025-11-01", NO),
    ],
)
def test_a_month_of_birth_leaves_doses_at_its_ends_open(
    dose: str, exposed: Exposed, parameters: Parameters
) -> None:
    found = exposure_of(infant(mother(maternal(dose)), born="2025-10"), parameters)
    assert found.exposed is exposed


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("hers", "exposed"),
    [
        (None, UNTOLD),
        (mother(), NO),
        (mother(complete=False), INCOMPLETE),
        (mother(maternal("2023-01-01"), complete=False), INCOMPLETE),
        (mother(maternal(given=False)), DOUBTFUL),
        (mother(maternal("2023-01-01", given=False)), NO),
        (mother(maternal(None, given=False)), DOUBTFUL),
        (mother(maternal(), maternal(None, given=False), complete=False), YES),
    ],
)
def test_what_is_not_known_is_not_clear(
    hers: Mother | None, exposed: Exposed, parameters: Parameters
) -> None:
    found = exposure_of(infant(hers), parameters)
    assert found.exposed is exposed
    assert found.suspected is (exposed in (YES, DOUBTFUL, INCOMPLETE))
    known: tuple[MaternalDose, ...] = hers.ocrelizumab if hers else ()
    assert found.facts == (known[:1] if exposed is YES else known)


@pytest.mark.row("NEO-01")
def test_an_invalid_resource_that_names_ocrelizumab_is_a_doubt(parameters: Parameters) -> None:
    lost = lost_dose()
    alone = exposure_of(infant(None, lost=[lost]), parameters)
    assert (alone.exposed, alone.facts) == (DOUBTFUL, (lost,))
    beside = exposure_of(infant(mother(), lost=[lost]), parameters)
    assert (beside.exposed, beside.facts) == (DOUBTFUL, (lost,))


@pytest.mark.row("NEO-01")
def test_without_a_birth_date_any_dose_is_a_doubt(parameters: Parameters) -> None:
    assert exposure_of(infant(born=None), parameters).exposed is DOUBTFUL
    assert exposure_of(infant(mother(), born=None), parameters).exposed is NO


@pytest.mark.row("NEO-01")
def test_an_infant_is_younger_than_two_years(parameters: Parameters) -> None:
    assert infancy_ends(infant(), parameters) == date(2027, 10, 1)
    assert is_infant(infant(as_of=date(2027, 9, 30)), parameters)
    assert not is_infant(infant(as_of=date(2027, 10, 1)), parameters)
    assert is_infant(infant(born="2025-10", as_of=date(2027, 10, 30)), parameters)
    assert not is_infant(infant(born="2025-10", as_of=date(2027, 10, 31)), parameters)
    assert is_infant(infant(born=None), parameters)
    assert not is_infant(infant(None, born=None), parameters)
    assert infancy_ends(infant(born=None), parameters) is None
    assert not is_infant(chart(on_treatment()), parameters)
    assert day(BORN) is not None
