"""Hypersensitivity to ocrelizumab as an allergy: what is not life-threatening is graded."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Allergy, Grade
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)
from app.rules.schedule import OCRELIZUMAB

HYPS_01 = Row(
    id="HYPS-01",
    title="Allergy to ocrelizumab",
    statement="Hypersensitivity to ocrelizumab: life-threatening never again (CONTRA-IRR-01); "
    "severe, potentially severe or without detail is graded first; mild or moderate warns.",
    code="ALGY",
    cites=("S7", "S10", "S27"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "grade": "An allergy to ocrelizumab is recorded ({allergy}) that is severe, may be severe "
        "or has no grade. After a life-threatening reaction ocrelizumab is never given again. "
        "Grade the reaction, or record the decision to go on.",
        "unconfirmed": "A life-threatening allergy to ocrelizumab is recorded ({allergy}) but not "
        "confirmed. After a life-threatening reaction ocrelizumab is never given again. Confirm or "
        "refute it.",
        "mild": "A mild or moderate allergy to ocrelizumab is recorded ({allergy}). Watch closely "
        "while it is given.",
        "past": "A mild or moderate allergy to ocrelizumab is recorded ({allergy}) as resolved or "
        "inactive. Watch closely while it is given.",
    },
    inputs=("AllergyIntolerance",),
    reads=OCRELIZUMAB,
    reads_types=("AllergyIntolerance",),
    released_by=DECISION,
)
_WORST = (Grade.LIFE_THREATENING, Grade.DISABLING)
_LIFE_THREATENING = ("reaction_anaphylaxis", "reaction_life_threatening_manifestations")


def is_life_threatening(allergy: Allergy) -> bool:
    """By its grade or its manifestations; criticality alone is only potential harm."""
    return allergy.grade in _WORST or not allergy.manifestations.isdisjoint(_LIFE_THREATENING)


@rule(HYPS_01)
def allergy_to_ocrelizumab(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Life-threatening and confirmed is CONTRA-IRR-01; mild with low criticality warns."""
    for allergy in chart.allergies(*OCRELIZUMAB):
        if is_life_threatening(allergy) and allergy.confirmed:
            continue
        text = _text(allergy)
        held = text in ("grade", "unconfirmed")
        undetailed = allergy.grade is None and not allergy.criticality
        yield HYPS_01.finding(
            HOLD if held else WARN,
            MODERATE if held else LOW,
            text,
            because=(allergy,),
            basis=Basis.MISSING if text == "grade" and undetailed else Basis.FINDING,
            cause=allergy.key,
            allergy=allergy.display,
        )


def _text(allergy: Allergy) -> str:
    if is_life_threatening(allergy):
        return "unconfirmed"
    mild = allergy.grade in (Grade.MILD, Grade.MODERATE)
    harmless = "reaction_severe_manifestations" not in allergy.manifestations
    if not (mild and harmless and allergy.criticality in ("", "low")):
        return "grade"  # also when no longer active: it is the earlier reaction that counts
    return "past" if allergy.over else "mild"


RULES = (allergy_to_ocrelizumab,)
