"""Low immunoglobulins: before the first dose, on treatment, and with serious infections."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Fact, LabResult
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.immunoglobulin_replacement import hidden, replaced
from app.rules.result_age import Age, in_months, months_turn
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)
from app.rules.serious_infection import INFECTIONS, grave_by, serious_infections

IG_04 = Row(
    id="IG-04",
    title="Low immunoglobulin before the first dose",
    statement="Any immunoglobulin below its limit before the first dose: consult immunology or "
    "another specialist, weigh the risk of infection, monitor regularly.",
    code="LAB",
    cites=("seed-000", "seed-001", "seed-003", "label-2.1"),
    texts={
        "low": "Below the limit of normal before the first dose: {found}. Ocrelizumab can lower "
        "immunoglobulins further, and infections become likelier. Ask immunology or another "
        "specialist; the recorded advice releases the hold.",
    },
    parameters=("ig.lowBaseline",),
    inputs=("igg", "iga", "igm"),
    released_by=DECISION,
    aliases=("IG-03",),
)
IG_05 = Row(
    id="IG-05",
    title="Low IgG and a serious infection",
    statement="On treatment, IgG that stays low together with a serious infection: consider "
    "stopping. One low value with such an infection: repeat IgG.",
    code="LAB",
    cites=("seed-001", "seed-003", "S5"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "persistent": "IgG stays below the limit of normal ({found}) and a serious infection is "
        "recorded ({infections}). Decide whether to stop ocrelizumab; the recorded decision "
        "releases the hold.",
        "once": "IgG is below the limit of normal ({found}) and a serious infection is recorded "
        "({infections}). Repeat IgG: if it stays low, decide whether to stop ocrelizumab.",
        "repeat": "The newest IgG is low but older than {months} months ({found}), and a serious "
        "infection is recorded ({infections}). Repeat IgG before the next dose.",
    },
    parameters=(
        "ig.persistent.count",
        "ig.seriousInfectionMonths",
        "infection.recurrent.gapDays",
        "result.alertMaxAgeMonths",
    ),
    inputs=("igg", "Condition"),
    reads=INFECTIONS,
    released_by=DECISION,
)
IG_07 = Row(
    id="IG-07",
    title="Low IgG on treatment",
    statement="On treatment an IgG below its limit without a serious infection: recheck and look "
    "for infections.",
    code="LAB",
    cites=("seed-000", "seed-001", "seed-002"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "low": "IgG is below the limit of normal on treatment: {found}. Infections become "
        "likelier. Recheck it and ask about infections before the dose.",
        "repeat": "The newest IgG is below the limit of normal and older than {months} months: "
        "{found}. Repeat it and ask about infections before the dose.",
        "unusable": "Whether IgG is low cannot be told: {found} has no usable limit of normal. "
        "Supply the laboratory's limit or repeat the test.",
    },
    parameters=("result.alertMaxAgeMonths",),
    inputs=("igg",),
)
IG_08 = Row(
    id="IG-08",
    title="Low IgM or IgA on treatment",
    statement="IgM falls most often. On treatment IgM or IgA below its limit with normal IgG is "
    "said.",
    code="LAB",
    cites=("seed-002", "seed-003"),
    scope=(MONITORING,),
    texts={
        "low": "Below the limit of normal on treatment: {found}. IgM falls most often; with "
        "normal IgG nothing changes but the watch for infections.",
        "unusable": "Whether it is low cannot be told: {found} has no usable limit of normal. "
        "Supply the laboratory's limit or repeat the test.",
    },
    inputs=("iga", "igm"),
)


@rule(IG_04)
def low_before_first_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Any low class, preliminary results included, until a specialist's advice is recorded."""
    if not chart.course.before_first:
        return
    judged = (*_igg(chart, p)[:1], *chart.current("iga"), *chart.current("igm"))
    low = tuple(r for r in judged if r.is_low)
    if low:
        yield IG_04.finding(
            HOLD, MODERATE, "low", because=low, basis=_basis(low), found=_shown(low)
        )
    elif any(r.is_low is None for r in judged):
        yield IG_04.undecided(*judged)
    elif judged:
        yield IG_04.clear(*judged)


