"""Overdose: a dose, given or ordered, above the largest one that was ever tested."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.ordering import open_orders
from app.rules.route import product_of
from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, MONITORING, Row, rule

OVERDOSE_01 = Row(
    id="OVERDOSE-01",
    title="Dose above the highest tested",
    statement="The highest dose tested is 1000 mg, given twice two weeks apart. There is no "
    "antidote: stop the infusion, observe the patient and treat symptoms.",
    code="DOSEH",
    cites=("S10",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "dose": "A dose of {mg} mg of ocrelizumab is recorded for {given}, more than {limit} mg, "
        "the largest single dose that was ever tested. There is no antidote: if it is running, "
        "stop it; observe the patient and treat symptoms. Correct the entry if it is wrong, or "
        "record the decision how to go on.",
        "ordered": "An order of ocrelizumab for {planned} is for {mg} mg, more than {limit} mg, "
        "the largest single dose that was ever tested. Do not give it. Correct or cancel the "
        "order; a recorded decision releases the hold.",
    },
    parameters=("dose.overdose.testedMg",),
    inputs=("MedicationAdministration", "MedicationRequest"),
    released_by=DECISION,
)


@rule(OVERDOSE_01)
def overdose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Each infusion by the largest amount that any of its entries states."""
    limit = p.decimal("dose.overdose.testedMg")
    for dose in chart.course.doses:
        stated = [given.dose_mg for given in dose.facts if given.dose_mg is not None]
        if dose.subcutaneous or not stated or max(stated) <= limit:
            continue
        given = dose.when.text if dose.when else "an unknown day"
        yield OVERDOSE_01.finding(
            HOLD,
            HIGH,
            "dose",
            because=dose.facts,
            basis=Basis.CONFLICTING if dose.conflicting else Basis.FINDING,
            cause=given,
            mg=f"{max(stated):f}",
            given=given,
            limit=str(limit),
        )


@rule(OVERDOSE_01)
def overdose_ordered(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An order that can still be carried out, for whatever day."""
    limit = p.decimal("dose.overdose.testedMg")
    for order in open_orders(chart):
        if product_of(order) != "iv" or order.dose_mg is None or order.dose_mg <= limit:
            continue
        planned = order.planned.text if order.planned else "an unknown day"
        yield OVERDOSE_01.finding(
            HOLD,
            HIGH,
            "ordered",
            because=(order,),
            implicated=(order,),
            cause=f"order|{order.key}|{planned}",
            mg=f"{order.dose_mg:f}",
            planned=planned,
            limit=str(limit),
        )


RULES = (overdose, overdose_ordered)
