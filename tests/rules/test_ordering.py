"""DOSE-09, DOSE-13, ROUTE-01: the orders of ocrelizumab that stand in the record."""

from dataclasses import replace

import pytest

from app.clinical.facts import Medication
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.ordering import one_order_a_dose, order_without_a_day, route, standing_orders
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only


def order(planned: str | None = None, **other: object) -> Medication:
    topic = str(other.pop("topic", "drug_ocrelizumab_iv"))
    return medication(topic, planned=day(planned), when=day("2025-10-01"), **other)  # type: ignore[arg-type]  # tests name the fields


def said(p: Parameters, *orders: Medication, record: Record | None = None) -> tuple[Finding, ...]:
    patient = chart(replace(record or cs(), medications=orders))
    return judged(one_order_a_dose, patient, p)


@pytest.mark.row("DOSE-13")
@pytest.mark.parametrize(
    ("other", "texts"),
    [
        (order("2025-12-01"), ["second", "standing"]),
        (order("2025-12-10"), ["second", "standing"]),
        (order("2025-11-20"), ["second", "standing"]),
        (order("2025-12-14"), ["second", "standing"]),  # 13 days: too close for infusion 2
        (order("2025-12-15"), ["standing"]),  # the plan's infusion 2
        (order("2025-12-23"), ["standing"]),  # more than 21 days away
        (order(None), ["standing"]),  # a standing plan
        (order("2025-12-01", ends=day("2026-12-01")), ["standing"]),
        (order("2025-12-01", ends=day("2025-12-22")), ["second", "standing"]),
        (order("2025-12-10", ours=True), ["standing"]),
        (order("2025-12-10", status="cancelled"), ["standing"]),
        (order("2025-12-10", status="completed"), ["standing"]),
        (order("2025-12-10", kind="MedicationStatement"), ["standing"]),
        (order("2025-12-10", topic="drug_ocrelizumab_sc"), ["standing"]),  # PRODUCT-01
        (order("2025-12-10", status="draft"), ["second", "standing"]),
    ],
)
def test_a_second_order_for_the_same_dose_is_a_duplicate(
    other: Medication, texts: list[str], parameters: Parameters
) -> None:
    judged_order = order("2025-12-01")
    findings = said(parameters, judged_order, other)
    assert [f.text for f in findings] == texts
    if "second" in texts:
        second = findings[0]
        assert (second.row, second.action, second.severity) == (
            "DOSE-13",
            Action.HOLD,
            Severity.MODERATE,
        )
        assert (second.basis, second.target) == (Basis.FINDING, Target.ORDER)
        assert (second.cause, second.releases_on) == ("second order", None)


@pytest.mark.row("DOSE-13")
def test_twenty_one_days_from_a_maintenance_dose_is_the_last_day_of_a_duplicate(
    parameters: Parameters,
) -> None:
    treated = on_treatment()
    judged_order = order("2025-12-01")
    inside = said(parameters, judged_order, order("2025-12-22"), record=treated)
    outside = said(parameters, judged_order, order("2025-12-23"), record=treated)
    assert [f.text for f in inside] == ["second", "standing"]
    assert [f.text for f in outside] == ["standing"]


@pytest.mark.row("DOSE-13")
def test_a_therapy_plan_of_three_orders_is_no_duplicate(parameters: Parameters) -> None:
    plan = (order("2025-12-01"), order("2025-12-15"), order("2026-06-01"))
    finding = only(said(parameters, *plan))
    assert (finding.action, finding.text) == (Action.NOTE, "standing")
    assert finding.because == plan[:1]


@pytest.mark.row("DOSE-13")
def test_two_injections_two_weeks_apart_are_no_pair(parameters: Parameters) -> None:
    first, second = (order(d, topic="drug_ocrelizumab_sc") for d in ("2025-12-01", "2025-12-15"))
    patient = chart(replace(cs(), medications=(first, second)), product="sc")
    findings = judged(one_order_a_dose, patient, parameters)
    assert [f.text for f in findings] == ["second", "standing"]
    assert findings[0].implicated == (second,)


@pytest.mark.row("DOSE-13")
def test_the_order_of_the_infusion_before_is_no_duplicate(parameters: Parameters) -> None:
    given = on_treatment(infusion("2025-11-17", "300"))
    assert said(parameters, order("2025-11-17"), record=given) == ()
    linked = on_treatment(infusion("2025-11-17", "300", order="o1"))
    assert said(parameters, order("2025-11-18", order="o1"), record=linked) == ()


