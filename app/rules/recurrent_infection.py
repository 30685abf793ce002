"""Serious, opportunistic and repeated infections: whether to go on with treatment."""

from collections.abc import Iterator, Sequence
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months, days
from app.clinical.facts import Diagnosis
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.distinct_infections import perhaps_distinct, surely_distinct
from app.rules.infection import HERPES, INFECTIONS, NO_EPISODE, RECURRENT, SERIOUS
from app.rules.new_symptoms import shown
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
from app.rules.serious_infection import grave_by, infections_within, is_grave, treated, treatments

OPPORTUNISTIC = "cond_infection_opportunistic"

INF_OPP_01 = Row(
    id="INF-OPP-01",
    title="Serious, opportunistic or recurrent infections",
    statement="After a serious opportunistic infection, repeated serious infections or recurrent "
    "ones, decide whether to go on with treatment.",
    code="COND",
    cites=("seed-003", "S5"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "recurrent": "{infection} is in the record. After recurrent infections a prescriber "
        "considers whether to go on with ocrelizumab. Ask whether there is an infection today: an "
        "active one delays the dose.",
        "opportunistic": "A serious opportunistic infection of the last {months} months is in the "
        "record ({found}). Decide whether to go on with ocrelizumab; the dose waits until the "
        "decision is recorded.",
        "serious": "Serious infections of the last {months} months are in the record, {count} or "
        "more ({found}). Decide whether to go on with ocrelizumab; the dose waits until the "
        "decision is recorded.",
        "inexact": "Serious infections are in the record ({found}), and their days are not exact. "
        "If one is opportunistic, or {count} or more are of the last {months} months, whether to "
        "go on with ocrelizumab is decided before the dose. Supply the days, or record the "
        "decision.",
        "treated": "Infections of the last {months} months that were treated: {count} or more "
        "({found}). After recurrent infections a prescriber considers whether to go on with "
        "ocrelizumab.",
        "treated_inexact": "Infections that were treated: {found}. Their days are not exact, so "
        "there may be {count} or more of the last {months} months. After recurrent infections a "
        "prescriber considers whether to go on with ocrelizumab. Supply the days.",
        "untold": "Infections of the last {months} months: {count} or more may be distinct "
        "({found}), and the record does not tell whether they were treated. After recurrent "
        "infections a prescriber considers whether to go on with ocrelizumab.",
    },
    parameters=(
        "infection.serious.count",
        "infection.recurrent.count",
        "infection.recurrent.months",
        "infection.recurrent.gapDays",
    ),
    inputs=("Condition",),
    reads=(RECURRENT, *SERIOUS),
    if_unusable=(WARN, MODERATE),
    released_by=DECISION,
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


@rule(INF_OPP_01)
def counted_infections(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Serious ones hold and then say all; else those that were treated are counted."""
    months, gap = p.months("infection.recurrent.months"), p.days("infection.recurrent.gapDays")
    within = infections_within(chart, months, (*INFECTIONS, *HERPES))
    episodes = tuple(d for d in within if d.topics.isdisjoint(NO_EPISODE))
    if not episodes:
        return
    serious = tuple(d for d in episodes if is_grave(d, chart, gap))
    yield from _serious(chart, serious, p) or _treated(chart, episodes, serious, p)


def _serious(chart: Chart, serious: Sequence[Diagnosis], p: Parameters) -> list[Finding]:
    limit, gap = p.count("infection.serious.count"), p.days("infection.recurrent.gapDays")
    opportunistic = [d for d in serious if OPPORTUNISTIC in d.topics]
    if not opportunistic and perhaps_distinct(serious, gap) < limit:
        return []
    surely = _surely_within(serious, _since(chart, p))
    if any(d in surely for d in opportunistic):
        text = "opportunistic"
    else:
        text = "serious" if surely_distinct(surely, gap) >= limit else "inexact"
    exact = text != "inexact"
    basis = Basis.FINDING if exact else Basis.UNUSABLE
    return [
        INF_OPP_01.finding(
            HOLD,
            HIGH,
            text,
            because=(*serious, *grave_by(serious, chart, gap)),
            basis=basis,
            cause="serious",
            until=_until(serious, p),
            found=shown(serious),
            count=limit,
            months=p.months("infection.recurrent.months"),
        )
    ]


def _treated(
    chart: Chart, episodes: Sequence[Diagnosis], serious: Sequence[Diagnosis], p: Parameters
) -> list[Finding]:
    """Serious ones count as treated; without a list of medicines treatment is not known."""
    limit, gap = p.count("infection.recurrent.count"), p.days("infection.recurrent.gapDays")
    medicines = chart.once(treatments)
    known = [d for d in episodes if d in serious or treated(d, medicines, gap)]
    untold: tuple[Missing, ...] = ()
    if surely_distinct(_surely_within(known, _since(chart, p)), gap) >= limit:
        text, basis, said = "treated", Basis.FINDING, known
    elif perhaps_distinct(known, gap) >= limit:
        text, basis, said = "treated_inexact", Basis.UNUSABLE, known
    elif perhaps_distinct(episodes, gap) >= limit and not chart.declared("MedicationRequest"):
        text, basis, said = "untold", Basis.MISSING, list(episodes)
        untold = (
            Missing("MedicationRequest", "drug_anti_infective", _since(chart, p), "medication"),
        )
    else:
        return []
    return [
        INF_OPP_01.finding(
            WARN,
            MODERATE,
            text,
            because=said,
            basis=basis,
            missing=untold,
            cause="treated",
            until=_until(said, p),
            found=shown(said),
            count=limit,
            months=p.months("infection.recurrent.months"),
        )
    ]


def _since(chart: Chart, p: Parameters) -> date:
    return add_months(chart.start, -p.months("infection.recurrent.months"))


def _surely_within(infections: Sequence[Diagnosis], since: date) -> list[Diagnosis]:
    """Going on, or over on a day that is surely in the period."""
    lasts = [(d, d.abatement or d.when) for d in infections]
    return [d for d, last in lasts if not d.over or (last is not None and last.earliest >= since)]


def _until(infections: Sequence[Diagnosis], p: Parameters) -> date | None:
    """The first day on which one of them is no longer in the period."""
    months = p.months("infection.recurrent.months")
    lasts = (d.abatement or d.when for d in infections if d.over)
    return min((add_months(w.latest, months) + days(1) for w in lasts if w), default=None)


RULES = (recurrent_infection, counted_infections)
