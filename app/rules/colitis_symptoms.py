"""Symptoms of colitis on treatment: blood in the stool, diarrhoea, abdominal pain."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clinical.chart import Chart
from app.clinical.facts import Coded
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.new_symptoms import Symptom, known_before, new_symptoms, shown, surely_new
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

BLOOD, DIARRHOEA, PAIN = "symptom_blood_in_stool", "symptom_diarrhoea", "symptom_abdominal_pain"

COL_01 = Row(
    id="COL-01",
    title="Symptoms of colitis",
    statement="Watch for immune-mediated colitis: blood in the stool, or diarrhoea with abdominal "
    "pain, new or persistent on treatment, is evaluated promptly; either of them alone is said.",
    code="COND",
    cites=("seed-003", "S13"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "blood": "Blood in the stool on treatment: {found}. Ocrelizumab can cause a severe "
        "colitis. Have it evaluated promptly; the dose waits until the decision is recorded.",
        "both": "Diarrhoea and abdominal pain on treatment: {found}. Ocrelizumab can cause a "
        "severe colitis. Have it evaluated promptly; the dose waits until the decision is "
        "recorded.",
        "diarrhoea": "Diarrhoea on treatment: {found}. It can be the first sign of a colitis "
        "caused by ocrelizumab. Ask for blood in the stool and pain, and how long it has lasted.",
        "pain": "Abdominal pain on treatment: {found}. It can be the first sign of a colitis "
        "caused by ocrelizumab. Ask for diarrhoea and blood in the stool.",
        "inexact": "On treatment: {found}. The exact day it began is needed: after the first dose "
        "of ocrelizumab it can be a sign of a severe colitis. Supply the day and have it "
        "evaluated, or record the decision.",
        "undated": "On treatment: {found}. The record does not tell whether it began after the "
        "first dose of ocrelizumab, which can cause a colitis. Find out.",
    },
    parameters=("result.alertMaxAgeMonths",),
    inputs=("Condition", "Observation"),
    reads=(BLOOD, DIARRHOEA, PAIN),
    released_by=DECISION,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """Symptoms that weigh together; every group of them must be new to be sure of it."""

    text: str
    action: Action
    severity: Severity
    groups: tuple[tuple[Symptom, ...], ...]


@rule(COL_01)
def colitis_symptoms(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The gravest picture that the symptoms make; a symptom of before the first dose is none."""
    if not chart.course.started:
        return
    months = p.months("result.alertMaxAgeMonths")
    blood = new_symptoms(chart, (BLOOD,), months)
    diarrhoea, pain = _now(chart, DIARRHOEA, months), _now(chart, PAIN, months)
    if blood:
        yield _said(chart, Picture("blood", HOLD, HIGH, (blood,)), (*diarrhoea, *pain))
    elif diarrhoea and pain:
        yield _said(chart, Picture("both", HOLD, HIGH, (diarrhoea, pain)))
    elif diarrhoea:
        yield _said(chart, Picture("diarrhoea", WARN, MODERATE, (diarrhoea,)))
    elif pain:
        yield _said(chart, Picture("pain", WARN, MODERATE, (pain,)))


def _now(chart: Chart, topic: str, months: int) -> tuple[Symptom, ...]:
    """An answer tells nothing new of what has been listed since before the first dose."""
    found = new_symptoms(chart, (topic,), months)
    if found and known_before(chart, topic):
        return tuple(s for s in found if not isinstance(s, Coded))
    return found


def _said(chart: Chart, picture: Picture, also: tuple[Symptom, ...] = ()) -> Finding:
    sure = all(any(surely_new(chart, s) for s in group) for group in picture.groups)
    open_text = "inexact" if picture.action is HOLD else "undated"
    because = (*(s for group in picture.groups for s in group), *also)
    return COL_01.finding(
        picture.action,
        picture.severity,
        picture.text if sure else open_text,
        because=because,
        basis=Basis.FINDING if sure else Basis.UNUSABLE,
        cause=picture.text,
        found=shown(because),
    )


RULES = (colitis_symptoms,)
