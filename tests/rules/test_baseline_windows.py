"""BASE-*: how old a baseline result may be, before the first dose and on treatment."""

from datetime import date

import pytest

from app.clinical.facts import Reading
from app.clinical.finding import Action, Basis
from app.knowledge.parameters import Parameters
from app.rules.baseline_tests import (
    blood_count_known,
    hepatitis_b_known,
    immunoglobulins_known,
    liver_known,
)
from app.rules.rule import Rule
from tests.charts import cs, infusion, lab, on_treatment, only, serology
from tests.rules.results import but
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

NEGATIVE, POSITIVE = Reading.NEGATIVE, Reading.POSITIVE


@pytest.mark.row("BASE-IG-01")
@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        # planned for 2025-12-01: 90 days before is 2025-09-02, 365 days before 2024-12-01
        ("2025-09-02", None),
        ("2025-09-01", (WARN, MODERATE, "stale", Basis.FINDING)),
        ("2024-12-01", (WARN, MODERATE, "stale", Basis.FINDING)),
        ("2024-11-30", (HOLD, MODERATE, "expired", Basis.MISSING)),
        ("2025-09", (WARN, MODERATE, "inexact_stale", Basis.UNUSABLE)),
        ("2025-08", (WARN, MODERATE, "stale", Basis.FINDING)),
        ("2025-10", None),
        ("2024", (HOLD, MODERATE, "inexact", Basis.UNUSABLE)),
        ("2023", (HOLD, MODERATE, "expired", Basis.MISSING)),
    ],
)
def test_before_the_first_dose_a_result_counts_inside_its_window(
    drawn: str,
    expected: tuple[Action, object, str, Basis] | None,
    parameters: Parameters,
) -> None:
    found = spoken(immunoglobulins_known, but(cs(), lab("igg", when=drawn)), parameters)
    told = [(f.action, f.severity, f.text, f.basis) for f in found]
    assert told == ([] if expected is None else [expected])


@pytest.mark.row("BASE-IG-01")
def test_the_screening_changes_when_its_oldest_result_leaves_the_window(
    parameters: Parameters,
) -> None:
    # 2025-11-01 + 91 days = 2026-01-31
    patient = but(cs(), lab("igm", when="2025-11-01"))
    cleared = only(immunoglobulins_known.judge(patient, parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2026, 1, 31))


@pytest.mark.row("BASE-HBV-01")
@pytest.mark.parametrize(
    ("drawn", "text"),
    [("2024-12-01", None), ("2024-11-30", "expired"), ("2024", "inexact"), ("2023", "expired")],
)
def test_serology_older_than_a_year_counts_as_missing(
    drawn: str, text: str | None, parameters: Parameters
) -> None:
    found = spoken(hepatitis_b_known, but(cs(), serology("hbsag", NEGATIVE, drawn)), parameters)
    assert [f.text for f in found] == ([] if text is None else [text])
    assert all((f.action, f.severity) == (HOLD, HIGH) for f in found)


@pytest.mark.row("BASE-HBV-01", "BASE-HBV-02")
def test_a_positive_serology_is_a_fact_that_does_not_expire(parameters: Parameters) -> None:
    patient = but(cs(), serology("anti_hbc_total", POSITIVE, "2015-01-01"))
    assert briefly(hepatitis_b_known, patient, parameters) == []


@pytest.mark.row("BASE-CBC-01")
def test_an_old_blood_count_is_a_low_warning(parameters: Parameters) -> None:
    patient = but(cs(), lab("platelets", when="2025-09-01"), lab("leukocytes", when="2020-01-01"))
    assert briefly(blood_count_known, patient, parameters) == [
        ("BASE-CBC-01", WARN, LOW, "expired"),
        ("BASE-CBC-01", WARN, LOW, "stale"),
    ]


@pytest.mark.row("BASE-IG-01", "BASE-LFT-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    ("rule", "analyte", "action", "severity"),
    [
        (immunoglobulins_known, "igg", HOLD, MODERATE),
        (immunoglobulins_known, "iga", WARN, LOW),
        (immunoglobulins_known, "igm", WARN, LOW),
        (liver_known, "alt", HOLD, MODERATE),
        (liver_known, "bilirubin", HOLD, MODERATE),
        (liver_known, "ast", WARN, LOW),
        (liver_known, "alp", WARN, LOW),
        (blood_count_known, "neutrophils", WARN, LOW),
    ],
)
def test_a_treated_patient_without_the_test_is_held_for_what_matters(
    rule: Rule, analyte: str, action: Action, severity: object, parameters: Parameters
) -> None:
    found = only(spoken(rule, but(on_treatment(), without=[analyte]), parameters))
    assert (found.action, found.severity, found.basis) == (action, severity, Basis.MISSING)


@pytest.mark.row("BASE-HBV-01", "BASE-HBV-02")
def test_a_treated_patient_never_tested_for_hepatitis_b_is_held(parameters: Parameters) -> None:
    patient = but(on_treatment(), without=["hbsag", "anti_hbc_total"])
    assert briefly(hepatitis_b_known, patient, parameters) == [
        ("BASE-HBV-01", HOLD, HIGH, "missing"),
        ("BASE-HBV-02", HOLD, HIGH, "missing"),
    ]


@pytest.mark.row("BASE-IG-01", "BASE-HBV-01")
def test_on_treatment_a_test_done_once_is_enough(parameters: Parameters) -> None:
    treated = on_treatment(infusion("2023-01-02"), infusion("2025-06-15"))
    patient = but(treated, lab("igg", when="2022-12-01"), serology("hbsag", NEGATIVE, "2023-02-01"))
    assert briefly(immunoglobulins_known, patient, parameters) == []
    assert briefly(hepatitis_b_known, patient, parameters) == []


@pytest.mark.row("BASE-HBV-01")
@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        # first dose on 2025-06-01; 365 days before is 2024-06-01
        ("2024-06-01", []),
        ("2024-05-31", [("BASE-HBV-01", WARN, MODERATE, "old")]),
    ],
)
def test_serology_too_old_when_treatment_began_is_repeated(
    drawn: str, said: list[object], parameters: Parameters
) -> None:
    patient = but(on_treatment(), serology("hbsag", NEGATIVE, drawn))
    assert briefly(hepatitis_b_known, patient, parameters) == said


@pytest.mark.row("BASE-IG-01")
def test_on_a_restart_the_baseline_windows_apply_again(parameters: Parameters) -> None:
    stopped = on_treatment(infusion("2024-01-02"))
    patient = but(stopped, lab("igg", when="2024-12-01"))
    assert briefly(immunoglobulins_known, patient, parameters) == [
        ("BASE-IG-01", WARN, MODERATE, "stale")
    ]
