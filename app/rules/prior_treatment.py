"""Prior treatment: how long before the first dose another drug of multiple sclerosis was taken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days, first_after
from app.clinical.facts import Fact, Medication
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, HOLD, LOW, MODERATE, WARN, Row, rule

ANTI_CD20 = ("drug_rituximab", "drug_ofatumumab", "drug_ublituximab", "drug_anti_cd20_other")
DEPLETING = ("drug_alemtuzumab", "drug_cladribine", "drug_mitoxantrone")
SHORT = (
    "drug_fingolimod",
    "drug_siponimod",
    "drug_ozanimod",
    "drug_ponesimod",
    "drug_teriflunomide",
)
NATALIZUMAB = "drug_natalizumab"

SW_PRIOR_01 = Row(
    id="SW-PRIOR-01",
    title="Recent treatment with a drug that still acts",
    statement="Before the first dose: another anti-CD20 antibody 5 months, alemtuzumab, cladribine "
    "or mitoxantrone 6 months, an S1P modulator or teriflunomide 4 weeks.",
    code="DRG",
    cites=("general-knowledge",),
    texts={
        "recent": "{drug} was last given or taken on {last}. Its effect lasts, and the first dose "
        "is planned for {start}. From {release} on the interval is kept; before that a specialist "
        "decides.",
        "inexact": "{drug} was last given or taken on {last}: the exact date is needed, because "
        "the planned day {start} keeps the interval for some of these days only.",
        "undated": "{drug} is recorded without any date. Whether it still acts on {start} cannot "
        "be told. Supply the last day it was taken.",
    },
    parameters=("switch.antiCd20.months", "switch.depleting.months", "switch.shortAgent.days"),
    reads=(*ANTI_CD20, *DEPLETING, *SHORT),
    released_by=DECISION,
)
SW_NAT_01 = Row(
    id="SW-NAT-01",
    title="Switch from natalizumab",
    statement="The usual interval from natalizumab to ocrelizumab is 4 to 12 weeks; exclude PML "
    "first.",
    code="DRG",
    cites=("seed-002", "S18"),
    texts={
        "early": "Natalizumab was last given on {last}, {passed} days before the planned first "
        "dose on {start}. Under {least} days the switch is a decision of a specialist, with a "
        "magnetic resonance image against PML. The hold ends on {release}.",
        "inexact": "Natalizumab was last given on {last}: the exact date is needed, because the "
        "planned day {start} is {least} days later for some of these days only.",
        "undated": "Natalizumab is in the record, but not the day it was last given. Supply the "
        "day: the interval before the first dose depends on it.",
        "usual": "Natalizumab was last given on {last}, {passed} days before the planned first "
        "dose: within the usual {least} to {most} days.",
        "late": "Natalizumab was last given on {last}, {passed} days before the planned first "
        "dose. Beyond {most} days disease activity can return: do not delay further.",
    },
    parameters=(
        "switch.natalizumab.minDays",
        "switch.natalizumab.warnDays",
        "switch.natalizumab.maxMonths",
    ),
    reads=(NATALIZUMAB,),
    released_by=DECISION,
)

_NEVER = ("cancelled", "draft", "not-taken", "intended", "declined", "preparation")


@dataclass(frozen=True, slots=True)
class Exposure:
    """The last time a drug was given or taken, as far as the record tells."""

    last: PartialDate | None
    fact: Fact
    key: str


@rule(SW_PRIOR_01)
def prior_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Drugs whose effect outlasts them wait for the interval or a decision."""
    if not chart.course.before_first:
        return
    for topics, end, holds in (
        (ANTI_CD20, p.months("switch.antiCd20.months"), True),
        (DEPLETING, p.months("switch.depleting.months"), True),
        (SHORT, p.days("switch.shortAgent.days"), False),
    ):
        for topic in topics:
            exposure = last_exposure(chart, topic)
            if exposure is not None:
                yield from _too_recent(chart, exposure, _release(end, months=holds), holds=holds)


def _too_recent(
    chart: Chart, exposure: Exposure, release: Callable[[date], date], *, holds: bool
) -> Iterator[Finding]:
    last = exposure.last
    if last is not None and chart.start >= release(last.latest):
        return
    text, basis = "recent", Basis.FINDING
    if last is None:
        text, basis = "undated", Basis.UNUSABLE
    elif chart.start >= release(last.earliest):
        text, basis = "inexact", Basis.UNUSABLE
    ends = release(last.latest) if last else None
    turns = (release(last.earliest), release(last.latest)) if last else ()
    yield SW_PRIOR_01.finding(
        HOLD if holds else WARN,
        MODERATE,
        text,
        because=(exposure.fact,),
        basis=basis,
        cause=exposure.key,
        releases_on=ends,
        until=first_after(chart.start, turns),
        drug=exposure.fact.name,
        last=last.text if last else "",
        start=chart.start,
        release=ends or "",
    )