@pytest.mark.row("DOSE-13")
@pytest.mark.parametrize(
    ("last", "texts"),
    [("2025-11-10", ["given", "standing"]), ("2025-11-09", ["standing"])],  # 21 and 22 days
)
def test_an_order_for_a_dose_that_was_given_is_a_duplicate(
    last: str, texts: list[str], parameters: Parameters
) -> None:
    given = on_treatment(infusion("2025-05-01"), infusion(last))
    findings = said(parameters, order("2025-12-01"), record=given)
    assert [f.text for f in findings] == texts
    assert findings[0].target is Target.ORDER
    if texts[0] == "given":
        assert (findings[0].action, findings[0].severity) == (Action.HOLD, Severity.MODERATE)
        assert findings[0].cause == "dose given"


@pytest.mark.row("DOSE-13")
def test_the_nearest_order_is_the_one_judged(parameters: Parameters) -> None:
    near, far = order("2025-12-02"), order("2025-12-12")
    patient = chart(replace(cs(), medications=(far, near)))
    assert standing_orders(patient, parameters) == (near, far)


@pytest.mark.row("DOSE-09", "ROUTE-01")
@pytest.mark.parametrize(
    ("product", "routes", "row", "action", "basis"),
    [
        ("iv", ("route_sc",), "ROUTE-01", Action.BLOCK, Basis.FINDING),
        ("sc", ("route_iv",), "ROUTE-01", Action.BLOCK, Basis.FINDING),
        ("iv", ("route_oral",), "DOSE-09", Action.HOLD, Basis.FINDING),
        ("sc", ("route_im",), "DOSE-09", Action.HOLD, Basis.FINDING),
        ("iv", (), "DOSE-09", Action.HOLD, Basis.UNUSABLE),
    ],
)
def test_a_wrong_route_stops_the_order(
    *,
    product: str,
    routes: tuple[str, ...],
    row: str,
    action: Action,
    basis: Basis,
    parameters: Parameters,
) -> None:
    topic = f"drug_ocrelizumab_{product}"
    wrong = order("2025-12-01", topic=topic, routes=frozenset(routes), route_stated=True)
    finding = only(judged(route, chart(replace(cs(), medications=(wrong,))), parameters))
    assert (finding.row, finding.action, finding.severity) == (row, action, Severity.HIGH)
    assert (finding.basis, finding.target) == (basis, Target.ORDER)
    assert finding.implicated == (wrong,)
    assert finding.cause == f"{topic}|2025-12-01"


@pytest.mark.row("DOSE-09", "ROUTE-01")
@pytest.mark.parametrize(
    "right",
    [
        order("2025-12-01"),
        order("2025-12-01", routes=frozenset(("route_iv",)), route_stated=True),
        order(
            "2025-12-01",
            topic="drug_ocrelizumab_sc",
            routes=frozenset(("route_sc",)),
            route_stated=True,
        ),
        order("2025-12-01", status="stopped", routes=frozenset(("route_sc",)), route_stated=True),
    ],
)
def test_the_right_route_no_route_and_closed_orders_are_silent(
    right: Medication, parameters: Parameters
) -> None:
    assert judged(route, chart(replace(cs(), medications=(right,))), parameters) == ()


@pytest.mark.row("DOSE-13")
def test_the_order_of_the_product_asked_for_comes_first(parameters: Parameters) -> None:
    other, same = order("2025-12-01", topic="drug_ocrelizumab_sc"), order("2025-12-03")
    patient = chart(replace(cs(), medications=(other, same)))
    assert standing_orders(patient, parameters) == (same, other)


@pytest.mark.row("DOSE-13")
@pytest.mark.parametrize(
    ("written", "told"), [("2025-11-25", True), ("2025-06-16", True), ("2025-06-14", False)]
)
def test_an_order_without_a_day_of_the_dose_is_told(
    *, written: str, told: bool, parameters: Parameters
) -> None:
    # the last dose is of 15 June: an order written before it is not for the next
    undated = replace(order(None), when=day(written))
    patient = chart(replace(on_treatment(), medications=(undated,)))
    findings = judged(order_without_a_day, patient, parameters)
    assert [(f.text, f.action) for f in findings] == ([("unplanned", Action.NOTE)] if told else [])
    assert standing_orders(patient, parameters) == ()
