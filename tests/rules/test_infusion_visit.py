"""DOSE-05, -06, -08, -10, -11, -12: what is planned for the visit."""

import pytest

from app.clinical.finding import Action
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.infusion_visit import infusion_visit
from tests.charts import chart, cs, infusion, judged, on_treatment

pytestmark = pytest.mark.row("DOSE-05", "DOSE-06", "DOSE-08", "DOSE-10", "DOSE-11", "DOSE-12")


@pytest.mark.parametrize(
    "record", [cs(), on_treatment(infusion("2025-11-17", "300"))], ids=["first", "second"]
)
def test_an_initial_infusion_takes_one_vial_and_half_a_day(
    record: Record, parameters: Parameters
) -> None:
    notes = {f.row: f.values for f in judged(infusion_visit, chart(record), parameters)}
    assert notes == {
        "DOSE-05": {"mg": "300", "minutes": 158},
        "DOSE-08": {"lowest": "30", "highest": "180"},
        "DOSE-10": {"mg": "300", "vials": 1, "vial": "10"},
        "DOSE-11": {},
        "DOSE-12": {"least": 4, "most": 5},
    }


def test_a_maintenance_infusion_takes_two_vials_and_longer(parameters: Parameters) -> None:
    findings = judged(infusion_visit, chart(on_treatment()), parameters)
    assert {f.row: f.values for f in findings} == {
        "DOSE-06": {"mg": "600", "minutes": 210},
        "DOSE-08": {"lowest": "40", "highest": "200"},
        "DOSE-10": {"mg": "600", "vials": 2, "vial": "10"},
        "DOSE-11": {},
        "DOSE-12": {"least": 5, "most": 6},
    }
    assert all(f.action is Action.NOTE for f in findings)


def test_of_the_subcutaneous_product_only_the_place_is_told(parameters: Parameters) -> None:
    findings = judged(infusion_visit, chart(cs(), product="sc"), parameters)
    assert [f.row for f in findings] == ["DOSE-11"]
