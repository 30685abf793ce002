"""Reactions to ocrelizumab: life-threatening never again, severe interrupts, ungraded waits."""

from collections.abc import Iterator, Sequence

from app.clinical.chart import Chart
from app.clinical.facts import Reaction
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.hypersensitivity import is_life_threatening
from app.rules.infusion_reaction_rows import (
    CONTRA_IRR_01,
    IRR_LT_01,
    IRR_LT_02,
    IRR_NEXT_01,
    IRR_SEV_01,
    IRR_UNGRADED,
)
from app.rules.present_infusion import may_restart, stopping
from app.rules.reaction_attribution import (
    Attributed,
    Weight,
    lone_mild,
    reactions_to_ocrelizumab,
    severe_airways,
    surely_ours,
)
from app.rules.rule import BLOCK, HIGH, HOLD, LOW, MODERATE, WARN, Row, rule
from app.rules.schedule import OCRELIZUMAB


@rule(CONTRA_IRR_01, IRR_LT_01, IRR_LT_02, IRR_SEV_01, IRR_UNGRADED)
def reaction_to_ocrelizumab(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """By weight, and by whether it belongs to the infusion under way or to an earlier one."""
    ours = reactions_to_ocrelizumab(chart, p)
    for one in ours:
        if one.weight is Weight.LIFE_THREATENING:
            yield _life_threatening(one)
        elif one.weight is Weight.SEVERE and one.present:
            yield _severe(one, ours, p)
        elif one.weight is Weight.UNGRADED and not lone_mild(one, ours):
            yield _ungraded(one, chart)


@rule(IRR_NEXT_01)
def reactions_to_show(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """One summary of the reactions that neither stop nor delay the next infusion."""
    ours = reactions_to_ocrelizumab(chart, p)
    shown = [one for one in ours if _only_shown(one, ours)]
    if not shown:
        return
    severe = any(one.weight is Weight.SEVERE or one.reaction.serious for one in shown)
    now = [one for one in shown if one.weight is Weight.UNGRADED and one.over]
    yield IRR_NEXT_01.finding(
        WARN,
        LOW,
        "now" if now else "severe" if severe else "mild",
        because=[one.reaction for one in shown],
        until=min((one.over for one in now if one.over), default=None),
        reactions="; ".join(one.reaction.display for one in shown),
    )


def _only_shown(one: Attributed, ours: Sequence[Attributed]) -> bool:
    """Of the infusion under way a severe one is IRR-SEV-01, a mild or moderate one IRR-MILD-01."""
    if one.weight is Weight.SEVERE:
        return not one.present
    if one.weight is Weight.UNGRADED:
        return lone_mild(one, ours)
    managed = one.present and one.infused and not stopping(ours)
    return one.weight is Weight.GRADED and not managed


def _life_threatening(one: Attributed) -> Finding:
    reaction, lungs = one.reaction, severe_airways(one.reaction)
    if not surely_ours(one):
        return _said(IRR_UNGRADED, reaction, HOLD, MODERATE, "undated")
    if not reaction.confirmed:
        text = "suspected_pulmonary" if lungs else "suspected"
        return _said(IRR_UNGRADED, reaction, HOLD, MODERATE, text)
    row = IRR_LT_01 if one.present else CONTRA_IRR_01
    text = "pulmonary" if lungs else "reaction"
    return _said(row, reaction, BLOCK, HIGH, text)._replace(until=one.over)


def _severe(one: Attributed, ours: Sequence[Attributed], p: Parameters) -> Finding:
    """Interrupted until it is fully resolved; after one of the airways until a person decides."""
    reaction = one.reaction
    if may_restart(ours, p):
        return IRR_SEV_01.clear(reaction, until=one.over)
    lungs = severe_airways(reaction)
    never = p.code("irr.severe.restart") == "never"
    text = "never" if never else "pulmonary" if lungs else "reaction"
    return _said(IRR_SEV_01, reaction, HOLD, HIGH, text)._replace(until=one.over)


def _ungraded(one: Attributed, chart: Chart) -> Finding:
    reaction = one.reaction
    if one.present and one.airways_ungraded:
        return _said(IRR_LT_02, reaction, HOLD, HIGH, "now")._replace(until=one.over)
    since = [
        d
        for d in chart.course.doses
        if reaction.when and d.whole and d.when and d.when.earliest > reaction.when.latest
    ]
    if since:
        return _said(IRR_UNGRADED, reaction, WARN, LOW, "tolerated")
    named = not reaction.suspects.isdisjoint(OCRELIZUMAB)
    if one.dose is None and not named:
        return _said(IRR_UNGRADED, reaction, HOLD, MODERATE, "undated")
    row = IRR_LT_02 if one.airways_ungraded else IRR_UNGRADED
    return _said(row, reaction, HOLD, MODERATE, "grade")


_WAITS_FOR_GRADE = (IRR_UNGRADED.id, IRR_LT_02.id)
_RESTS_ON_WHAT_IS_KNOWN = ("suspected", "suspected_pulmonary", "now")


def _said(row: Row, reaction: Reaction, action: Action, severity: Severity, text: str) -> Finding:
    missing = row.id in _WAITS_FOR_GRADE and text not in _RESTS_ON_WHAT_IS_KNOWN
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
