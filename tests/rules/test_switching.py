"""SW-IS-01 and SW-INT-01: other drugs taken besides ocrelizumab."""

from dataclasses import replace

import pytest

from app.clinical.facts import Medication
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.switching import concurrent_immunosuppression, medication_list
from tests.charts import (
    COMPLETE,
    chart,
    cs,
    day,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
)

AZATHIOPRINE = medication("drug_immunosuppressant_other", when=day("2025-10-01"))
PREDNISONE = "drug_corticosteroid_equivalent"
METHYLPREDNISOLONE = ("drug_methylprednisolone", PREDNISONE)
IV = frozenset(("route_iv",))


def said(p: Parameters, *drugs: Medication) -> tuple[Finding, ...]:
    return judged(concurrent_immunosuppression, chart(replace(cs(), medications=drugs)), p)


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("drug", "text"),
    [
        (AZATHIOPRINE, "concurrent"),
        (replace(AZATHIOPRINE, when=day("2024-12-01")), "concurrent"),  # 12 months to the day
        (replace(AZATHIOPRINE, when=None), "concurrent"),
        (replace(AZATHIOPRINE, when=day("2024-01-01"), ends=day("2025-12-01")), "concurrent"),
        (medication("drug_fingolimod", kind="MedicationStatement"), "concurrent"),
        (medication("drug_natalizumab", when=day("2025-11-01")), "concurrent"),
        (
            medication(
                "drug_teriflunomide",
                status="completed",
                kind="MedicationDispense",
                when=day("2025-11-01"),
                ends=day("2025-12-01"),
            ),
            "concurrent",
        ),
        # 16 November is 15 days ago
        (medication(PREDNISONE, when=day("2025-11-16")), "steroid"),
        (medication(PREDNISONE, when=day("2025-11-25"), ends=day("2025-12-10")), "steroid"),
        (medication(PREDNISONE), "steroid"),
        (medication("drug_methylprednisolone_oral", when=day("2025-10-01")), "steroid"),
        # from a day in the past without an end, or for months from the day of the dose on
        (medication(PREDNISONE, planned=day("2025-11-16")), "steroid"),
        (medication(PREDNISONE, planned=day("2025-12-01"), ends=day("2026-06-01")), "steroid"),
    ],
)
def test_a_drug_that_suppresses_the_immune_system_holds_the_dose(
    drug: Medication, text: str, parameters: Parameters
) -> None:
    finding = only(said(parameters, drug))
    assert (finding.row, finding.text) == ("SW-IS-01", text)
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.because, finding.implicated, finding.cause) == ((drug,), (drug,), drug.key)


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("drug", "text"),
    [
        (medication("drug_interferon_beta", when=day("2025-11-01")), "modulator"),
        (medication("drug_glatiramer"), "modulator"),
        (replace(AZATHIOPRINE, when=day("2024-11-30")), "old"),
        (replace(AZATHIOPRINE, when=day("2024-01-01"), ends=day("2025-11-30")), "old"),
        (
            medication(
                "drug_fumarates",
                status="completed",
                kind="MedicationDispense",
                when=day("2025-11-01"),
            ),
            "dispensed",
        ),
        (medication(*METHYLPREDNISOLONE, when=day("2025-10-01")), "steroid"),
    ],
)
def test_less_certain_or_less_harmful_drugs_are_a_low_warning(
    drug: Medication, text: str, parameters: Parameters
) -> None:
    finding = only(said(parameters, drug))
    assert (finding.text, finding.action, finding.severity) == (text, Action.WARN, Severity.LOW)


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    "drug",
    [
        replace(AZATHIOPRINE, status="stopped"),
        replace(AZATHIOPRINE, status="completed"),
        replace(AZATHIOPRINE, ours=True),
        medication("drug_immunosuppressant_other", "drug_ocrelizumab_iv", when=day("2025-11-01")),
        medication(PREDNISONE, when=day("2025-11-17")),  # 14 days ago
        medication(PREDNISONE, when=day("2025-11-25"), ends=day("2025-12-09")),
        medication(*METHYLPREDNISOLONE, when=day("2025-01-01"), routes=IV, route_stated=True),
        medication(PREDNISONE, when=day("2025-01-01"), planned=day("2025-12-01")),
        medication(PREDNISONE, when=day("2025-01-01"), planned=day("2025-11-30")),
        medication(
            "drug_teriflunomide",
            status="completed",
            kind="MedicationDispense",
            when=day("2025-10-01"),
            ends=day("2025-11-30"),
        ),
        medication("drug_acetaminophen"),
    ],
)
def test_ended_drugs_premedication_and_relapse_steroids_are_silent(
    drug: Medication, parameters: Parameters
) -> None:
    assert said(parameters, drug) == ()


