"""Trends on treatment: IgG, IgM, neutrophils and lymphocytes that fall, B cells that return.

Notes only, until a clinician signs. A row is silent where no trend is shown: too few results, too
short a time, or an interval that includes zero; the rows on single results judge those.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months
from app.clinical.facts import LabResult
from app.clinical.finding import Finding
from app.clinical.trend import Point, Trend, trend_of
from app.knowledge.parameters import Parameters
from app.rules.immunoglobulin_replacement import hidden, replaced
from app.rules.rule import MONITORING, Row, rule

_LINE = (
    "{slope} {unit} a year (interval {low} to {high} at confidence {confidence}; {count} results "
    "from {first} to {last})."
)
_LEFT_OUT = (
    "Not used for this trend: {left} further results of the treatment that are preliminary, "
    "unreadable or contradictory, have no exact day or an open bound such as '<', come too soon "
    "after replacement, or are older than the newest {most}."
)


_FALLS = "On treatment {name} falls: " + _LINE
_BELOW = (
    _FALLS + " If this went on it would be below the lower limit of normal, {limit} {unit}, from "
    "about {crossing}."
)
_FALLING = {
    "left_out": _LEFT_OUT,
    "crossing": _BELOW,
    "crossing_table": _BELOW + " This service's table gave the limit; the laboratory's own may "
    "differ.",
    "crossed": _FALLS + " By this line it is below the lower limit of normal, {limit} {unit}, "
    "since about {crossing}, although the newest result is not: measure it again.",
    "far": _FALLS + " By this line it is not below the lower limit of normal, {limit} {unit}, "
    "within {horizon} months of the newest result.",
    "low": _FALLS + " The newest result, {newest}, is already below the lower limit of normal.",
    "unknown": _FALLS + " No lower limit of normal is known with the newest result.",
}
_RISING = {
    "left_out": _LEFT_OUT,
    "rising": "On treatment {name} rise: " + _LINE + " They may be returning between the doses.",
}
TREND_IGG = Row(
    id="TREND-IGG",
    title="Trend of IgG",
    statement="Tell where IgG falls on treatment, as a robust line through the results.",
    code="LAB",
    cites=("S20", "sen-1968", "derived"),
    scope=(MONITORING,),
    texts=_FALLING,
    parameters=(
        "trend.minResults",
        "trend.maxResults",
        "trend.minMonths",
        "trend.confidence",
        "trend.horizonMonths",
    ),
    inputs=("igg",),
)
TREND_IGM = replace(
    TREND_IGG,
    id="TREND-IGM",
    title="Trend of IgM",
    statement="Tell where IgM falls on treatment, as a robust line through the results.",
    inputs=("igm",),
)
TREND_ANC = replace(
    TREND_IGG,
    id="TREND-ANC",
    title="Trend of the neutrophil count",
    statement="Tell where the neutrophil count falls on treatment, as a robust line through the "
    "results.",
    cites=("S19", "sen-1968", "derived"),
    inputs=("neutrophils",),
)
TREND_LYM = replace(
    TREND_IGG,
    id="TREND-LYM",
    title="Trend of the lymphocyte count",
    statement="Tell where the lymphocyte count falls on treatment, as a robust line through the "
    "results.",
    cites=("S25", "sen-1968", "derived"),
    inputs=("lymphocytes",),
)
TREND_CD19 = replace(
    TREND_IGG,
    id="TREND-CD19",
    title="Trend of the B-cell count",
    statement="Tell where the B-cell count rises on treatment, as a robust line through the "
    "results.",
    cites=("S26", "sen-1968", "derived"),
    texts=_RISING,
    inputs=("cd19",),
)
_ANALYTES = {
    "igg": (TREND_IGG, "IgG"),
    "igm": (TREND_IGM, "IgM"),
    "neutrophils": (TREND_ANC, "the neutrophil count"),
    "lymphocytes": (TREND_LYM, "the lymphocyte count"),
    "cd19": (TREND_CD19, "B cells"),
}


@rule(TREND_IGG, TREND_IGM, TREND_ANC, TREND_LYM, TREND_CD19)
def trends(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """On treatment only: after stopping and before a restart values come back by themselves."""
    course = chart.course
    if course.begun is None or course.before_first or course.stopped:
        return
    least = p.count("trend.minResults")
    for analyte in _ANALYTES:
        if len(chart.results(analyte)) >= least:
            yield from _trend(analyte, course.begun, chart, p)


def _trend(analyte: str, begun: PartialDate, chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The drop after the first dose is a step, no slope: results before it are not counted."""
    row = _ANALYTES[analyte][0]
    since = [r for r in chart.results(analyte) if r.when is None or r.when.latest > begun.latest]
    used = [r for r in since if _counts(r) and not _lifted(r, chart, p)]
    used = used[: p.count("trend.maxResults")]
    if len(used) < p.count("trend.minResults") or not _long_enough(used, p):
        return
    line = trend_of(_points(used), p.decimal("trend.confidence"))
    if line is None or not (line.rises if "rising" in row.texts else line.falls):
        return
    yield _told(analyte, line, used, chart, p)
    if len(used) < len(since):
        left, most = len(since) - len(used), p.count("trend.maxResults")
        yield row.note("left_out", left=left, most=most)


def _long_enough(used: list[LabResult], p: Parameters) -> bool:
    """Whether the results, newest first, span the months that a trend needs."""
    newest, oldest = used[0].when, used[-1].when
    if newest is None or oldest is None:
        return False
    return newest.earliest >= add_months(oldest.earliest, p.months("trend.minMonths"))


def _counts(result: LabResult) -> bool:
    """Final, readable, exact in amount and day."""
    if result.when is None or not result.when.exact:
        return False
    spoilt = result.problem or result.preliminary or result.conflicting or result.comparator
    return result.value is not None and not spoilt


def _lifted(result: LabResult, chart: Chart, p: Parameters) -> bool:
    """IgG that shows the immunoglobulins given, not the patient's own."""
    return result.analyte == "igg" and replaced(chart) and hidden(chart, result, p)


def _points(results: list[LabResult]) -> Iterator[Point]:
    for result in results:
        if result.when is not None and result.value is not None:
            yield Point(result.when.earliest, result.value)


def _told(analyte: str, line: Trend, used: list[LabResult], chart: Chart, p: Parameters) -> Finding:
    row, name = _ANALYTES[analyte]
    newest, horizon = used[0], p.months("trend.horizonMonths")
    text, limit, crossing = "rising", newest.low, None
    if line.falls:
        if limit is not None:
            crossing = line.below_from(limit, add_months(line.last, horizon))
        text = _end(newest, crossing, chart)
    return row.note(
        text,
        *used,
        until=crossing if text.startswith("crossing") else None,
        name=name,
        slope=line.shown(line.slope),
        low=line.shown(line.low),
        high=line.shown(line.high),
        unit=newest.unit,
        confidence=str(p.decimal("trend.confidence")),
        count=line.count,
        first=line.first,
        last=line.last,
        newest=newest.shown,
        limit="" if limit is None else f"{limit:f}",
        crossing=crossing or "",
        horizon=horizon,
    )


def _end(newest: LabResult, crossing: date | None, chart: Chart) -> str:
    """How the sentence on a fall ends."""
    if newest.is_low is not False:
        return "low" if newest.is_low else "unknown"
    if newest.low is None:
        return "unknown"
    if crossing is None:
        return "far"
    if crossing <= chart.start:
        return "crossed"
    return "crossing_table" if newest.from_table else "crossing"


RULES = (trends,)
