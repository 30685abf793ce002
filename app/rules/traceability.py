"""Traceability: product name and batch of what was given stand in the record."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.last_infusion import recent_dose
from app.rules.rule import LOW, MONITORING, WARN, Row, rule

TRACE_01 = Row(
    id="TRACE-01",
    title="Product name and batch not recorded",
    statement="The product name and the batch of each infusion are recorded.",
    code="COMPLY",
    cites=("S7",),
    scope=(MONITORING,),
    texts={
        "batch": "The batch of the dose of {given} is not recorded. A biological medicine must be "
        "traceable to its batch. Add the batch number to the administration.",
        "name": "The product name of the dose of {given} is not recorded, only a code of the "
        "substance. A biological medicine must be traceable to its product. Add the product name "
        "to the administration.",
        "both": "Neither the product name nor the batch of the dose of {given} is recorded. A "
        "biological medicine must be traceable to both. Add them to the administration.",
    },
    parameters=("mon.lookbackDays",),
    inputs=("MedicationAdministration",),
)


@rule(TRACE_01)
def traceability(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Of the last dose, while it is recent enough to be looked up."""
    recent = recent_dose(chart, p)
    if recent is None:
        return
    facts = recent.dose.facts
    named, batch = any(a.product_named for a in facts), any(a.batch for a in facts)
    if named and batch:
        yield TRACE_01.clear(*facts)
        return
    yield TRACE_01.finding(
        WARN,
        LOW,
        "batch" if named else "name" if batch else "both",
        because=facts,
        basis=Basis.MISSING,
        missing=[Missing("MedicationAdministration", path="medication")],
        cause=recent.day.text,
        until=recent.until + days(1),
        given=recent.day.text,
    )


RULES = (traceability,)
