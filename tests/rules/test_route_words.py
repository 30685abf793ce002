"""DOSE-09 and ROUTE-01: what is said of the route of an order."""

from dataclasses import replace

import pytest

from app.clinical.facts import Medication
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.ordering import DOSE_09, ROUTE_01, route
from tests.charts import chart, cs, day, judged, only
from tests.rules.test_ordering import order

SC = "drug_ocrelizumab_sc"
ROW_09, ROW_01 = pytest.mark.row("DOSE-09"), pytest.mark.row("ROUTE-01")


def record_of(*orders: Medication) -> Record:
    return replace(cs(), medications=orders)


def routed(*routes: str, topic: str = "drug_ocrelizumab_iv", **other: object) -> Medication:
    planned = {"planned": day("2025-12-01")} | other
    made = order(None, topic=topic, routes=frozenset(routes), route_stated=True)
    return replace(made, **planned)  # type: ignore[arg-type]  # tests name the fields


@ROW_01
@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (routed("route_sc"), "the intravenous product with the subcutaneous"),
        (routed("route_iv", topic=SC), "the subcutaneous product with the intravenous"),
        (routed("route_sc", "route_im"), "the intravenous product with the subcutaneous"),
    ],
)
def test_product_and_route_are_told(wrong: Medication, names: str, parameters: Parameters) -> None:
    finding = only(judged(route, chart(record_of(wrong)), parameters))
    assert ROUTE_01.sentence(finding) == (
        f"An order of ocrelizumab of 2025-12-01 names {names} route. The two products are not "
        "interchangeable. Correct the product or the route."
    )
    assert (finding.text, finding.because) == ("mixed", (wrong,))


@ROW_09
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            routed("route_im"),
            (
                "An order of ocrelizumab of 2025-12-01 names a route that this product does not "
                "have. Correct the route of the order."
            ),
        ),
        (
            routed(),
            (
                "The route of an order of ocrelizumab of 2025-12-01 could not be read. Confirm "
                "that it is the route of this product."
            ),
        ),
        (
            # without a planned day the day it was written
            routed("route_im", planned=None),
            (
                "An order of ocrelizumab of 2025-10-01 names a route that this product does not "
                "have. Correct the route of the order."
            ),
        ),
        (
            routed("route_im", planned=None, when=None),
            (
                "An order of ocrelizumab names a route that this product does not have. Correct "
                "the route of the order."
            ),
        ),
    ],
)
def test_a_route_that_no_product_has_is_told(
    wrong: Medication, sentence: str, parameters: Parameters
) -> None:
    finding = only(judged(route, chart(record_of(wrong)), parameters))
    assert DOSE_09.sentence(finding) == sentence
    assert finding.because == (wrong,)
    named = wrong.planned or wrong.when
    assert finding.cause == f"drug_ocrelizumab_iv|{named or ''}"


@ROW_09
@ROW_01
def test_every_order_is_looked_at(parameters: Parameters) -> None:
    # the newest first: no route, the right one, one that no product has, and the other product's
    unstated = replace(order("2025-12-01"), when=day("2025-10-05"))
    right = routed("route_iv", when=day("2025-10-04"))
    wrong = routed("route_im", when=day("2025-10-03"))
    again = routed("route_iv", when=day("2025-10-02"))
    other = routed("route_sc", when=day("2025-10-01"))
    patient = chart(record_of(unstated, right, wrong, again, other))
    found = judged(route, patient, parameters)
    assert [(f.row, f.because) for f in found] == [("DOSE-09", (wrong,)), ("ROUTE-01", (other,))]


@ROW_09
def test_the_right_route_among_others_is_right(parameters: Parameters) -> None:
    both = routed("route_iv", "route_sc")
    assert judged(route, chart(record_of(both)), parameters) == ()
