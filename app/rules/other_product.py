"""The other product: the interval from a dose of one ocrelizumab product to the other."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, HOLD, MODERATE, Row, rule

SC_05 = Row(
    id="SC-05",
    title="Last dose was of the other product",
    statement="The interval from a dose of one ocrelizumab product to a dose of the other is not "
    "known.",
    code="TPROD",
    cites=("S8", "S12"),
    texts={
        "switch": "The last dose, of {given}, was of the {last} product of ocrelizumab; the "
        "{asked} one is asked for now. The two are not interchangeable, and the interval between "
        "them is not known. Record the decision of a specialist on product and day.",
    },
    inputs=("MedicationAdministration",),
    released_by=DECISION,
)
_NAMES = {True: "subcutaneous", False: "intravenous"}


@rule(SC_05)
def other_product(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """A restart counts no interval; any other dose after one of the other product is held."""
    last = chart.course.last
    asked = chart.question.product == "sc"
    if last is None or chart.course.restart or last.subcutaneous is asked:
        return
    yield SC_05.finding(
        HOLD,
        MODERATE,
        "switch",
        because=last.facts,
        given=last.when.text if last.when else "an unknown date",
        last=_NAMES[last.subcutaneous],
        asked=_NAMES[asked],
    )


RULES = (other_product,)
