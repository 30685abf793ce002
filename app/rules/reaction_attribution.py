"""Which reactions are reactions to ocrelizumab, to which infusion they belong, what they weigh."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.course import Dose
from app.clinical.dates import days
from app.clinical.facts import Administration, Grade, Reaction
from app.clinical.symptoms import MILD, reactions
from app.knowledge.parameters import Parameters
from app.rules.infusion_reaction_rows import SPECIFIC
from app.rules.schedule import OCRELIZUMAB


class Weight(Enum):
    """What a reaction weighs for the next dose."""

    LIFE_THREATENING = "life-threatening"
    SEVERE = "severe"
    GRADED = "mild or moderate"
    UNGRADED = "ungraded"


class Attributed(NamedTuple):
    """A reaction to ocrelizumab.

    Attributes:
        dose: the infusion that it belongs to, None where only the product is named.
        weight: what it weighs.
        over: the first day on which that infusion is no longer the present one; None when it
            is an earlier one.
    """

    reaction: Reaction
    dose: Dose | None
    weight: Weight
    over: date | None

    @property
    def present(self) -> bool:
        """It belongs to the infusion under way: in progress, or stopped on this day."""
        return self.over is not None

    @property
    def infused(self) -> bool:
        """It has a rate: an injection has none."""
        return self.dose is not None and not self.dose.subcutaneous

    @property
    def airways_ungraded(self) -> bool:
        """Bronchospasm or laryngeal oedema that nobody graded: severe until graded (IRR-LT-02)."""
        return self.weight is Weight.UNGRADED and AIRWAYS in self.reaction.topics


AIRWAYS = "reaction_severe_manifestations"
_PULMONARY = (AIRWAYS, "symptom_pulmonary")
_AT_ONCE_WORST = ("reaction_anaphylaxis", "reaction_life_threatening_manifestations")
_RUNNING = ("in-progress", "on-hold")


def reactions_to_ocrelizumab(chart: Chart, p: Parameters) -> tuple[Attributed, ...]:
    """Those that name ocrelizumab, or name no product and began during an infusion or soon after.

    A specific infusion reaction of a treated patient without onset and product may be one.
    """
    found = reactions(chart)
    if not found:
        return ()
    hours = p.hours("irr.onsetHours")
    ours: list[Attributed] = []
    for reaction in found:
        doses = reversed(chart.course.doses)
        dose = next((d for d in doses if _belongs(reaction, d, hours)), None)
        if not reaction.suspects.isdisjoint(OCRELIZUMAB) or (
            not reaction.suspects and (dose is not None or _may_be_ours(reaction, chart))
        ):
            over = present_until(dose, chart.as_of) if dose is not None else None
            ours.append(Attributed(reaction, dose, _weight(reaction, p), over))
    return tuple(ours)


def severe_airways(reaction: Reaction) -> bool:
    """Of the airways and graded severe: some labels stop for good (irr.severePulmonary)."""
    worst = not reaction.topics.isdisjoint(_AT_ONCE_WORST)
    lungs = not reaction.topics.isdisjoint(_PULMONARY)
    return reaction.grade is Grade.SEVERE and lungs and not worst


def lone_mild(one: Attributed, ours: Sequence[Attributed]) -> bool:
    """Itch, fever or headache alone at one infusion, not serious, is a mild reaction."""
    if MILD not in one.reaction.topics or one.dose is None or one.reaction.serious:
        return False
    return all(o.reaction.key == one.reaction.key for o in ours if o.dose is one.dose)


def surely_ours(one: Attributed) -> bool:
    """What stops ocrelizumab for good names it, or is dated to a day of an infusion."""
    reaction, dose = one.reaction, one.dose
    if not reaction.suspects.isdisjoint(OCRELIZUMAB):
        return True
    if dose is None or reaction.when is None or dose.when is None:
        return False
    return reaction.when.exact and dose.when.exact


def present_until(dose: Dose, today: date) -> date | None:
    """The first day on which an infusion that is under way no longer is, None for an earlier one.

    Of an infusion whose steps are entries of their own the earlier steps are complete.
    """
    done = [given for given in dose.facts if given.status == "completed"]
    still = (_until(given, today) for given in dose.facts if all(_after(given, d) for d in done))
    return max((day for day in still if day is not None), default=None)


def _until(given: Administration, today: date) -> date | None:
    """Stopped today; or in progress, begun today or, past midnight, yesterday."""
    if given.status in _RUNNING:
        begun, last = given.when, days(1)
    elif given.status == "stopped":
        begun, last = given.ended or given.when, days(0)
    else:
        return None
    if begun is None or not begun.earliest <= today <= begun.latest + last:
        return None
    return begun.latest + last + days(1)


def _after(given: Administration, done: Administration) -> bool:
    begun, ended = given.when, done.ended
    if begun is None or ended is None or not (begun.instant and ended.instant):
        return False
    return begun.instant >= ended.instant


def _may_be_ours(reaction: Reaction, chart: Chart) -> bool:
    """A specific infusion reaction that began on any day up to the one it was written down."""
    if not chart.course.started or reaction.generic or reaction.topics.isdisjoint(SPECIFIC):
        return False
    first = chart.course.first_day
    if reaction.when is None or first is None:
        return reaction.when is None or not reaction.onset_stated
    return not reaction.onset_stated and reaction.when.latest >= first.earliest


def _belongs(reaction: Reaction, dose: Dose, hours: int) -> bool:
    """Begun from the start of the infusion to some hours after its end; by days without times."""
    onset, given = reaction.when, dose.when
    if onset is None or given is None:
        return False
    starts = [a.when.instant for a in dose.facts if a.when and a.when.instant]
    if onset.instant and starts and onset.instant < min(starts):
        return False
    ends = [a.ended.instant if a.ended else None for a in dose.facts]
    known = [end for end in ends if end is not None]
    if onset.instant and len(known) == len(ends):
        return onset.instant <= max(known) + timedelta(hours=hours)
    last = max((a.ended.latest for a in dose.facts if a.ended), default=given.latest)
    until = datetime.combine(max(last, given.latest), time.max) + timedelta(hours=hours)
    return onset.latest >= given.earliest and onset.earliest <= until.date()


def _weight(reaction: Reaction, p: Parameters) -> Weight:
    """Anaphylaxis and its like are life-threatening whatever grade is written."""
    if reaction.grade in (Grade.LIFE_THREATENING, Grade.DISABLING):
        return Weight.LIFE_THREATENING
    if not reaction.topics.isdisjoint(_AT_ONCE_WORST):
        return Weight.LIFE_THREATENING
    if reaction.grade is Grade.SEVERE:
        stops = severe_airways(reaction) and p.code("irr.severePulmonary") == "block"
        return Weight.LIFE_THREATENING if stops else Weight.SEVERE
    return Weight.UNGRADED if reaction.grade is None else Weight.GRADED
