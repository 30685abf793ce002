"""PRODUCT-01 and ROUTE-01: the other product ordered, or given by the other one's route."""

from dataclasses import replace

import pytest

from app.clinical.facts import Administration, Medication
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.ordering import standing_orders
from app.rules.wrong_product import given_by_the_route_of_the_other, order_of_the_other_product
from tests.charts import chart, cs, infusion, judged, on_treatment, only
from tests.rules.injections import injection
from tests.rules.test_ordering import order

TOPICS = {"iv": "drug_ocrelizumab_iv", "sc": "drug_ocrelizumab_sc"}
UNDER_THE_SKIN, INTO_A_VEIN = frozenset(("route_sc",)), frozenset(("route_iv",))


@pytest.mark.row("PRODUCT-01")
@pytest.mark.parametrize(
    ("asked", "ordered", "names"),
    [("iv", "sc", ("subcutaneous", "intravenous")), ("sc", "iv", ("intravenous", "subcutaneous"))],
)
@pytest.mark.parametrize(
    ("planned", "told"),
    # 21 days before and after 1 December, and one day more
    [
        ("2025-11-10", True),
        ("2025-11-09", False),
        ("2025-12-22", True),
        ("2025-12-23", False),
        ("2025-12", True),
    ],
)
def test_an_order_of_the_other_product_is_blocked(
    *,
    asked: str,
    ordered: str,
    names: tuple[str, str],
    planned: str,
    told: bool,
    parameters: Parameters,
) -> None:
    other = order(planned, topic=TOPICS[ordered])
    patient = chart(replace(cs(), medications=(other,)), product=asked)
    findings = judged(order_of_the_other_product, patient, parameters)
    assert [f.row for f in findings] == (["PRODUCT-01"] if told else [])
    assert standing_orders(patient, parameters) == ((other,) if told else ())
    for finding in findings:
        assert (finding.action, finding.severity) == (Action.BLOCK, Severity.HIGH)
        assert (finding.target, finding.basis) == (Target.ORDER, Basis.FINDING)
        assert (finding.because, finding.implicated) == ((other,), (other,))
        assert finding.cause == f"{TOPICS[ordered]}|{planned}"
        assert finding.values == {
            "ordered": names[0],
            "asked": names[1],
            "planned": planned,
            "limit": 21,
        }


@pytest.mark.row("PRODUCT-01")
@pytest.mark.parametrize(
    "other",
    [
        order("2025-12-01"),
        order(None, topic="drug_ocrelizumab_sc"),  # a standing plan
        order("2025-12-01", topic="drug_ocrelizumab_sc", status="cancelled"),
        order("2025-12-01", topic="drug_ocrelizumab_sc", ours=True),
    ],
)
def test_an_order_of_the_product_asked_for_or_none_for_this_dose_is_silent(
    other: Medication, parameters: Parameters
) -> None:
    patient = chart(replace(cs(), medications=(other,)))
    assert judged(order_of_the_other_product, patient, parameters) == ()


@pytest.mark.row("ROUTE-01")
@pytest.mark.parametrize(
    ("given", "product", "route"),
    [
        (infusion("2025-06-01", routes=UNDER_THE_SKIN), "intravenous", "subcutaneous"),
        (injection("2025-06-01", routes=INTO_A_VEIN), "subcutaneous", "intravenous"),
        (
            injection("2025-06-01", routes=INTO_A_VEIN, status="in-progress"),
            "subcutaneous",
            "intravenous",
        ),
    ],
)
@pytest.mark.parametrize("asked", ["iv", "sc"])
def test_a_dose_by_the_route_of_the_other_product_is_blocked(
    *, given: Administration, product: str, route: str, asked: str, parameters: Parameters
) -> None:
    patient = chart(on_treatment(given), product=asked)
    finding = only(judged(given_by_the_route_of_the_other, patient, parameters))
    assert (finding.row, finding.text) == ("ROUTE-01", "given")
    assert (finding.action, finding.severity) == (Action.BLOCK, Severity.HIGH)
    assert (finding.target, finding.basis) == (Target.ORDER, Basis.FINDING)
    assert (finding.because, finding.implicated) == ((given,), (given,))
    assert finding.cause == "given|ocrelizumab|2025-06-01"
    assert finding.values == {"product": product, "route": route, "when": "2025-06-01"}


@pytest.mark.row("ROUTE-01")
def test_a_dose_by_the_wrong_route_without_a_day_is_told(parameters: Parameters) -> None:
    patient = chart(on_treatment(injection(None, routes=INTO_A_VEIN)))
    finding = only(judged(given_by_the_route_of_the_other, patient, parameters))
    assert finding.values["when"] == "an unknown date"


@pytest.mark.row("ROUTE-01")
@pytest.mark.parametrize(
    "given",
    [
        (infusion("2025-06-01"),),  # no route is stated
        (infusion("2025-06-01", routes=INTO_A_VEIN),),
        (injection("2025-06-01", routes=UNDER_THE_SKIN),),
        (injection("2025-06-01", routes=UNDER_THE_SKIN | INTO_A_VEIN),),
        (injection("2025-06-01", routes=frozenset(("route_im",))),),  # SC-01 holds
        # of the cycle before
        (infusion("2024-12-01", routes=UNDER_THE_SKIN), infusion("2025-06-01")),
    ],
)
def test_the_right_route_no_route_and_earlier_cycles_are_silent(
    given: tuple[Administration, ...], parameters: Parameters
) -> None:
    patient = chart(on_treatment(*given))
    assert judged(given_by_the_route_of_the_other, patient, parameters) == ()
