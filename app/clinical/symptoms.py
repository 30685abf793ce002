"""Reactions wherever a record holds them: events and diagnoses, and symptoms observed."""

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Reaction

REACTIONS = (
    "reaction_infusion_related",
    "reaction_anaphylaxis",
    "reaction_cytokine_release",
    "reaction_life_threatening_manifestations",
    "reaction_severe_manifestations",
    "reaction_generic",
    "symptom_infusion_reaction",
    "symptom_pulmonary",
    "symptom_reaction_mild",
    "symptom_reaction_serious",
)
"""Value sets of what an infusion reaction is recorded as (MON-03)."""

GENERIC, MILD = "reaction_generic", "symptom_reaction_mild"


def reactions(chart: Chart) -> tuple[Reaction, ...]:
    """Every reaction and every symptom of one, in whatever resource it was recorded."""
    observed = chart.once(_observed)
    return (*chart.record.reactions, *observed) if observed else chart.record.reactions


def _observed(chart: Chart) -> tuple[Reaction, ...]:
    """An answer that is neither yes nor no is read as a symptom that nobody graded."""
    seen = chart.coded(*REACTIONS)
    symptoms = (c for c in seen if c.present is not False and not c.problem)
    return tuple(_reaction(c, seen) for c in symptoms if not _had_before(c, chart))


def _reaction(symptom: Coded, seen: tuple[Coded, ...]) -> Reaction:
    gone = any(_ends(later, symptom) for later in seen)
    return Reaction(
        when=symptom.began or symptom.when,
        source=symptom.source,
        name=symptom.name,
        topics=symptom.topics,
        key=symptom.key,
        grade=symptom.grade,
        generic=GENERIC in symptom.topics,
        resolved=gone,
        resolved_fully=gone,
        confirmed=not symptom.preliminary,
    )


def _ends(later: Coded, symptom: Coded) -> bool:
    """The same symptom was surely looked for later, and was not there."""
    if later.key != symptom.key or later.present is not False or later.preliminary:
        return False
    if later.when is None or symptom.when is None:
        return False
    if later.when.instant and symptom.when.instant:
        return later.when.instant > symptom.when.instant
    return later.when.earliest > symptom.when.latest


def _had_before(symptom: Coded, chart: Chart) -> bool:
    """Fatigue or dizziness of long standing that is asked for at a visit is no reaction."""
    when = symptom.began or symptom.when
    if MILD not in symptom.topics or symptom.grade is not None or when is None:
        return False
    return any(
        d.key == symptom.key and not d.over and d.when is not None and d.when.latest < when.earliest
        for d in chart.diagnoses(MILD)
    )
