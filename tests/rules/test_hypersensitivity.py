"""HYPS-01, CONTRA-IRR-01 for allergies, and a history of reactions that is missing."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Allergy, Decision, Grade
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.hypersensitivity import HYPS_01, allergy_to_ocrelizumab
from app.rules.infusion_reaction import earlier_reactions_known
from app.rules.rule import DECISION
from tests.charts import (
    allergy,
    chart,
    cs,
    day,
    judged,
    on_treatment,
    only,
    reaction,
    source,
)

HOLD, WARN, BLOCK = Action.HOLD, Action.WARN, Action.BLOCK
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW
DRUG = "drug_ocrelizumab_iv"
OURS = frozenset([DRUG])
IRR, AIRWAYS = "reaction_infusion_related", "reaction_severe_manifestations"


def with_allergy(*found: Allergy) -> Chart:
    return chart(replace(cs(), allergies=found))


@pytest.mark.row("CONTRA-IRR-01")
@pytest.mark.row("HYPS-01")
@pytest.mark.parametrize(
    "found",
    [
        allergy(DRUG, grade=Grade.LIFE_THREATENING),
        allergy(DRUG, manifestations=frozenset(["reaction_anaphylaxis"])),
        allergy("drug_ocrelizumab_sc", grade=Grade.DISABLING, over=True),
    ],
)
def test_a_life_threatening_allergy_is_the_contraindication_alone(
    found: Allergy, parameters: Parameters
) -> None:
    patient = with_allergy(found)
    finding = only(judged(earlier_reactions_known, patient, parameters))
    assert (finding.row, finding.text) == ("CONTRA-IRR-01", "allergy")
    assert (finding.action, finding.severity, finding.basis) == (BLOCK, HIGH, Basis.FINDING)
    assert finding.cause == f"allergy|{found.key}"
    assert judged(allergy_to_ocrelizumab, patient, parameters) == ()


@pytest.mark.row("HYPS-01")
@pytest.mark.parametrize(
    ("found", "text", "action", "severity", "basis"),
    [
        (allergy(DRUG), "grade", HOLD, MODERATE, Basis.MISSING),
        (allergy(DRUG, criticality="high"), "grade", HOLD, MODERATE, Basis.FINDING),
        (
            allergy(DRUG, grade=Grade.MILD, criticality="high"),
            "grade",
            HOLD,
            MODERATE,
            Basis.FINDING,
        ),
        (
            allergy(DRUG, grade=Grade.SEVERE, criticality="low"),
            "grade",
            HOLD,
            MODERATE,
            Basis.FINDING,
        ),
        (allergy(DRUG, criticality="low"), "grade", HOLD, MODERATE, Basis.FINDING),
        (
            allergy(DRUG, grade=Grade.MILD, manifestations=frozenset([AIRWAYS])),
            "grade",
            HOLD,
            MODERATE,
            Basis.FINDING,
        ),
        (
            allergy(DRUG, grade=Grade.LIFE_THREATENING, confirmed=False),
            "unconfirmed",
            HOLD,
            MODERATE,
            Basis.FINDING,
        ),
        (allergy(DRUG, grade=Grade.MILD, criticality="low"), "mild", WARN, LOW, Basis.FINDING),
        (allergy(DRUG, grade=Grade.MODERATE), "mild", WARN, LOW, Basis.FINDING),
        (allergy(DRUG, grade=Grade.MILD, over=True), "past", WARN, LOW, Basis.FINDING),
        # no longer active, but how bad the earlier reaction was is not known, or it was severe
        (allergy(DRUG, over=True), "grade", HOLD, MODERATE, Basis.MISSING),
        (allergy(DRUG, grade=Grade.SEVERE, over=True), "grade", HOLD, MODERATE, Basis.FINDING),
    ],
)
def test_an_allergy_to_ocrelizumab_is_graded(
    *,
    found: Allergy,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    parameters: Parameters,
) -> None:
    finding = only(judged(allergy_to_ocrelizumab, with_allergy(found), parameters))
    assert (finding.row, finding.text, finding.basis) == ("HYPS-01", text, basis)
    assert (finding.action, finding.severity) == (action, severity)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, found.key)
    assert HYPS_01.released_by == DECISION


@pytest.mark.row("CONTRA-IRR-01")
@pytest.mark.parametrize(
    ("complete", "asked"),
    [
        ((), True),
        (("Condition",), True),
        (("AllergyIntolerance",), False),
        (("AdverseEvent",), False),
    ],
)
def test_of_a_treated_patient_the_history_of_reactions_is_needed(
    complete: tuple[str, ...], *, asked: bool, parameters: Parameters
) -> None:
    patient = chart(replace(on_treatment(), complete=frozenset(complete)))
    findings = judged(earlier_reactions_known, patient, parameters)
    assert [(f.row, f.text, f.action, f.severity, f.basis) for f in findings] == (
        [("CONTRA-IRR-01", "missing", WARN, MODERATE, Basis.MISSING)] if asked else []
    )
    untreated = chart(replace(cs(), complete=frozenset(complete)))
    assert judged(earlier_reactions_known, untreated, parameters) == ()


@pytest.mark.row("CONTRA-IRR-01")
@pytest.mark.parametrize(("decided", "asked"), [("2025-06-16", False), ("2025-06-15", True)])
def test_a_decision_after_the_last_dose_answers_it(
    decided: str, *, asked: bool, parameters: Parameters
) -> None:
    decision = Decision(row="CONTRA-IRR-01", when=day(decided), source=source("DetectedIssue"))
    record = replace(on_treatment(), complete=frozenset(), decisions=(decision,))
    assert bool(judged(earlier_reactions_known, chart(record), parameters)) is asked
    mild = reaction(IRR, when="2025-06-15", grade=Grade.MILD)
    told = replace(record, decisions=(), reactions=(mild,))
    assert judged(earlier_reactions_known, chart(told), parameters) == ()


@pytest.mark.row("HYPS-01")
@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            allergy(DRUG, name="Ocrelizumab", when=day("2024-05-01")),
            (
                "An allergy to ocrelizumab is recorded (Ocrelizumab, 2024-05-01) that is severe, "
                "may be severe or has no grade. After a life-threatening reaction ocrelizumab is "
                "never given again. Grade the reaction, or record the decision to go on."
            ),
        ),
        (
            allergy(DRUG, name="Ocrelizumab", grade=Grade.DISABLING, confirmed=False),
            (
                "A life-threatening allergy to ocrelizumab is recorded (Ocrelizumab) but not "
                "confirmed. After a life-threatening reaction ocrelizumab is never given again. "
                "Confirm or refute it."
            ),
        ),
        (
            allergy(DRUG, name="Ocrelizumab", grade=Grade.MILD),
            (
                "A mild or moderate allergy to ocrelizumab is recorded (Ocrelizumab). Watch "
                "closely while it is given."
            ),
        ),
        (
            allergy(DRUG, name="Ocrelizumab", grade=Grade.MODERATE, over=True),
            (
                "A mild or moderate allergy to ocrelizumab is recorded (Ocrelizumab) as resolved "
                "or inactive. Watch closely while it is given."
            ),
        ),
    ],
)
def test_the_allergy_to_ocrelizumab_is_quoted(
    found: Allergy, sentence: str, parameters: Parameters
) -> None:
    # the contraindication, newer and told by its own row, does not silence the next
    worst = allergy(DRUG, grade=Grade.LIFE_THREATENING, when=day("2025-11-01"))
    finding = only(judged(allergy_to_ocrelizumab, with_allergy(worst, found), parameters))
    assert HYPS_01.sentence(finding) == sentence
    assert finding.because == (found,)
