"""MAL-01 and MAL-02: breast cancer screening by age and interval, and self-examination."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge import Parameters, load
from app.rules.breast_screening import MAL_01, breast_screening
from tests.charts import (
    chart,
    coded,
    cs,
    day,
    diagnosis,
    infusion,
    medication,
    on_treatment,
    only,
    patient,
    procedure,
)
from tests.rules.spoken import LOW, NOTE, WARN, at_site, briefly, spoken

MAMMOGRAPHY = "imaging_mammography"
EXAMINE = ("MAL-02", NOTE, None, "examine")


def woman(record: Record, born: str | None = "1975-06-15", gender: str = "female") -> Record:
    return replace(record, patient=patient(born, gender))


def screened(*days: str | None, record: Record | None = None) -> Chart:
    images = tuple(procedure(MAMMOGRAPHY, when) for when in days)
    return chart(replace(woman(record or cs()), procedures=images))


@pytest.mark.row("MAL-01")
@pytest.mark.row("MAL-02")
@pytest.mark.parametrize(
    ("born", "gender", "asked"),
    [
        # planned on 2025-12-01: from 40 to 74 completed years
        ("1985-12-01", "female", True),  # 40 on that day
        ("1985-12-02", "female", False),  # 39
        ("1950-12-01", "female", False),  # 75 on that day
        ("1950-12-02", "female", True),  # 74
        ("1985", "female", True),  # 39 or 40
        ("1986", "female", False),  # 38 or 39
        ("1950", "female", True),  # 74 or 75
        ("1949", "female", False),  # 75 or 76
        ("1975-06-15", "", True),
        ("1975-06-15", "other", True),
        (None, "female", False),  # PAED-01 asks for the birth date
    ],
)
@pytest.mark.parametrize("record", [cs(), on_treatment()], ids=["before", "on treatment"])
def test_never_supplied_is_asked_at_the_ages_of_the_schedule(
    record: Record, born: str | None, gender: str, parameters: Parameters, *, asked: bool
) -> None:
    found = briefly(breast_screening, chart(woman(record, born, gender)), parameters)
    assert found == [EXAMINE, *([("MAL-01", WARN, LOW, "missing")] if asked else [])]


@pytest.mark.row("MAL-01")
@pytest.mark.row("MAL-02")
def test_men_are_told_nothing(parameters: Parameters) -> None:
    assert briefly(breast_screening, chart(woman(cs(), gender="male")), parameters) == []


@pytest.mark.row("MAL-01")
def test_what_was_never_supplied_is_asked_for(parameters: Parameters) -> None:
    finding = spoken(breast_screening, screened(), parameters)[1]
    assert (finding.basis, finding.because, finding.cause) == (Basis.MISSING, (), "")
    assert finding.missing == (Missing("DiagnosticReport", MAMMOGRAPHY),)


@pytest.mark.row("MAL-01")
@pytest.mark.parametrize(
    ("days", "text"),
    [
        # 24 months before 2025-12-01
        (("2023-12-01",), None),
        (("2023-11-30",), "overdue"),
        (("2023-11",), "overdue"),
        (("2023",), "inexact"),  # until 31 December
        (("2021-01-01", "2024-05-01"), None),
        (("2024-05-01", "2021-01-01"), None),
        ((None,), "undated"),
        ((None, "2024-05-01"), None),
    ],
)
def test_a_mammography_is_overdue_by_the_interval(
    days: tuple[str | None, ...], text: str | None, parameters: Parameters
) -> None:
    found = briefly(breast_screening, screened(*days), parameters)
    assert found == [EXAMINE, *([("MAL-01", WARN, LOW, text)] if text else [])]


@pytest.mark.row("MAL-01")
def test_an_overdue_one_names_its_day_and_what_is_asked(parameters: Parameters) -> None:
    patient_chart = screened("2020-03-05")
    finding = spoken(breast_screening, patient_chart, parameters)[1]
    assert finding.because == patient_chart.procedures(MAMMOGRAPHY)
    assert finding.basis is Basis.FINDING
    assert finding.missing == (Missing("DiagnosticReport", MAMMOGRAPHY, date(2020, 3, 6)),)
    said = MAL_01.sentence(finding)
    assert "is of 2020-03-05, more than 24 months before 2025-12-01" in said


@pytest.mark.row("MAL-01")
@pytest.mark.parametrize(("when", "shown"), [("2023", "of 2023:"), (None, MAMMOGRAPHY)])
def test_an_inexact_or_missing_day_is_unusable(
    when: str | None, shown: str, parameters: Parameters
) -> None:
    finding = spoken(breast_screening, screened(when), parameters)[1]
    assert finding.basis is Basis.UNUSABLE
    assert shown in MAL_01.sentence(finding)
    assert len(finding.because) == 1


@pytest.mark.row("MAL-01")
def test_a_recent_one_clears_until_it_is_too_old(parameters: Parameters) -> None:
    cleared = [
        f for f in breast_screening.judge(screened("2024-05-01"), parameters) if f.row == "MAL-01"
    ]
    assert [f.action for f in cleared] == [Action.CLEAR]
    assert only(cleared).until == date(2026, 5, 2)  # 24 months and a day
    assert only(cleared).because


@pytest.mark.row("MAL-01")
@pytest.mark.parametrize(
    ("other", "asked"),
    [
        ({}, False),
        ({"present": True}, False),
        ({"present": False}, True),
        ({"preliminary": True}, True),
    ],
)
def test_an_observation_counts_unless_it_says_that_none_was_done(
    other: dict[str, bool], parameters: Parameters, *, asked: bool
) -> None:
    record = replace(woman(cs()), coded=(coded(MAMMOGRAPHY, when="2025-01-01", **other),))
    found = briefly(breast_screening, chart(record), parameters)
    assert (("MAL-01", WARN, LOW, "missing") in found) is asked


@pytest.mark.row("MAL-01")
@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (diagnosis("cond_breast_cancer", onset="2025-01-01"), False),  # MAL-03 holds
        (diagnosis("cond_breast_cancer", onset="2015", clinical="remission"), True),
        (diagnosis("cond_breast_cancer", "cond_malignancy_history"), True),
    ],
)
def test_known_breast_cancer_is_not_screened_for(
    found: object, parameters: Parameters, *, asked: bool
) -> None:
    record = replace(woman(cs()), diagnoses=(found,))  # type: ignore[arg-type]  # a Diagnosis
    said = briefly(breast_screening, chart(record), parameters)
    assert (("MAL-01", WARN, LOW, "missing") in said) is asked


@pytest.mark.row("MAL-01")
@pytest.mark.row("MAL-02")
def test_after_stopping_nothing_is_said(parameters: Parameters) -> None:
    stopped = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-11-01"))
    record = replace(on_treatment(infusion("2025-06-01")), medications=(stopped,))
    assert briefly(breast_screening, chart(woman(record)), parameters) == []


@pytest.mark.row("MAL-01")
def test_a_site_without_a_schedule_is_only_reminded(parameters: Parameters) -> None:
    site = at_site(parameters, "malignancy.breast.schedule", "remind")
    found = briefly(breast_screening, chart(woman(cs())), site)
    assert found == [EXAMINE, ("MAL-01", NOTE, None, "remind")]


@pytest.mark.row("MAL-01")
def test_an_unknown_birth_date_leaves_it_open(parameters: Parameters) -> None:
    record = woman(cs(), None)
    found = [f for f in breast_screening.judge(chart(record), parameters) if f.row == "MAL-01"]
    assert [(f.action, f.basis) for f in found] == [(Action.CLEAR, Basis.UNUSABLE)]


@pytest.mark.row("MAL-01")
@pytest.mark.parametrize(("on", "years"), [(date(2024, 4, 29), 50), (date(2024, 4, 30), 40)])
def test_the_first_age_changed_with_the_recommendation(on: date, years: int) -> None:
    assert load().parameters(on).years("malignancy.breast.minYears") == years
