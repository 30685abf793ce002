"""DOSE-13: what is said of standing orders, and on which of them it rests."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Medication
from app.clinical.finding import Action, Basis
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.ordering import (
    DOSE_13,
    one_order_a_dose,
    order_without_a_day,
    standing_orders,
)
from tests.charts import chart, cs, day, infusion, judged, on_treatment, only
from tests.rules.test_ordering import order, said

SC = "drug_ocrelizumab_sc"
ROW_13 = pytest.mark.row("DOSE-13")


def ordered(*orders: Medication, record: Record | None = None) -> Record:
    return replace(record or cs(), medications=orders)


@ROW_13
def test_a_second_order_is_told_beside_the_nearest(parameters: Parameters) -> None:
    nearest, early, late = (order(d) for d in ("2025-12-01", "2025-11-25", "2025-12-14"))
    second, standing = said(parameters, late, nearest, early)
    assert DOSE_13.sentence(second) == (
        "Besides the order for 2025-12-01 there is another order of ocrelizumab for 2025-11-25, "
        "2025-12-14, within 21 days of the planned dose. Two orders can become two doses. Cancel "
        "one, or record why both stand."
    )
    assert (second.because, second.implicated) == ((nearest, early, late), (early, late))
    assert DOSE_13.sentence(standing) == (
        "An order of ocrelizumab for 2025-12-01 stands in the record; no second one is proposed "
        "beside it."
    )
    assert (standing.row, standing.action, standing.because) == ("DOSE-13", Action.NOTE, (nearest,))


@ROW_13
def test_an_order_after_a_dose_is_told_with_the_dose(parameters: Parameters) -> None:
    last, stands = infusion("2025-11-10"), order("2025-12-01")
    given, _ = said(parameters, stands, record=on_treatment(infusion("2025-05-01"), last))
    assert DOSE_13.sentence(given) == (
        "An order of ocrelizumab stands for 2025-12-01, but a dose was given on 2025-11-10, within "
        "21 days of the planned one. Cancel the order, or record why it stands."
    )
    assert (given.because, given.implicated) == ((last, stands), (stands,))
    assert (given.row, given.basis, given.releases_on) == ("DOSE-13", Basis.FINDING, None)


@ROW_13
def test_before_the_second_infusion_the_first_is_no_dose_given(parameters: Parameters) -> None:
    record = on_treatment(infusion("2025-11-17", "300"))
    assert only(said(parameters, order("2025-12-01"), record=record)).text == "standing"


@ROW_13
def test_a_dose_without_a_day_is_not_counted_from(parameters: Parameters) -> None:
    record = on_treatment(infusion(None, "600"))
    assert only(said(parameters, order("2025-12-01"), record=record)).text == "standing"


@ROW_13
def test_the_injection_before_counts_whatever_the_pair(parameters: Parameters) -> None:
    # after one 300 mg infusion nothing is a pair where the injection is asked for
    record = ordered(order("2025-12-01", topic=SC), record=on_treatment(infusion("2025-11-17")))
    found = judged(one_order_a_dose, chart(record, product="sc"), parameters)
    assert [f.text for f in found] == ["given", "standing"]


@ROW_13
def test_only_orders_of_the_other_product_are_said_elsewhere(parameters: Parameters) -> None:
    assert said(parameters, order("2025-12-01", topic=SC)) == ()


@ROW_13
def test_two_weeks_apart_is_a_pair_whichever_comes_first(parameters: Parameters) -> None:
    nearest, before = order("2025-12-01"), order("2025-11-17")
    assert only(said(parameters, nearest, before)).text == "standing"
    closer = order("2025-11-18")  # 13 days
    assert [f.text for f in said(parameters, nearest, closer)] == ["second", "standing"]


@ROW_13
@pytest.mark.parametrize(
    ("planned", "near"),
    [
        ("2025-11-10", True),  # 21 days before
        ("2025-11-09", False),
        ("2025-12-22", True),  # 21 days after
        ("2025-12-23", False),
        ("2025-12", True),  # the planned day is one of them
        ("2026", False),
    ],
)
def test_three_weeks_to_either_side_are_near(
    *, planned: str, near: bool, parameters: Parameters
) -> None:
    stands = order(planned)
    found = standing_orders(chart(ordered(stands)), parameters)
    assert found == ((stands,) if near else ())


@ROW_13
@pytest.mark.parametrize(
    ("start", "first"),
    [
        # "2025-11" ends on 30 November; the order of 12 November is farther or nearer than that
        (date(2025, 12, 2), "2025-11"),
        (date(2025, 11, 13), "2025-11-12"),
        # "2025-12" begins on the 1st
        (date(2025, 11, 29), "2025-12"),
    ],
)
def test_of_a_month_the_nearer_end_counts(
    *, start: date, first: str, parameters: Parameters
) -> None:
    months = (order("2025-11-12"), order("2025-11" if first != "2025-12" else "2025-12"))
    found = standing_orders(chart(ordered(*months), start=start), parameters)
    assert found[0].planned == day(first)
    assert len(found) == len(months)


@ROW_13
@pytest.mark.parametrize(
    ("planned", "kept"), [("2025-11-17", False), ("2025-11-18", True), ("2025-11", True)]
)
def test_an_order_for_the_day_of_a_dose_was_carried_out(
    *, planned: str, kept: bool, parameters: Parameters
) -> None:
    stands = order(planned)
    record = ordered(stands, record=on_treatment(infusion("2025-11-17", "300")))
    assert standing_orders(chart(record), parameters) == ((stands,) if kept else ())


@ROW_13
def test_an_order_on_hold_stands_too(parameters: Parameters) -> None:
    stands = order("2025-12-01", status="on-hold")
    assert standing_orders(chart(ordered(stands)), parameters) == (stands,)


@ROW_13
@pytest.mark.parametrize(
    ("written", "words"), [("2025-11-25", " written on 2025-11-25"), (None, "")]
)
def test_an_order_without_a_day_is_told_by_the_day_it_was_written(
    *, written: str | None, words: str, parameters: Parameters
) -> None:
    undated = replace(order(None), when=day(written))
    note = only(judged(order_without_a_day, chart(ordered(undated)), parameters))
    assert DOSE_13.sentence(note) == (
        f"An order of ocrelizumab{words} names no day of the dose. If it is the order for the "
        "planned dose, do not order a second one."
    )
    assert (note.row, note.because) == ("DOSE-13", (undated,))


@ROW_13
def test_each_order_without_a_day_is_told(parameters: Parameters) -> None:
    # the last dose is of 15 June: an order of that day may be for the next one
    same_day, dated, before = (
        replace(order(None), when=day("2025-06-15")),
        order("2025-12-01"),
        replace(order(None), when=day("2025-06-14")),
    )
    later = replace(order(None), when=None)
    patient = chart(ordered(before, dated, same_day, later, record=on_treatment()))
    found = judged(order_without_a_day, patient, parameters)
    assert [f.because for f in found] == [(same_day,), (later,)]
