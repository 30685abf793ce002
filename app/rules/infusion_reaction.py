"""Reactions to ocrelizumab: life-threatening never again, severe interrupts, ungraded waits."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import Enum

from app.clinical.chart import Chart
from app.clinical.course import Dose
from app.clinical.facts import Grade, Reaction
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.hypersensitivity import is_life_threatening
from app.rules.infusion_reaction_rows import (
    CONTRA_IRR_01,
    IRR_LT_01,
    IRR_NEXT_01,
    IRR_SEV_01,
    IRR_UNGRADED,
    SPECIFIC,
)
from app.rules.rule import BLOCK, HIGH, HOLD, LOW, MODERATE, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB


class Weight(Enum):
    """What a reaction weighs for the next dose."""

    LIFE_THREATENING = "life-threatening"
    SEVERE = "severe"
    GRADED = "mild or moderate"
    UNGRADED = "ungraded"


_NEXT_DAY = timedelta(days=1)
_UNDER_WAY = ("in-progress", "on-hold", "stopped")
_MILD = "symptom_reaction_mild"
_PULMONARY = "reaction_severe_manifestations"
_AT_ONCE_WORST = ("reaction_anaphylaxis", "reaction_life_threatening_manifestations")
_Attributed = tuple[Reaction, Dose | None]


@rule(CONTRA_IRR_01, IRR_LT_01, IRR_SEV_01, IRR_UNGRADED)
def reaction_to_ocrelizumab(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """By weight, and by whether it belongs to the infusion under way or to an earlier one."""
    if not chart.record.reactions:
        return
    ours = reactions_to_ocrelizumab(chart, p)
    for reaction, dose in ours:
        weight = _weight(reaction, p)
        present = dose is not None and _under_way(dose, chart)
        over = dose.when.latest + _NEXT_DAY if present and dose and dose.when else None
        airways = _PULMONARY in reaction.topics
        if weight is Weight.LIFE_THREATENING and not _surely_ours(reaction, dose):
            yield _said(IRR_UNGRADED, reaction, HOLD, MODERATE, "undated")
        elif weight is Weight.LIFE_THREATENING and reaction.confirmed:
            row = IRR_LT_01 if present else CONTRA_IRR_01
            text = "pulmonary" if _severe_airways(reaction) else "reaction"
            yield _said(row, reaction, BLOCK, HIGH, text)._replace(until=over)
        elif weight is Weight.LIFE_THREATENING:
            text = "suspected_pulmonary" if _severe_airways(reaction) else "suspected"
            yield _said(IRR_UNGRADED, reaction, HOLD, MODERATE, text)
        elif present and (weight is Weight.SEVERE or (airways and weight is Weight.UNGRADED)):
            text = "pulmonary" if airways else "reaction"
            yield _said(IRR_SEV_01, reaction, HOLD, HIGH, text)._replace(until=over)
        elif weight is Weight.UNGRADED and not _lone_mild(reaction, dose, ours):
            yield _ungraded(chart, reaction, dose)


@rule(IRR_NEXT_01)
def reactions_to_show(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """One summary of the reactions that neither stop nor delay the next infusion."""
    if not chart.record.reactions:
        return
    ours = reactions_to_ocrelizumab(chart, p)
    shown = [r for r, dose in ours if _only_shown(r, dose, chart, p, ours)]
    if shown:
        severe = any(_weight(r, p) is Weight.SEVERE or r.serious for r in shown)
        yield IRR_NEXT_01.finding(
            WARN,
            LOW,
            "severe" if severe else "mild",
            because=shown,
            reactions="; ".join(r.display for r in shown),
        )


def _only_shown(
    reaction: Reaction,
    dose: Dose | None,
    chart: Chart,
    p: Parameters,
    ours: Sequence[_Attributed],
) -> bool:
    weight = _weight(reaction, p)
    if weight is Weight.SEVERE:
        return dose is None or not _under_way(dose, chart)
    if weight is Weight.UNGRADED:
        return _lone_mild(reaction, dose, ours)
    return weight is Weight.GRADED


def reactions_to_ocrelizumab(chart: Chart, p: Parameters) -> list[_Attributed]:
    """Those that name ocrelizumab, or name no product and began during an infusion or soon after.

    A specific infusion reaction of a treated patient without onset and product may be one.
    """
    hours = p.hours("irr.onsetHours")
    found: list[_Attributed] = []
    for reaction in chart.record.reactions:
        doses = reversed(chart.course.doses)
        dose = next((d for d in doses if _belongs(reaction, d, hours)), None)
        if not reaction.suspects.isdisjoint(OCRELIZUMAB) or (
            not reaction.suspects and (dose is not None or _may_be_ours(reaction, chart))
        ):
            found.append((reaction, dose))
    return found


def _may_be_ours(reaction: Reaction, chart: Chart) -> bool:
    """A specific infusion reaction that began on any day up to the one it was written down."""
    if not chart.course.started or reaction.generic or reaction.topics.isdisjoint(SPECIFIC):
        return False
    first = chart.course.first_day
    if reaction.when is None or first is None:
        return reaction.when is None or not reaction.onset_stated
    return not reaction.onset_stated and reaction.when.latest >= first.earliest


def _surely_ours(reaction: Reaction, dose: Dose | None) -> bool:
    """What stops ocrelizumab for good names it, or is dated to a day of an infusion."""
    if not reaction.suspects.isdisjoint(OCRELIZUMAB):
        return True
    if dose is None or reaction.when is None or dose.when is None:
        return False
    return reaction.when.exact and dose.when.exact


def _belongs(reaction: Reaction, dose: Dose, hours: int) -> bool:
    """Begun from the start of the infusion to some hours after its end; by days without times."""
    onset, given = reaction.when, dose.when
    if onset is None or given is None:
        return False
    starts = [a.when.instant for a in dose.facts if a.when and a.when.instant]
    ends = [a.ended.instant for a in dose.facts if a.ended and a.ended.instant]
    if onset.instant and starts and onset.instant < min(starts):
        return False
    if onset.instant and ends:
        return onset.instant <= max(ends) + timedelta(hours=hours)
    last = given.latest + timedelta(hours=hours)
    return onset.latest >= given.earliest and onset.earliest <= last


def _under_way(dose: Dose, chart: Chart) -> bool:
    """Begun on the day of judgement, and in progress or stopped there."""
    today = dose.when is not None and dose.when.earliest <= chart.as_of <= dose.when.latest
    statuses = {given.status for given in dose.facts}
    return today and "completed" not in statuses and not statuses.isdisjoint(_UNDER_WAY)


def _weight(reaction: Reaction, p: Parameters) -> Weight:
    """Anaphylaxis and its like are life-threatening whatever grade is written."""
    if reaction.grade in (Grade.LIFE_THREATENING, Grade.DISABLING):
        return Weight.LIFE_THREATENING
    if not reaction.topics.isdisjoint(_AT_ONCE_WORST):
        return Weight.LIFE_THREATENING
    if reaction.grade is Grade.SEVERE:
        stops = _severe_airways(reaction) and p.code("irr.severePulmonary") == "block"
        return Weight.LIFE_THREATENING if stops else Weight.SEVERE
    return Weight.UNGRADED if reaction.grade is None else Weight.GRADED


def _severe_airways(reaction: Reaction) -> bool:
    """Graded severe: some labels stop treatment for good after it (irr.severePulmonary)."""
    worst = not reaction.topics.isdisjoint(_AT_ONCE_WORST)
    return reaction.grade is Grade.SEVERE and _PULMONARY in reaction.topics and not worst


def _lone_mild(reaction: Reaction, dose: Dose | None, ours: Sequence[_Attributed]) -> bool:
    """Itch, fever or headache alone at one infusion, not serious, is a mild reaction."""
    if _MILD not in reaction.topics or dose is None or reaction.serious:
        return False
    return all(r.key == reaction.key for r, d in ours if d is dose)


def _ungraded(chart: Chart, reaction: Reaction, dose: Dose | None) -> Finding:
    since = [
        d
        for d in chart.course.doses
        if reaction.when and d.whole and d.when and d.when.earliest > reaction.when.latest
    ]
    if since:
        return _said(IRR_UNGRADED, reaction, WARN, LOW, "tolerated")
    named = not reaction.suspects.isdisjoint(OCRELIZUMAB)
    text = "grade" if dose is not None or named else "undated"
    return _said(IRR_UNGRADED, reaction, HOLD, MODERATE, text)


def _said(row: Row, reaction: Reaction, action: Action, severity: Severity, text: str) -> Finding:
    missing = row is IRR_UNGRADED and text not in ("suspected", "suspected_pulmonary")
    return row.finding(
        action,
        severity,
        text,
        because=(reaction,),
        basis=Basis.MISSING if missing else Basis.FINDING,
        cause=f"{reaction.key}|{reaction.when.text if reaction.when else 'undated'}",
        reaction=reaction.display,
    )


@rule(CONTRA_IRR_01)
def earlier_reactions_known(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Of a treated patient the record must tell whether there was a life-threatening reaction."""
    allergies = chart.allergies(*OCRELIZUMAB)
    for allergy in allergies:
        if is_life_threatening(allergy) and allergy.confirmed:
            yield CONTRA_IRR_01.finding(
                BLOCK,
                HIGH,
                "allergy",
                because=(allergy,),
                cause=f"allergy|{allergy.key}",
                reaction=allergy.display,
            )
    last = chart.course.last
    if last is None or allergies:
        return
    declared = chart.declared("AllergyIntolerance") or chart.declared("AdverseEvent")
    if declared or chart.decision(CONTRA_IRR_01.id, last.facts):
        yield CONTRA_IRR_01.clear(*last.facts)
    elif not reactions_to_ocrelizumab(chart, p):
        yield CONTRA_IRR_01.finding(
            WARN,
            MODERATE,
            "missing",
            because=last.facts,
            basis=Basis.MISSING,
            missing=[Missing("AdverseEvent", path="event"), Missing("AllergyIntolerance")],
            cause="history",
        )


RULES = (reaction_to_ocrelizumab, reactions_to_show, earlier_reactions_known)
