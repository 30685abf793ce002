"""Whether somebody looked for an infection before the dose; fever, chronic and recurrent ones."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Coded, LabResult
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.infection import CHRONIC, HERPES, RECURRENT, is_listed
from app.rules.infection import INFECTIONS as SITES
from app.rules.infection_answers import began_within, observed
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

INF_CHR_01 = Row(
    id="INF-CHR-01",
    title="Chronic infection",
    statement="Latent tuberculosis, HIV and hepatitis C wait once for a specialist's decision.",
    code="COND",
    cites=("derived",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "chronic": "{infection} is in the record. Treatment that depletes B cells can worsen a "
        "chronic infection. Record a specialist's decision; it is then shown as a warning.",
    },
    inputs=("Condition",),
    reads=CHRONIC,
    released_by=DECISION,
)
INF_OPP_01 = Row(
    id="INF-OPP-01",
    title="Recurrent infections",
    statement="Recurrent infections: consider whether to go on with treatment.",
    code="COND",
    cites=("seed-003",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "recurrent": "{infection} is in the record. After recurrent infections a prescriber "
        "considers whether to go on with ocrelizumab. Ask whether there is an infection today: an "
        "active one delays the dose.",
    },
    inputs=("Condition",),
    reads=(RECURRENT,),
    if_unusable=(WARN, MODERATE),
    released_by=DECISION,
)
INF_SYM_01 = Row(
    id="INF-SYM-01",
    title="Fever",
    statement="Fever is assessed before the dose, as a sign of infection.",
    code="COND",
    cites=("seed-002", "seed-003", "seed-004"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "fever": "A temperature of {temperature} °C was measured on {day}; {limit} °C or more is "
        "fever. An active infection delays ocrelizumab. The dose waits until the assessment is "
        "recorded.",
        "unreadable": "A temperature in the record could not be read ({measured}). Fever would "
        "hold the dose. Measure it again, or correct the entry.",
    },
    parameters=("infection.fever.celsius", "infection.temperature.days"),
    inputs=("temperature",),
    released_by=DECISION,
)
BASE_INF_01 = Row(
    id="BASE-INF-01",
    title="Infection status not confirmed",
    statement="Assess the infection status before giving the dose.",
    code="COND",
    cites=("seed-000", "seed-001"),
    texts={
        "ask": "Nothing in the record of the last {hours} hours before the planned infusion on "
        "{start} tells whether the patient has an infection. An active infection delays "
        "ocrelizumab. Confirm that there is none.",
    },
    parameters=(
        "baseline.infection.maxAgeHours",
        "infection.fever.celsius",
        "infection.activeDays",
    ),
    inputs=("Condition",),
)


@rule(INF_CHR_01)
def chronic_infection(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """One decision by a specialist turns the hold into a warning."""
    for infection in chart.diagnoses(*CHRONIC):
        if not infection.over:
            yield INF_CHR_01.finding(
                HOLD,
                MODERATE,
                "chronic",
                because=(infection,),
                cause=infection.key,
                infection=infection.name or "A chronic infection",
            )


@rule(INF_OPP_01)
def recurrent_infection(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """A recurrent infection as a problem is no active one (catalogue 6.3): it warns."""
    for infection in chart.diagnoses(RECURRENT):
        if not infection.over:
            yield INF_OPP_01.finding(
                WARN,
                MODERATE,
                "recurrent",
                because=(infection,),
                cause=infection.key,
                infection=infection.name or "A recurrent infection",
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


@rule(BASE_INF_01)
def infection_status(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Shortly before the dose somebody must have looked: a list, an observation or an answer."""
    hours = p.hours("baseline.infection.maxAgeHours")
    if chart.declared("Condition") or (chart.start - chart.as_of).days * 24 > hours:
        return
    since = chart.start - days(hours // 24)
    answers = observed(chart, SITES)
    said: tuple[LabResult | Coded, ...] = (
        *chart.usable("temperature"),
        *(a for a in answers if a.present is False and not (a.preliminary or a.problem)),
    )
    fever = p.decimal("infection.fever.celsius")
    looked = [
        f
        for f in said
        if f.when is not None
        and f.when.earliest >= since
        and (isinstance(f, Coded) or f.below(fever))
    ]
    if looked:
        yield BASE_INF_01.clear(*looked)
        return
    listed = any(is_listed(d) for d in chart.diagnoses(*SITES)) or any(
        not d.over for d in chart.diagnoses(*HERPES)
    )
    if not listed and not any(
        a.present and began_within(a.when, p.days("infection.activeDays"), chart.as_of) is not False
        for a in answers
    ):
        yield BASE_INF_01.finding(
            WARN,
            LOW,
            "ask",
            basis=Basis.MISSING,
            missing=[Missing("Condition", "cond_active_infection", since)],
            hours=hours,
            start=chart.start,
        )


RULES = (chronic_infection, recurrent_infection, fever, infection_status)
