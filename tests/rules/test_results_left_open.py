"""Results that say neither yes nor no are never read as normal."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Flag, LabResult, Reading, Serology
from app.clinical.finding import Action, Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.baseline_tests import (
    blood_count_known,
    hepatitis_b_known,
    immunoglobulins_known,
    liver_known,
)
from app.rules.blood_count import neutrophils
from app.rules.engine import RuleBook
from app.rules.hepatitis_b import hepatitis_b
from app.rules.immunoglobulins import low_before_first_dose, low_igg_on_treatment
from app.rules.liver import bilirubin_or_alp_alone, transaminases_raised
from app.rules.liver_symptoms import symptoms
from app.rules.organs import kidney
from app.rules.rule import Rule
from tests.charts import chart, cs, diagnosis, lab, on_treatment, only, serology
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, spoken

UNREAD = "the number has no unit"
NEG, POS = Reading.NEGATIVE, Reading.POSITIVE


def unread(analyte: str, when: str) -> LabResult:
    return replace(lab(analyte, when=when), value=None, unit="", problem=UNREAD)


def with_newer(*facts: LabResult | Serology, treated: bool = False) -> Chart:
    """The screening of 20 November and something more."""
    record = on_treatment() if treated else cs()
    results = (*record.results, *(f for f in facts if isinstance(f, LabResult)))
    serologies = (*record.serologies, *(f for f in facts if isinstance(f, Serology)))
    return chart(replace(record, results=results, serologies=serologies))


def unreadable_hbsag(when: str) -> Serology:
    return serology("hbsag", None, when, problem="it has no cut-off")


def short(finding: Finding) -> tuple[str, Action, object, str, Basis]:
    return finding.row, finding.action, finding.severity, finding.text, finding.basis


@pytest.mark.row("BASE-HBV-01", "BASE-LFT-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    ("rule", "fact", "treated", "row", "action", "severity"),
    [
        (liver_known, unread("alt", "2025-11-21"), False, "BASE-LFT-01", WARN, MODERATE),
        (liver_known, unread("alt", "2025-11-21"), True, "BASE-LFT-01", WARN, MODERATE),
        (blood_count_known, unread("platelets", "2025-11-21"), False, "BASE-CBC-01", WARN, LOW),
        (hepatitis_b_known, unreadable_hbsag("2025-11-21"), False, "BASE-HBV-01", HOLD, HIGH),
        (hepatitis_b_known, unreadable_hbsag("2025-11-21"), True, "BASE-HBV-01", WARN, MODERATE),
    ],
)
def test_a_newer_result_that_cannot_be_used_is_said(
    *,
    rule: Rule,
    fact: LabResult | Serology,
    treated: bool,
    row: str,
    action: Action,
    severity: object,
    parameters: Parameters,
) -> None:
    found = only(spoken(rule, with_newer(fact, treated=treated), parameters))
    assert short(found) == (row, action, severity, "newer", Basis.UNUSABLE)
    assert (found.because, found.cause) == ((fact,), "newer")


@pytest.mark.row("BASE-HBV-01", "BASE-LFT-01")
@pytest.mark.parametrize("when", ["2025-11-20", "2025-11-19", "2025-11", None])
def test_an_unusable_result_that_is_not_surely_newer_changes_nothing(
    when: str | None, parameters: Parameters
) -> None:
    alt = replace(unread("alt", "2025-11-20"), when=None) if when is None else unread("alt", when)
    hbsag = replace(unreadable_hbsag("2025-11-20"), when=alt.when)
    given = with_newer(alt, hbsag)
    assert spoken(liver_known, given, parameters) == ()
    assert spoken(hepatitis_b_known, given, parameters) == ()


@pytest.mark.row("BASE-IG-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    ("rule", "bad", "fine", "severity"),
    [
        (immunoglobulins_known, lab("igg", "3.0", None), lab("igg", "9.0", None), MODERATE),
        (blood_count_known, lab("neutrophils", "0.3", None), lab("neutrophils", "3", None), LOW),
    ],
)
def test_a_result_out_of_range_without_a_day_is_said(
    rule: Rule, bad: LabResult, fine: LabResult, severity: object, parameters: Parameters
) -> None:
    found = only(spoken(rule, with_newer(bad), parameters))
    assert (found.action, found.severity, found.text) == (WARN, severity, "newer")
    assert found.because == (bad,)
    assert spoken(rule, with_newer(fine), parameters) == ()


@pytest.mark.row("BASE-IG-01", "BASE-CBC-01")
@pytest.mark.parametrize(
    ("rule", "analyte"), [(immunoglobulins_known, "iga"), (blood_count_known, "platelets")]
)
def test_what_may_stay_missing_on_treatment_is_not_said_to_be_needed(
    rule: Rule, analyte: str, parameters: Parameters
) -> None:
    found = only(spoken(rule, but(on_treatment(), without=[analyte]), parameters))
    assert (found.action, found.severity, found.text) == (WARN, LOW, "further")
    assert (found.basis, found.cause) == (Basis.MISSING, "missing|further")


@pytest.mark.row("BASE-HBV-01")
def test_a_positive_hbsag_needs_no_newer_one(parameters: Parameters) -> None:
    positive = serology("hbsag", POS, "2025-11-21")
    given = with_newer(positive, unreadable_hbsag("2025-11-25"))
    assert spoken(hepatitis_b_known, given, parameters) == ()


@pytest.mark.row("LIV-07")
@pytest.mark.parametrize(
    ("analyte", "value_set"), [("bilirubin", "lab_bilirubin_total"), ("alp", "lab_alp")]
)
@pytest.mark.parametrize("open_", [{"high": None}, {"comparator": ">"}])
def test_bilirubin_or_alp_left_open_on_treatment_is_said(
    analyte: str, value_set: str, open_: dict[str, object], parameters: Parameters
) -> None:
    # ">" of the usual value: bilirubin above 10.26, limit 20.52; ALP above 70, limit 120
    result = replace(lab(analyte), **open_)  # type: ignore[arg-type]  # the table names fields
    found = only(spoken(bilirubin_or_alp_alone, but(on_treatment(), result), parameters))
    assert short(found) == ("LIV-07", WARN, MODERATE, "unusable", Basis.UNUSABLE)
    assert (found.because, found.cause) == ((result,), "unusable")
    assert [m.value_set for m in found.missing] == [value_set]
    assert spoken(bilirubin_or_alp_alone, but(cs(), result), parameters) == ()


@pytest.mark.row("LIV-02")
def test_pain_waits_for_tests_that_tell(parameters: Parameters) -> None:
    pain = diagnosis("symptom_abdominal_pain", onset="2025-11-15")
    record = replace(on_treatment(), diagnoses=(pain,))
    seen, open_ = but(record), but(record, lab("alt", "30", high=None))
    assert spoken(symptoms, seen, parameters) == ()
    found = only(spoken(symptoms, open_, parameters))
    assert short(found) == ("LIV-02", HOLD, MODERATE, "pain", Basis.MISSING)
    assert found.values["tests"] == "ALT"


@pytest.mark.row("CBC-01")
@pytest.mark.parametrize(
    ("value", "severity", "text", "basis"),
    [
        ("0.5", HIGH, "severe", Basis.FINDING),
        ("0.6", HIGH, "severe_open", Basis.UNUSABLE),
        ("1.0", HIGH, "severe_open", Basis.UNUSABLE),
        ("1.1", MODERATE, "unproven", Basis.UNUSABLE),
    ],
)
def test_fewer_neutrophils_than_a_number_may_be_far_fewer(
    value: str, severity: object, text: str, basis: Basis, parameters: Parameters
) -> None:
    given = but(cs(), lab("neutrophils", value, comparator="<"))
    found = only(spoken(neutrophils, given, parameters))
    assert short(found) == ("CBC-01", HOLD, severity, text, basis)


@pytest.mark.row("CBC-01")
def test_more_neutrophils_than_a_low_number_do_not_prove_enough(parameters: Parameters) -> None:
    given = but(cs(), lab("neutrophils", "0.8", comparator=">", low="0.7"))
    found = only(spoken(neutrophils, given, parameters))
    assert short(found) == ("CBC-01", HOLD, MODERATE, "unproven", Basis.UNUSABLE)


@pytest.mark.row("CBC-01")
def test_a_flag_alone_is_told_with_the_unit_of_the_limit(parameters: Parameters) -> None:
    found = only(spoken(neutrophils, but(cs(), flagged("neutrophils", Flag.LOW)), parameters))
    assert (found.values["alert"], found.values["unit"]) == ("1.0", "10*9/L")


@pytest.mark.row("REN-02")
def test_an_egfr_that_the_laboratory_calls_normal_is_no_impairment(parameters: Parameters) -> None:
    normal = flagged("egfr", Flag.NORMAL)
    assert [f.row for f in spoken(kidney, but(cs(), normal), parameters) if f.action >= WARN] == []
    abnormal = only(spoken(kidney, but(cs(), flagged("egfr", Flag.ABNORMAL)), parameters))
    assert short(abnormal) == ("REN-02", WARN, MODERATE, "impaired", Basis.UNUSABLE)


@pytest.mark.row("HBV-08")
@pytest.mark.parametrize(
    ("negatives", "rows"),
    [
        (("2025-10-01",), ["HBV-03", "HBV-08"]),
        (("2025-10-01", "2025-10-01"), ["HBV-03", "HBV-08"]),
        (("2025-10-01", "2025-11-20"), ["HBV-03"]),
        # before the positive one: it settles nothing
        (("2024-10-01", "2025-10-01"), ["HBV-03", "HBV-08"]),
    ],
)
def test_a_lost_anti_hbc_is_settled_by_a_second_negative(
    negatives: tuple[str, ...], rows: list[str], parameters: Parameters
) -> None:
    hbc = [serology("anti_hbc_total", NEG, when) for when in negatives]
    record = replace(
        cs(),
        serologies=(serology("hbsag", NEG), serology("anti_hbc_total", POS, "2025-06-01"), *hbc),
    )
    assert [f.row for f in spoken(hepatitis_b, chart(record), parameters)] == rows


@pytest.mark.row("IG-04", "IG-05", "LIV-01", "LIV-03", "LIV-04")
@pytest.mark.parametrize(
    ("rule", "given", "rows"),
    [
        (low_before_first_dose, but(cs(), lab("igg", low=None)), ["IG-04"]),
        (low_igg_on_treatment, but(on_treatment(), lab("igg", low=None)), ["IG-05", "IG-07"]),
        (
            transaminases_raised,
            but(cs(), lab("alt", high=None)),
            ["LIV-01", "LIV-03", "LIV-04"],
        ),
    ],
)
def test_a_result_left_open_closes_no_alert(
    rule: Rule, given: Chart, rows: list[str], parameters: Parameters
) -> None:
    book = RuleBook((rule,))
    verdicts = book.verdicts(book.judge(given, parameters), given)
    assert [v.row.id for v in verdicts if not v.inputs_known] == rows


@pytest.mark.row("IG-04")
def test_a_low_igg_that_may_be_as_new_holds(parameters: Parameters) -> None:
    # 20 November is normal; some day of November was low
    given = with_newer(lab("igg", "5.0", "2025-11"))
    found = only(spoken(low_before_first_dose, given, parameters))
    assert short(found) == ("IG-04", HOLD, MODERATE, "low", Basis.FINDING)
    low = [f for f in found.because if isinstance(f, LabResult)]
    assert [f.value for f in low] == [Decimal("5.0")]


@pytest.mark.row("HBV-03")
@pytest.mark.parametrize(("dna", "asked"), [((), " Obtain HBV DNA."), ((NEG,), "")])
def test_the_sentence_asks_for_dna_only_where_it_is_unknown(
    dna: tuple[Reading, ...], asked: str, parameters: Parameters
) -> None:
    known = tuple(serology("hbv_dna", reading) for reading in dna)
    hbc = serology("anti_hbc_total", POS)
    record = replace(cs(), serologies=(serology("hbsag", NEG), hbc, *known))
    found = only(spoken(hepatitis_b, chart(record), parameters))
    assert found.values["dna"] == asked
    missing = [Missing("Observation", "lab_hbv_dna_quantitative")]
    assert list(found.missing) == ([] if dna else missing)
