"""DOSE-05 to -12, PREP-04, ADMIN-01, STORE-01: what a nurse is told, word for word."""

import pytest

from app.clinical.finding import Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.handling import handling
from app.rules.infusion_visit import infusion_visit
from app.rules.preparation import preparation
from tests.charts import chart, cs, judged, on_treatment
from tests.rules.spoken import told


@pytest.mark.row("DOSE-05", "DOSE-06", "DOSE-08", "DOSE-10", "DOSE-11", "DOSE-12")
@pytest.mark.parametrize(
    ("record", "option", "row", "sentences"),
    [
        (
            cs(),
            "",
            "DOSE-05",
            (
                "This infusion of 300 mg takes about 158 minutes or longer.",
                (
                    "Start at 30 mL/h and raise the rate step by step to at most 180 mL/h, as "
                    "tolerated."
                ),
                "Vials needed for 300 mg: 1, each of 10 mL and for a single dose.",
                "Plan 4 to 5 hours for the whole visit.",
            ),
        ),
        (
            on_treatment(),
            "",
            "DOSE-06",
            (
                "This infusion of 600 mg takes about 210 minutes or longer.",
                (
                    "Start at 40 mL/h and raise the rate step by step to at most 200 mL/h, as "
                    "tolerated."
                ),
                "Vials needed for 600 mg: 2, each of 10 mL and for a single dose.",
                "Plan 5 to 6 hours for the whole visit.",
            ),
        ),
        (
            on_treatment(),
            "2",
            "DOSE-06",
            (
                "This infusion of 600 mg takes about 120 minutes or longer.",
                (
                    "Start at 100 mL/h and raise the rate step by step to at most 300 mL/h, as "
                    "tolerated."
                ),
                "Vials needed for 600 mg: 2, each of 10 mL and for a single dose.",
                "Plan 5 to 6 hours for the whole visit.",
            ),
        ),
    ],
)
def test_what_is_planned_for_the_visit(
    *, record: Record, option: str, row: str, sentences: tuple[str, ...], parameters: Parameters
) -> None:
    duration, steps, vials, visit = sentences
    assert told(infusion_visit, chart(record, option=option), parameters) == {
        (row, "duration"): duration,
        ("DOSE-08", "steps"): steps,
        ("DOSE-10", "vials"): vials,
        (
            "DOSE-11",
            "setting",
        ): "Give it only where professionals supervise and can treat a severe reaction.",
        ("DOSE-12", "visit"): visit,
    }


@pytest.mark.row("ADMIN-01", "STORE-01", "PREP-04")
def test_how_the_bag_is_given_and_kept(parameters: Parameters) -> None:
    assert told(handling, chart(), parameters) == {
        ("ADMIN-01", "line"): (
            "Give it through a line of its own with an in-line filter of 0.2 or 0.22 micron, never "
            "as a push or bolus. Let the bag come to room temperature. Bags of PVC or polyolefin "
            "are suitable. Do not shake it and mix nothing into it."
        ),
        ("STORE-01", "vials"): (
            "Store vials at 2 to 8 degrees Celsius, protected from light. Do not use a vial that "
            "was frozen. Each is for single use."
        ),
    }
    assert told(preparation, chart(), parameters)["PREP-04", "discard"] == (
        "The vial is for a single dose: discard what remains in it."
    )
    for rule in (handling, preparation):
        for note in judged(rule, chart(), parameters):
            expected = Target.OCRELIZUMAB if note.row == "ADMIN-01" else Target.PREPARATION
            assert note.target is expected
