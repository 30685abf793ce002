"""Fever, chills and cough: assessed before the dose, as signs of an infection."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Coded
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.infection_answers import began_within, observed
from app.rules.new_symptoms import Symptom, at_infusion, listed
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HOLD,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

SYMPTOM = "symptom_infection"

INF_SYM_01 = Row(
    id="INF-SYM-01",
    title="Fever, chills or cough",
    statement="Fever, chills and cough are assessed before the dose, as signs of infection.",
    code="COND",
    cites=("seed-002", "seed-003", "seed-004"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "fever": "A temperature of {temperature} °C was measured on {day}; {limit} °C or more is "
        "fever. An active infection delays ocrelizumab. The dose waits until the assessment is "
        "recorded.",
        "unreadable": "A temperature in the record could not be read ({measured}). Fever would "
        "hold the dose. Measure it again, or correct the entry.",
        "symptom": "{symptom} is recorded since {since}, at most {limit} days ago. It can be a "
        "sign of an infection, which delays ocrelizumab. The dose waits until the assessment is "
        "recorded.",
        "inexact": "{symptom} is dated {since}: the exact date is needed. If it began at most "
        "{limit} days ago the dose waits until it is assessed. Supply the date, or record the "
        "assessment.",
        "undated": "{symptom} is recorded without the day it began. A new one can be a sign of an "
        "infection, which delays ocrelizumab. Find out when it began.",
        "unclear": "An entry on {symptom} of {since} does not say in a form that can be read "
        "whether it is present. It can be a sign of an infection, which delays ocrelizumab. Ask "
        "the patient.",
    },
    parameters=(
        "infection.fever.celsius",
        "infection.temperature.days",
        "infection.symptom.days",
        "irr.onsetHours",
    ),
    inputs=("temperature", "Condition"),
    reads=(SYMPTOM,),
    released_by=DECISION,
)


@rule(INF_SYM_01)
def fever(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A fever of the last days holds also when a later temperature is normal: it is assessed."""
    lookback = days(p.days("infection.temperature.days"))
    limit = p.decimal("infection.fever.celsius")
    for measured in chart.results("temperature"):
        when = measured.when
        if when is not None and when.latest + lookback < chart.as_of:
            continue
        lower = None if measured.problem or when is None else measured.below(limit)
        if lower is None:
            yield INF_SYM_01.finding(
                WARN,
                MODERATE,
                "unreadable",
                because=(measured,),
                basis=Basis.UNUSABLE,
                cause="unreadable",
                measured=when.text if when else "without a date",
            )
        elif not lower and when is not None:
            yield INF_SYM_01.finding(
                HOLD,
                MODERATE,
                "fever",
                because=(measured,),
                cause=when.text,
                until=when.latest + lookback + days(1),
                temperature=f"{measured.comparator}{measured.value:.1f}",
                day=when.text,
                limit=str(limit),
            )


@rule(INF_SYM_01)
def symptoms_of_infection(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Recent ones hold; those that began at an infusion are left to the rows on reactions."""
    limit, hours = p.days("infection.symptom.days"), p.hours("irr.onsetHours")
    said: tuple[Symptom, ...] = (*listed(chart, SYMPTOM), *observed(chart, (SYMPTOM,)))
    for symptom in said:
        if at_infusion(chart, symptom.when, hours):
            continue
        if isinstance(symptom, Coded) and symptom.present is False:
            continue
        recent = began_within(symptom.when, limit, chart.as_of)
        if recent is not False:
            yield _said(symptom, limit, sure=recent is True)


def _said(symptom: Symptom, limit: int, *, sure: bool) -> Finding:
    since = symptom.when.text if symptom.when else "an unknown day"
    text = "symptom" if sure else "inexact"
    if isinstance(symptom, Coded) and symptom.present is None:
        text = "unclear"
    elif symptom.when is None:
        text = "undated"
    return INF_SYM_01.finding(
        WARN if text in ("unclear", "undated") else HOLD,
        MODERATE,
        text,
        because=(symptom,),
        basis=Basis.FINDING if text == "symptom" else Basis.UNUSABLE,
        cause=f"{symptom.key}|{since}",
        until=symptom.when.latest + days(limit + 1) if symptom.when else None,
        symptom=symptom.name or "A symptom of infection",
        since=since,
        limit=limit,
    )


RULES = (fever, symptoms_of_infection)