def _release(length: int, *, months: bool) -> Callable[[date], date]:
    """The first day after the interval: it must be longer than these months or days."""
    if months:
        return lambda day: add_months(day, length) + days(1)
    return lambda day: day + days(length + 1)


@rule(SW_NAT_01)
def after_natalizumab(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Too early is a decision, too late a warning; only the first dose within a year asks."""
    exposure = last_exposure(chart, NATALIZUMAB) if chart.course.before_first else None
    if exposure is None:
        return
    last, facts = exposure.last, (exposure.fact,)
    least, most = p.days("switch.natalizumab.minDays"), p.days("switch.natalizumab.warnDays")
    months = p.months("switch.natalizumab.maxMonths")
    if not within(exposure, chart.start, months):
        return
    silent = [
        add_months(day.latest, months) + days(1) for day in (last or exposure.fact.when,) if day
    ]
    if last is None:
        yield SW_NAT_01.finding(
            HOLD,
            MODERATE,
            "undated",
            because=facts,
            basis=Basis.MISSING,
            missing=[Missing("MedicationAdministration", NATALIZUMAB, path="medication")],
            until=first_after(chart.start, silent),
        )
        return
    passed, surely = (chart.start - last.earliest).days, (chart.start - last.latest).days
    release = last.latest + days(least)
    turns = (last.earliest + days(least), release, last.earliest + days(most + 1), *silent)
    until = first_after(chart.start, turns)
    if surely < least:
        certain = passed < least
        yield SW_NAT_01.finding(
            HOLD,
            MODERATE,
            "early" if certain else "inexact",
            because=facts,
            basis=Basis.FINDING if certain else Basis.UNUSABLE,
            releases_on=release,
            until=until,
            last=last.text,
            passed=passed,
            least=least,
            start=chart.start,
            release=release,
        )
    elif passed > most:
        yield SW_NAT_01.finding(
            WARN, LOW, "late", because=facts, until=until, last=last.text, passed=passed, most=most
        )
    else:
        yield SW_NAT_01.note(
            "usual",
            *facts,
            until=until,
            last=last.text,
            passed=passed,
            least=least,
            most=most,
        )


def within(exposure: Exposure, start: date, months: int) -> bool:
    """Given within these months, or ordered within them when the day given is not known."""
    known = exposure.last or exposure.fact.when
    return known is None or add_months(known.latest, months) >= start


def last_exposure(chart: Chart, topic: str) -> Exposure | None:
    """The newest administration; else the end of a supply; natalizumab orders give no day.

    An administration without a day may be the newest (the chart lists those last).
    """
    given = [Exposure(a.when, a, a.key) for a in chart.administrations(topic)]
    if given and given[-1].last is None:
        return given[-1]  # it may be the last one, whatever else is known
    ordered = [
        Exposure(_taken_until(m, chart, topic), m, m.key)
        for m in chart.medications(topic)
        if m.status not in _NEVER and not m.ours and not _ahead(m, chart)
    ]
    exposures = (*given, *ordered)
    undated = next((e for e in exposures if e.last is None), None)
    newest = max(exposures, key=lambda e: e.last.latest if e.last else date.min, default=None)
    if newest is None or newest.last is None:
        return undated
    if undated is not None and not chart.declared("MedicationAdministration"):
        # It may have been given after the last day that is known.
        ordered_on = undated.fact.when
        return undated if ordered_on and ordered_on.earliest > newest.last.latest else newest
    return newest


def _ahead(drug: Medication, chart: Chart) -> bool:
    return drug.planned is not None and drug.planned.earliest > chart.as_of


def _taken_until(drug: Medication, chart: Chart, topic: str) -> PartialDate | None:
    """The last day that an order, statement or dispense speaks of."""
    if drug.ends is not None:
        return PartialDate.of(chart.as_of) if drug.ends.earliest > chart.as_of else drug.ends
    if topic == NATALIZUMAB and drug.source.type != "MedicationDispense":
        return None
    return drug.planned or drug.when


RULES = (prior_treatment, after_natalizumab)
