"""Symptoms on treatment: what may have begun after the first dose, and since when."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months
from app.clinical.facts import Coded, Diagnosis, Fact, Reaction
from app.rules.infection_answers import observed

Symptom = Diagnosis | Reaction | Coded


def new_symptoms(chart: Chart, topics: tuple[str, ...], months: int) -> tuple[Symptom, ...]:
    """What may have begun after the first dose and is not over; answers count for some months."""
    since = add_months(chart.start, -months)
    found: tuple[Symptom, ...] = (*listed(chart, *topics), *_answered(chart, topics, since))
    if not found:
        return ()
    first = chart.course.first_day
    return tuple(
        s for s in found if s.when is None or first is None or s.when.latest >= first.earliest
    )


def listed(chart: Chart, *topics: str) -> tuple[Diagnosis | Reaction, ...]:
    """Diagnoses and adverse events that are not over."""
    return (
        *(d for d in chart.diagnoses(*topics) if not d.over),
        *(r for r in chart.reactions(*topics) if not r.resolved and _on_its_own(r)),
    )


def began(symptom: Symptom) -> PartialDate | None:
    """The day it began or, of an answer, was seen; None where only the day of writing is known."""
    if isinstance(symptom, Diagnosis):
        return symptom.onset
    if isinstance(symptom, Reaction) and not symptom.onset_stated:
        return None
    return symptom.when


def surely_new(chart: Chart, symptom: Symptom) -> bool:
    """Begun on or after the day of the first dose, at the worst end of both days."""
    first, onset = chart.course.first_day, began(symptom)
    return first is not None and onset is not None and onset.earliest >= first.latest


def known_before(chart: Chart, topic: str) -> bool:
    """Still listed since before the first dose: a later answer tells nothing new."""
    first = chart.course.first_day
    return first is not None and any(
        s.when is not None and s.when.latest < first.earliest for s in listed(chart, topic)
    )


def at_infusion(chart: Chart, when: PartialDate | None, hours: int) -> bool:
    """Surely begun on a day of an infusion or some hours later: the rows on reactions judge it."""
    if when is None:
        return False
    given = (d.when for d in chart.course.doses if d.when is not None)
    return any(
        when.earliest >= g.earliest and when.latest <= g.latest + timedelta(hours=hours)
        for g in given
    )


def shown(facts: Iterable[Fact]) -> str:
    return "; ".join(f.display for f in facts)


def _on_its_own(reaction: Reaction) -> bool:
    """Not a second reading of a Condition."""
    return reaction.source.type != "Condition"


def _answered(chart: Chart, topics: tuple[str, ...], since: date) -> Iterable[Coded]:
    """The newest answer to each question, if it is yes and not long ago."""
    return (
        c
        for c in observed(chart, topics)
        if c.present and not c.problem and (c.when is None or c.when.latest >= since)
    )
