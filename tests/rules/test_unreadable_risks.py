"""Rows on screening risks answer for an invalid resource they would read."""

from dataclasses import replace

import pytest

from app.clinical.facts import Unreadable
from app.clinical.finding import Action, Basis, Severity
from app.knowledge.parameters import Parameters
from app.rules import adverse_effects, circulation, dysphagia, excipients, immunocompromise
from app.rules.engine import RuleBook
from tests.charts import chart, cs, source

TOPICS = (adverse_effects, circulation, dysphagia, excipients, immunocompromise)
BOOK = RuleBook([rule for topic in TOPICS for rule in topic.RULES])
HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW


@pytest.mark.row("IMM-01", "HYPS-02", "BP-01", "HF-01", "DYSPH-01", "ADR-01")
@pytest.mark.parametrize(
    ("kind", "topic", "row", "action", "severity"),
    [
        ("Condition", "cond_immunodeficiency_primary", "IMM-01", HOLD, HIGH),
        ("Condition", "cond_transplant_status", "IMM-01", HOLD, HIGH),
        ("Procedure", "proc_transplant", "IMM-01", HOLD, HIGH),
        ("Procedure", "proc_chemotherapy", "IMM-01", HOLD, HIGH),
        ("Condition", "cond_chemotherapy", "IMM-01", HOLD, HIGH),
        ("MedicationAdministration", "drug_cytotoxic", "IMM-01", HOLD, HIGH),
        ("MedicationRequest", "drug_cytotoxic", "IMM-01", HOLD, HIGH),
        ("MedicationStatement", "drug_cytotoxic", "IMM-01", HOLD, HIGH),
        ("MedicationDispense", "drug_cytotoxic", "IMM-01", HOLD, HIGH),
        ("Condition", "cond_immunosuppression_by_drug", None, None, None),
        ("AllergyIntolerance", "drug_cytotoxic", None, None, None),
        ("AllergyIntolerance", "allergen_ocrelizumab_excipient", "HYPS-02", HOLD, MODERATE),
        ("AllergyIntolerance", "allergen_cho_cell_protein", "HYPS-02", HOLD, MODERATE),
        ("MedicationRequest", "drug_antihypertensive", "BP-01", WARN, LOW),
        ("MedicationStatement", "drug_antihypertensive", "BP-01", WARN, LOW),
        ("MedicationDispense", "drug_antihypertensive", "BP-01", WARN, LOW),
        ("AllergyIntolerance", "drug_antihypertensive", None, None, None),
        ("Condition", "cond_heart_failure", "HF-01", WARN, MODERATE),
        ("Observation", "finding_nyha_high", "HF-01", WARN, MODERATE),
        ("Condition", "symptom_dysphagia", "DYSPH-01", WARN, MODERATE),
        ("Condition", "cond_pyoderma_gangrenosum", "ADR-01", WARN, MODERATE),
        ("AdverseEvent", "cond_pyoderma_gangrenosum", "ADR-01", WARN, MODERATE),
    ],
)
def test_an_invalid_resource_makes_its_row_answer(
    *,
    kind: str,
    topic: str,
    row: str | None,
    action: Action | None,
    severity: Severity | None,
    parameters: Parameters,
) -> None:
    lost = Unreadable(
        when=None,
        source=source(kind),
        problem="invalid",
        topics=frozenset([topic]),
        place="Bundle.entry[1].resource",
    )
    patient = chart(replace(cs(), unreadable=(lost,)))
    found = BOOK.judge(patient, parameters).alerts
    assert [(f.row, f.action, f.severity, f.basis) for f in found] == (
        [(row, action, severity, Basis.UNUSABLE)] if row else []
    )
