"""MAL-03 and COL-02."""

from dataclasses import replace

import pytest

from app.clinical.facts import Diagnosis
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.colitis import COL_02, colitis_on_treatment
from app.rules.malignancy import MAL_03, active_malignancy
from app.rules.rule import DECISION
from tests.charts import chart, cs, day, diagnosis, judged, on_treatment, only

HOLD, WARN = Action.HOLD, Action.WARN
COLITIS, BOWEL = "cond_colitis_immune_mediated_suspect", "cond_inflammatory_bowel_disease"


@pytest.mark.row("MAL-03")
@pytest.mark.parametrize(
    ("found", "text", "action", "severity"),
    [
        (diagnosis("cond_malignancy_any", onset="2025-10-01"), "active", HOLD, Severity.HIGH),
        (diagnosis("cond_breast_cancer"), "active", HOLD, Severity.HIGH),
        (
            diagnosis("cond_malignancy_any", verification="provisional"),
            "active",
            HOLD,
            Severity.HIGH,
        ),
        (diagnosis("cond_malignancy_any", clinical=""), "active", HOLD, Severity.HIGH),
        (
            diagnosis("cond_malignancy_any", "cond_skin_cancer_non_melanoma"),
            "skin",
            WARN,
            Severity.MODERATE,
        ),
    ],
)
def test_an_active_malignancy_waits_for_oncology(
    found: Diagnosis, text: str, action: Action, severity: Severity, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        patient = chart(replace(record, diagnoses=(found,)))
        finding = only(judged(active_malignancy, patient, parameters))
        assert (finding.row, finding.text, finding.basis) == ("MAL-03", text, Basis.FINDING)
        assert (finding.action, finding.severity) == (action, severity)
        assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, found.key)
    assert MAL_03.released_by == DECISION


@pytest.mark.row("MAL-03")
@pytest.mark.parametrize(
    "found",
    [
        diagnosis("cond_malignancy_any", clinical="remission"),
        diagnosis("cond_malignancy_any", clinical="resolved"),
        diagnosis("cond_malignancy_any", clinical="", abated=True),
        diagnosis("cond_malignancy_history"),
        diagnosis("cond_breast_cancer", "cond_malignancy_history"),
    ],
)
def test_remission_and_history_are_silent(found: Diagnosis, parameters: Parameters) -> None:
    assert judged(active_malignancy, chart(replace(cs(), diagnoses=(found,))), parameters) == ()


@pytest.mark.row("COL-02")
@pytest.mark.parametrize(
    ("found", "text", "basis"),
    [
        # first dose on 2025-06-01
        (diagnosis(COLITIS, onset="2025-06-01"), "active", Basis.FINDING),
        (diagnosis(COLITIS, onset="2025-06"), "active", Basis.FINDING),
        (diagnosis(COLITIS, onset="2025"), "inexact", Basis.UNUSABLE),
        (diagnosis(COLITIS), "inexact", Basis.UNUSABLE),
        (
            diagnosis(COLITIS, when=day("2025-09-01"), recorded=day("2025-09-01")),
            "inexact",
            Basis.UNUSABLE,
        ),
        (diagnosis(BOWEL, onset="2025-09-01"), "active", Basis.FINDING),
    ],
)
def test_a_colitis_that_began_on_treatment_holds(
    found: Diagnosis, text: str, basis: Basis, parameters: Parameters
) -> None:
    patient = chart(replace(on_treatment(), diagnoses=(found,)))
    finding = only(judged(colitis_on_treatment, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("COL-02", text, basis)
    assert (finding.action, finding.severity) == (HOLD, Severity.HIGH)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, found.key)
    assert COL_02.released_by == DECISION


@pytest.mark.row("COL-02")
@pytest.mark.parametrize(
    "found",
    [
        diagnosis(COLITIS, onset="2025-05-31"),
        diagnosis(COLITIS, onset="2025-09-01", clinical="resolved"),
        diagnosis(BOWEL),
        diagnosis(BOWEL, onset="2015"),
    ],
)
def test_an_old_or_resolved_colitis_is_silent(found: Diagnosis, parameters: Parameters) -> None:
    patient = chart(replace(on_treatment(), diagnoses=(found,)))
    assert judged(colitis_on_treatment, patient, parameters) == ()


@pytest.mark.row("COL-02")
def test_before_the_first_dose_colitis_is_not_of_the_treatment(parameters: Parameters) -> None:
    patient = chart(replace(cs(), diagnoses=(diagnosis(COLITIS, onset="2025-11-20"),)))
    assert judged(colitis_on_treatment, patient, parameters) == ()


@pytest.mark.row("MAL-03")
@pytest.mark.parametrize(
    ("system", "code", "held"),
    [
        ("http://snomed.info/sct", "254837009", True),  # malignant neoplasm of breast
        ("http://snomed.info/sct", "429087003", False),  # history of it
        ("http://hl7.org/fhir/sid/icd-10-cm", "Z15.01", False),  # genetic susceptibility
        ("http://hl7.org/fhir/sid/icd-10-cm", "Z85.3", False),
        ("http://hl7.org/fhir/sid/icd-10-cm", "C50.911", True),
    ],
)
def test_codes_of_history_and_risk_are_no_disease(
    system: str, code: str, *, held: bool, parameters: Parameters
) -> None:
    found = diagnosis(*sorted(load().codes.topics(system, code)))
    patient = chart(replace(cs(), diagnoses=(found,)))
    assert bool(judged(active_malignancy, patient, parameters)) is held
