"""Symptoms that may be the first of liver injury and are common besides: prompt liver tests."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.finding import Action, Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.liver_symptoms import NAMES, asked, not_seen, symptoms
from app.rules.new_symptoms import Symptom, at_infusion, began, listed, new_symptoms, shown
from app.rules.rule import ELIGIBILITY, MODERATE, MONITORING, WARN, Row, rule

SYMPTOMS, FATIGUE = "symptom_liver_nonspecific", "symptom_fatigue"

LIV_06 = Row(
    id="LIV-06",
    title="Symptoms that ask for prompt liver tests",
    statement="Fatigue, anorexia, nausea or vomiting new on treatment ask for prompt liver tests; "
    "jaundice, dark urine and abdominal pain are LIV-02.",
    code="COND",
    cites=("S10", "S11", "derived"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "ask": "New on treatment: {found}. It can be the first sign of liver injury. Measure ALT, "
        "AST and bilirubin now; missing since then: {tests}.",
        "undated": "On treatment, without the day it began: {found}. If it is new it can be the "
        "first sign of liver injury. Find out when it began and measure ALT, AST and bilirubin.",
    },
    parameters=("liver.symptomMonths", "result.alertMaxAgeMonths", "irr.onsetHours"),
    inputs=("Condition", "Observation"),
    reads=(SYMPTOMS,),
    if_unusable=(WARN, MODERATE),
)


@rule(LIV_06)
def nonspecific_symptoms(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Recent ones without liver tests since; silent where LIV-02 speaks."""
    if not chart.course.started:
        return
    months = p.months("liver.symptomMonths")
    found = new_symptoms(chart, (SYMPTOMS,), p.months("result.alertMaxAgeMonths"))
    hours = p.hours("irr.onsetHours")
    fresh = tuple(
        s for s in found if _is_recent(chart, s, months) and not at_infusion(chart, s.when, hours)
    )
    if not fresh:
        return
    absent = not_seen(chart, fresh)
    if not absent:
        yield LIV_06.clear(*fresh)
    elif _liver_injury_is_said(chart, p):
        yield LIV_06.undecided(*fresh)
    else:
        dated = [s.when for s in fresh if s.when is not None]
        yield LIV_06.finding(
            WARN,
            MODERATE,
            "ask" if len(dated) == len(fresh) else "undated",
            because=fresh,
            basis=Basis.MISSING,
            missing=asked(absent, fresh),
            until=min((add_months(w.latest, months) + days(1) for w in dated), default=None),
            found=shown(fresh),
            tests=", ".join(NAMES[test] for test in absent),
        )


def _is_recent(chart: Chart, symptom: Symptom, months: int) -> bool:
    """One without a day may be; fatigue counts from the first day on which the record knows it."""
    if FATIGUE in symptom.topics:
        onset = _tired_since(chart)
        return onset is not None and add_months(onset.latest, months) >= chart.as_of
    return symptom.when is None or add_months(symptom.when.latest, months) >= chart.as_of


def _tired_since(chart: Chart) -> PartialDate | None:
    """Fatigue is ordinary in multiple sclerosis: without the day it began it is taken as old."""
    known: tuple[Symptom, ...] = (
        *listed(chart, FATIGUE),
        *(c for c in chart.coded(FATIGUE) if c.present),
    )
    onsets = [began(s) for s in known]
    days_known = [onset for onset in onsets if onset is not None]
    if len(days_known) < len(onsets):
        return None
    first, earliest = chart.course.first_day, min(days_known, key=lambda day: day.latest)
    return None if first is not None and earliest.latest < first.earliest else earliest


def _liver_injury_is_said(chart: Chart, p: Parameters) -> bool:
    return any(f.action > Action.CLEAR for f in symptoms.judge(chart, p))


RULES = (nonspecific_symptoms,)
