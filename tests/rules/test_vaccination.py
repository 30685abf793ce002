"""BASE-VAX-01, VAX-ALL-01, VAX-ALL-02 and the non-live vaccines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.non_live_vaccine import (
    best_window,
    non_live_vaccine_before_first_dose,
    non_live_vaccine_on_treatment,
)
from app.rules.vaccination_status import ask_before_vaccines, vaccination_gaps, vaccination_status
from tests.charts import chart, cs, day, infusion, judged, lab, on_treatment, only, vaccination

NONLIVE, SOFT = VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING
WARN, NOTE = Action.WARN, Action.NOTE


def first_dose(*given: Vaccination) -> Chart:
    return chart(replace(cs(), vaccinations=given))


def treated(*given: Vaccination) -> Chart:
    return chart(replace(on_treatment(), vaccinations=given))


@pytest.mark.row("BASE-VAX-01")
@pytest.mark.parametrize(
    ("change", "text", "basis"),
    [
        ({}, "none", Basis.FINDING),
        ({"complete": frozenset()}, "missing", Basis.MISSING),
        (
            {"vaccinations": (vaccination(NONLIVE, "2025-01-01", planned=True),)},
            "none",
            Basis.FINDING,
        ),
        (
            {"vaccinations": (vaccination(NONLIVE, None, problem="invalid"),)},
            "unusable",
            Basis.UNUSABLE,
        ),
    ],
)
def test_without_a_vaccination_the_status_is_asked_for(
    change: Mapping[str, object], text: str, basis: Basis, parameters: Parameters
) -> None:
    record = replace(cs(), **change)  # type: ignore[arg-type]  # tests name the fields
    finding = only(judged(vaccination_status, chart(record), parameters))
    assert (finding.row, finding.text, finding.basis) == ("BASE-VAX-01", text, basis)
    assert (finding.action, finding.severity) == (WARN, Severity.LOW)
    assert finding.target is Target.OCRELIZUMAB
    assert bool(finding.missing) == (basis is not Basis.FINDING)


@pytest.mark.row("BASE-VAX-01")
def test_any_vaccination_given_satisfies(parameters: Parameters) -> None:
    patient = first_dose(vaccination(NONLIVE, None))
    assert only(vaccination_status.judge(patient, parameters)).action is Action.CLEAR


@pytest.mark.row("VAX-ALL-01")
def test_gaps_of_the_supplied_schedule_warn_before_the_first_dose(parameters: Parameters) -> None:
    due = vaccination(NONLIVE, "2025-12-01", name="Influenza", forecast=True)
    later = vaccination(NONLIVE, "2025-12-02", name="Tetanus", forecast=True)
    finding = only(judged(vaccination_gaps, first_dose(due, later), parameters))
    assert (finding.row, finding.text) == ("VAX-ALL-01", "gaps")
    assert (finding.action, finding.severity) == (WARN, Severity.LOW)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert finding.values["vaccines"] == "Influenza"
    assert judged(vaccination_gaps, first_dose(later), parameters) == ()


@pytest.mark.row("VAX-ALL-01")
def test_gaps_on_treatment_and_a_missing_schedule_are_notes(parameters: Parameters) -> None:
    due = vaccination(NONLIVE, None, name="Influenza", forecast=True)
    note = only(judged(vaccination_gaps, treated(due), parameters))
    assert (note.text, note.action) == ("due", NOTE)
    assert judged(vaccination_gaps, treated(), parameters) == ()
    missing = only(judged(vaccination_gaps, first_dose(), parameters))
    assert (missing.text, missing.action) == ("not_supplied", NOTE)


@pytest.mark.row("VAX-ALL-02")
def test_patients_ask_before_any_vaccine(parameters: Parameters) -> None:
    note = only(judged(ask_before_vaccines, chart(cs()), parameters))
    assert (note.row, note.action) == ("VAX-ALL-02", NOTE)


@pytest.mark.row("VAX-NONLIVE-01")
@pytest.mark.parametrize(
    ("given", "text", "action", "severity", "release", "until"),
    [
        # planned for 2025-12-01; 14 days before is 17 November, 42 days before is 20 October
        (
            "2025-11-18",
            "recent",
            WARN,
            Severity.LOW,
            date(2025, 12, 2),
            date(2025, 12, 2),
        ),  # day 13
        ("2025-11-17", "six_weeks", NOTE, None, None, date(2025, 12, 29)),  # day 14
        ("2025-10-21", "six_weeks", NOTE, None, None, date(2025, 12, 2)),  # day 41
        ("2025-11", "inexact", WARN, Severity.LOW, date(2025, 12, 14), date(2025, 12, 14)),
        (None, "undated", NOTE, None, None, None),
    ],
)
def test_a_non_live_vaccine_is_best_two_weeks_before(
    *,
    given: str | None,
    text: str,
    action: Action,
    severity: Severity | None,
    release: date | None,
    until: date | None,
    parameters: Parameters,
) -> None:
    patient = first_dose(vaccination(NONLIVE, given))
    finding = only(judged(non_live_vaccine_before_first_dose, patient, parameters))
    assert (finding.row, finding.text, finding.action) == ("VAX-NONLIVE-01", text, action)
    assert (finding.severity, finding.releases_on, finding.until) == (severity, release, until)
    basis = Basis.UNUSABLE if text == "inexact" else Basis.FINDING
    assert (finding.basis, finding.target) == (basis, Target.OCRELIZUMAB)
    assert finding.cause == (f"cvx|03|{given}" if action is WARN else "")


@pytest.mark.row("VAX-NONLIVE-01")
def test_six_weeks_before_or_on_treatment_the_row_is_silent(parameters: Parameters) -> None:
    rule = non_live_vaccine_before_first_dose
    assert judged(rule, first_dose(vaccination(NONLIVE, "2025-10-20")), parameters) == ()
    assert judged(rule, treated(vaccination(NONLIVE, "2025-11-30")), parameters) == ()
    unread = vaccination(NONLIVE, "2025-11-30", problem="invalid")
    assert judged(rule, first_dose(unread), parameters) == ()


@pytest.mark.row("VAX-NONLIVE-01")
def test_a_live_vaccine_that_does_not_multiply_carries_a_caution(parameters: Parameters) -> None:
    patient = first_dose(vaccination(SOFT, "2025-11-18", key="cvx|206", name="Jynneos"))
    finding = only(judged(non_live_vaccine_before_first_dose, patient, parameters))
    assert (finding.text, finding.action) == ("nonreplicating", WARN)
    assert (finding.severity, finding.cause) == (Severity.LOW, "cvx|206|2025-11-18")


@pytest.mark.row("VAX-NONLIVE-02")
@pytest.mark.parametrize(
    ("given", "warned"),
    [("2025-05-31", False), ("2025-06-01", True), ("2025-11-30", True), (None, True)],
)
def test_a_vaccine_given_on_treatment_may_not_have_worked(
    given: str | None, *, warned: bool, parameters: Parameters
) -> None:
    patient = treated(vaccination(NONLIVE, given, name="Tetanus"))
    findings = judged(non_live_vaccine_on_treatment, patient, parameters)
    assert [(f.row, f.action, f.severity, f.basis, f.target) for f in findings] == (
        [("VAX-NONLIVE-02", WARN, Severity.LOW, Basis.FINDING, Target.OCRELIZUMAB)]
        if warned
        else []
    )


@pytest.mark.row("VAX-NONLIVE-02")
def test_all_vaccines_on_treatment_are_one_warning_until_recovery(parameters: Parameters) -> None:
    given = (
        vaccination(NONLIVE, "2025-07-01", name="Tetanus"),
        vaccination(NONLIVE, "2025-11-01", name="Influenza"),
    )
    record = replace(on_treatment(), vaccinations=given)
    finding = only(judged(non_live_vaccine_on_treatment, chart(record), parameters))
    assert (len(finding.because), finding.cause) == (2, "")
    recovered = replace(record, results=(lab("cd19", "150", "2025-10-31"),))
    finding = only(judged(non_live_vaccine_on_treatment, chart(recovered), parameters))
    assert [f.name for f in finding.because] == ["Tetanus"]


@pytest.mark.row("VAX-NONLIVE-03")
def test_the_best_window_is_told_while_it_is_ahead(parameters: Parameters) -> None:
    # last dose 15 June, next due 1 December: 15 September or 42 days before = 20 October,
    # up to 28 days before = 3 November
    patient = chart(on_treatment(), start=date(2025, 12, 1), as_of=date(2025, 11, 3))
    note = only(judged(best_window, patient, parameters))
    assert (note.row, note.text, note.action) == ("VAX-NONLIVE-03", "window", NOTE)
    assert (note.values["opens"], note.values["closes"]) == (date(2025, 10, 20), date(2025, 11, 3))
    assert note.until == date(2025, 11, 4)
    past = chart(on_treatment(), start=date(2025, 12, 1), as_of=date(2025, 11, 4))
    assert judged(best_window, past, parameters) == ()


@pytest.mark.row("VAX-NONLIVE-03")
def test_an_extended_interval_waits_for_the_b_cells(parameters: Parameters) -> None:
    overdue = chart(on_treatment(), start=date(2025, 12, 2), as_of=date(2025, 12, 2))
    assert only(judged(best_window, overdue, parameters)).text == "extended"
    assert judged(best_window, chart(cs()), parameters) == ()
    undated = chart(on_treatment(infusion(None)))
    assert judged(best_window, undated, parameters) == ()


def test_a_recorded_day_before_treatment_is_enough(parameters: Parameters) -> None:
    patient = treated(vaccination(NONLIVE, None, recorded=day("2025-05-31")))
    assert judged(non_live_vaccine_on_treatment, patient, parameters) == ()
