"""Rows on diagnoses, vaccines and reactions answer for an invalid resource they would read."""

from dataclasses import replace

import pytest

from app.clinical.facts import Unreadable
from app.clinical.finding import Action, Basis, Severity
from app.knowledge.parameters import Parameters
from app.rules import (
    breast_screening,
    colitis,
    colitis_symptoms,
    hypersensitivity,
    indication,
    infection,
    infection_status,
    infection_symptoms,
    infusion_reaction,
    live_vaccine,
    liver_nonspecific,
    malignancy,
    pml,
    pregnancy,
    recurrent_infection,
    reproduction,
)
from app.rules.engine import RuleBook
from tests.charts import chart, cs, source

TOPICS = (
    indication,
    hypersensitivity,
    infection,
    infection_status,
    infection_symptoms,
    recurrent_infection,
    infusion_reaction,
    live_vaccine,
    liver_nonspecific,
    malignancy,
    breast_screening,
    colitis,
    colitis_symptoms,
    pml,
    pregnancy,
    reproduction,
)
BOOK = RuleBook([rule for topic in TOPICS for rule in topic.RULES])
HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW


@pytest.mark.row("HYPS-01")
@pytest.mark.row("IRR-UNGRADED")
@pytest.mark.parametrize(
    ("kind", "topic", "row", "action", "severity"),
    [
        ("Condition", "ms_relapsing_remitting", "IND-01", HOLD, MODERATE),
        ("AllergyIntolerance", "drug_ocrelizumab_iv", "HYPS-01", HOLD, MODERATE),
        ("AdverseEvent", "reaction_infusion_related", "IRR-UNGRADED", HOLD, MODERATE),
        ("MedicationRequest", "cvx_live", "VAX-LIVE-01", HOLD, HIGH),
        ("Condition", "cond_infection_urinary", "INF-HOLD-01", HOLD, HIGH),
        ("Condition", "cond_herpes_zoster", "INF-HSV-01", HOLD, HIGH),
        ("Condition", "cond_hiv", "INF-CHR-01", HOLD, MODERATE),
        ("Condition", "cond_pml", "PML-04", HOLD, HIGH),
        ("Condition", "symptom_pml_suspect", "PML-01", WARN, MODERATE),
        ("Condition", "cond_malignancy_any", "MAL-03", HOLD, HIGH),
        ("Condition", "cond_colitis_immune_mediated_suspect", "COL-02", HOLD, HIGH),
        ("Condition", "symptom_infection", "INF-SYM-01", HOLD, MODERATE),
        ("Condition", "cond_infection_recurrent", "INF-OPP-01", WARN, MODERATE),
        ("Condition", "symptom_diarrhoea", "COL-01", HOLD, MODERATE),
        ("Condition", "symptom_liver_nonspecific", "LIV-06", WARN, MODERATE),
        ("DiagnosticReport", "imaging_mammography", "MAL-01", WARN, LOW),
        ("Condition", "imaging_mammography", None, None, None),
        ("Condition", "cond_pregnancy", "PREG-01", HOLD, HIGH),
        ("Observation", "obs_breastfeeding_status", "LACT-01", WARN, LOW),
        # an order or a dose of ocrelizumab is not an allergy to it
        ("MedicationRequest", "drug_ocrelizumab_iv", None, None, None),
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
    found = [f for f in BOOK.judge(patient, parameters).alerts if f.because == (lost,)]
    assert [(f.row, f.action, f.severity, f.basis) for f in found] == (
        [(row, action, severity, Basis.UNUSABLE)] if row else []
    )
    for finding in found:
        assert "Bundle.entry[1].resource" in BOOK.rows[finding.row].sentence(finding)
