"""Liver tests out of range: one table from ALT, AST and bilirubin, then bilirubin or ALP alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.clinical.chart import Chart
from app.clinical.facts import LabResult
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.liver_levels import (
    bilirubins_with,
    exceeds,
    raised,
    reaches,
    together,
    transaminases,
)
from app.rules.liver_rows import LIV_01, LIV_03, LIV_04, LIV_07
from app.rules.result_age import is_old, months_turn
from app.rules.rule import HIGH, HOLD, LOW, MODERATE, WARN, Row, rule

_CODES = {"bilirubin": "lab_bilirubin_total", "alp": "lab_alp"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one raised ALT or AST with its bilirubin says; the worst of several is told."""

    rank: int
    row: Row
    action: Action
    severity: Severity
    text: str
    bilirubin: LabResult | None = None


@rule(LIV_01, LIV_03, LIV_04)
def transaminases_raised(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The worst of ALT and AST, each with the bilirubin of the same episode."""
    newest = transaminases(chart)
    verdicts = [(v, r) for r in newest if (v := _verdict(r, chart, p)) is not None]
    if not verdicts:
        untold = any(r.is_high is None for r in newest)
        if newest and untold:
            yield from (row.undecided(*newest) for row in (LIV_01, LIV_03, LIV_04))
        elif newest:
            yield LIV_04.clear(*newest)
        return
    worst, _ = min(verdicts, key=lambda found: found[0].rank)
    told = tuple(r for _, r in verdicts)
    bilirubin = () if worst.bilirubin is None else (worst.bilirubin,)
    months = p.months("result.alertMaxAgeMonths")
    text, severity = worst.text, worst.severity
    if text != "unusable" and is_old(told, chart.start, months):
        text, severity = "repeat", MODERATE if worst.action is HOLD else LOW
    facts = (*told, *bilirubin)
    yield worst.row.finding(
        worst.action,
        severity,
        text,
        because=facts,
        basis=_basis(text, facts),
        missing=_missing(text, chart),
        until=months_turn(told, chart.start, months),
        found="; ".join(r.display for r in facts),
        multiple=str(p.decimal("liver.altMultiple")),
        mixed=str(p.decimal("liver.mixed.biliMultiple")),
        dili=str(p.decimal("liver.dili.biliMultiple")),
        days=p.days("liver.pairedDays"),
        months=months,
    )


def _verdict(result: LabResult, chart: Chart, p: Parameters) -> Verdict | None:
    """How high ALT or AST is, with the bilirubin of the episode that makes it worst."""
    if result.is_high is False:
        return None
    if result.is_high is None:
        judged_elsewhere = chart.course.before_first or result.preliminary
        return None if judged_elsewhere else Verdict(6, LIV_04, WARN, MODERATE, "unusable")
    over = exceeds(result, p.decimal("liver.altMultiple"))
    judge = _far_above if over else _above
    beside = bilirubins_with(chart, result, p.days("liver.pairedDays")) or (None,)
    worst = min((judge(b, p) for b in beside), key=lambda found: found.rank)
    if over is None:
        return Verdict(3, LIV_03, HOLD, MODERATE, "unproven", worst.bilirubin)
    return worst


def _far_above(bilirubin: LabResult | None, p: Parameters) -> Verdict:
    if bilirubin is None or bilirubin.is_high is None:
        return Verdict(2, LIV_03, HOLD, MODERATE, "no_bilirubin", bilirubin)
    if not raised(bilirubin, p.decimal("liver.biliMultiple")):
        return Verdict(2, LIV_03, HOLD, MODERATE, "high", bilirubin)
    if exceeds(bilirubin, p.decimal("liver.dili.biliMultiple")):
        return Verdict(0, LIV_01, HOLD, HIGH, "injury_dili", bilirubin)
    return Verdict(1, LIV_01, HOLD, HIGH, "injury", bilirubin)


def _above(bilirubin: LabResult | None, p: Parameters) -> Verdict:
    if bilirubin is None or not bilirubin.is_high:
        return Verdict(7, LIV_04, WARN, LOW, "raised", bilirubin)
    if reaches(bilirubin, p.decimal("liver.mixed.biliMultiple")):
        return Verdict(4, LIV_04, HOLD, MODERATE, "mixed", bilirubin)
    return Verdict(5, LIV_04, WARN, MODERATE, "with_bilirubin", bilirubin)


@rule(LIV_07)
def bilirubin_or_alp_alone(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """What no raised ALT or AST of the same episode explains; far above is said always for ALP."""
    yield from _untold(chart)
    paired = p.days("liver.pairedDays")
    beside = tuple(r for r in transaminases(chart) if r.is_high)
    bilirubin = tuple(
        b
        for b in chart.current("bilirubin")
        if b.is_high and not any(together(b, r, paired) for r in beside)
    )
    far = p.decimal("liver.alone.alpMultiple")
    alp = tuple(a for a in chart.current("alp") if a.is_high and (not beside or raised(a, far)))
    found = (*bilirubin, *alp)
    if not found:
        return
    explained = chart.diagnoses("cond_gilbert")
    high_bilirubin = any(raised(b, p.decimal("liver.alone.biliMultiple")) for b in bilirubin)
    action, severity, text = (WARN, LOW, "raised")
    if any(raised(a, far) for a in alp) or (high_bilirubin and not explained):
        action, severity, text = (HOLD, MODERATE, "high")
    elif high_bilirubin:
        action, severity, text = (WARN, MODERATE, "gilbert")
    months = p.months("result.alertMaxAgeMonths")
    text = "repeat" if is_old(found, chart.start, months) else text
    facts = (*found, *explained) if text == "gilbert" else found
    yield LIV_07.finding(
        action,
        severity,
        text,
        because=facts,
        basis=_basis(text, found),
        missing=_missing(text, chart),
        until=months_turn(found, chart.start, months),
        found="; ".join(r.display for r in found),
        bilirubin=str(p.decimal("liver.alone.biliMultiple")),
        alp=str(far),
        months=months,
    )


def _untold(chart: Chart) -> Iterator[Finding]:
    """On treatment a number without a limit is no normal one; before it BASE-LFT-01 asks."""
    if chart.course.before_first:
        return
    newest = (chart.latest("bilirubin"), chart.latest("alp"))
    untold = tuple(r for r in newest if r is not None and r.is_high is None)
    if untold:
        yield LIV_07.finding(
            WARN,
            MODERATE,
            "unusable",
            because=untold,
            basis=Basis.UNUSABLE,
            missing=tuple(Missing("Observation", _CODES[r.analyte], chart.start) for r in untold),
            cause="unusable",
            found="; ".join(r.display for r in untold),
        )


def _basis(text: str, facts: tuple[LabResult, ...]) -> Basis:
    if text in ("unproven", "unusable"):
        return Basis.UNUSABLE
    return Basis.CONFLICTING if any(f.conflicting for f in facts) else Basis.FINDING


def _missing(text: str, chart: Chart) -> tuple[Missing, ...]:
    """What to measure next, where the finding asks for it."""
    asked = {
        "no_bilirubin": ("lab_bilirubin_total",),
        "repeat": ("lab_alt", "lab_ast", "lab_bilirubin_total", "lab_alp"),
        "unproven": ("lab_alt", "lab_ast"),
        "unusable": ("lab_alt", "lab_ast"),
    }.get(text, ())
    return tuple(Missing("Observation", name, chart.start) for name in asked)


RULES = (transaminases_raised, bilirubin_or_alp_alone)
