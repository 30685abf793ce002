"""Order templates and rate tables, worked out by hand."""

from decimal import Decimal

import pytest

from app.errors import KnowledgeFault
from app.knowledge import Knowledge


@pytest.mark.parametrize(
    ("row", "steps", "total"),
    [
        # 15 + 30 + 45 + 60 + 75 = 225 mL in 150 min; 25 mL left at 180 mL/h = 8.33 min
        ("RATE-01", ["30/30", "60/30", "90/30", "120/30", "150/30", "180/8.33"], "158.33"),
        # 20 + 40 + 60 + 80 = 200 mL in 120 min; 300 mL left at 200 mL/h = 90 min
        ("RATE-02", ["40/30", "80/30", "120/30", "160/30", "200/90"], "210"),
        # 25 + 50 + 125 = 200 mL in 60 min; 300 mL left at 300 mL/h = 60 min
        ("RATE-03", ["100/15", "200/15", "250/30", "300/60"], "120"),
    ],
)
def test_the_last_step_empties_the_bag(
    knowledge: Knowledge, row: str, steps: list[str], total: str
) -> None:
    table = knowledge.orders.rate_table(row)
    assert [f"{step.rate_ml_h}/{step.minutes}" for step in table.steps] == steps
    assert str(table.total_minutes) == total


def test_the_first_infusion_reads_as_the_published_example(knowledge: Knowledge) -> None:
    order = knowledge.orders.template("ocrelizumab-300mg")
    table = knowledge.orders.rate_table("RATE-01")
    assert order.dosage(table) == (
        "300 mg in 250 mL sodium chloride 0.9 %, intravenous: start 30 mL/h, raise by 30 mL/h "
        "every 30 min to at most 180 mL/h, 2.5 hours or longer. In-line filter 0.2 or 0.22 micron."
    )
    assert order.note == (
        "One vial of 10 mL (30 mg/mL) in 250 mL sodium chloride 0.9 %, final 1.2 mg/mL."
    )
    assert table.steps[-1].text == "Step 6 of 6: 180 mL/h for 8.33 min"
    assert [table.lowest, table.highest] == [Decimal(30), Decimal(180)]
    assert [(c.code, c.display) for c in order.codings] == [
        ("1876366", "ocrelizumab"),
        ("L04AG08", "ocrelizumab"),
    ]


def test_the_maintenance_dose_says_the_rates_of_the_chosen_table(knowledge: Knowledge) -> None:
    order = knowledge.orders.template("ocrelizumab-600mg")
    assert order.rate_tables == ("RATE-02", "RATE-03")
    assert "start 40 mL/h" in order.dosage(knowledge.orders.rate_table("RATE-02"))
    assert "300 mL/h, about 2 hours" in order.dosage(knowledge.orders.rate_table("RATE-03"))


@pytest.mark.parametrize(
    ("name", "mg", "route", "before", "required"),
    [
        ("ocrelizumab-300mg", "300", "47625008", None, True),
        ("ocrelizumab-600mg", "600", "47625008", None, True),
        ("ocrelizumab-sc-920mg", "920", "34206005", None, True),
        ("methylprednisolone", "100", "47625008", (30, 30), True),
        ("antihistamine", "50", "26643006", (30, 60), True),
        ("antipyretic", "650", "26643006", (30, 60), False),
        ("dexamethasone", "20", "26643006", (30, 30), True),
    ],
)
def test_dose_route_and_time_of_each_template(
    knowledge: Knowledge,
    *,
    name: str,
    mg: str,
    route: str,
    before: tuple[int, int] | None,
    required: bool,
) -> None:
    order = knowledge.orders.template(name)
    assert order.dose_mg == Decimal(mg)
    assert order.route.code == route
    assert (order.before and (order.before.low, order.before.high)) == before
    assert order.required is required


def test_an_older_patient_gets_half_the_diphenhydramine(knowledge: Knowledge) -> None:
    usual = knowledge.orders.antihistamine("diphenhydramine")
    reduced = knowledge.orders.antihistamine("diphenhydramine", reduced=True)
    assert usual.id == reduced.id == "antihistamine"
    assert usual.dose_mg == Decimal(50)
    assert reduced.dose_mg == Decimal(25)
    assert reduced.codings[0].code == "1049630"


def test_the_substitute_is_another_product_under_the_same_proposal(knowledge: Knowledge) -> None:
    substitute = knowledge.orders.antihistamine("cetirizine", reduced=True)
    assert (substitute.id, substitute.title) == ("antihistamine", "Cetirizine 10 mg by mouth")
    assert substitute.allergy == ("drug_cetirizine",)
    assert substitute.before == knowledge.orders.template("antihistamine").before


def test_the_proposals_are_those_of_the_contract(knowledge: Knowledge) -> None:
    assert set(knowledge.orders.ids) == {
        "ocrelizumab-300mg",
        "ocrelizumab-600mg",
        "ocrelizumab-sc-920mg",
        "methylprednisolone",
        "antihistamine",
        "antipyretic",
        "dexamethasone",
    }


def test_the_bag_has_the_concentration_of_the_label(knowledge: Knowledge) -> None:
    for name in ("ocrelizumab-300mg", "ocrelizumab-600mg"):
        order = knowledge.orders.template(name)
        assert order.volume_ml is not None
        assert order.dose_mg / order.volume_ml == Decimal("1.2")
        assert order.vials * (order.vial_ml or 0) * 30 == order.dose_mg


def test_an_unknown_order_is_a_fault_of_ours(knowledge: Knowledge) -> None:
    with pytest.raises(KnowledgeFault, match="ibuprofen"):
        knowledge.orders.template("ibuprofen")
    with pytest.raises(KnowledgeFault, match="RATE-99"):
        knowledge.orders.rate_table("RATE-99")
