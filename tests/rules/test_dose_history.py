"""DOSE-01: which record tells the doses, and what speaks of a dose without one."""

from dataclasses import replace

import pytest

from app.clinical.facts import Decision, Medication, Procedure
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.dose_history import DOSE_01, dose_history
from app.rules.engine import RuleBook
from tests.charts import (
    COMPLETE,
    chart,
    cs,
    day,
    infusion,
    judged,
    on_treatment,
    only,
    procedure,
    source,
)

pytestmark = pytest.mark.row("DOSE-01", "DOSE-03")


def ordered(
    status: str,
    *,
    kind: str = "MedicationRequest",
    when: str | None = None,
    planned: str | None = None,
    ends: str | None = None,
    order: str = "",
    ours: bool = False,
) -> Medication:
    return Medication(
        topics=frozenset(("drug_ocrelizumab_iv",)),
        key="ocrelizumab",
        name="ocrelizumab",
        status=status,
        intent="order",
        when=day(when),
        planned=day(planned),
        ends=day(ends),
        order=order,
        ours=ours,
        source=source(kind),
    )


def undeclared(record: Record) -> Record:
    return replace(record, complete=COMPLETE - {"MedicationAdministration"})


def said(record: Record, p: Parameters) -> tuple[Finding, ...]:
    return judged(dose_history, chart(record), p)


def test_no_administration_in_a_complete_list_is_a_first_dose(parameters: Parameters) -> None:
    findings = tuple(dose_history.judge(chart(cs()), parameters))
    assert only(findings).action is Action.CLEAR


def test_an_undeclared_history_holds_the_dose(parameters: Parameters) -> None:
    finding = only(said(undeclared(cs()), parameters))
    assert (finding.row, finding.action, finding.severity) == (
        "DOSE-01",
        Action.HOLD,
        Severity.MODERATE,
    )
    assert (finding.basis, finding.target, finding.text) == (
        Basis.MISSING,
        Target.OCRELIZUMAB,
        "missing",
    )
    assert {m.type for m in finding.missing} == {"MedicationAdministration"}
    assert finding.releases_on is None


def test_doses_of_an_undeclared_history_are_used_and_the_gap_is_said(
    parameters: Parameters,
) -> None:
    finding = only(said(undeclared(on_treatment()), parameters))
    assert (finding.action, finding.text) == (Action.NOTE, "undeclared")
    assert said(on_treatment(), parameters) == ()


@pytest.mark.parametrize(
    "order",
    [
        ordered("completed", when="2025-10-01"),
        ordered("stopped", when="2025-10-01"),
        ordered("completed", kind="MedicationDispense", when="2025-11-29"),
        ordered("completed", kind="MedicationDispense"),
        ordered("active", kind="MedicationStatement", when="2025-11-30"),
        ordered("active", planned="2025-11-16"),  # 15 days past
        ordered("draft", planned="2025-11-16"),
        ordered("active", planned="2025-06-01", ends="2025-11-16"),
    ],
)
def test_what_speaks_of_a_dose_without_an_administration_is_a_contradiction(
    order: Medication, parameters: Parameters
) -> None:
    finding = only(said(replace(cs(), medications=(order,)), parameters))
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert (finding.basis, finding.text, finding.cause) == (
        Basis.CONFLICTING,
        "conflict",
        "conflict",
    )
    assert [f.source for f in finding.because] == [order.source]
    implicated = [order.source] if order.source.type == "MedicationRequest" else []
    assert [f.source for f in finding.implicated] == implicated


@pytest.mark.parametrize(
    "order",
    [
        ordered("active", when="2025-10-01"),
        ordered("draft", when="2025-10-01"),
        ordered("on-hold", planned="2025-11-17"),  # 14 days past
        ordered("active", planned="2025-12-15"),
        ordered("active", planned="2025-06-01", ends="2025-11-17"),  # a plan for a period
        ordered("cancelled", planned="2025-10-01"),
        ordered("completed", when="2025-10-01", ours=True),
        ordered("completed", kind="MedicationDispense", when="2025-11-30"),  # for this dose
        ordered("cancelled", kind="MedicationDispense", when="2025-10-01"),
        ordered("not-taken", kind="MedicationStatement", when="2025-10-01"),
    ],
)
def test_plans_are_no_evidence_of_a_dose(order: Medication, parameters: Parameters) -> None:
    assert said(replace(cs(), medications=(order,)), parameters) == ()


def test_a_contradiction_is_told_once_when_the_list_is_also_undeclared(
    parameters: Parameters,
) -> None:
    record = replace(undeclared(cs()), medications=(ordered("completed", when="2025-10-01"),))
    assert only(said(record, parameters)).text == "conflict"