@rule(IG_05, IG_07)
def low_igg_on_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """With a serious infection the dose waits; without one it is a warning."""
    if not chart.course.started or chart.course.before_first:
        return
    count, months = p.count("ig.persistent.count"), p.months("result.alertMaxAgeMonths")
    newest = _igg(chart, p)[:count]
    if not newest:
        return
    if not newest[0].is_low:
        if newest[0].is_low is None:
            yield IG_05.undecided(newest[0])
        yield from _not_low(newest[0])
        return
    old = _beyond(newest[0], chart, months)
    persistent = len(newest) == count and all(r.is_low for r in newest)
    gap = p.days("infection.recurrent.gapDays")
    infections = serious_infections(chart, p.months("ig.seriousInfectionMonths"), gap)
    if not infections:
        yield IG_07.finding(
            WARN,
            MODERATE,
            "repeat" if old else "low",
            because=newest[:1],
            basis=_basis(newest[:1]),
            until=months_turn(newest[:1], chart.start, months),
            found=newest[0].display,
            months=months,
        )
        return
    low = newest if persistent else newest[:1]
    severe = persistent and not old
    yield IG_05.finding(
        HOLD,
        HIGH if severe else MODERATE,
        "persistent" if severe else ("repeat" if old else "once"),
        because=(*low, *infections, *grave_by(infections, chart, gap)),
        basis=_basis(low),
        missing=() if severe else (Missing("Observation", "lab_igg", _after(newest[0])),),
        until=_turn(newest[0], infections, chart, p),
        found=_shown(low),
        infections=_shown(infections),
        months=months,
    )


@rule(IG_08)
def low_igm_or_iga_on_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Silent where low IgG speaks, and before the first dose (IG-04)."""
    if not chart.course.started or chart.course.before_first:
        return
    if any(r.is_low for r in _igg(chart, p)[:1]):
        return
    judged = (*chart.current("iga"), *chart.current("igm"))
    low = tuple(r for r in judged if r.is_low)
    unknown = tuple(r for r in judged if r.is_low is None)
    if low:
        yield IG_08.finding(WARN, LOW, "low", because=low, basis=_basis(low), found=_shown(low))
    if unknown:
        yield IG_08.finding(
            WARN,
            LOW,
            "unusable",
            because=unknown,
            basis=Basis.UNUSABLE,
            cause="unusable",
            found=_shown(unknown),
        )


def _igg(chart: Chart, p: Parameters) -> tuple[LabResult, ...]:
    """Newest first, one a day: final ones not lifted by replacement.

    Before them a low one that may be as new: a preliminary one, or one without an exact day.
    """
    final = chart.usable("igg")
    if replaced(chart):
        final = tuple(r for r in final if r.is_low or not hidden(chart, r, p))
    early = [r for r in chart.current("igg") if r.is_low]
    kept: dict[str, LabResult] = {}
    for result in (*early[:1], *final):
        kept.setdefault(_day(result), result)
    return tuple(kept.values())


def _day(result: LabResult) -> str:
    return result.when.text if result.when else ""


def _turn(igg: LabResult, infections: Iterable[Fact], chart: Chart, p: Parameters) -> date | None:
    """When the result is to be repeated, or an infection is no longer counted."""
    old = months_turn((igg,), chart.start, p.months("result.alertMaxAgeMonths"))
    over = months_turn(infections, chart.start, p.months("ig.seriousInfectionMonths"))
    return min((day for day in (old, over) if day), default=None)


def _not_low(igg: LabResult) -> Iterator[Finding]:
    if igg.is_low is None:
        yield IG_07.finding(
            WARN, MODERATE, "unusable", because=(igg,), basis=Basis.UNUSABLE, found=igg.display
        )
    else:
        yield IG_07.clear(igg)


def _after(result: LabResult) -> date | None:
    return result.when.latest + days(1) if result.when else None


def _beyond(result: LabResult, chart: Chart, months: int) -> bool:
    """Older at both ends; a day that may still be recent raises the full alert."""
    return result.when is not None and in_months(result.when, chart.start, months) is Age.BEYOND


def _basis(results: Iterable[LabResult]) -> Basis:
    return Basis.CONFLICTING if any(r.conflicting for r in results) else Basis.FINDING


def _shown(facts: Iterable[Fact]) -> str:
    return "; ".join(f.display for f in facts)


RULES = (low_before_first_dose, low_igg_on_treatment, low_igm_or_iga_on_treatment)
