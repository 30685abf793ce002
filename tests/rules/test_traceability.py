"""TRACE-01: product name and batch of the last dose."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.traceability import TRACE_01, traceability
from tests.charts import chart, cs, infusion, judged, on_treatment, only

pytestmark = pytest.mark.row("TRACE-01")

GIVEN = "2025-11-27"


def given(batch: str = "", *, named: bool = False, when: str | None = GIVEN) -> Administration:
    return replace(infusion(when, "300"), batch=batch, product_named=named)


def after(*doses: Administration, as_of: str = "2025-11-28") -> Chart:
    today = date.fromisoformat(as_of)
    return chart(on_treatment(*doses), as_of=today, start=today)


@pytest.mark.parametrize(
    ("dose", "text", "words"),
    [
        (given(named=True), "batch", "The batch of the dose of 2025-11-27"),
        (given("H0123"), "name", "The product name of the dose of 2025-11-27"),
        (given(), "both", "Neither the product name nor the batch of the dose of 2025-11-27"),
    ],
)
def test_what_is_not_recorded_is_a_low_warning(
    *, dose: Administration, text: str, words: str, parameters: Parameters
) -> None:
    finding = only(judged(traceability, after(dose), parameters))
    assert (finding.row, finding.text) == ("TRACE-01", text)
    assert (finding.action, finding.severity) == (Action.WARN, Severity.LOW)
    assert (finding.basis, finding.because) == (Basis.MISSING, (dose,))
    assert finding.missing == (Missing("MedicationAdministration", path="medication"),)
    assert finding.cause == GIVEN
    assert finding.until == date(2025, 12, 5)
    assert TRACE_01.sentence(finding).startswith(words)


@pytest.mark.parametrize(
    "doses", [(given("H0123", named=True),), (given("H0123"), given(named=True))]
)
def test_both_recorded_in_any_entry_clear(
    *, doses: tuple[Administration, ...], parameters: Parameters
) -> None:
    found = only(traceability.judge(after(*doses), parameters))
    assert (found.row, found.action, found.because) == ("TRACE-01", Action.CLEAR, doses)


def test_a_week_is_looked_back(parameters: Parameters) -> None:
    assert only(judged(traceability, after(given(), as_of="2025-12-04"), parameters))
    assert judged(traceability, after(given(), as_of="2025-12-05"), parameters) == ()


def test_a_month_that_may_be_recent_is(parameters: Parameters) -> None:
    # November ends on the 30th, 7 days before 2025-12-07.
    month = given(when="2025-11")
    finding = only(judged(traceability, after(month, as_of="2025-12-07"), parameters))
    assert (finding.cause, finding.until) == ("2025-11", date(2025, 12, 8))
    assert judged(traceability, after(month, as_of="2025-12-08"), parameters) == ()


def test_without_a_dose_or_its_day_nothing_is_said(parameters: Parameters) -> None:
    assert list(traceability.judge(chart(cs()), parameters)) == []
    assert list(traceability.judge(after(given(when=None)), parameters)) == []


def test_the_subcutaneous_product_is_traced_too(parameters: Parameters) -> None:
    other = replace(given(), topics=frozenset(("drug_ocrelizumab_sc",)))
    assert only(judged(traceability, after(other), parameters)).text == "both"
    running = replace(given(), status="in-progress")
    assert only(judged(traceability, after(running), parameters)).text == "both"