@pytest.mark.parametrize(
    ("order", "texts"),
    [
        # the last administration is of 15 June; 14 days later is 29 June
        (ordered("completed", when="2025-06-30"), ["conflict"]),
        (ordered("completed", when="2025-06-29"), []),
        (ordered("completed", when="2025-05-01"), []),
        (ordered("completed", when="2025-09-01", order="o1"), []),
        (ordered("active", planned="2025-11-16"), ["conflict"]),
        (ordered("active", kind="MedicationStatement", when="2025-11-30"), []),
    ],
)
def test_of_a_treated_patient_only_what_is_newer_than_the_last_dose_counts(
    order: Medication, texts: list[str], parameters: Parameters
) -> None:
    record = on_treatment(infusion("2025-06-01", "300"), infusion("2025-06-15", "300", order="o1"))
    findings = said(replace(record, medications=(order,)), parameters)
    assert [f.text for f in findings] == texts


@pytest.mark.parametrize(
    ("decided", "action"), [("2025-10-02", Action.WARN), ("2025-10-01", Action.HOLD)]
)
def test_a_decision_after_the_contradiction_releases_it(
    *, decided: str, action: Action, parameters: Parameters
) -> None:
    order = ordered("completed", when="2025-10-01")
    decision = Decision(row="DOSE-01", when=day(decided), source=source("DetectedIssue"))
    patient = chart(replace(cs(), medications=(order,), decisions=(decision,)))
    finding = only(RuleBook([dose_history]).judge(patient, parameters).alerts)
    assert finding.action is action


@pytest.mark.parametrize(
    ("fact", "texts"),
    [
        # infusion 1 is of 3 November: infusion 2 is due on the 17th, half-way is the 10th
        (ordered("completed", when="2025-10-20", planned="2025-11-17"), ["conflict"]),
        (ordered("completed", when="2025-10-20", planned="2025-11-11"), ["conflict"]),
        (ordered("completed", when="2025-10-20", planned="2025-11-10"), []),
        (ordered("completed", when="2025-10-20"), []),  # written before, for whichever day
        (ordered("completed", kind="MedicationDispense", when="2025-11-14"), ["conflict"]),
        (ordered("completed", kind="MedicationDispense", when="2025-11-24"), []),  # for 1 December
        (ordered("completed", when="2025-10-01", planned="2025-10-26"), ["conflict"]),  # 8 before
        (ordered("completed", when="2025-10-01", planned="2025-10-27"), []),  # 7 before
        (procedure("drug_ocrelizumab_iv", "2025-11-17"), ["conflict"]),
        (procedure("drug_ocrelizumab_iv", "2025-11-10"), []),
        (procedure("drug_ocrelizumab_iv", "2025-10-20"), ["conflict"]),
    ],
)
def test_evidence_of_the_other_infusion_of_the_pair_holds_the_second(
    fact: Medication | Procedure, texts: list[str], parameters: Parameters
) -> None:
    record = on_treatment(infusion("2025-11-03", "300"))
    if isinstance(fact, Medication):
        record = replace(record, medications=(fact,))
    else:
        record = replace(record, procedures=(fact,))
    findings = said(record, parameters)
    assert [f.text for f in findings] == texts
    assert all((f.action, f.basis) == (Action.HOLD, Basis.CONFLICTING) for f in findings)


@pytest.mark.parametrize(("planned", "texts"), [("2025-11-11", ["conflict"]), ("2025-11-10", [])])
def test_before_an_injection_too_the_other_infusion_of_the_pair_is_asked_for(
    planned: str, texts: list[str], parameters: Parameters
) -> None:
    order = ordered("completed", when="2025-10-20", planned=planned)
    record = replace(on_treatment(infusion("2025-11-03", "300")), medications=(order,))
    findings = judged(dose_history, chart(record, product="sc"), parameters)
    assert [f.text for f in findings] == texts


@pytest.mark.parametrize(
    ("decided", "action"), [("2025-11-18", Action.WARN), ("2025-11-17", Action.HOLD)]
)
def test_a_decision_taken_before_the_ordered_day_does_not_release_it(
    *, decided: str, action: Action, parameters: Parameters
) -> None:
    order = ordered("completed", when="2025-10-20", planned="2025-11-17")
    decision = Decision(row="DOSE-01", when=day(decided), source=source("DetectedIssue"))
    patient = chart(replace(cs(), medications=(order,), decisions=(decision,)))
    finding = only(RuleBook([dose_history]).judge(patient, parameters).alerts)
    assert finding.action is action


def test_the_contradiction_is_told_in_words_with_the_day_of_the_dose(
    parameters: Parameters,
) -> None:
    order = ordered("completed", when="2025-10-20", planned="2025-11-17")
    finding = only(said(replace(cs(), medications=(order,)), parameters))
    assert "an order (ocrelizumab, 2025-11-17)" in DOSE_01.sentence(finding)