@pytest.mark.row("SW-IS-01")
def test_the_premedication_of_a_dose_that_was_given_is_no_concern(parameters: Parameters) -> None:
    # ordered for the day before infusion 1 of June, never closed
    left_open = medication(PREDNISONE, planned=day("2025-05-31"))
    patient = chart(replace(on_treatment(), medications=(left_open,)))
    assert judged(concurrent_immunosuppression, patient, parameters) == ()


@pytest.mark.row("SW-IS-01")
def test_one_drug_speaks_once_with_its_worst_entry(parameters: Parameters) -> None:
    old = replace(AZATHIOPRINE, when=day("2024-01-01"))
    for drugs in ((old, AZATHIOPRINE), (AZATHIOPRINE, old)):
        assert only(said(parameters, *drugs)).because == (AZATHIOPRINE,)
    both = said(parameters, AZATHIOPRINE, medication("drug_fingolimod"))
    assert {f.cause for f in both} == {"drug_immunosuppressant_other", "drug_fingolimod"}


@pytest.mark.row("SW-INT-01")
@pytest.mark.parametrize(
    ("missing", "text"),
    [
        (frozenset[str](), "review"),
        (frozenset(("MedicationRequest",)), "review"),
        (frozenset(("MedicationStatement",)), "review"),
        (frozenset(("MedicationRequest", "MedicationStatement")), "missing"),
    ],
)
def test_no_list_of_medicines_is_a_low_warning(
    missing: frozenset[str], text: str, parameters: Parameters
) -> None:
    record = replace(cs(), complete=COMPLETE - missing)
    finding = only(judged(medication_list, chart(record), parameters))
    assert (finding.row, finding.text) == ("SW-INT-01", text)
    if text == "missing":
        assert (finding.action, finding.severity) == (Action.WARN, Severity.LOW)
        assert finding.basis is Basis.MISSING
        assert {m.type for m in finding.missing} == {"MedicationRequest", "MedicationStatement"}
    else:
        assert finding.action is Action.NOTE


@pytest.mark.row("SW-IS-01")
@pytest.mark.parametrize(
    ("topic", "when", "text"),
    [
        # the last dose of ocrelizumab is of 15 June
        ("drug_rituximab", "2025-10-01", "given"),
        ("drug_rituximab", "2025-06-15", "given"),
        ("drug_rituximab", "2025-06", "given"),
        ("drug_rituximab", "2025-06-14", None),
        ("drug_rituximab", None, "given_undated"),
        (PREDNISONE, "2025-10-01", None),
        ("drug_interferon_beta", "2025-10-01", None),
    ],
)
def test_an_immunosuppressant_given_on_treatment_counts_without_an_order(
    *, topic: str, when: str | None, text: str | None, parameters: Parameters
) -> None:
    other = infusion(when, None, topics=frozenset((topic,)), key=topic, name=topic)
    patient = chart(on_treatment(*on_treatment().administrations, other))
    findings = judged(concurrent_immunosuppression, patient, parameters)
    assert [f.text for f in findings] == ([text] if text else [])
    held = (Action.HOLD, Severity.MODERATE, Basis.FINDING)
    for finding in findings:
        told = (finding.action, finding.severity, finding.basis)
        assert told == (held if when else (Action.WARN, Severity.LOW, Basis.UNUSABLE))
        assert (finding.target, finding.cause, finding.because) == (
            Target.OCRELIZUMAB,
            topic,
            (other,),
        )


@pytest.mark.row("SW-IS-01")
def test_before_the_first_dose_earlier_treatment_has_rows_of_its_own(
    parameters: Parameters,
) -> None:
    other = infusion("2025-10-01", None, topics=frozenset(("drug_rituximab",)), key="r")
    patient = chart(replace(cs(), administrations=(other,)))
    assert judged(concurrent_immunosuppression, patient, parameters) == ()
