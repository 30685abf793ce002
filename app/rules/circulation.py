"""Circulation: drugs that lower the blood pressure, and heart failure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Fact, Medication
from app.clinical.finding import Basis, Finding, Missing
from app.clinical.newest import may_be_as_new
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    ELIGIBILITY,
    LOW,
    MODERATE,
    MONITORING,
    PREMEDICATION,
    WARN,
    Row,
    rule,
)

ANTIHYPERTENSIVE = "drug_antihypertensive"
HEART_FAILURE = "cond_heart_failure"
CLASS_ASKED, HIGH_CLASS, LOW_CLASS = "obs_nyha_class", "finding_nyha_high", "finding_nyha_low"

BP_01 = Row(
    id="BP-01",
    title="Drug that lowers the blood pressure",
    statement="Blood pressure can fall during the infusion: consider withholding antihypertensive "
    "drugs from 12 hours before it until it has ended.",
    code="DRG",
    cites=("S7", "S14"),
    scope=(ELIGIBILITY, PREMEDICATION),
    texts={
        "taken": "A drug that lowers the blood pressure is recorded as taken: {drugs}. Blood "
        "pressure can fall during the infusion. Let the prescriber decide whether to withhold it "
        "from {hours} hours before the infusion until it has ended.",
    },
    parameters=("bp.withholdHours",),
    inputs=("MedicationRequest",),
    reads=(ANTIHYPERTENSIVE,),
    reads_types=("MedicationRequest", "MedicationStatement", "MedicationDispense"),
    if_unusable=(WARN, LOW),
)
HF_01 = Row(
    id="HF-01",
    title="Heart failure",
    statement="Ocrelizumab was not studied in heart failure of NYHA class III or IV: caution.",
    code="COND",
    cites=("S7", "S14"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "severe": "The record shows heart failure of NYHA class III or IV ({found}). Ocrelizumab "
        "was not studied there. Decide with cardiology, and watch closely during the infusion.",
        "unclassed": "Heart failure is recorded ({found}), but not its NYHA class. Ocrelizumab was "
        "not studied in class III or IV. Supply the class, or decide with cardiology.",
    },
    inputs=("Condition",),
    reads=(HEART_FAILURE, HIGH_CLASS),
    if_unusable=(WARN, MODERATE),
)
_CLASSES = (CLASS_ASKED, HIGH_CLASS, LOW_CLASS)
_TAKEN = ("active", "unknown")
_NOT_DISPENSED = ("cancelled", "declined", "preparation")


@rule(BP_01)
def antihypertensives(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """One warning names them all; only an infusion lowers the blood pressure."""
    if chart.question.product != "iv":
        return
    taken = [d for d in chart.medications(ANTIHYPERTENSIVE) if _taken(d, chart)]
    if taken:
        yield BP_01.finding(
            WARN,
            LOW,
            "taken",
            because=taken,
            implicated=taken,
            drugs="; ".join(dict.fromkeys(d.name for d in taken)),
            hours=p.hours("bp.withholdHours"),
        )


def _taken(drug: Medication, chart: Chart) -> bool:
    """By its status, unless its stated end lies before the day of judgement."""
    if drug.ours or (drug.ends is not None and drug.ends.latest < chart.as_of):
        return False
    if drug.source.type == "MedicationDispense":
        return drug.status not in _NOT_DISPENSED
    return drug.status in _TAKEN


class _Class(StrEnum):
    HIGH = "III or IV"
    LOW = "I or II"
    UNREAD = "not readable"
    UNKNOWN = "unknown"


class _Told(NamedTuple):
    nyha: _Class
    because: tuple[Fact, ...] = ()


@rule(HF_01)
def heart_failure(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """The class decides; without one it may be class III or IV."""
    known = chart.diagnoses(HEART_FAILURE)
    if not (known or chart.diagnoses(HIGH_CLASS) or chart.coded(*_CLASSES)):
        return
    failing = tuple(d for d in known if not d.over)
    if known and not failing:
        return
    told = _nyha(chart)
    facts = tuple(dict.fromkeys((*failing, *told.because)))
    if told.nyha is _Class.HIGH:
        yield HF_01.finding(WARN, MODERATE, "severe", because=facts, found=_names(facts))
    elif failing and told.nyha is not _Class.LOW:
        yield HF_01.finding(
            WARN,
            MODERATE,
            "unclassed",
            because=facts,
            basis=Basis.UNUSABLE if told.nyha is _Class.UNREAD else Basis.MISSING,
            missing=(Missing("Observation", CLASS_ASKED),),
            found=_names(failing),
        )
    elif failing:
        yield HF_01.clear(*facts)


def _nyha(chart: Chart) -> _Told:
    """The worst of the diagnoses with a class, and of the newest answers and all as new."""
    staged = [d for d in chart.diagnoses(HEART_FAILURE, HIGH_CLASS, LOW_CLASS) if not d.over]
    classed = [(d, d.topics | d.stages) for d in staged]
    answers = _current(chart)
    found: list[tuple[Fact, frozenset[str]]] = [
        *classed,
        *((a, a.answers | a.topics) for a in answers),
    ]
    high = tuple(fact for fact, topics in found if HIGH_CLASS in topics)
    if high:
        return _Told(_Class.HIGH, high)
    unread = tuple(a for a in answers if LOW_CLASS not in a.answers | a.topics or a.preliminary)
    if unread:
        return _Told(_Class.UNREAD, unread)
    low = tuple(fact for fact, topics in found if LOW_CLASS in topics)
    return _Told(_Class.LOW, low) if low else _Told(_Class.UNKNOWN)


def _current(chart: Chart) -> tuple[Coded, ...]:
    """The newest statement of the class and all that may be newer; a plain "no" states none."""
    stated = [
        c for c in chart.coded(*_CLASSES) if CLASS_ASKED in c.topics or c.present is not False
    ]
    newest = next((c for c in stated if c.when is not None and not c.preliminary), None)
    return tuple(c for c in stated if newest is None or c.when is None or may_be_as_new(c, newest))


def _names(facts: tuple[Fact, ...]) -> str:
    return "; ".join(f.display for f in facts)


RULES = (antihypertensives, heart_failure)
