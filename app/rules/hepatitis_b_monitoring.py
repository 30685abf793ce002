"""Hepatitis B under watch: DNA and liver tests due, and reactivation on treatment."""

from collections.abc import Iterable, Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Fact, Reading
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.hepatitis_b_markers import State, anti_hbc, before, dna, hbsag, virus
from app.rules.hepatitis_b_rows import FINDINGS
from app.rules.hepatitis_b_table import EVER
from app.rules.result_age import Age, beyond_days_on, in_days
from app.rules.rule import (
    BLOCK,
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

_SCOPE = (ELIGIBILITY, MONITORING)
_LIVER = {
    "alt": ("ALT", "lab_alt"),
    "ast": ("AST", "lab_ast"),
    "bilirubin": ("bilirubin", "lab_bilirubin_total"),
}

HBV_04 = Row(
    id="HBV-04",
    title="HBV DNA due",
    statement="Whoever has anti-HBc or HBsAg has HBV DNA measured regularly. Detectable DNA is "
    "HBV-01.",
    code="LAB",
    cites=("seed-000", "S17"),
    scope=_SCOPE,
    texts={
        "never": "The record shows contact with hepatitis B ({found}) and no usable HBV DNA. "
        "Measure it before the dose; a recorded decision releases the hold.",
        "due": "The last HBV DNA is of {when}, more than {limit} days before {start}. With past "
        "hepatitis B it is measured regularly: repeat it.",
        "inexact": "The last HBV DNA is of {when}: the exact date is needed. It may be more than "
        "{limit} days before {start}.",
    },
    parameters=("hbv.dnaMaxAgeDays",),
    inputs=("hbv_dna",),
    released_by=DECISION,
)
HBV_05 = Row(
    id="HBV-05",
    title="Liver tests due with hepatitis B",
    statement="Whoever has anti-HBc or HBsAg has liver tests measured continuously.",
    code="LAB",
    cites=("seed-001", "S17"),
    scope=_SCOPE,
    texts={
        "due": "With past or present hepatitis B liver tests are measured at least every {limit} "
        "days. Not measured within them before {start}: {tests}. Have them done.",
    },
    parameters=("hbv.liverMaxAgeDays",),
    inputs=("alt", "ast", "bilirubin"),
)
HBV_09 = Row(
    id="HBV-09",
    title="Reactivation of hepatitis B",
    statement="HBsAg that turns positive on treatment, or HBV DNA that appears or rises, is "
    "reactivation: hepatology now.",
    code="LAB",
    cites=("seed-002", "seed-003", "derived"),
    scope=_SCOPE,
    texts={
        "hbsag": "HBsAg was negative and is positive on treatment: {found}. Hepatitis B is "
        "reactivating and can be fatal. Call hepatology now; no dose is given.",
        "appears": "HBV DNA appeared on treatment: {found}. Hepatitis B is reactivating. Call "
        "hepatology now; the dose waits.",
        "rises": "HBV DNA rose on treatment: {found}. Hepatitis B is reactivating. Call "
        "hepatology now; the dose waits.",
    },
    inputs=("hbsag", "hbv_dna", "Observation"),
)


@rule(HBV_04, HBV_05)
def hepatitis_b_watched(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """For everyone in whom HBsAg, anti-HBc or the virus was ever shown."""
    if not _any_positive(chart):
        return
    shown = tuple(
        f
        for found in map(chart.once, (hbsag, anti_hbc, virus))
        if found.state in EVER
        for f in found.because
    )
    if shown:
        yield from _dna(shown, chart, p)
        yield from _liver(shown, chart, p)


@rule(HBV_09)
def reactivation(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    if not chart.course.started:
        return
    turned = _turned(chart)
    if turned:
        yield HBV_09.finding(
            BLOCK, HIGH, "hbsag", because=turned, cause="hbsag", found=_shown(turned)
        )
    detected = chart.once(dna)
    if detected.state is not State.POSITIVE:
        return
    newest = next((s for s in _on_treatment(chart, detected.because)), None)
    if newest is None:
        return
    earlier = tuple(f for f in detected.because if f is not newest and before(f, newest))
    risen = _risen(chart)
    if risen or not earlier:
        facts: tuple[Fact, ...] = risen or (newest,)
        yield HBV_09.finding(
            HOLD,
            HIGH,
            "rises" if risen else "appears",
            because=facts,
            cause="dna",
            found=_shown(facts),
        )


def _any_positive(chart: Chart) -> bool:
    """Almost nobody: looked at first, because every patient is judged by this."""
    positive = Reading.POSITIVE
    return any(s.reading is positive for s in chart.record.serologies) or bool(
        chart.diagnoses(*FINDINGS) or chart.coded(*FINDINGS)
    )


def _dna(shown: tuple[Fact, ...], chart: Chart, p: Parameters) -> Iterator[Finding]:
    newest, limit = chart.latest_serology("hbv_dna"), p.days("hbv.dnaMaxAgeDays")
    asked = Missing("Observation", "lab_hbv_dna_quantitative", chart.start - days(limit))
    if newest is None or newest.when is None:
        if chart.once(virus).state is State.POSITIVE:
            return
        basis, unread = chart.why_absent("hbv_dna")
        yield HBV_04.finding(
            HOLD,
            HIGH,
            "never",
            because=(*shown, *unread),
            basis=basis,
            missing=(asked,),
            cause="never",
            found=_shown(shown),
        )
        return
    age = in_days(newest.when, chart.start, limit)
    if newest.reading is not Reading.NEGATIVE:
        return
    if age is Age.WITHIN:
        yield HBV_04.clear(newest, until=beyond_days_on(newest.when, limit))
        return
    exact = age is Age.BEYOND
    yield HBV_04.finding(
        WARN,
        MODERATE,
        "due" if exact else "inexact",
        because=tuple(dict.fromkeys((*shown, newest))),
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        missing=(asked,),
        cause="due",
        when=newest.when.text,
        limit=limit,
        start=chart.start,
    )


def _liver(shown: tuple[Fact, ...], chart: Chart, p: Parameters) -> Iterator[Finding]:
    limit = p.days("hbv.liverMaxAgeDays")
    newest = {name: chart.latest(name) for name in _LIVER}
    dated = {name: r for name, r in newest.items() if r is not None}
    due = tuple(
        name
        for name, r in newest.items()
        if r is None or r.when is None or in_days(r.when, chart.start, limit) is not Age.WITHIN
    )
    if not due:
        ages = [beyond_days_on(r.when, limit) for r in dated.values() if r.when is not None]
        yield HBV_05.clear(*dated.values(), until=min(ages))
        return
    missing = all(name not in dated for name in due)
    yield HBV_05.finding(
        WARN,
        MODERATE,
        "due",
        because=(*shown, *(dated[name] for name in due if name in dated)),
        basis=Basis.MISSING if missing else Basis.FINDING,
        missing=[
            Missing("Observation", _LIVER[name][1], chart.start - days(limit)) for name in due
        ],
        tests=", ".join(_LIVER[name][0] for name in due),
        limit=limit,
        start=chart.start,
    )


def _turned(chart: Chart) -> tuple[Fact, ...]:
    """A positive HBsAg that may be of the treatment, after a negative one."""
    found = chart.once(hbsag)
    if found.state is not State.POSITIVE:
        return ()
    negative = [s for s in chart.serologies("hbsag") if s.reading is Reading.NEGATIVE]
    for positive in _on_treatment(chart, found.because):
        earlier = next((n for n in negative if before(n, positive)), None)
        if earlier is not None:
            return positive, earlier
    return ()


def _risen(chart: Chart) -> tuple[Fact, ...]:
    """The newest amount of HBV DNA and the one before it, where it is surely more."""
    amounts = [r for r in chart.results("hbv_dna") if r.value is not None and not r.problem]
    newest = next(iter(_on_treatment(chart, amounts[:1])), None)
    if newest is None or len(amounts) == 1:
        return ()
    previous = amounts[1]
    more = previous.value is not None and amounts[0].above(previous.value)
    return (amounts[0], previous) if more and before(previous, newest) else ()


def _on_treatment(chart: Chart, facts: Iterable[Fact]) -> Iterator[Fact]:
    first = chart.course.first_day
    for fact in facts:
        if fact.when is None or first is None or fact.when.latest >= first.earliest:
            yield fact


def _shown(facts: tuple[Fact, ...]) -> str:
    return "; ".join(f.display for f in facts)


RULES = (hepatitis_b_watched, reactivation)
