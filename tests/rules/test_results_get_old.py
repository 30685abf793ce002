"""Alerts and tests that get old, and events that belong to their day, name the day they change."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Grade, LabResult, VaccineClass
from app.knowledge.parameters import Parameters
from app.rules.baseline_tests import immunoglobulins_known
from app.rules.blood_count import blood_count_due, neutrophils
from app.rules.immunoglobulins import low_igg_on_treatment
from app.rules.infection import active_infection
from app.rules.infusion_reaction import reaction_to_ocrelizumab
from app.rules.live_vaccine import live_vaccine_before_first_dose
from app.rules.liver import bilirubin_or_alp_alone, transaminases_raised
from app.rules.liver_symptoms import liver_tests_due
from app.rules.non_live_vaccine import non_live_vaccine_before_first_dose
from app.rules.rule import Rule
from tests.charts import (
    chart,
    cs,
    day,
    diagnosis,
    infusion,
    lab,
    medication,
    on_treatment,
    reaction,
    vaccination,
)
from tests.rules.results import but
from tests.rules.test_changes_by_time import turns

GRAVE = frozenset(("reaction_anaphylaxis",))


def results(*changed: LabResult) -> Chart:
    return but(on_treatment(), *changed)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        # windows of 90 and 365 days: they end on day 91 and on day 366
        ("2025-11-20", ("", "2026-02-19")),
        ("2025-09-01", ("stale", "2026-09-02")),
        ("2024-12-01", ("stale", "2025-12-02")),
        ("2024-11-30", ("expired", None)),
        ("2025-09", ("inexact_stale", "2025-12-30")),  # 30 September + 91
        ("2024", ("inexact", "2026-01-01")),  # 31 December 2024 + 366
    ],
)
def test_the_screening_leaves_its_windows(
    *, drawn: str, expected: tuple[str, str | None], parameters: Parameters
) -> None:
    screening = but(cs(), *(lab(each, when=drawn) for each in ("igg", "iga", "igm")))
    assert turns(immunoglobulins_known, screening, parameters) == [("BASE-IG-01", *expected)]


def test_a_test_that_lacks_does_not_hide_when_the_others_get_old(parameters: Parameters) -> None:
    # IgA and IgM of 2025-11-20 leave the window on 2026-02-19, before IgG expires
    stale = but(cs(), lab("igg", when="2025-09-01"))
    assert turns(immunoglobulins_known, stale, parameters) == [
        ("BASE-IG-01", "stale", "2026-02-19")
    ]
    missing = but(cs(), without=["igg"])
    assert turns(immunoglobulins_known, missing, parameters) == [
        ("BASE-IG-01", "missing", "2026-02-19")
    ]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("2025-06-01", ("", "2025-12-02")),
        ("2025-05-31", ("due", None)),
        ("2025-05", ("due", None)),
        ("2025-06", ("", "2025-12-02")),
        ("2025", ("inexact", "2026-07-01")),
    ],
)
def test_tests_become_due(*, drawn: str, expected: tuple[str, str], parameters: Parameters) -> None:
    old = results(*(lab(each, when=drawn) for each in ("neutrophils", "alt", "bilirubin")))
    assert turns(blood_count_due, old, parameters) == [("CBC-02", *expected)]
    assert turns(liver_tests_due, old, parameters) == [("LIV-05", *expected)]


def last_said(found: Iterable[tuple[str, str, str | None]]) -> tuple[str, str, str | None]:
    return [each for each in found if each[1]][-1]


@pytest.mark.parametrize(
    ("rule", "analyte", "value", "row", "fresh"),
    [
        (neutrophils, "neutrophils", "0.9", "CBC-01", "low"),
        (transaminases_raised, "alt", "60", "LIV-04", "raised"),
        (bilirubin_or_alp_alone, "alp", "200", "LIV-07", "raised"),
        (low_igg_on_treatment, "igg", "6.0", "IG-07", "low"),
    ],
)
def test_an_old_alert_asks_to_repeat(
    *, rule: Rule, analyte: str, value: str, row: str, fresh: str, parameters: Parameters
) -> None:
    for drawn, expected in (
        ("2025-06-01", (row, fresh, "2025-12-02")),
        ("2025-05-31", (row, "repeat", None)),
    ):
        said = turns(rule, results(lab(analyte, value, drawn)), parameters)
        assert last_said(said) == expected


@pytest.mark.parametrize(
    ("onset", "until"),
    [("2025-11-25", "2025-12-02"), ("2024-12-15", "2025-12-02"), ("2024-12-01", "2025-12-02")],
)
def test_low_igg_with_a_serious_infection(
    *, onset: str, until: str, parameters: Parameters
) -> None:
    # IgG of 2025-06-01 is to be repeated from 2025-12-02 on
    sepsis = diagnosis("cond_active_infection", "cond_infection_sepsis", onset=onset)
    low = results(lab("igg", "6.0", "2025-06-01"), lab("igg", "5.9", "2025-03-01"))
    ill = chart(replace(low.record, diagnoses=(*low.record.diagnoses, sepsis)))
    assert turns(low_igg_on_treatment, ill, parameters) == [("IG-05", "persistent", until)]


def test_an_infection_counts_as_treated_while_a_medicine_lasts(parameters: Parameters) -> None:
    old = diagnosis("cond_active_infection", onset="2025-09-01")
    course = medication("drug_anti_infective", ends=day("2025-12-10"))
    ill = chart(replace(cs(), diagnoses=(*cs().diagnoses, old), medications=(course,)))
    assert turns(active_infection, ill, parameters) == [("INF-HOLD-01", "treated", "2025-12-11")]


@pytest.mark.parametrize(
    ("topics", "grade", "row"),
    [(GRAVE, None, "IRR-LT-01"), (frozenset(("symptom_reaction_mild",)), "severe", "IRR-SEV-01")],
)
def test_a_reaction_belongs_to_the_present_infusion_for_its_day(
    *, topics: frozenset[str], grade: str | None, row: str, parameters: Parameters
) -> None:
    event = replace(
        reaction("symptom_reaction_mild", when="2025-12-01"),
        topics=topics,
        grade=Grade(grade) if grade else None,
        suspects=frozenset(("drug_ocrelizumab_iv",)),
    )
    # stopped today it is over tomorrow; still in progress it may run past midnight
    for status, until in (("stopped", "2025-12-02"), ("in-progress", "2025-12-03")):
        today = replace(on_treatment(infusion("2025-12-01", status=status)), reactions=(event,))
        assert last_said(turns(reaction_to_ocrelizumab, chart(today), parameters)) == (
            row,
            "reaction",
            until,
        )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2025-11-04", ("recent", "2025-12-02")),
        ("2025-11", ("inexact", "2025-12-28")),  # as late as 30 November, + 28 days
        ("2025", ("inexact", "2025-12-02")),  # tomorrow it can have been given a day later
    ],
)
def test_a_vaccine_passes_its_interval(
    *, when: str, expected: tuple[str, str], parameters: Parameters
) -> None:
    live = chart(replace(cs(), vaccinations=(vaccination(VaccineClass.LIVE, when),)))
    assert last_said(turns(live_vaccine_before_first_dose, live, parameters)) == (
        "VAX-LIVE-01",
        *expected,
    )


@pytest.mark.parametrize(
    ("when", "recorded", "expected"),
    [
        ("2025-11-18", None, ("recent", "2025-12-02")),
        ("2025-11", None, ("inexact", "2025-12-14")),  # as late as 30 November, + 14 days
        ("2025", None, ("inexact", "2025-12-02")),
        ("2025", "2025-11-20", ("inexact", "2025-12-04")),  # written down that day
    ],
)
def test_a_non_live_vaccine_passes_its_interval(
    *, when: str, recorded: str | None, expected: tuple[str, str], parameters: Parameters
) -> None:
    shot = vaccination(VaccineClass.NONLIVE, when, recorded=day(recorded))
    fresh = chart(replace(cs(), vaccinations=(shot,)))
    assert turns(non_live_vaccine_before_first_dose, fresh, parameters) == [
        ("VAX-NONLIVE-01", *expected)
    ]
