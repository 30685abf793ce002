"""DELAY-01 to DELAY-04 and DELAY-LABEL: due, early, late, and long interrupted."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.delay import due_day, interruption, rhythm
from app.rules.rule import Rule
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only

OLD = infusion("2024-12-01", "600")


def said(
    rule: Rule, p: Parameters, *given: Administration, start: date = date(2025, 12, 1)
) -> tuple[Finding, ...]:
    return judged(rule, chart(on_treatment(*given), start=start), p)


@pytest.mark.row("DELAY-01")
def test_a_dose_without_a_day_holds_the_next(parameters: Parameters) -> None:
    for given in ((infusion(None),), (infusion(None), infusion("2025-06-01"))):
        finding = only(said(interruption, parameters, *given))
        assert (finding.row, finding.text, finding.basis) == ("DELAY-01", "undated", Basis.MISSING)
        assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
        assert finding.because == given[:1]
        assert [m.type for m in finding.missing] == ["MedicationAdministration"]


@pytest.mark.row("DELAY-04")
@pytest.mark.parametrize(
    ("last", "text", "basis"),
    [
        ("2024-11-30", "restart", Basis.FINDING),
        ("2024-11", "restart", Basis.FINDING),  # 30 November at the latest
        ("2024-12", None, None),  # 1 December at the earliest: 12 months to the day
        ("2024", "inexact", Basis.UNUSABLE),  # January to December
        ("2024-12-01", None, None),
    ],
)
def test_more_than_a_year_after_the_last_dose_a_person_decides(
    last: str, text: str | None, basis: Basis | None, parameters: Parameters
) -> None:
    findings = said(interruption, parameters, infusion(last))
    assert [(f.row, f.text, f.basis) for f in findings] == (
        [("DELAY-04", text, basis)] if text else []
    )
    assert all((f.action, f.severity) == (Action.HOLD, Severity.MODERATE) for f in findings)


@pytest.mark.row("DELAY-04")
@pytest.mark.parametrize(
    ("product", "text", "words"),
    [
        ("iv", "restart", "the initial dose in two infusions"),
        ("sc", "restart_sc", "a first injection"),
    ],
)
def test_a_restart_begins_with_the_first_dose_of_the_product_asked_for(
    product: str, text: str, words: str, parameters: Parameters
) -> None:
    # 30 November 2024 is more than 12 months before 1 December 2025
    last = infusion("2024-11-30", "920", topics=frozenset(("drug_ocrelizumab_sc",)))
    patient = chart(on_treatment(last), product=product)
    finding = only(judged(interruption, patient, parameters))
    assert (finding.text, finding.action, finding.basis) == (text, Action.HOLD, Basis.FINDING)
    assert words in interruption.rows[1].sentence(finding)


@pytest.mark.row("DELAY-04")
def test_treatment_that_was_stopped_needs_a_decision_to_resume(parameters: Parameters) -> None:
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    patient = chart(replace(on_treatment(), medications=(stop,)))
    finding = only(judged(interruption, patient, parameters))
    assert (finding.row, finding.text) == ("DELAY-04", "stopped")
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert judged(due_day, patient, parameters) == ()
    assert judged(rhythm, patient, parameters) == ()


@pytest.mark.row("DELAY-01")
@pytest.mark.parametrize(
    ("start", "texts", "until"),
    [
        (date(2025, 11, 30), ["due"], date(2025, 12, 2)),
        (date(2025, 12, 1), ["due"], date(2025, 12, 2)),
        (date(2025, 12, 2), ["overdue", "missed"], None),
    ],
)
def test_the_due_day_is_told(
    start: date, texts: list[str], until: date | None, parameters: Parameters
) -> None:
    # 300 + 300 mg in June: due on 1 December
    findings = said(due_day, parameters, start=start)
    assert [f.text for f in findings] == texts
    assert all(f.action is Action.NOTE for f in findings)
    assert findings[0].row == "DELAY-01"
    assert findings[0].values["due"] == date(2025, 12, 1)
    assert findings[0].until == until


@pytest.mark.row("DELAY-LABEL")
def test_after_a_missed_dose_the_next_follows_six_months_later(parameters: Parameters) -> None:
    missed = said(due_day, parameters, start=date(2026, 1, 15))[-1]
    assert (missed.row, missed.action) == ("DELAY-LABEL", Action.NOTE)
    assert missed.values["following"] == date(2026, 7, 15)


@pytest.mark.row("DELAY-LABEL")
def test_a_late_second_infusion_is_no_missed_maintenance_dose(parameters: Parameters) -> None:
    assert [f.text for f in said(due_day, parameters, infusion("2025-11-10", "300"))] == ["overdue"]


@pytest.mark.row("DELAY-02", "DELAY-03")
@pytest.mark.parametrize(
    ("start", "row", "text", "action", "severity", "until"),
    [
        # due on 1 December 2025, last dose 15 June, 5 months later is 15 November
        (date(2025, 11, 15), "DELAY-02", "within", Action.NOTE, None, date(2025, 12, 1)),
        (date(2025, 12, 22), "DELAY-02", "within", Action.NOTE, None, date(2025, 12, 23)),
        (date(2025, 12, 23), "DELAY-03", "late", Action.WARN, Severity.LOW, date(2026, 3, 2)),
        (date(2026, 3, 1), "DELAY-03", "late", Action.WARN, Severity.LOW, date(2026, 3, 2)),
        (date(2026, 3, 2), "DELAY-03", "late", Action.WARN, Severity.MODERATE, None),
        (date(2026, 6, 15), "DELAY-03", "late", Action.WARN, Severity.MODERATE, None),
    ],
)
def test_around_the_due_day_is_fine_and_later_is_a_warning(
    *,
    start: date,
    row: str,
    text: str,
    action: Action,
    severity: Severity | None,
    until: date | None,
    parameters: Parameters,
) -> None:
    finding = only(said(rhythm, parameters, start=start))
    assert (finding.row, finding.text, finding.action) == (row, text, action)
    assert (finding.severity, finding.until) == (severity, until)
    assert finding.basis is Basis.FINDING


@pytest.mark.row("DELAY-02")
@pytest.mark.parametrize(
    ("last", "text"),
    [
        # planned for 1 December: due on 22 December is 21 days away, on 23 December 22 days
        ("2025-06-22", "within"),
        ("2025-06-23", "early"),
        ("2025-07-01", "early"),  # five months to the day
        ("2025-07-02", None),  # DOSE-MIN-INTERVAL holds the dose
        ("2025-06-01", None),  # on the due day
    ],
)
def test_early_is_allowed_from_five_months_on(
    last: str, text: str | None, parameters: Parameters
) -> None:
    findings = said(rhythm, parameters, OLD, infusion(last))
    assert [f.text for f in findings] == ([text] if text else [])
    for finding in findings:
        expected = (Action.WARN, Severity.LOW) if text == "early" else (Action.NOTE, None)
        assert (finding.row, (finding.action, finding.severity)) == ("DELAY-02", expected)


@pytest.mark.row("DELAY-03")
def test_nine_months_after_the_last_dose_the_warning_is_moderate(parameters: Parameters) -> None:
    # infusion 2 came in September: due on 1 March (5 months after 1 October is 1 March)
    pair = (infusion("2025-08-01", "300"), infusion("2025-10-01", "300"))
    finding = only(said(rhythm, parameters, *pair, start=date(2026, 5, 30)))
    assert finding.severity is Severity.LOW  # 90 days late, 8 months after the last dose
    finding = only(said(rhythm, parameters, *pair, start=date(2026, 7, 1)))
    assert finding.severity is Severity.MODERATE


@pytest.mark.row("DELAY-01", "DELAY-02", "DELAY-03", "DELAY-04", "DELAY-LABEL")
def test_before_the_first_dose_nothing_is_late(parameters: Parameters) -> None:
    for rule in (interruption, due_day, rhythm):
        assert judged(rule, chart(cs()), parameters) == ()


@pytest.mark.row("DELAY-03")
def test_the_warning_is_reviewed_on_the_day_it_turns_moderate(parameters: Parameters) -> None:
    # last dose 31 May: due 30 November; 91 days late 1 March, nine months after 28 February
    last = infusion("2025-05-31")
    finding = only(said(rhythm, parameters, OLD, last, start=date(2025, 12, 31)))
    assert (finding.severity, finding.until) == (Severity.LOW, date(2026, 2, 28))
    finding = only(said(rhythm, parameters, OLD, last, start=date(2026, 2, 28)))
    assert (finding.severity, finding.until) == (Severity.MODERATE, None)
