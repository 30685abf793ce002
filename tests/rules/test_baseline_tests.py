"""BASE-*: the tests that must be known before the first dose."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Flag, LabResult, Procedure, Reading
from app.clinical.finding import Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.baseline_tests import (
    BASE_LFT_01,
    blood_count_known,
    brain_mri_known,
    hepatitis_b_known,
    immunoglobulins_known,
    liver_known,
)
from app.rules.rule import INPUT, Rule
from tests.charts import AS_OF, chart, cs, infusion, lab, on_treatment, only, procedure, serology
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, NOTE, WARN, at_site, briefly, spoken

NEGATIVE = Reading.NEGATIVE

NUMERIC = [
    (immunoglobulins_known, "BASE-IG-01", "igg", "lab_igg"),
    (immunoglobulins_known, "BASE-IG-01", "iga", "lab_iga"),
    (immunoglobulins_known, "BASE-IG-01", "igm", "lab_igm"),
    (liver_known, "BASE-LFT-01", "alt", "lab_alt"),
    (liver_known, "BASE-LFT-01", "ast", "lab_ast"),
    (liver_known, "BASE-LFT-01", "alp", "lab_alp"),
    (liver_known, "BASE-LFT-01", "bilirubin", "lab_bilirubin_total"),
]
COUNTED = [
    ("leukocytes", "lab_leukocytes"),
    ("neutrophils", "lab_neutrophils_absolute"),
    ("lymphocytes", "lab_lymphocytes_absolute"),
    ("platelets", "lab_platelets"),
    ("haemoglobin", "lab_haemoglobin"),
]


@pytest.mark.row("BASE-HBV-01", "BASE-HBV-02", "BASE-IG-01", "BASE-LFT-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    "rule", [hepatitis_b_known, immunoglobulins_known, liver_known, blood_count_known]
)
def test_the_complete_screening_is_clear(rule: Rule, parameters: Parameters) -> None:
    assert briefly(rule, chart(), parameters) == []
    assert all(f.because for f in rule.judge(chart(), parameters))


@pytest.mark.row("BASE-IG-01", "BASE-LFT-01")
@pytest.mark.parametrize(("rule", "row", "analyte", "value_set"), NUMERIC)
def test_a_missing_test_holds_the_first_dose(
    rule: Rule, row: str, analyte: str, value_set: str, parameters: Parameters
) -> None:
    found = only(spoken(rule, but(cs(), without=[analyte]), parameters))
    assert (found.row, found.action, found.severity) == (row, HOLD, MODERATE)
    assert (found.text, found.basis, found.cause) == ("missing", Basis.MISSING, "missing")
    # 2025-12-01 - 90 days = 2025-09-02
    assert found.missing == (Missing("Observation", value_set, date(2025, 9, 2)),)
    assert (found.releases_on, found.because) == (None, ())


@pytest.mark.row("BASE-IG-01")
def test_missing_tests_of_one_row_are_one_alert(parameters: Parameters) -> None:
    found = only(spoken(immunoglobulins_known, but(cs(), without=["igg", "igm"]), parameters))
    assert found.values["tests"] == "IgG, IgM"
    assert len(found.missing) == 2


@pytest.mark.row("BASE-CBC-01")
@pytest.mark.parametrize(("analyte", "value_set"), COUNTED)
def test_a_missing_blood_count_is_a_low_warning(
    analyte: str, value_set: str, parameters: Parameters
) -> None:
    found = only(spoken(blood_count_known, but(cs(), without=[analyte]), parameters))
    assert (found.row, found.action, found.severity) == ("BASE-CBC-01", WARN, LOW)
    assert (found.text, found.basis) == ("missing", Basis.MISSING)
    assert found.missing == (Missing("Observation", value_set, date(2025, 9, 2)),)


@pytest.mark.row("BASE-HBV-01", "BASE-HBV-02")
@pytest.mark.parametrize(
    ("row", "marker", "value_set"),
    [
        ("BASE-HBV-01", "hbsag", "lab_hbsag_qualitative"),
        ("BASE-HBV-02", "anti_hbc_total", "lab_anti_hbc_total"),
    ],
)
def test_missing_hepatitis_b_serology_is_a_high_hold(
    row: str, marker: str, value_set: str, parameters: Parameters
) -> None:
    found = only(spoken(hepatitis_b_known, but(cs(), without=[marker]), parameters))
    assert (found.row, found.action, found.severity) == (row, HOLD, HIGH)
    assert (found.text, found.basis) == ("missing", Basis.MISSING)
    # 2025-12-01 - 365 days = 2024-12-01
    assert found.missing == (Missing("Observation", value_set, date(2024, 12, 1)),)


@pytest.mark.row("BASE-HBV-02")
@pytest.mark.parametrize(
    ("marker", "satisfies"),
    [("anti_hbc_igg", True), ("anti_hbc_igm", False), ("anti_hbs", False)],
)
def test_anti_hbc_is_satisfied_by_total_or_igg_only(
    *, marker: str, satisfies: bool, parameters: Parameters
) -> None:
    patient = but(cs(), serology(marker, NEGATIVE), without=["anti_hbc_total"])
    assert (briefly(hepatitis_b_known, patient, parameters) == []) is satisfies


@pytest.mark.row("BASE-IG-01", "BASE-LFT-01")
@pytest.mark.parametrize(
    ("result", "rule"),
    [
        # contract.md section 5: IgG 7.2 without a unit
        (flagged("igg", None, "the number has no unit"), immunoglobulins_known),
        (lab("igg", when=None), immunoglobulins_known),
        (lab("igg", low=None), immunoglobulins_known),  # no limit of normal
        (lab("igg", "5", comparator=">"), immunoglobulins_known),  # not shown to be normal
        (lab("alt", high=None), liver_known),
        (flagged("alp", Flag.ABNORMAL), liver_known),
    ],
)
def test_a_result_that_cannot_be_used_holds_like_a_missing_one(
    result: LabResult, rule: Rule, parameters: Parameters
) -> None:
    found = only(spoken(rule, but(cs(), result), parameters))
    assert (found.action, found.severity) == (HOLD, MODERATE)
    assert (found.text, found.basis, found.cause) == ("unusable", Basis.UNUSABLE, "unusable")
    assert found.because == (result,)


@pytest.mark.row("BASE-IG-01")
def test_a_missing_and_an_unusable_class_are_told_apart(parameters: Parameters) -> None:
    patient = but(cs(), lab("iga", low=None), without=["igm"])
    assert [f.cause for f in spoken(immunoglobulins_known, patient, parameters)] == [
        "unusable",
        "missing",
    ]


@pytest.mark.row("BASE-IG-01")
@pytest.mark.parametrize(
    "result",
    [lab("igg", "7.0"), flagged("igg", Flag.NORMAL), lab("igg", "3.0")],
)
def test_a_readable_result_satisfies_whatever_it_says(
    result: LabResult, parameters: Parameters
) -> None:
    assert briefly(immunoglobulins_known, but(cs(), result), parameters) == []


@pytest.mark.row("BASE-HBV-01")
def test_an_unreadable_serology_is_unusable(parameters: Parameters) -> None:
    patient = but(cs(), serology("hbsag", None, problem="not readable"))
    found = only(spoken(hepatitis_b_known, patient, parameters))
    assert (found.row, found.text, found.basis) == ("BASE-HBV-01", "unusable", Basis.UNUSABLE)


@pytest.mark.row("BASE-IG-01", "BASE-HBV-01")
def test_a_preliminary_result_clears_nothing(parameters: Parameters) -> None:
    igg, hbsag = lab("igg", preliminary=True), serology("hbsag", NEGATIVE, preliminary=True)
    assert only(spoken(immunoglobulins_known, but(cs(), igg), parameters)).text == "missing"
    assert only(spoken(hepatitis_b_known, but(cs(), hbsag), parameters)).text == "missing"


@pytest.mark.row("BASE-IG-01", "BASE-LFT-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    ("rule", "row", "result"),
    [
        (immunoglobulins_known, "BASE-IG-01", lab("igm", from_table=True)),
        (liver_known, "BASE-LFT-01", lab("ast", from_table=True)),
        (blood_count_known, "BASE-CBC-01", lab("neutrophils", from_table=True)),
    ],
)
@pytest.mark.parametrize("record", [cs(), on_treatment()])
def test_a_limit_from_our_table_is_said(
    rule: Rule, row: str, result: LabResult, record: Record, parameters: Parameters
) -> None:
    found = only(spoken(rule, but(record, result), parameters))
    assert (found.row, found.action, found.severity) == (row, WARN, LOW)
    assert (found.text, found.cause, found.basis) == ("table_limit", "table-limit", Basis.FINDING)
    assert found.because == (result,)


@pytest.mark.row("BASE-IG-01")
def test_two_results_of_one_time_that_disagree_are_said(parameters: Parameters) -> None:
    record = cs()
    torn = replace(record, results=(*record.results, lab("igg", "12.0")))
    found = only(spoken(immunoglobulins_known, chart(torn), parameters))
    assert (found.row, found.action, found.severity) == ("BASE-IG-01", WARN, LOW)
    assert (found.text, found.cause, found.basis) == ("conflict", "conflict", Basis.CONFLICTING)


@pytest.mark.row("BASE-IG-01")
def test_a_contradiction_that_is_low_is_left_to_the_row_of_low_values(
    parameters: Parameters,
) -> None:
    record = cs()
    torn = replace(record, results=(*record.results, lab("igg", "5.0")))
    assert briefly(immunoglobulins_known, chart(torn), parameters) == []


@pytest.mark.row("BASE-IG-01")
@pytest.mark.parametrize(("given", "counts"), [("2025-07-20", False), ("2025-07-19", True)])
def test_an_igg_up_to_four_months_after_replacement_clears_nothing(
    *, given: str, counts: bool, parameters: Parameters
) -> None:
    # drawn on 2025-11-20; 2025-07-20 + 4 months = 2025-11-20
    product = replace(infusion(given, None), topics=frozenset(("drug_immunoglobulin_replacement",)))
    patient = chart(replace(cs(), administrations=(product,)))
    said = briefly(immunoglobulins_known, patient, parameters)
    assert said == ([] if counts else [("BASE-IG-01", HOLD, MODERATE, "missing")])


@pytest.mark.row("BASE-LFT-01")
def test_baseline_holds_are_released_by_the_test_not_by_a_decision() -> None:
    assert BASE_LFT_01.released_by == INPUT
    assert BASE_LFT_01.aliases == ("HEP-01",)


@pytest.mark.row("BASE-MRI-01")
def test_the_day_of_the_baseline_mri_is_noted(parameters: Parameters) -> None:
    assert briefly(brain_mri_known, chart(), parameters) == [("BASE-MRI-01", NOTE, None, "known")]


@pytest.mark.row("BASE-MRI-01")
@pytest.mark.parametrize(
    ("done", "text", "basis"),
    [
        ((), "missing", Basis.MISSING),
        ((procedure("imaging_mri_brain", None),), "unusable", Basis.UNUSABLE),
        (
            (procedure("imaging_mri_unspecified_site", "2025-11-01"),),
            "unusable",
            Basis.UNUSABLE,
        ),
    ],
)
def test_a_missing_brain_mri_is_a_low_warning(
    done: tuple[Procedure, ...], text: str, basis: Basis, parameters: Parameters
) -> None:
    patient = chart(replace(cs(), procedures=done))
    found = only(spoken(brain_mri_known, patient, parameters))
    assert (found.row, found.action, found.severity) == ("BASE-MRI-01", WARN, LOW)
    assert (found.text, found.basis, found.cause) == (text, basis, "")
    assert found.missing == (Missing("DiagnosticReport", "imaging_mri_brain"),)


@pytest.mark.row("BASE-MRI-01")
def test_on_treatment_imaging_is_asked_for_elsewhere(parameters: Parameters) -> None:
    patient = chart(replace(on_treatment(), procedures=()))
    assert briefly(brain_mri_known, patient, parameters) == []
    assert patient.start == AS_OF


@pytest.mark.row("BASE-CBC-01", "BASE-MRI-01")
def test_a_site_may_leave_out_what_the_label_does_not_ask_for(parameters: Parameters) -> None:
    off = at_site(parameters, "baseline.extra", ())
    patient = chart(replace(cs(), results=(), procedures=()))
    assert briefly(blood_count_known, patient, off) == []
    assert briefly(brain_mri_known, patient, off) == []


@pytest.mark.row("BASE-HBV-02")
def test_a_site_names_the_hepatitis_b_tests_it_requires(parameters: Parameters) -> None:
    fewer = at_site(parameters, "hbv.requiredTests", ("hbsag",))
    untested = chart(replace(cs(), serologies=()))
    assert [row for row, *_ in briefly(hepatitis_b_known, untested, fewer)] == ["BASE-HBV-01"]
