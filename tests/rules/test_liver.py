"""LIV-01, LIV-03, LIV-04 and LIV-07: liver tests out of range."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, Flag, LabResult
from app.clinical.finding import Action, Basis, Severity
from app.knowledge.parameters import Parameters
from app.rules.liver import bilirubin_or_alp_alone, transaminases_raised
from app.rules.liver_rows import LIV_01, LIV_03, LIV_04, LIV_07
from app.rules.rule import DECISION, INPUT
from tests.charts import chart, cs, diagnosis, lab, on_treatment, only
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

# Upper limits: ALT and AST 40, ALP 120 U/L, bilirubin 20.52 umol/L.
# Three times 40 = 120; twice 20.52 = 41.04; three times 120 = 360.


def bili(value: str, when: str = "2025-11-20", **other: object) -> LabResult:
    return lab("bilirubin", value, when, **other)


def alt(value: str, when: str = "2025-11-20", **other: object) -> LabResult:
    return lab("alt", value, when, **other)


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04")
@pytest.mark.parametrize(
    ("transaminase", "bilirubin", "row", "action", "severity", "text"),
    [
        (alt("120.1"), bili("20.53"), "LIV-01", HOLD, HIGH, "injury"),
        (alt("120.1"), bili("41.04"), "LIV-01", HOLD, HIGH, "injury"),
        (alt("120.1"), bili("41.05"), "LIV-01", HOLD, HIGH, "injury_dili"),
        (lab("ast", "121"), bili("30"), "LIV-01", HOLD, HIGH, "injury"),
        (alt("120.1"), bili("20.52"), "LIV-03", HOLD, MODERATE, "high"),
        (alt("120"), bili("20.52"), "LIV-04", WARN, LOW, "raised"),
        (alt("40.1"), bili("10"), "LIV-04", WARN, LOW, "raised"),
        (lab("ast", "41"), bili("10"), "LIV-04", WARN, LOW, "raised"),
        (alt("120"), bili("20.53"), "LIV-04", WARN, MODERATE, "with_bilirubin"),
        (alt("120"), bili("41.03"), "LIV-04", WARN, MODERATE, "with_bilirubin"),
        (alt("120"), bili("41.04"), "LIV-04", HOLD, MODERATE, "mixed"),
        (alt("40.1"), bili("90"), "LIV-04", HOLD, MODERATE, "mixed"),
    ],
)
def test_transaminases_and_bilirubin_are_judged_together(
    *,
    transaminase: LabResult,
    bilirubin: LabResult,
    row: str,
    action: Action,
    severity: Severity,
    text: str,
    parameters: Parameters,
) -> None:
    for record in (cs(), on_treatment()):
        patient = but(record, transaminase, bilirubin)
        found = only(spoken(transaminases_raised, patient, parameters))
        assert (found.row, found.action, found.severity) == (row, action, severity)
        assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, "")
        assert found.because == (transaminase, bilirubin)
        assert found.releases_on is None


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04", "LIV-07")
def test_who_may_release_a_liver_hold() -> None:
    released = [row.released_by for row in (LIV_01, LIV_03, LIV_07, LIV_04)]
    assert released == [DECISION, DECISION, DECISION, INPUT]


@pytest.mark.row("LIV-01", "LIV-03")
@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        ("2025-11-06", "injury"),  # 14 days before ALT
        ("2025-12-04", "injury"),
        ("2025-11-05", "no_bilirubin"),  # 15 days
        ("2025-11", "injury"),  # may be of the same episode
        ("2025-10", "no_bilirubin"),  # 31 October is 20 days before
    ],
)
def test_bilirubin_belongs_to_the_episode_within_two_weeks(
    drawn: str, text: str, parameters: Parameters
) -> None:
    patient = but(cs(), alt("130"), bili("30", drawn))
    assert only(spoken(transaminases_raised, patient, parameters)).text == text


@pytest.mark.row("LIV-01")
def test_the_worst_bilirubin_of_the_episode_counts(parameters: Parameters) -> None:
    patient = but(cs(), alt("130"), bili("30", "2025-11-10"), bili("10", "2025-11-21"))
    assert only(spoken(transaminases_raised, patient, parameters)).row == "LIV-01"


@pytest.mark.row("LIV-03")
@pytest.mark.parametrize(
    "bilirubin",
    [None, bili("30", high=None), bili("30", problem="no unit"), lab("bilirubin", when=None)],
)
def test_bilirubin_that_is_absent_or_unusable_is_asked_for(
    bilirubin: LabResult | None, parameters: Parameters
) -> None:
    facts = () if bilirubin is None else (bilirubin,)
    patient = but(cs(), alt("130"), *facts, without=["bilirubin"])
    found = only(spoken(transaminases_raised, patient, parameters))
    assert (found.row, found.action, found.severity) == ("LIV-03", HOLD, MODERATE)
    assert (found.text, found.basis) == ("no_bilirubin", Basis.FINDING)
    assert [m.value_set for m in found.missing] == ["lab_bilirubin_total"]


@pytest.mark.row("LIV-03")
@pytest.mark.parametrize(
    "transaminase",
    [flagged("alt", Flag.HIGH), alt("50", comparator=">"), alt("40", comparator=">")],
)
def test_raised_without_a_bound_does_not_prove_less_than_three_times(
    transaminase: LabResult, parameters: Parameters
) -> None:
    found = only(spoken(transaminases_raised, but(cs(), transaminase), parameters))
    assert (found.row, found.action, found.severity) == ("LIV-03", HOLD, MODERATE)
    assert (found.text, found.basis) == ("unproven", Basis.UNUSABLE)


@pytest.mark.row("LIV-04")
@pytest.mark.parametrize(
    "bilirubin",
    [
        flagged("bilirubin", Flag.HIGH),
        bili("30", comparator=">"),
        bili("30", high=None, flag=Flag.HIGH),
    ],
)
def test_raised_bilirubin_without_a_bound_is_not_shown_to_be_less_than_twice(
    bilirubin: LabResult, parameters: Parameters
) -> None:
    assert briefly(transaminases_raised, but(cs(), alt("60"), bilirubin), parameters) == [
        ("LIV-04", HOLD, MODERATE, "mixed")
    ]


@pytest.mark.row("LIV-04")
def test_without_an_upper_limit_a_treated_patient_has_a_warning(parameters: Parameters) -> None:
    unknown = alt("60", high=None)
    found = only(spoken(transaminases_raised, but(on_treatment(), unknown), parameters))
    assert (found.row, found.action, found.severity) == ("LIV-04", WARN, MODERATE)
    assert (found.text, found.basis) == ("unusable", Basis.UNUSABLE)
    assert briefly(transaminases_raised, but(cs(), unknown), parameters) == []  # BASE-LFT-01


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04")
@pytest.mark.parametrize(
    ("value", "bilirubin", "drawn", "said"),
    [
        # six months before the planned 2025-12-01 is 2025-06-01
        ("130", "30", "2025-06-01", ("LIV-01", HOLD, HIGH, "injury")),
        ("130", "30", "2025-05-31", ("LIV-01", HOLD, MODERATE, "repeat")),
        ("130", "10", "2025-05-31", ("LIV-03", HOLD, MODERATE, "repeat")),
        ("60", "10", "2025-05-31", ("LIV-04", WARN, LOW, "repeat")),
        ("60", "10", "2025", ("LIV-04", WARN, LOW, "raised")),
    ],
)
def test_an_old_raised_result_asks_for_a_repeat(
    value: str, bilirubin: str, drawn: str, said: object, parameters: Parameters
) -> None:
    patient = but(on_treatment(), alt(value, drawn), bili(bilirubin, drawn))
    assert briefly(transaminases_raised, patient, parameters) == [said]


@pytest.mark.row("LIV-01")
def test_a_newer_preliminary_result_raises_the_alert(parameters: Parameters) -> None:
    early = alt("300", "2025-11-28", preliminary=True)
    patient = but(cs(), early, alt("25"), bili("50", "2025-11-28"))
    assert only(spoken(transaminases_raised, patient, parameters)).text == "injury_dili"


@pytest.mark.row("LIV-03")
def test_contradicting_results_are_judged_by_the_higher(parameters: Parameters) -> None:
    found = only(spoken(transaminases_raised, but(cs(), alt("130"), alt("30")), parameters))
    assert (found.row, found.basis) == ("LIV-03", Basis.CONFLICTING)


@pytest.mark.row("LIV-04")
def test_normal_transaminases_are_clear(parameters: Parameters) -> None:
    cleared = only(transaminases_raised.judge(but(cs(), alt("40")), parameters))
    assert (cleared.row, cleared.action) == ("LIV-04", Action.CLEAR)


GILBERT = diagnosis("cond_gilbert", onset="2010")


def alone(*results: LabResult, diagnoses: tuple[Diagnosis, ...] = ()) -> Chart:
    return chart(replace(but(cs(), *results).record, diagnoses=diagnoses))


@pytest.mark.row("LIV-07")
@pytest.mark.parametrize(
    ("results", "diagnoses", "said"),
    [
        ((bili("20.52"),), (), None),
        ((bili("20.53"),), (), (WARN, LOW, "raised")),
        ((bili("41.04"),), (), (WARN, LOW, "raised")),
        ((bili("41.05"),), (), (HOLD, MODERATE, "high")),
        ((flagged("bilirubin", Flag.HIGH),), (), (HOLD, MODERATE, "high")),
        ((bili("60"),), (GILBERT,), (WARN, MODERATE, "gilbert")),
        ((bili("30"),), (GILBERT,), (WARN, LOW, "raised")),
        ((lab("alp", "121"),), (), (WARN, LOW, "raised")),
        ((lab("alp", "360"),), (), (WARN, LOW, "raised")),
        ((lab("alp", "361"),), (), (HOLD, MODERATE, "high")),
        ((lab("alp", "361"), bili("60")), (GILBERT,), (HOLD, MODERATE, "high")),
        # with a raised ALT the other rows speak, but not for a very high ALP
        ((bili("30"), alt("60")), (), None),
        ((lab("alp", "200"), alt("60")), (), None),
        ((lab("alp", "361"), alt("60")), (), (HOLD, MODERATE, "high")),
        # a bilirubin of another time is not explained by the ALT
        ((bili("30", "2025-11-01"), alt("60")), (), (WARN, LOW, "raised")),
        ((bili("60", "2025-05-31"),), (), (HOLD, MODERATE, "repeat")),
    ],
)
def test_bilirubin_or_alp_raised_alone(
    results: tuple[LabResult, ...],
    diagnoses: tuple[Diagnosis, ...],
    said: tuple[Action, Severity, str] | None,
    parameters: Parameters,
) -> None:
    found = spoken(bilirubin_or_alp_alone, alone(*results, diagnoses=diagnoses), parameters)
    assert [(f.action, f.severity, f.text) for f in found] == ([] if said is None else [said])
    assert all((f.row, f.basis, f.cause) == ("LIV-07", Basis.FINDING, "") for f in found)
