"""Hepatitis B: reads the case off the chart and says what the decision table answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, Fact, Reading, Serology
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.hepatitis_b_markers import State, Told, anti_hbc, hbsag, virus
from app.rules.hepatitis_b_rows import (
    CARRIER,
    HBV_01,
    HBV_02,
    HBV_03,
    HBV_06,
    HBV_07,
    HBV_08,
    HBV_TOPICS,
    INFECTION,
)
from app.rules.hepatitis_b_table import EVER, Answer, Case, History, answer
from app.rules.rule import BLOCK, HIGH, HOLD, WARN, rule


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts behind one case."""

    hbsag: Told
    anti_hbc: Told
    virus: Told
    diagnoses: tuple[Diagnosis, ...]
    history: History

    @property
    def past(self) -> tuple[Fact, ...]:
        """Everything that was ever positive."""
        told_ = (self.hbsag, self.anti_hbc, self.virus)
        return tuple(f for t in told_ if t.state in EVER for f in t.because)


@rule(HBV_01, HBV_02, HBV_03, HBV_06, HBV_07, HBV_08)
def hepatitis_b(chart: Chart, p: Parameters) -> Iterator[Finding]:
    found = _evidence(chart)
    plan = chart.decision("HBV-03", _positives(found.past))
    case = Case(
        found.hbsag.state,
        found.anti_hbc.state,
        found.virus.state,
        found.history,
        plan is not None,
    )
    told_ = answer(case)
    if told_ is Answer.ACTIVE:
        facts = (*found.past, *_of(found, History.ACTIVE))
        yield HBV_01.finding(BLOCK, HIGH, "active", because=facts, found=_shown(facts))
    elif told_ is Answer.CARRIER:
        yield _carrier(found, chart, p)
    elif told_ in (Answer.PAST, Answer.PAST_PLANNED):
        yield _past(found, chart)
    elif told_ is Answer.HISTORY:
        facts = (*found.diagnoses, *found.hbsag.because, *found.anti_hbc.because)
        yield HBV_06.finding(
            HOLD,
            HIGH,
            "history",
            because=facts,
            missing=(Missing("Observation", "lab_anti_hbc_total", chart.start),),
            found=_shown(found.diagnoses),
        )
    elif told_ is Answer.NEGATIVE:
        yield from _negative(found, chart, p)
    yield from _unclear(found)


def _carrier(found: Evidence, chart: Chart, p: Parameters) -> Finding:
    facts = (*found.past, *_of(found, History.CARRIER))
    cleared = chart.decision("HBV-02", facts) if p.flag("hbv.allowHepatologyRelease") else None
    if cleared is None:
        return HBV_02.finding(BLOCK, HIGH, "carrier", because=facts, found=_shown(facts))
    on = cleared.when.text if cleared.when else ""
    finding = HBV_02.finding(WARN, HIGH, "cleared", because=facts, found=_shown(facts), cleared=on)
    return finding._replace(released_by=cleared)


def _past(found: Evidence, chart: Chart) -> Finding:
    """A plan dated after the newest positive result turns the hold into a warning."""
    facts = found.past
    dna_known = found.virus.state is not State.UNKNOWN
    plan = chart.decision("HBV-03", _positives(facts))
    acute = any(
        f.reading is Reading.POSITIVE for f in chart.serologies("anti_hbc_igm") if not f.problem
    )
    on = plan.when.text if plan and plan.when else ""
    finding = HBV_03.finding(
        HOLD if plan is None else WARN,
        HIGH,
        "hold" if plan is None else "planned",
        because=(*facts, *found.hbsag.because),
        missing=() if dna_known else (Missing("Observation", "lab_hbv_dna_quantitative"),),
        found=_shown(facts),
        acute=" Anti-HBc IgM is positive: acute infection possible." if acute else "",
        dna="" if dna_known else " Obtain HBV DNA.",
        planned=on,
    )
    return finding._replace(released_by=plan)


def _negative(found: Evidence, chart: Chart, p: Parameters) -> Iterator[Finding]:
    facts = (*found.hbsag.because, *found.anti_hbc.because)
    immune = _immunity(chart, p)
    if immune:
        yield HBV_07.note("immune", *immune, *facts, found=_shown(immune[:1]))
    yield HBV_08.clear(*facts)


def _unclear(found: Evidence) -> Iterator[Finding]:
    """Beside whatever the table says: what must be repeated."""
    repeat = (*found.hbsag.repeat, *found.anti_hbc.repeat, *found.virus.repeat)
    if repeat:
        conflicting = any(r.conflicting for r in repeat)
        yield HBV_08.finding(
            HOLD,
            HIGH,
            "unclear",
            because=repeat,
            basis=Basis.CONFLICTING if conflicting else Basis.UNUSABLE,
            missing=_missing(found),
            cause="unclear",
            found=_shown(repeat),
        )
    if found.anti_hbc.state is State.PAST and not found.anti_hbc.settled:
        yield HBV_08.finding(
            HOLD,
            HIGH,
            "lost",
            because=found.anti_hbc.because,
            basis=Basis.CONFLICTING,
            missing=(Missing("Observation", "lab_anti_hbc_total"),),
            cause="lost",
            found=_shown(found.anti_hbc.because),
        )


def _missing(found: Evidence) -> tuple[Missing, ...]:
    asked = (
        (found.hbsag, "lab_hbsag_qualitative"),
        (found.anti_hbc, "lab_anti_hbc_total"),
        (found.virus, "lab_hbv_dna_quantitative"),
    )
    return tuple(Missing("Observation", name) for t, name in asked if t.repeat)


def _immunity(chart: Chart, p: Parameters) -> tuple[Fact, ...]:
    """Anti-HBs positive, by reading or by titre; decides nothing else."""
    read = chart.latest_serology("anti_hbs")
    if read is not None and read.reading is Reading.POSITIVE:
        return (read,)
    titre = chart.latest("anti_hbs")
    if titre is not None and titre.below(p.decimal("hbv.antiHbs.immuneFrom")) is False:
        return (titre,)
    return chart.diagnoses("finding_hbv_immune")


def _evidence(chart: Chart) -> Evidence:
    diagnoses = chart.diagnoses(*HBV_TOPICS)
    return Evidence(
        chart.once(hbsag),
        chart.once(anti_hbc),
        chart.once(virus),
        diagnoses,
        _history(diagnoses),
    )


def _history(diagnoses: tuple[Diagnosis, ...]) -> History:
    if not diagnoses:
        return History.NONE
    kinds = {_kind(d) for d in diagnoses}
    return next(h for h in History if h in kinds)


def _kind(diagnosis: Diagnosis) -> History:
    disease = not diagnosis.topics.isdisjoint((INFECTION, *CARRIER))
    if not diagnosis.confirmed:
        return History.PAST
    if not disease:
        return History.NONE
    if diagnosis.over:
        return History.PAST
    return History.ACTIVE if INFECTION in diagnosis.topics else History.CARRIER


def _of(found: Evidence, history: History) -> tuple[Diagnosis, ...]:
    return tuple(d for d in found.diagnoses if _kind(d) is history)


def _positives(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts that a plan must answer: not the negatives that came after them."""
    return tuple(f for f in facts if not _excludes(f))


def _excludes(fact: Fact) -> bool:
    return isinstance(fact, Serology) and fact.reading is Reading.NEGATIVE


def _shown(facts: tuple[Fact, ...]) -> str:
    return "; ".join(f.display for f in facts)


RULES = (hepatitis_b,)
