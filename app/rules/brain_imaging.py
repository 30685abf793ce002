"""Yearly MRI of the brain on treatment, and what is said of the risk of PML."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.course import Stage
from app.clinical.dates import days
from app.clinical.facts import Fact
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.imaging_age import Image, images, newest
from app.rules.result_age import Age, in_months, months_turn
from app.rules.rule import LOW, MONITORING, WARN, Row, rule

BRAIN, ANY_SITE = "imaging_mri_brain", "imaging_mri_unspecified_site"

PML_05 = Row(
    id="PML-05",
    title="Risk of PML",
    statement="The risk of PML is lower than with some other drugs for multiple sclerosis, but "
    "rare cases exist.",
    code="COND",
    cites=("seed-002", "seed-003"),
    scope=(MONITORING,),
    texts={
        "risk": "Progressive multifocal leukoencephalopathy (PML), an infection of the brain, is "
        "rare with ocrelizumab and rarer than with some other drugs for multiple sclerosis, but "
        "cases exist. Ask for new neurological symptoms.",
    },
)
PML_06 = Row(
    id="PML-06",
    title="Brain MRI due on treatment",
    statement="On treatment MRI of the brain is typically done every year.",
    code="LAB",
    cites=("seed-002",),
    scope=(MONITORING,),
    texts={
        "due": "The last MRI of the brain is of {when}, more than {months} months before {start}. "
        "One source asks for it every {months} months: arrange it.",
        "inexact": "The last MRI of the brain is of {when}: the exact date is needed. It may be "
        "more than {months} months before {start}.",
        "missing": "No MRI of the brain is in the record of a treated patient. One source asks "
        "for it every {months} months. Supply its report or have it done.",
        "unusable": "An MRI is in the record ({found}), but without a date or without saying that "
        "it shows the brain. Supply the report of the last brain MRI.",
    },
    parameters=("pml.mri.dueMonths",),
    inputs=("DiagnosticReport",),
)


_RISK = PML_05.note("risk")


@rule(PML_05)
def risk_of_pml(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Told until B cells have recovered."""
    if chart.course.stage is not Stage.RECOVERED:
        yield _RISK


@rule(PML_06)
def brain_mri_due(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """On treatment only: before a first dose BASE-MRI-01 asks, and also for unreadable reports."""
    course = chart.course
    if not course.started or course.before_first or course.stopped:
        return
    months = p.months("pml.mri.dueMonths")
    taken = images(chart, BRAIN)
    last = newest(taken)
    if last is None or last.when is None:
        yield _none(chart, taken, months)
        return
    age = in_months(last.when, chart.start, months)
    if age is Age.WITHIN:
        yield PML_06.clear(last, until=months_turn((last,), chart.start, months))
        return
    exact = age is Age.BEYOND
    yield PML_06.finding(
        WARN,
        LOW,
        "due" if exact else "inexact",
        because=(last,),
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        missing=(Missing("DiagnosticReport", BRAIN, last.when.latest + days(1)),),
        until=months_turn((last,), chart.start, months),
        when=last.when.text,
        months=months,
        start=chart.start,
    )


def _none(chart: Chart, undated: tuple[Image, ...], months: int) -> Finding:
    other: tuple[Fact, ...] = (*undated, *images(chart, ANY_SITE))
    return PML_06.finding(
        WARN,
        LOW,
        "unusable" if other else "missing",
        because=other,
        basis=Basis.UNUSABLE if other else Basis.MISSING,
        missing=(Missing("DiagnosticReport", BRAIN),),
        found="; ".join(i.display for i in other),
        months=months,
    )


RULES = (risk_of_pml, brain_mri_due)
