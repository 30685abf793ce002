"""Wrong product: an order of the product not asked for, and a dose by the other one's route."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding, Target
from app.knowledge.parameters import Parameters
from app.rules.ordering import ROUTE_01, standing_orders
from app.rules.route import NAMES, by_the_route_of_the_other, product_of, the_other
from app.rules.rule import BLOCK, HIGH, Row, rule

PRODUCT_01 = Row(
    id="PRODUCT-01",
    title="Order of the other ocrelizumab product",
    statement="The intravenous and the subcutaneous product are not interchangeable: the product "
    "ordered is the one that is meant.",
    code="TPROD",
    cites=("S8", "S12"),
    texts={
        "order": "An order of the {ordered} product of ocrelizumab stands for {planned}, within "
        "{limit} days of the planned dose; the {asked} one is asked for. The two are not "
        "interchangeable, and two orders can become two doses; none is proposed beside it. Cancel "
        "that order, or ask again for the product that is meant.",
    },
    parameters=("dose.duplicate.windowDays",),
    inputs=("MedicationRequest",),
    target=Target.ORDER,
)


@rule(PRODUCT_01)
def order_of_the_other_product(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An order for this dose names the product that is not asked for."""
    asked = chart.question.product
    for order in standing_orders(chart, p):
        if product_of(order) != asked and order.planned is not None:
            yield PRODUCT_01.finding(
                BLOCK,
                HIGH,
                "order",
                because=(order,),
                implicated=(order,),
                cause=f"{order.key}|{order.planned.text}",
                ordered=NAMES[the_other(asked)],
                asked=NAMES[asked],
                planned=order.planned.text,
                limit=p.days("dose.duplicate.windowDays"),
            )


@rule(ROUTE_01)
def given_by_the_route_of_the_other(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """A dose of the present cycle that went under the skin, not into a vein, or the reverse."""
    for given in (a for dose in chart.course.cycle for a in dose.facts):
        if by_the_route_of_the_other(given):
            product, day = product_of(given), given.when.text if given.when else "an unknown date"
            yield ROUTE_01.finding(
                BLOCK,
                HIGH,
                "given",
                because=(given,),
                implicated=(given,),
                cause=f"given|{given.key}|{day}",
                product=NAMES[product],
                route=NAMES[the_other(product)],
                when=day,
            )


RULES = (order_of_the_other_product, given_by_the_route_of_the_other)
