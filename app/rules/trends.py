"""Trends on treatment: IgG, IgM, neutrophils and lymphocytes that fall, B cells that return.

Notes only, until a clinician signs. A row is silent where no trend is shown: too few results, too
short a time, or an interval that includes zero; the rows on single results judge those.
"""

from collections.abc import Iterator
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


def _row(id_: str, analyte: str, name: str, trend: str, *cites: str) -> Row:
    return Row(
        id=id_,
        title=f"Trend of {name}",
        statement=f"Tell where {name} {trend} on treatment, as a robust line through the results.",
        code="LAB",
        cites=(*cites, "sen-1968", "derived"),
        scope=(MONITORING,),
        texts={"left_out": _LEFT_OUT} | (_RISING if trend == "rises" else _falling(name)),
        parameters=(
            "trend.minResults",
            "trend.maxResults",
            "trend.minMonths",
            "trend.confidence",
            "trend.horizonMonths",
        ),
        inputs=(analyte,),
    )


def _falling(name: str) -> dict[str, str]:
    falls = f"On treatment {name} falls: {_LINE}"
    below = (
        f"{falls} If this went on it would be below the lower limit of normal, {{limit}} {{unit}}"
    )
    table = "This service's table gave the limit; the laboratory's own may differ."
    return {
        "crossing": f"{below}, from about {{crossing}}.",
        "crossing_table": f"{below}, from about {{crossing}}. {table}",
        "crossed": f"{falls} By this line it is below the lower limit of normal, {{limit}} "
        "{unit}, since about {crossing}, although the newest result is not: measure it again.",
        "far": f"{falls} By this line it is not below the lower limit of normal, {{limit}} "
        "{unit}, within {horizon} months of the newest result.",
        "low": f"{falls} The newest result, {{newest}}, is already below the lower limit of "
        "normal.",
        "unknown": f"{falls} No lower limit of normal is known with the newest result.",
    }


_RISING = {
    "rising": f"On treatment B cells rise: {_LINE} They may be returning between the doses.",
}
_ANALYTES = {
    "igg": _row("TREND-IGG", "igg", "IgG", "falls", "S20"),
    "igm": _row("TREND-IGM", "igm", "IgM", "falls", "S20"),
    "neutrophils": _row("TREND-ANC", "neutrophils", "the neutrophil count", "falls", "S19"),
    "lymphocytes": _row("TREND-LYM", "lymphocytes", "the lymphocyte count", "falls", "S25"),
    "cd19": _row("TREND-CD19", "cd19", "the B-cell count", "rises", "S26"),
}


@rule(*_ANALYTES.values())
def trends(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """On treatment only: after stopping and before a restart values come back by themselves."""
    course = chart.course
    if course.begun is None or course.before_first or course.stopped:
        return
    least = p.count("trend.minResults")
    for analyte, row in _ANALYTES.items():
        if len(chart.results(analyte)) >= least:
            yield from _trend(row, analyte, course.begun, chart, p)


def _trend(
    row: Row, analyte: str, begun: PartialDate, chart: Chart, p: Parameters
) -> Iterator[Finding]:
    """The drop after the first dose is a step, no slope: results before it are not counted."""
    since = [r for r in chart.results(analyte) if r.when is None or r.when.latest > begun.latest]
    used = [r for r in since if _counts(r) and not _lifted(r, chart, p)]
    used = used[: p.count("trend.maxResults")]
    if len(used) < p.count("trend.minResults"):
        return
    line = trend_of(_points(used), p.decimal("trend.confidence"))
    if line is None or line.last < add_months(line.first, p.months("trend.minMonths")):
        return
    if not (line.rises if "rising" in row.texts else line.falls):
        return
    yield _told(row, line, used, chart, p)
    if len(used) < len(since):
        left, most = len(since) - len(used), p.count("trend.maxResults")
        yield row.note("left_out", left=left, most=most)


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


def _told(row: Row, line: Trend, used: list[LabResult], chart: Chart, p: Parameters) -> Finding:
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
