"""Baseline tests: done, usable, and young enough for a first dose; once is enough afterwards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, days, first_after
from app.clinical.facts import Fact, LabResult, Reading, Serology
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.clinical.newest import out_of_range
from app.knowledge.parameters import Parameters
from app.rules.rule import HOLD, LOW, MODERATE, WARN, Row

Result = LabResult | Serology
Newest = Callable[[Chart, Parameters], Result | None]


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a baseline.

    Attributes:
        title: its name in a sentence.
        names: analytes or markers that satisfy it.
        value_set: of its code, for the request.
        newest: the newest result that may clear it.
        needed: never done holds a treated patient too; else it is a low warning there.
        low, high: the side of normal that a rule judges.
    """

    title: str
    names: tuple[str, ...]
    value_set: str
    newest: Newest
    needed: bool = True
    low: bool = False
    high: bool = False

    def undecided(self, result: Result) -> bool:
        """A number without a usable limit says nothing."""
        if isinstance(result, Serology):
            return False
        return (self.low and result.is_low is None) or (self.high and result.is_high is None)

    def out_of_range(self, result: LabResult) -> bool:
        return bool((self.low and result.is_low) or (self.high and result.is_high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The tests of one row and how it speaks.

    Attributes:
        window: parameter, the oldest result in days that counts before the first dose.
        absent: what a missing test asks for before the first dose.
        stale: severity of a result that is too old and may be repeated.
        lasting: not repeated on treatment, and a positive result stays a fact.
    """

    row: Row
    tests: tuple[Test, ...]
    window: str
    absent: tuple[Action, Severity] = (HOLD, MODERATE)
    stale: Severity = MODERATE
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What a test lacks: `text` is the key of the row's sentence."""

    test: Test
    text: str
    basis: Basis
    facts: tuple[Fact, ...] = ()


MISSING, UNUSABLE, EXPIRED, INEXACT = "missing", "unusable", "expired", "inexact"
STALE, INEXACT_STALE, OLD = "stale", "inexact_stale", "old"
NEWER, FURTHER = "newer", "further"
_AGED = (STALE, INEXACT_STALE, INEXACT)
_HOLDS = (MISSING, UNUSABLE, EXPIRED, INEXACT)
_BASES = {STALE: Basis.FINDING, OLD: Basis.FINDING, EXPIRED: Basis.MISSING}
BASELINE_TEXTS = {
    MISSING: "No final result of {tests} is in the record. It is needed before ocrelizumab is "
    "given. Supply the result or have the test done.",
    UNUSABLE: "The record holds {tests}, but not in a form that can be used: no readable value, "
    "unit, date or limit of normal. It is needed before ocrelizumab is given. Correct the result "
    "or repeat the test.",
    EXPIRED: "The newest result of {tests} is older than {oldest} days on the planned day {start} "
    "({found}) and no longer counts. Repeat the test before the first dose.",
    INEXACT: "The day of {tests} is not exact ({found}): the exact date is needed. Some of the "
    "days it may be are more than {oldest} days before the planned day {start} and would not "
    "count. Supply the date or repeat the test.",
    STALE: "The newest result of {tests} is older than {window} days on the planned day {start} "
    "({found}). Repeat it before the first dose.",
    INEXACT_STALE: "The day of {tests} is not exact ({found}): the exact date is needed. It may "
    "be more than {window} days before the planned day {start}. Supply the date or repeat the "
    "test.",
    OLD: "The only result of {tests} was more than {oldest} days old when treatment began "
    "({found}). Repeat it.",
    NEWER: "A result of {tests} that is or may be newer is in the record, but not in a form that "
    "can be used ({found}), so it is not known how it is now. Correct that result or repeat the "
    "test.",
    FURTHER: "No final result of {tests} is in the record of a treated patient. Have the test done "
    "with this visit.",
}


def judged_panel(panel: Panel, chart: Chart, p: Parameters) -> Iterator[Finding]:
    """One finding for each kind of gap, naming the tests; clear when there is none."""
    window, oldest = p.days(panel.window), p.days("baseline.staleMaxAgeDays")
    limits = (window, oldest)
    gaps: dict[tuple[str, bool], list[Gap]] = {}
    seen: list[Result] = []
    for test in panel.tests:
        newest = test.newest(chart, p)
        gap = _gap(panel, test, newest, chart=chart, limits=limits)
        if gap is None and newest is not None:
            seen.append(newest)
        elif gap is not None:
            asked = test.needed or chart.course.before_first
            gaps.setdefault((gap.text, asked), []).append(gap)
        if newest is not None and (unread := _newer_unread(panel, test, newest, chart)):
            gap = Gap(test, NEWER, Basis.UNUSABLE, unread)
            gaps.setdefault((NEWER, True), []).append(gap)
    leaves = _until(panel, seen, chart, window)
    for (_, asked), found in gaps.items():
        said = _finding(panel, found, chart, asked=asked, limits=limits)
        turns = (*_turns(found, limits), *((leaves,) if leaves else ()))
        yield said._replace(until=first_after(chart.start, turns))
    if not gaps:
        yield panel.row.clear(*seen, until=leaves)


def _gap(
    panel: Panel, test: Test, newest: Result | None, *, chart: Chart, limits: tuple[int, int]
) -> Gap | None:
    if newest is None or newest.when is None:
        basis, facts = chart.why_absent(*test.names)
        return Gap(test, UNUSABLE if basis is Basis.UNUSABLE else MISSING, basis, facts)
    if panel.lasting and isinstance(newest, Serology) and newest.reading is Reading.POSITIVE:
        return None
    if not chart.course.before_first:
        old = panel.lasting and _before_treatment(newest.when, chart, limits[1])
        return Gap(test, OLD, Basis.FINDING, (newest,)) if old else None
    if test.undecided(newest):
        return Gap(test, UNUSABLE, Basis.UNUSABLE, (newest,))
    text = _band(newest.when, chart.start, *limits)
    return Gap(test, text, _BASES.get(text, Basis.UNUSABLE), (newest,)) if text else None


def _newer_unread(panel: Panel, test: Test, newest: Result, chart: Chart) -> tuple[Fact, ...]:
    """What cannot be used: of a later day than the newest that can, or bad and without a day."""
    if newest.when is None or (panel.lasting and _positive(newest)):
        return ()
    if chart.once(_not_all_usable).isdisjoint(test.names):
        return ()
    found: list[Fact] = []
    for name in test.names:
        for facts in (chart.results(name), chart.serologies(name)):
            found.extend(_later_unusable(facts, newest.when.latest))
            found.extend(_bad_without_day(facts))
    return tuple(found)


def _not_all_usable(chart: Chart) -> frozenset[str]:
    """Analytes and markers with any result that cannot be read or has no day: seldom any."""
    results, serologies = chart.record.results, chart.record.serologies
    return frozenset(
        (
            *(r.analyte for r in results if r.problem or r.when is None),
            *(s.marker for s in serologies if s.problem or s.when is None),
        )
    )


def _later_unusable(facts: Sequence[Result], day: date) -> Iterator[Fact]:
    for fact in facts:
        if fact.when is None or fact.when.earliest <= day:
            return
        if fact.problem:
            yield fact


def _bad_without_day(facts: Sequence[Result]) -> Iterator[Fact]:
    """Undated ones come last."""
    for fact in reversed(facts):
        if fact.when is not None:
            return
        if isinstance(fact, LabResult) and out_of_range(fact):
            yield fact


def _band(when: PartialDate, start: date, window: int, oldest: int) -> str:
    """Judged at the worst end of an inexact day."""
    if (start - when.earliest).days <= window:
        return ""

    def band(age: int) -> str:
        if age <= window:
            return ""
        return STALE if age <= oldest else EXPIRED

    worst, best = band((start - when.earliest).days), band((start - when.latest).days)
    if worst == best:
        return worst
    return INEXACT if worst == EXPIRED else INEXACT_STALE


def _before_treatment(when: PartialDate, chart: Chart, oldest: int) -> bool:
    first = chart.course.first_day
    return first is not None and when.latest < first.earliest - days(oldest)


def _finding(
    panel: Panel, gaps: list[Gap], chart: Chart, *, asked: bool, limits: tuple[int, int]
) -> Finding:
    text, (window, oldest) = gaps[0].text, limits
    action, severity = (WARN, panel.stale)
    if text in _HOLDS or (text == NEWER and panel.lasting and chart.course.before_first):
        action, severity = panel.absent if asked else (WARN, LOW)
    facts = tuple(dict.fromkeys(f for gap in gaps for f in gap.facts))
    return panel.row.finding(
        action,
        severity,
        FURTHER if text == MISSING and not asked else text,
        because=facts,
        basis=gaps[0].basis,
        missing=[
            Missing("Observation", gap.test.value_set, chart.start - days(window)) for gap in gaps
        ],
        cause=text if asked else f"{text}|further",
        tests=", ".join(gap.test.title for gap in gaps),
        found="; ".join(f.display for f in facts),
        start=chart.start,
        window=window,
        oldest=oldest,
    )


def _turns(gaps: list[Gap], limits: tuple[int, int]) -> Iterator[date]:
    """The days on which either end of what these results may be leaves the window or expires."""
    for gap in gaps:
        if gap.text in _AGED:
            for when in (f.when for f in gap.facts if f.when is not None):
                for limit in limits:
                    yield when.earliest + days(limit + 1)
                    yield when.latest + days(limit + 1)


def _until(panel: Panel, seen: list[Result], chart: Chart, window: int) -> date | None:
    """The day on which the oldest result leaves the window, before a first dose only."""
    if not chart.course.before_first:
        return None
    drawn = [
        result.when.earliest
        for result in seen
        if result.when is not None and not (panel.lasting and _positive(result))
    ]
    return min(drawn) + days(window + 1) if drawn else None


def _positive(result: Result) -> bool:
    return isinstance(result, Serology) and result.reading is Reading.POSITIVE
