"""Ordering: the orders of ocrelizumab that stand: their route, and that there is only one."""

from collections.abc import Iterator
from datetime import timedelta

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.dates import days
from app.clinical.facts import Medication
from app.clinical.finding import Basis, Finding, Target
from app.knowledge.parameters import Parameters
from app.rules.route import NAMES, ROUTES, product_of, the_other
from app.rules.rule import BLOCK, DECISION, HIGH, HOLD, MODERATE, Row, rule
from app.rules.schedule import OCRELIZUMAB

DOSE_13 = Row(
    id="DOSE-13",
    title="Second order for the same dose",
    statement="Only one order of ocrelizumab stands for a cycle, and none for a dose that was "
    "given.",
    code="DUPTHPY",
    cites=("derived", "seed-000", "seed-001", "seed-002", "seed-003"),
    texts={
        "second": "Besides the order for {planned} there is another order of ocrelizumab for "
        "{others}, within {limit} days of the planned dose. Two orders can become two doses. "
        "Cancel one, or record why both stand.",
        "given": "An order of ocrelizumab stands for {planned}, but a dose was given on {given}, "
        "within {limit} days of the planned one. Cancel the order, or record why it stands.",
        "unplanned": "An order of ocrelizumab{when} names no day of the dose. If it is the order "
        "for the planned dose, do not order a second one.",
        "standing": "An order of ocrelizumab for {planned} stands in the record; no second one is "
        "proposed beside it.",
    },
    parameters=("dose.duplicate.windowDays",),
    inputs=("MedicationRequest",),
    released_by=DECISION,
    target=Target.ORDER,
)
DOSE_09 = Row(
    id="DOSE-09",
    title="Ordered by another route",
    statement="The intravenous product is given as an intravenous infusion only.",
    code="DOSE",
    cites=("seed-000", "seed-001", "seed-002", "seed-003", "seed-004"),
    texts={
        "route": "An order of ocrelizumab{when} names a route that this product does not have. "
        "Correct the route of the order.",
        "unreadable": "The route of an order of ocrelizumab{when} could not be read. Confirm that "
        "it is the route of this product.",
    },
    inputs=("MedicationRequest",),
    target=Target.ORDER,
)
ROUTE_01 = Row(
    id="ROUTE-01",
    title="Product and route do not belong together",
    statement="The intravenous product is never given under the skin, nor the subcutaneous one "
    "into a vein.",
    code="TPROD",
    cites=("S8", "S12"),
    texts={
        "mixed": "An order of ocrelizumab{when} names the {product} product with the {route} "
        "route. The two products are not interchangeable. Correct the product or the route.",
        "given": "The {product} product of ocrelizumab is recorded as given by the {route} route "
        "on {when}. The two products are not interchangeable. Stop it if it is still running; have "
        "a specialist look at it, or correct the entry if it is wrong.",
    },
    inputs=("MedicationRequest", "MedicationAdministration"),
    target=Target.ORDER,
)

_STANDING = ("active", "draft", "on-hold")


def standing_orders(chart: Chart, p: Parameters) -> tuple[Medication, ...]:
    """Orders of others for the dose judged, nearest to the planned day first.

    An order without a planned day, or for a long period, is a standing plan and none for this
    dose. One of the other product comes last: beside it nothing is proposed either.
    """
    window = days(p.days("dose.duplicate.windowDays"))
    near = [
        (
            product_of(o) != chart.question.product,
            min(abs(o.planned.earliest - chart.start), abs(o.planned.latest - chart.start)),
            o,
        )
        for o in open_orders(chart)
        if o.planned is not None
        and not _for_a_period(o, window)
        and o.planned.earliest - window <= chart.start <= o.planned.latest + window
        and not _for_the_dose_before(o, chart)
    ]
    return tuple(order for *_, order in sorted(near, key=lambda place: place[:2]))


