"""CBC-01, CBC-02 and CBC-03: neutrophils, and blood counts due."""

from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Flag, LabResult
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.blood_count import CBC_01, blood_count_due, neutrophils
from app.rules.rule import DECISION
from tests.charts import cs, infusion, lab, on_treatment, only
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, at_site, briefly, spoken


def anc(value: str, when: str = "2025-11-20", **other: object) -> LabResult:
    return lab("neutrophils", value, when, **other)


@pytest.mark.row("CBC-01", "CBC-03")
@pytest.mark.parametrize(
    ("count", "row", "action", "severity", "text"),
    [
        (anc("0.49"), "CBC-01", HOLD, HIGH, "severe"),
        (anc("0.5"), "CBC-01", HOLD, MODERATE, "low"),
        (anc("0.99"), "CBC-01", HOLD, MODERATE, "low"),
        (anc("0.95", low="0.9"), "CBC-01", HOLD, MODERATE, "low"),
        (anc("1.0"), "CBC-03", WARN, LOW, "low"),
        (anc("1.49"), "CBC-03", WARN, LOW, "low"),
        # six months before the planned 2025-12-01 is 2025-06-01
        (anc("0.4", "2025-06-01"), "CBC-01", HOLD, HIGH, "severe"),
        (anc("0.4", "2025-05-31"), "CBC-01", HOLD, MODERATE, "repeat"),
        (anc("0.4", "2025"), "CBC-01", HOLD, HIGH, "severe"),
        (anc("1.2", "2025-05-31"), "CBC-03", WARN, LOW, "repeat"),
    ],
)
def test_the_fewer_neutrophils_the_stronger_the_answer(
    *,
    count: LabResult,
    row: str,
    action: Action,
    severity: Severity,
    text: str,
    parameters: Parameters,
) -> None:
    # 5 November to 20 November are 15 days: not late after the dose (CBC-04)
    for record in (cs(), on_treatment(infusion("2025-11-05"))):
        found = only(spoken(neutrophils, but(record, count), parameters))
        assert (found.row, found.action, found.severity) == (row, action, severity)
        assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, "")
        assert (found.because, found.releases_on) == ((count,), None)
    assert CBC_01.released_by == DECISION


@pytest.mark.row("CBC-01", "CBC-03")
@pytest.mark.parametrize(
    ("count", "row", "action", "severity", "text"),
    [
        (anc("1.5", comparator="<"), "CBC-01", HOLD, MODERATE, "unproven"),
        (flagged("neutrophils", Flag.LOW), "CBC-01", HOLD, MODERATE, "unproven"),
        (flagged("neutrophils", Flag.ABNORMAL), "CBC-01", HOLD, MODERATE, "unproven"),
        (anc("0.6", comparator=">"), "CBC-01", HOLD, MODERATE, "unproven"),
        (anc("2.0", low=None), "CBC-03", WARN, LOW, "unusable"),
    ],
)
def test_a_count_that_may_be_low_is_never_read_as_normal(
    *,
    count: LabResult,
    row: str,
    action: Action,
    severity: Severity,
    text: str,
    parameters: Parameters,
) -> None:
    found = only(spoken(neutrophils, but(cs(), count), parameters))
    assert (found.row, found.action, found.severity) == (row, action, severity)
    assert (found.text, found.basis) == (text, Basis.UNUSABLE)
    since = date(2025, 11, 21)
    assert found.missing == (Missing("Observation", "lab_neutrophils_absolute", since),)


@pytest.mark.row("CBC-01")
def test_a_low_count_changes_when_it_becomes_too_old(parameters: Parameters) -> None:
    # 2025-11-20 + 6 months = 2026-05-20
    assert only(spoken(neutrophils, but(cs(), anc("0.4")), parameters)).until == date(2026, 5, 21)


@pytest.mark.row("CBC-03")
@pytest.mark.parametrize("count", [anc("1.5"), flagged("neutrophils", Flag.NORMAL)])
def test_normal_neutrophils_are_clear(count: LabResult, parameters: Parameters) -> None:
    cleared = only(neutrophils.judge(but(cs(), count), parameters))
    assert (cleared.row, cleared.action) == ("CBC-03", Action.CLEAR)


@pytest.mark.row("CBC-01")
def test_a_preliminary_low_count_raises_the_alert(parameters: Parameters) -> None:
    early = anc("0.3", "2025-11-28", preliminary=True)
    found = only(spoken(neutrophils, but(cs(), early, anc("4.0")), parameters))
    assert (found.text, found.because) == ("severe", (early,))


@pytest.mark.row("CBC-01")
def test_contradicting_counts_are_judged_by_the_lower(parameters: Parameters) -> None:
    found = only(spoken(neutrophils, but(cs(), anc("0.8"), anc("4.0")), parameters))
    assert (found.text, found.basis) == ("low", Basis.CONFLICTING)


@pytest.mark.row("CBC-01")
def test_without_any_count_the_baseline_row_asks(parameters: Parameters) -> None:
    assert briefly(neutrophils, but(cs(), without=["neutrophils"]), parameters) == []


@pytest.mark.row("CBC-02")
@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("2025-06-01", []),
        ("2025-05-31", [("due", Basis.FINDING)]),
        ("2025", [("inexact", Basis.UNUSABLE)]),
        ("2024", [("due", Basis.FINDING)]),
    ],
)
def test_a_blood_count_is_due_after_six_months(
    drawn: str, said: list[tuple[str, Basis]], parameters: Parameters
) -> None:
    found = spoken(blood_count_due, but(on_treatment(), anc("4.0", drawn)), parameters)
    assert [(f.text, f.basis) for f in found] == said
    assert all((f.row, f.action, f.severity) == ("CBC-02", WARN, LOW) for f in found)
    assert all(f.cause == "" for f in found)


@pytest.mark.row("CBC-02")
def test_a_recent_blood_count_is_due_again_in_six_months(parameters: Parameters) -> None:
    cleared = only(blood_count_due.judge(but(on_treatment(), anc("4.0")), parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2026, 5, 21))


@pytest.mark.row("CBC-02")
@pytest.mark.parametrize(
    "patient",
    [
        but(cs(), anc("4.0", "2020-01-01")),
        but(on_treatment(), without=["neutrophils"]),  # BASE-CBC-01 asks
        but(on_treatment(infusion("2024-01-02")), anc("4.0", "2020-01-01")),  # restart
    ],
)
def test_blood_counts_are_due_on_treatment_only(patient: Chart, parameters: Parameters) -> None:
    assert briefly(blood_count_due, patient, parameters) == []


@pytest.mark.row("CBC-02")
@pytest.mark.parametrize(
    ("counts", "basis"),
    [((), Basis.MISSING), ((flagged("neutrophils", None, "no unit"),), Basis.UNUSABLE)],
)
def test_where_the_baseline_row_is_off_a_missing_count_is_asked_for(
    counts: tuple[LabResult, ...], basis: Basis, parameters: Parameters
) -> None:
    off = at_site(parameters, "baseline.extra", ("mri",))
    patient = but(on_treatment(), *counts, without=["neutrophils"])
    found = only(spoken(blood_count_due, patient, off))
    assert (found.row, found.action, found.severity) == ("CBC-02", WARN, LOW)
    assert (found.text, found.basis) == ("never", basis)
