"""VAX-LIVE-03 to VAX-LIVE-05: live vaccines ordered during treatment and after it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import LabResult, Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_order import live_vaccine_ordered
from tests.charts import (
    chart,
    cs,
    day,
    infusion,
    judged,
    lab,
    medication,
    on_treatment,
    only,
    vaccination,
)

LIVE, UNKNOWN, NONLIVE = VaccineClass.LIVE, VaccineClass.UNKNOWN, VaccineClass.NONLIVE
HOLD, WARN, BLOCK = Action.HOLD, Action.WARN, Action.BLOCK
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW
LONG = (infusion("2024-01-02", "300"), infusion("2024-01-16", "300"), infusion("2025-06-10"))


def treated(*given: Vaccination, results: Iterable[LabResult] = ()) -> Chart:
    """On treatment since January 2024, planned for 2025-12-01."""
    return chart(replace(on_treatment(*LONG), vaccinations=given, results=tuple(results)))


def stopped(
    last: str | None, *given: Vaccination, results: Iterable[LabResult] = (), start: str = ""
) -> Chart:
    order = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-03-01"))
    record = replace(
        cs(),
        administrations=(infusion(last),),
        medications=(order,),
        vaccinations=given,
        results=tuple(results),
    )
    return chart(record, start=date.fromisoformat(start or "2025-12-01"))


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize(
    ("kind", "when", "text", "action", "severity", "basis"),
    [
        (LIVE, "2025-12-10", "ordered", BLOCK, HIGH, Basis.FINDING),
        (LIVE, None, "ordered", BLOCK, HIGH, Basis.FINDING),
        (UNKNOWN, "2025-12-10", "unknown_ordered", HOLD, MODERATE, Basis.UNUSABLE),
    ],
)
def test_a_live_vaccine_ordered_on_treatment_is_blocked(
    *,
    kind: VaccineClass,
    when: str | None,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    parameters: Parameters,
) -> None:
    patient = treated(vaccination(kind, when, planned=True))
    finding = only(judged(live_vaccine_ordered, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("VAX-LIVE-03", text, basis)
    assert (finding.action, finding.severity) == (action, severity)
    assert finding.target is Target.VACCINE


@pytest.mark.row("VAX-LIVE-03")
def test_before_the_first_dose_an_order_for_after_it_is_blocked(parameters: Parameters) -> None:
    order = vaccination(LIVE, "2025-12-02", planned=True)
    finding = only(
        judged(live_vaccine_ordered, chart(replace(cs(), vaccinations=(order,))), parameters)
    )
    assert (finding.row, finding.action, finding.target) == ("VAX-LIVE-03", BLOCK, Target.VACCINE)
    before = vaccination(LIVE, "2025-12-01", planned=True)  # VAX-LIVE-01 holds the dose
    untreated = chart(replace(cs(), vaccinations=(before,)))
    assert judged(live_vaccine_ordered, untreated, parameters) == ()


@pytest.mark.row("VAX-LIVE-03")
def test_a_forecast_on_treatment_warns_and_an_unknown_one_is_silent(parameters: Parameters) -> None:
    patient = treated(vaccination(LIVE, "2026-01-01", forecast=True))
    finding = only(judged(live_vaccine_ordered, patient, parameters))
    assert (finding.row, finding.text) == ("VAX-LIVE-03", "forecast")
    assert (finding.action, finding.severity, finding.target) == (WARN, LOW, Target.VACCINE)
    unknown = treated(vaccination(UNKNOWN, "2026-01-01", forecast=True))
    assert judged(live_vaccine_ordered, unknown, parameters) == ()
    untreated = chart(replace(cs(), vaccinations=(vaccination(LIVE, None, forecast=True),)))
    assert judged(live_vaccine_ordered, untreated, parameters) == ()


def alerts(patient: Chart, p: Parameters) -> list[Finding]:
    return [f for f in judged(live_vaccine_ordered, patient, p) if f.action > Action.NOTE]


ORDER = vaccination(LIVE, "2025-12-10", planned=True)


@pytest.mark.row("VAX-LIVE-05")
@pytest.mark.parametrize(
    ("last", "text", "basis", "release"),
    [
        # ordered for 10 December, so the last dose must be of 10 June or before
        ("2025-06-11", "early", Basis.FINDING, date(2025, 12, 11)),
        ("2025-06-10", None, None, None),
        ("2025-06", "inexact", Basis.UNUSABLE, date(2025, 12, 30)),
        (None, "undated", Basis.MISSING, None),
    ],
)
def test_six_months_must_pass_after_the_last_dose(
    *,
    last: str | None,
    text: str | None,
    basis: Basis | None,
    release: date | None,
    parameters: Parameters,
) -> None:
    recovered = [lab("cd19", "150", "2025-11-20")]
    found = alerts(stopped(last, ORDER, results=recovered), parameters)
    five = [f for f in found if f.row == "VAX-LIVE-05"]
    assert [(f.text, f.basis, f.releases_on) for f in five] == (
        [(text, basis, release)] if text else []
    )
    for finding in five:
        assert (finding.action, finding.severity) == (BLOCK, HIGH)
        assert finding.target is Target.VACCINE


@pytest.mark.row("VAX-LIVE-05")
def test_thirty_august_and_six_months_is_the_first_of_march(parameters: Parameters) -> None:
    # 30 August + 6 months has no day in February 2026: the next day is required
    order = vaccination(LIVE, "2026-02-28", planned=True)
    patient = stopped("2025-08-30", order, results=[lab("cd19", "150", "2025-11-20")])
    assert only(alerts(patient, parameters)).releases_on == date(2026, 3, 1)


@pytest.mark.row("VAX-LIVE-04")
@pytest.mark.parametrize(
    ("count", "text", "basis"),
    [
        ([], "no_count", Basis.MISSING),
        ([lab("cd19", "150", "2025-01-01")], "no_count", Basis.MISSING),  # before the last dose
        ([lab("cd19", "99", "2025-11-20")], "not_recovered", Basis.FINDING),
        ([lab("cd19", "100", "2025-11-20")], None, None),
        ([lab("cd19", "150", "2025-11-20", preliminary=True)], "no_count", Basis.MISSING),
        ([lab("cd19", "50", None)], "no_count", Basis.MISSING),
        # back at the own normal baseline although no limits are given
        (
            [lab("cd19", "120", "2025-01-01"), lab("cd19", "120", "2025-11-20", low=None)],
            None,
            None,
        ),
    ],
)
def test_the_b_cells_must_be_back(
    *, count: list[LabResult], text: str | None, basis: Basis | None, parameters: Parameters
) -> None:
    found = alerts(stopped("2025-02-01", ORDER, results=count), parameters)
    assert [(f.row, f.text, f.basis) for f in found] == (
        [("VAX-LIVE-04", text, basis)] if text else []
    )
    for finding in found:
        assert (finding.action, finding.severity) == (BLOCK, HIGH)
        assert finding.target is Target.VACCINE
        assert [m.value_set for m in finding.missing] == (
            ["lab_cd19_absolute"] if basis is Basis.MISSING else []
        )


@pytest.mark.row("VAX-LIVE-04")
@pytest.mark.row("VAX-LIVE-05")
def test_after_stopping_both_rows_must_pass(parameters: Parameters) -> None:
    found = alerts(stopped("2025-07-01", ORDER), parameters)
    assert [f.row for f in found] == ["VAX-LIVE-05", "VAX-LIVE-04"]


@pytest.mark.row("VAX-LIVE-04")
def test_after_stopping_a_note_tells_to_wait_for_recovery(parameters: Parameters) -> None:
    note = only(judged(live_vaccine_ordered, stopped("2025-02-01"), parameters))
    assert (note.row, note.text, note.action) == ("VAX-LIVE-04", "wait", Action.NOTE)
    recovered = stopped("2025-02-01", results=[lab("cd19", "150", "2025-11-20")])
    assert judged(live_vaccine_ordered, recovered, parameters) == ()


@pytest.mark.row("VAX-LIVE-03")
def test_after_stopping_an_unknown_product_waits_and_a_forecast_warns(
    parameters: Parameters,
) -> None:
    unknown = vaccination(UNKNOWN, "2025-12-10", planned=True)
    finding = only(alerts(stopped("2025-02-01", unknown), parameters))
    assert (finding.row, finding.text, finding.action) == ("VAX-LIVE-03", "unknown_ordered", HOLD)
    forecast = vaccination(LIVE, "2025-12-10", forecast=True)
    assert only(alerts(stopped("2025-02-01", forecast), parameters)).text == "forecast"
