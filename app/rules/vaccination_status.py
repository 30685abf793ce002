"""Vaccination as a whole: the status before the start, the gaps, and asking first."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, LOW, MONITORING, WARN, Row, rule

BASE_VAX_01 = Row(
    id="BASE-VAX-01",
    title="Vaccination status before the first dose",
    statement="Assess the vaccination status before starting; an empty list does not prove that "
    "no live vaccine was given.",
    code="TIME",
    cites=("seed-002", "seed-003"),
    texts={
        "none": "The record is complete for vaccinations and holds none. Recommended vaccines are "
        "best given before the first dose. Record the vaccination status to clear this.",
        "missing": "No vaccination history was supplied. Recommended vaccines are best given "
        "before the first dose, and a recent live vaccine would delay it. Supply the vaccinations.",
        "unusable": "The vaccinations in the record could not be used. Recommended vaccines are "
        "best given before the first dose, and a recent live vaccine would delay it. Correct them.",
    },
    inputs=("Immunization",),
)
VAX_ALL_01 = Row(
    id="VAX-ALL-01",
    title="Recommended vaccines not yet given",
    statement="Bring all guideline immunisations up to date before starting.",
    code="TIME",
    cites=("seed-002", "seed-003"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "gaps": "The vaccination schedule lists as due: {vaccines}. Recommended vaccines are best "
        "complete before the first dose of ocrelizumab; live ones cannot follow during treatment.",
        "due": "The vaccination schedule lists as due: {vaccines}. Only vaccines that are not live "
        "can be given during treatment.",
        "not_supplied": "No vaccination schedule was supplied, so gaps were not looked for. Bring "
        "recommended vaccines up to date before the first dose.",
    },
)
VAX_ALL_02 = Row(
    id="VAX-ALL-02",
    title="Ask before any vaccine",
    statement="The patient checks with the prescriber before any scheduled vaccine.",
    code="TIME",
    cites=("seed-003",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "ask": "Ask the patient to check with the prescriber of ocrelizumab before any vaccine.",
    },
)


@rule(BASE_VAX_01)
def vaccination_status(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Any vaccination given satisfies the row; the live and non-live rows judge each of them."""
    listed = [v for v in chart.vaccinations if not (v.planned or v.forecast)]
    given = [v for v in listed if not v.problem]
    if given:
        yield BASE_VAX_01.clear(*given)
        return
    known = chart.declared("Immunization") and not listed
    basis = Basis.FINDING if known else Basis.UNUSABLE if listed else Basis.MISSING
    yield BASE_VAX_01.finding(
        WARN,
        LOW,
        "none" if known else "unusable" if listed else "missing",
        because=listed,
        basis=basis,
        missing=() if known else [Missing("Immunization", path="vaccineCode")],
    )


_NOT_SUPPLIED = VAX_ALL_01.note("not_supplied")
_ASK = VAX_ALL_02.note("ask")


@rule(VAX_ALL_01)
def vaccination_gaps(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """What the supplied schedule calls due by the planned day."""
    gaps = [
        v
        for v in chart.vaccinations
        if v.forecast and (v.when is None or v.when.earliest <= chart.start)
    ]
    first = chart.course.before_first
    vaccines = ", ".join(sorted({v.name or "a vaccine" for v in gaps}))
    if gaps and first:
        yield VAX_ALL_01.finding(WARN, LOW, "gaps", because=gaps, vaccines=vaccines)
    elif gaps:
        yield VAX_ALL_01.note("due", *gaps, vaccines=vaccines)
    elif first and not any(v.forecast for v in chart.vaccinations):
        yield _NOT_SUPPLIED


@rule(VAX_ALL_02)
def ask_before_vaccines(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Counselling, whatever the record holds."""
    yield _ASK


RULES = (vaccination_status, vaccination_gaps, ask_before_vaccines)
