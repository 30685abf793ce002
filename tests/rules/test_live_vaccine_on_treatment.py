"""VAX-LIVE-03: live vaccines given during treatment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import LabResult, Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_on_treatment import VAX_LIVE_03, live_vaccine_given_on_treatment
from app.rules.rule import DECISION
from tests.charts import (
    chart,
    cs,
    day,
    infusion,
    judged,
    lab,
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


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize(
    ("given", "text", "action", "severity", "basis"),
    [
        ("2025-11-20", "given", HOLD, HIGH, Basis.FINDING),
        ("2025-06-01", "given", HOLD, HIGH, Basis.FINDING),  # six months to the day
        ("2025-05-31", "long_ago", WARN, LOW, Basis.FINDING),
        ("2024-01-02", "long_ago", WARN, LOW, Basis.FINDING),  # the day of the first dose
        ("2025-06", "given", HOLD, HIGH, Basis.FINDING),  # 1 June at the earliest
        ("2025", "inexact", HOLD, HIGH, Basis.UNUSABLE),  # January would be long ago
        ("2024-01", "long_ago", WARN, LOW, Basis.UNUSABLE),  # 1 January was before the first dose
    ],
)
def test_a_live_vaccine_given_on_treatment(
    *,
    given: str,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    parameters: Parameters,
) -> None:
    patient = treated(vaccination(LIVE, given))
    finding = only(judged(live_vaccine_given_on_treatment, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("VAX-LIVE-03", text, basis)
    assert (finding.action, finding.severity) == (action, severity)
    assert (finding.target, finding.releases_on) == (Target.OCRELIZUMAB, None)
    assert finding.cause == f"cvx|03|{given}"


@pytest.mark.row("VAX-LIVE-03")
def test_a_live_vaccine_without_a_day_holds_unless_it_was_recorded_before_treatment(
    parameters: Parameters,
) -> None:
    finding = only(
        judged(live_vaccine_given_on_treatment, treated(vaccination(LIVE, None)), parameters)
    )
    assert (finding.text, finding.action, finding.basis) == ("inexact", HOLD, Basis.UNUSABLE)
    early = vaccination(LIVE, None, recorded=day("2024-01-01"))
    assert judged(live_vaccine_given_on_treatment, treated(early), parameters) == ()


@pytest.mark.row("VAX-LIVE-03")
def test_a_review_releases_a_live_vaccine_given() -> None:
    assert VAX_LIVE_03.released_by == DECISION


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize("given", ["2024-01-01", "2023"])
def test_a_live_vaccine_before_the_first_dose_is_past(given: str, parameters: Parameters) -> None:
    patient = treated(vaccination(LIVE, given))
    assert judged(live_vaccine_given_on_treatment, patient, parameters) == ()


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize(
    ("given", "action", "severity", "until"),
    [
        ("2025-11-03", HOLD, MODERATE, date(2025, 12, 2)),  # 28 days
        ("2025-11-02", WARN, MODERATE, None),  # 29 days
        ("2025-06-01", WARN, MODERATE, None),
        ("2025-05-31", WARN, LOW, None),
        (None, WARN, MODERATE, None),
    ],
)
def test_a_vaccine_of_unknown_kind_given_on_treatment(
    *,
    given: str | None,
    action: Action,
    severity: Severity,
    until: date | None,
    parameters: Parameters,
) -> None:
    patient = treated(vaccination(UNKNOWN, given))
    finding = only(judged(live_vaccine_given_on_treatment, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("VAX-LIVE-03", "unknown", Basis.UNUSABLE)
    assert (finding.action, finding.severity, finding.until) == (action, severity, until)


@pytest.mark.row("VAX-LIVE-03")
def test_recovery_before_the_vaccination_silences_the_row(parameters: Parameters) -> None:
    given = vaccination(LIVE, "2025-11-20")
    recovered = treated(given, results=[lab("cd19", "150", "2025-11-19")])
    assert judged(live_vaccine_given_on_treatment, recovered, parameters) == ()
    later = treated(given, results=[lab("cd19", "150", "2025-11-21")])
    assert only(judged(live_vaccine_given_on_treatment, later, parameters)).action is HOLD
    low = treated(given, results=[lab("cd19", "20", "2025-11-19")])
    assert only(judged(live_vaccine_given_on_treatment, low, parameters)).action is HOLD


@pytest.mark.row("VAX-LIVE-03")
def test_non_live_vaccines_and_untreated_patients_are_silent(parameters: Parameters) -> None:
    patient = treated(vaccination(NONLIVE, "2025-11-20"))
    assert judged(live_vaccine_given_on_treatment, patient, parameters) == ()
    untreated = chart(replace(cs(), vaccinations=(vaccination(LIVE, "2025-11-20"),)))
    assert judged(live_vaccine_given_on_treatment, untreated, parameters) == ()