def open_orders(chart: Chart) -> list[Medication]:
    orders = chart.medications(*OCRELIZUMAB)
    if not orders:
        return []
    carried_out = {a.order for dose in chart.course.doses for a in dose.facts if a.order}
    return [
        o
        for o in orders
        if o.source.type == "MedicationRequest"
        and o.status in _STANDING
        and not o.ours
        and o.order not in carried_out
    ]


def _for_a_period(order: Medication, window: timedelta) -> bool:
    """An order from one day to another, far apart, is a standing plan."""
    planned, ends = order.planned, order.ends
    return planned is not None and ends is not None and ends.latest > planned.earliest + window


def _for_the_dose_before(order: Medication, chart: Chart) -> bool:
    """An order for a day on which a dose was given was carried out, whatever its status says."""
    last = chart.course.last_day
    return last is not None and order.planned is not None and order.planned.latest <= last.earliest


@rule(DOSE_13)
def one_order_a_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The nearest order is the one judged; another for the same dose, or a dose given, is too many.

    A therapy plan holds infusions 1 and 2 at once: orders as far apart as these are no duplicates.
    """
    near = standing_orders(chart, p)
    standing = [o for o in near if product_of(o) == chart.question.product]
    if not standing:
        return
    judged, limit = standing[0], p.days("dose.duplicate.windowDays")
    planned = judged.planned.text if judged.planned else ""
    pair = chart.course.next is not Next.MAINTENANCE and chart.question.product == "iv"
    apart = p.days("dose.secondInfusion.minDays")
    others = [o for o in standing[1:] if not (pair and _days_apart(o, judged) >= apart)]
    if others:
        yield DOSE_13.finding(
            HOLD,
            MODERATE,
            "second",
            because=(judged, *others),
            implicated=others,
            cause="second order",
            planned=planned,
            others=", ".join(o.planned.text for o in others if o.planned),
            limit=limit,
        )
    last = chart.course.last
    if not pair and last and last.when and chart.start - last.when.latest <= days(limit):
        yield DOSE_13.finding(
            HOLD,
            MODERATE,
            "given",
            because=(*last.facts, judged),
            implicated=(judged,),
            cause="dose given",
            planned=planned,
            given=last.when.text,
            limit=limit,
        )
    yield DOSE_13.note("standing", judged, planned=planned)


@rule(DOSE_13)
def order_without_a_day(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """An order that names no day of the dose may be the one for the planned dose: said, no more."""
    last = chart.course.last_day
    for order in open_orders(chart):
        written = order.when
        before_last = last and written and written.latest < last.earliest
        if order.planned is None and not before_last:
            when = f" written on {written.text}" if written else ""
            yield DOSE_13.note("unplanned", order, when=when)


def _days_apart(one: Medication, other: Medication) -> int:
    if one.planned is None or other.planned is None:
        return 0
    return abs((one.planned.earliest - other.planned.earliest).days)


@rule(DOSE_09, ROUTE_01)
def route(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """An order with the other product's route is blocked; any other wrong route is held."""
    for order in open_orders(chart):
        if not order.route_stated:
            continue
        product = product_of(order)
        other = the_other(product)
        day = order.planned or order.when
        when = f" of {day.text}" if day else ""
        cause = f"{order.key}|{day.text if day else ''}"
        if ROUTES[product] in order.routes:
            continue
        if ROUTES[other] in order.routes:
            yield ROUTE_01.finding(
                BLOCK,
                HIGH,
                "mixed",
                because=(order,),
                implicated=(order,),
                cause=cause,
                when=when,
                product=NAMES[product],
                route=NAMES[other],
            )
        else:
            yield DOSE_09.finding(
                HOLD,
                HIGH,
                "route" if order.routes else "unreadable",
                because=(order,),
                implicated=(order,),
                basis=Basis.FINDING if order.routes else Basis.UNUSABLE,
                cause=cause,
                when=when,
            )


RULES = (one_order_a_dose, order_without_a_day, route)
