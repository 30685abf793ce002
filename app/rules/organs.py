"""Kidney and liver function known to be impaired: caution, never another dose."""

from collections.abc import Iterator
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, Fact, LabResult
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, MODERATE, MONITORING, WARN, Row, rule

REN_01 = Row(
    id="REN-01",
    title="Mild renal impairment",
    statement="Mild renal impairment needs no other dose.",
    code="COND",
    cites=("seed-000",),
    texts={
        "mild": "The record shows renal impairment that is at most mild ({found}). The dose does "
        "not change.",
        "unknown": "The record has no usable eGFR. None is required; mild renal impairment changes "
        "nothing.",
    },
    parameters=("renal.warnEgfrBelow", "renal.mildEgfrBelow"),
    inputs=("egfr",),
    reads=("cond_renal_mild",),
    if_unusable=(WARN, MODERATE),
)
REN_02 = Row(
    id="REN-02",
    title="Moderate or severe renal impairment",
    statement="Data in moderate and severe renal impairment are insufficient: caution.",
    code="COND",
    cites=("seed-000", "S6"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "impaired": "The record shows moderate or severe renal impairment ({found}). Ocrelizumab "
        "has too few data there: decide with caution. The dose does not change.",
        "unstaged": "Renal impairment of unstated degree is recorded ({found}) and there is no "
        "usable eGFR. It may be moderate or severe, where ocrelizumab has too few data. Supply an "
        "eGFR or the stage.",
    },
    parameters=("renal.warnEgfrBelow",),
    inputs=("Condition", "egfr"),
    reads=("cond_renal_impairment", "cond_renal_moderate_severe"),
    if_unusable=(WARN, MODERATE),
)
HEP_02 = Row(
    id="HEP-02",
    title="Known hepatic impairment",
    statement="No source says how to dose in cirrhosis or liver failure: ask hepatology.",
    code="COND",
    cites=("derived", "seed-000"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "impaired": "Hepatic impairment is recorded ({found}). No source says how ocrelizumab "
        "behaves there. Ask hepatology before the dose.",
    },
    inputs=("Condition",),
    reads=("cond_hepatic_impairment",),
    if_unusable=(WARN, MODERATE),
)


_UNKNOWN = REN_01.note("unknown")


@rule(REN_01, REN_02)
def kidney(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The newest eGFR and the recorded stages; an unstated stage is judged by the eGFR."""
    warn, mild = p.decimal("renal.warnEgfrBelow"), p.decimal("renal.mildEgfrBelow")
    newest = chart.current("egfr")
    low = tuple(r for r in newest if _may_be_below(r, warn))
    staged = _present(chart, "cond_renal_moderate_severe")
    if low or staged:
        facts = (*low, *staged)
        open_ = not staged and all(r.below(warn) is None for r in low)
        basis = Basis.UNUSABLE if open_ else Basis.FINDING
        yield REN_02.finding(
            WARN, MODERATE, "impaired", because=facts, basis=basis, found=_names(*facts)
        )
        return
    stages = _present(chart, "cond_renal_mild")
    unstaged = tuple(d for d in _present(chart, "cond_renal_impairment") if d not in stages)
    if unstaged and chart.latest("egfr") is None:
        basis, unread = chart.why_absent("egfr")
        yield REN_02.finding(
            WARN,
            MODERATE,
            "unstaged",
            because=(*unstaged, *unread),
            basis=basis,
            missing=(Missing("Observation", "lab_egfr"),),
            found=_names(*unstaged),
        )
        return
    reduced = tuple(r for r in newest if r.below(mild))
    known = (*reduced, *stages, *unstaged)
    if known:
        yield REN_01.note("mild", *known, found=_names(*known))
    elif not newest:
        yield _UNKNOWN
    if newest:
        yield REN_02.clear(*newest)


@rule(HEP_02)
def liver_function(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    found = _present(chart, "cond_hepatic_impairment")
    if found:
        yield HEP_02.finding(WARN, MODERATE, "impaired", because=found, found=_names(*found))


def _may_be_below(egfr: LabResult, limit: Decimal) -> bool:
    """Not shown to be at or above; without a number the laboratory's "normal" shows it."""
    below = egfr.below(limit)
    return bool(below) or (below is None and not (egfr.value is None and egfr.is_low is False))


def _present(chart: Chart, topic: str) -> tuple[Diagnosis, ...]:
    return tuple(d for d in chart.diagnoses(topic) if not d.over)


def _names(*facts: Fact) -> str:
    return "; ".join(f.display for f in facts)


RULES = (kidney, liver_function)
