"""What the record says of each hepatitis B marker over time: a positive is never forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Fact, Reading, Serology


class State(StrEnum):
    """Of one marker, or of the virus itself.

    PAST: positive once, negative since. UNCLEAR: the newest result is indeterminate or
    contradicts itself. UNKNOWN: no readable result.
    """

    POSITIVE = "positive"
    PAST = "past"
    UNCLEAR = "unclear"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


class Told(NamedTuple):
    """A state with the facts it rests on.

    Attributes:
        because: the facts that decide.
        repeat: results that contradict themselves or each other, or say neither.
        settled: positive once, and negative since on more than one day.
    """

    state: State
    because: tuple[Fact, ...] = ()
    repeat: tuple[Serology, ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: the results that can show it, those that can exclude it, and coded findings."""

    shows: tuple[str, ...]
    excludes: tuple[str, ...]
    finding: str = ""


_POSITIVE, _INDETERMINATE, _NEGATIVE = Reading.POSITIVE, Reading.INDETERMINATE, Reading.NEGATIVE
_UNKNOWN = Told(State.UNKNOWN)
HBSAG = Marker(("hbsag", "hbsag_confirmation"), ("hbsag",), "finding_hbsag_positive")
ANTI_HBC = Marker(
    ("anti_hbc_total", "anti_hbc_igg", "anti_hbc_igm"),
    ("anti_hbc_total", "anti_hbc_igg"),
    "finding_anti_hbc_positive",
)
DNA = Marker(("hbv_dna",), ("hbv_dna",))
HBEAG = Marker(("hbeag",), ("hbeag",))


def hbsag(chart: Chart) -> Told:
    return told(chart, HBSAG)


def anti_hbc(chart: Chart) -> Told:
    return told(chart, ANTI_HBC)


def dna(chart: Chart) -> Told:
    return told(chart, DNA)


def told(chart: Chart, marker: Marker) -> Told:
    """The state of one marker; rules ask for it by `chart.once(hbsag)` and the like."""
    results = _readable(chart, marker)
    findings = _findings(chart, marker.finding) if marker.finding else ()
    if not results and not findings:
        return _UNKNOWN
    positive: list[Serology] = []
    excluded: list[Serology] = []
    doubtful: list[Serology] = []
    for result in results:
        if _unclear(result):
            doubtful.append(result)
        elif result.reading is _POSITIVE:
            positive.append(result)
        elif _negative(result) and result.marker in marker.excludes:
            excluded.append(result)
    shown = (*positive, *findings)
    unclear = tuple(r for r in doubtful if not _answered(r, excluded))
    if shown:
        past = [n for n in excluded if all(before(s, n) for s in shown)]
        if past:
            days = {n.when.text for n in past if n.when is not None}
            return Told(State.PAST, (*shown, past[0]), unclear, settled=len(days) > 1)
        return Told(State.POSITIVE, shown, tuple(r for r in positive if r.conflicting))
    if unclear:
        return Told(State.UNCLEAR, unclear, unclear)
    if excluded:
        return Told(State.NEGATIVE, tuple(excluded[:1]))
    return _UNKNOWN


def virus(chart: Chart) -> Told:
    """Whether the virus itself is shown: its DNA, or HBeAg."""
    amount, hbeag = chart.once(dna), told(chart, HBEAG)
    if hbeag.state is State.UNKNOWN:
        return amount
    for state in (State.POSITIVE, State.PAST, State.UNCLEAR):
        because = tuple(f for t in (amount, hbeag) if t.state is state for f in t.because)
        if because:
            return Told(state, because, (*amount.repeat, *hbeag.repeat))
    return Told(amount.state, amount.because)


def _readable(chart: Chart, marker: Marker) -> tuple[Serology, ...]:
    """Final results; preliminary ones only while they are the newest, and never to exclude."""
    kept: list[Serology] = []
    for name in marker.shows:
        read = [r for r in chart.serologies(name) if r.reading is not None and not r.problem]
        if not read:
            continue
        final = [r for r in read if not r.preliminary]
        kept.extend(final)
        if len(final) < len(read):
            kept.extend(
                r
                for r in read
                if r.preliminary
                and r.reading is not _NEGATIVE
                and (not final or before(final[0], r))
            )
    return tuple(kept)


def _findings(chart: Chart, topic: str) -> tuple[Diagnosis | Coded, ...]:
    """A positive marker recorded as a diagnosis or as a coded finding."""
    return (
        *(d for d in chart.diagnoses(topic) if d.confirmed),
        *(c for c in chart.coded(topic) if c.present is not False and not c.problem),
    )


def _within_one(result: Serology) -> bool:
    """A contradiction inside one result, not between two of one time."""
    return result.conflicting and not result.also


def _negative(result: Serology) -> bool:
    return (
        result.reading is _NEGATIVE
        and not result.conflicting
        and not result.preliminary
        and result.when is not None
    )


def _unclear(result: Serology) -> bool:
    return result.reading is _INDETERMINATE or _within_one(result)


def _answered(result: Serology, negatives: Iterable[Serology]) -> bool:
    return any(before(result, negative) for negative in negatives)


def before(earlier: Fact, later: Fact) -> bool:
    """Surely before: an inexact or missing day proves nothing."""
    if earlier.when is None or later.when is None:
        return False
    if earlier.when.instant and later.when.instant:
        return earlier.when.instant < later.when.instant
    return earlier.when.latest < later.when.earliest
