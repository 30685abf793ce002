"""Hyaluronidase: part of the subcutaneous product, which an allergy to it rules out."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Allergy
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import BLOCK, HIGH, HOLD, MODERATE, WARN, Row, rule

HYALURONIDASE = "drug_hyaluronidase"

SC_04 = Row(
    id="SC-04",
    title="Allergy to hyaluronidase",
    statement="The subcutaneous product holds hyaluronidase; hypersensitivity to it rules that "
    "product out.",
    code="ALGY",
    cites=("S8", "S12"),
    texts={
        "allergy": "An allergy to hyaluronidase is recorded ({allergy}). The subcutaneous product "
        "of ocrelizumab holds it and is not given after such an allergy. The intravenous product "
        "does not hold it.",
        "unconfirmed": "An allergy to hyaluronidase is recorded but not confirmed ({allergy}). The "
        "subcutaneous product holds it and is not given after such an allergy. Confirm or refute "
        "it.",
        "past": "An allergy to hyaluronidase is recorded as resolved or inactive ({allergy}). The "
        "subcutaneous product holds it and is not given after such an allergy. Confirm or refute "
        "it.",
        "missing": "The record has no list of allergies that is said to be complete. The "
        "subcutaneous product holds hyaluronidase: ask for an allergy to it before it is given.",
    },
    inputs=("AllergyIntolerance",),
    reads=(HYALURONIDASE,),
    reads_types=("AllergyIntolerance",),
    if_unusable=(HOLD, HIGH),
    product="sc",
)


@rule(SC_04)
def allergy_to_hyaluronidase(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Confirmed and active it blocks; not confirmed or over it waits until that is settled."""
    if chart.question.product != "sc":
        return
    allergies = chart.allergies(HYALURONIDASE)
    for allergy in allergies:
        text = _text(allergy)
        yield SC_04.finding(
            BLOCK if text == "allergy" else HOLD,
            HIGH,
            text,
            because=(allergy,),
            cause=allergy.key,
            allergy=allergy.display,
        )
    if not allergies and not chart.declared("AllergyIntolerance"):
        yield SC_04.finding(
            WARN,
            MODERATE,
            "missing",
            because=chart.record.allergies,
            basis=Basis.MISSING,
            missing=[Missing("AllergyIntolerance")],
        )


def _text(allergy: Allergy) -> str:
    if not allergy.confirmed:
        return "unconfirmed"
    return "past" if allergy.over else "allergy"


RULES = (allergy_to_hyaluronidase,)
