"""Hospital care after a reaction: it makes the reaction serious."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Fact, Reaction, Stay
from app.clinical.finding import Finding
from app.clinical.symptoms import reactions
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, MONITORING, Row, rule
from app.rules.schedule import OCRELIZUMAB

MON_06 = Row(
    id="MON-06",
    title="Reaction that needed hospital care",
    statement="A reaction with a hospital admission counts as serious: the two-hour infusion is "
    "not offered after it.",
    code="RAR",
    cites=("seed-003", "seed-004"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "admitted": "A reaction to ocrelizumab ({reaction}) goes with a stay in hospital from "
        "{stay}. It counts as serious, and the two-hour infusion is not offered.",
    },
    inputs=("Encounter",),
)

_INFUSION_REACTIONS = ("reaction_infusion_related", "reaction_cytokine_release")


@rule(MON_06)
def hospital_care(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Tell which reactions count as serious for this reason."""
    if not chart.stays:
        return
    for reaction in possible_reactions(chart):
        stays = admissions(reaction, chart)
        if stays:
            days_in = ", ".join(s.when.text for s in stays if s.when)
            yield MON_06.note("admitted", reaction, *stays, reaction=reaction.display, stay=days_in)


def possible_reactions(chart: Chart) -> list[Reaction]:
    """Reactions to ocrelizumab: named as its, or an infusion reaction, or begun around a dose."""
    return [
        r
        for r in reactions(chart)
        if not r.suspects.isdisjoint(OCRELIZUMAB)
        or (
            not r.suspects
            and (not r.topics.isdisjoint(_INFUSION_REACTIONS) or _near_a_dose(r, chart))
        )
    ]


def admissions(reaction: Reaction, chart: Chart) -> tuple[Stay, ...]:
    """Inpatient stays that the reaction may have led to or prolonged.

    Of a reaction without a day any stay that began around a dose may be one.
    """
    inpatient = [s for s in chart.stays if s.inpatient]
    if reaction.when is None:
        return tuple(s for s in inpatient if _near_a_dose(s, chart))
    return tuple(s for s in inpatient if _goes_with(s, reaction))


def _goes_with(stay: Stay, reaction: Reaction) -> bool:
    """Begun on the day of the reaction or the day after it.

    A stay that had surely begun before the reaction, such as a planned day in hospital, counts
    only if it lasted beyond that day.
    """
    begun, onset = stay.when, reaction.when
    if begun is None or onset is None:
        return False
    if begun.latest < onset.earliest or begun.earliest > onset.latest + days(1):
        return False
    if begun.instant and onset.instant and begun.instant < onset.instant:
        return stay.ended is None or stay.ended.latest > onset.latest
    return True


def _near_a_dose(fact: Fact, chart: Chart) -> bool:
    """On the day of a dose or the day after: reactions begin up to a day later."""
    when = fact.when
    if when is None:
        return False
    return any(
        d.when.earliest <= when.latest and when.earliest <= d.when.latest + days(1)
        for d in chart.course.doses
        if d.when is not None
    )


RULES = (hospital_care,)
