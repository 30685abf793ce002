"""A reaction to the infusion under way: halve, keep, interrupt, restart; what it means later."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.facts import Administration, Fact, Grade, Reaction
from app.clinical.finding import Finding
from app.clinical.infusion_rate import RateAtOnset, cut_at, rate_at, shown
from app.knowledge.parameters import Parameters
from app.rules.present_infusion import may_restart, present, restart_decided, stopping
from app.rules.rate import two_hours_asked
from app.rules.reaction_attribution import Attributed, Weight, reactions_to_ocrelizumab
from app.rules.reaction_management_rows import (
    IRR_LATER_01,
    IRR_MILD_01,
    IRR_MILD_02,
    IRR_MOD_01,
    IRR_SEV_02,
    IRR_SEV_03,
)
from app.rules.rule import LOW, MODERATE, WARN, Row, rule

_EARLIER = (Weight.GRADED, Weight.SEVERE)


class Reduction(NamedTuple):
    """What is known of the rate when reactions began.

    Attributes:
        known: "rate", "halve" where no rate is stated, "unclear" where several are.
        onset: the rate at onset, the lowest where several reactions began at several rates.
        rate: the fraction of it that is asked for.
        last: when the last of them began, None where a time is not known.
    """

    known: str
    onset: Decimal
    rate: Decimal
    last: datetime | None
    given: tuple[Administration, ...]


@rule(IRR_MILD_01, IRR_MILD_02, IRR_MOD_01)
def mild_or_moderate_reaction(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Of the infusion under way, unless something worse stops it."""
    ours = reactions_to_ocrelizumab(chart, p)
    now = [one for one in present(ours) if one.weight is Weight.GRADED and one.infused]
    if not now or stopping(ours):
        return
    cut = _reduction(now, p)
    moderate = any(one.reaction.grade is Grade.MODERATE for one in now)
    yield _at_half(IRR_MILD_01, "moderate_" if moderate else "", now, cut, p)
    yield _kept(now, cut, p)
    if moderate:
        yield IRR_MOD_01.note("choices", *_facts(now), until=_over(now))


@rule(IRR_SEV_02)
def restart_after_severe_reaction(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Fully resolved, or decided on by a person; until then IRR-SEV-01 and IRR-LT-02 hold."""
    ours = reactions_to_ocrelizumab(chart, p)
    severe = stopping(ours)
    if not severe:
        return
    if may_restart(ours, p):
        yield _at_half(IRR_SEV_02, "", severe, _reduction(severe, p), p)
    elif restart_decided(ours, chart, p):
        yield _at_half(IRR_SEV_02, "decided_", severe, _reduction(severe, p), p)


@rule(IRR_SEV_03)
def no_two_hours_after_severe_reaction(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Where the two-hour table was asked for, DOSE-07 says so."""
    asked_iv = chart.question.product == "iv" and chart.course.next is Next.MAINTENANCE
    if not asked_iv or two_hours_asked(chart, p):
        return
    earlier = [one for one in reactions_to_ocrelizumab(chart, p) if _excludes_two_hours(one)]
    if earlier:
        yield IRR_SEV_03.finding(
            WARN, LOW, "slow", because=_facts(earlier), reactions=_names(earlier)
        )


@rule(IRR_LATER_01)
def rate_of_later_infusions(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Where the label says it, and after the reactions of one infusion only."""
    if not p.flag("irr.later.tellEu") or chart.question.product != "iv":
        return
    ours = reactions_to_ocrelizumab(chart, p)
    infusions = {id(one.dose) for one in ours}
    if not ours or len(infusions) > 1 or any(_is_other(one) for one in ours):
        return
    yield IRR_LATER_01.note("same", *_facts(ours), reactions=_names(ours))


def _is_other(one: Attributed) -> bool:
    """Not a graded reaction of an earlier infusion."""
    return one.present or one.dose is None or one.weight not in _EARLIER


def _excludes_two_hours(one: Attributed) -> bool:
    severe = one.weight is Weight.SEVERE or (one.weight is Weight.GRADED and one.reaction.serious)
    return severe and not one.present


def _at_half(
    row: Row, way: str, now: Sequence[Attributed], cut: Reduction, p: Parameters
) -> Finding:
    dose = now[0].dose
    day = dose.when.text if dose is not None and dose.when is not None else ""
    stated = [a for a in cut.given if a.rate_ml_h is not None]
    known = cut.known == "rate"
    rate, onset = (shown(cut.rate), shown(cut.onset)) if known else ("", "")
    return row.finding(
        WARN,
        MODERATE,
        f"{way}{cut.known}",
        because=(*_facts(now), *stated),
        cause=day,
        until=_over(now),
        reactions=_names(now),
        rate=rate,
        onset=onset,
        share=f"{p.decimal('irr.rateFraction'):.0%}",
    )


def _kept(now: Sequence[Attributed], cut: Reduction, p: Parameters) -> Finding:
    """From the cut where it is recorded, else from the onset: never earlier than that."""
    minutes, facts, until = p.minutes("irr.mild.holdMinutes"), _facts(now), _over(now)
    if cut.last is None:
        return IRR_MILD_02.note("no_time", *facts, until=until, minutes=minutes)
    reduced = cut_at(cut.last, cut.rate, cut.given) if cut.known == "rate" else None
    since = reduced or cut.last
    return IRR_MILD_02.note(
        "cut" if reduced else "onset",
        *facts,
        until=until,
        minutes=minutes,
        since=_clock(since),
        earliest=_clock(since + timedelta(minutes=minutes)),
    )


def _reduction(now: Sequence[Attributed], p: Parameters) -> Reduction:
    onsets = _onsets([one.reaction for one in now])
    given = tuple(a for one in now[:1] if one.dose is not None for a in one.dose.facts)
    rates = [rate_at(onset, given) for onset in onsets]
    onset = min((r.ml_h for r in rates if r.ml_h is not None), default=Decimal(0))
    times = [t for t in onsets if t is not None]
    last = max(times) if len(times) == len(onsets) else None
    return Reduction(_known(rates), onset, onset * p.decimal("irr.rateFraction"), last, given)


def _known(rates: Sequence[RateAtOnset]) -> str:
    if all(r.ml_h is not None for r in rates):
        return "rate"
    return "unclear" if any(r.stated for r in rates) else "halve"


def _onsets(found: Sequence[Reaction]) -> list[datetime | None]:
    """When each symptom was first there; the time at which it was written down is no onset."""
    first: dict[str, datetime | None] = {}
    for reaction in found:
        when = reaction.when if reaction.onset_stated else None
        time, known = when.instant if when else None, first.get(reaction.key)
        first[reaction.key] = min(time, known) if time and known else time or known
    return list(first.values())


def _facts(ours: Sequence[Attributed]) -> list[Fact]:
    return [one.reaction for one in ours]


def _names(ours: Sequence[Attributed]) -> str:
    return "; ".join(one.reaction.display for one in ours)


def _over(now: Sequence[Attributed]) -> date | None:
    return min((one.over for one in now if one.over is not None), default=None)


def _clock(moment: datetime) -> str:
    """The time as it was written, with its offset."""
    return moment.isoformat(sep=" ", timespec="minutes")


RULES = (
    mild_or_moderate_reaction,
    restart_after_severe_reaction,
    no_two_hours_after_severe_reaction,
    rate_of_later_infusions,
)
