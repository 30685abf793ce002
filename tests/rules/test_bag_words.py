"""PREP-01, PREP-02, PREP-03: what is said of the bag and its age, word for word."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diluent, Medication
from app.knowledge.parameters import Parameters
from app.rules.beyond_use import beyond_use
from app.rules.preparation import preparation
from tests.charts import chart, cs, day, judged
from tests.rules.spoken import at_site, told
from tests.rules.test_beyond_use import asked, bag
from tests.rules.test_preparation import ordered, with_order

OF_THE_ORDER = "of ocrelizumab of 2025-12-01"


@pytest.mark.row("PREP-01")
@pytest.mark.parametrize(
    ("order", "text", "sentence"),
    [
        (
            ordered(Diluent.OTHER, words="glucose 5 %"),
            "other",
            (
                f"The order {OF_THE_ORDER} names another diluent: glucose 5 %. Ocrelizumab is "
                "diluted in sodium chloride 0.9 % only. Do not prepare or use that bag; correct "
                "the order."
            ),
        ),
        (
            ordered(Diluent.UNKNOWN, words="diluent 7"),
            "unknown",
            (
                f"The order {OF_THE_ORDER} names something besides ocrelizumab that was not "
                "recognised as sodium chloride 0.9 %: diluent 7. It is diluted in that only. "
                "Confirm the diluent before the bag is prepared, and correct or map the order."
            ),
        ),
        (
            ordered(Diluent.UNCLEAR, words="glucose"),
            "unclear",
            (
                f"The instructions of the order {OF_THE_ORDER} speak of glucose, and it could not "
                "be read without doubt whether that is the diluent. Ocrelizumab is diluted in "
                "sodium chloride 0.9 % only. Check which diluent is meant."
            ),
        ),
        (
            # 300 mg / 500 mL = 0.6 mg/mL
            ordered(mg=300, volume=500),
            "concentration",
            (
                f"The order {OF_THE_ORDER} comes to 0.60 mg/mL. The bag is diluted to about 1.2 "
                "mg/mL, and the rates of the infusion are made for that. Correct the volume or the "
                "dose before the bag is used."
            ),
        ),
        (
            ordered(volume="2.5E+2"),
            "unchecked",
            (
                f"The order {OF_THE_ORDER} states a volume of 250 mL but no dose that could be "
                "read: its concentration was not checked."
            ),
        ),
        (
            # a dispense has the day on which the bag was made, not the day it was written
            bag("2025-12-01", mixture=ordered(volume=250).mixture, when=day("2025-11-30")),
            "unchecked",
            (
                f"The dispense {OF_THE_ORDER} states a volume of 250 mL but no dose that could be "
                "read: its concentration was not checked."
            ),
        ),
        (
            ordered(volume=250, planned=None, when=day("2025-11-30")),
            "unchecked",
            (
                "The order of ocrelizumab of 2025-11-30 states a volume of 250 mL but no dose that "
                "could be read: its concentration was not checked."
            ),
        ),
    ],
)
def test_what_is_said_of_the_bag(
    *, order: Medication, text: str, sentence: str, parameters: Parameters
) -> None:
    assert told(preparation, with_order(order), parameters)["PREP-01", text] == sentence


@pytest.mark.row("PREP-01")
def test_every_order_and_bag_is_looked_at(parameters: Parameters) -> None:
    right, wrong = ordered(Diluent.SALINE, mg=300, volume=250), ordered(Diluent.OTHER)
    thin = bag("2025-12-01", mixture=ordered(strength="0.6").mixture)
    found = judged(preparation, with_order(right, wrong, right, thin), parameters)
    assert [(f.text, f.because) for f in found[2:]] == [
        ("other", (wrong,)),
        ("concentration", (thin,)),
    ]


@pytest.mark.row("PREP-01")
def test_the_strength_stated_is_told_before_the_one_worked_out(parameters: Parameters) -> None:
    both = ordered(strength="2.4", mg=300, volume=500)
    sentence = told(preparation, with_order(both), parameters)["PREP-01", "concentration"]
    assert "comes to 2.40 mg/mL" in sentence
    agreed = at_site(parameters, "prep.concentration", Decimal("2.4"))
    sentence = told(preparation, with_order(both), agreed)["PREP-01", "concentration"]
    assert "comes to 0.60 mg/mL. The bag is diluted to about 2.4 mg/mL" in sentence


NINE = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)


@pytest.mark.row("PREP-02", "PREP-03")
@pytest.mark.parametrize(
    ("patient", "policy", "sentences"),
    [
        (
            asked(bag("2025-12-01T03:37:00Z")),  # 5 h 23 min + 158 min
            "either-or",
            [
                (
                    "The bag was prepared at 2025-12-01 03:37. The infusion planned for 2025-12-01 "
                    "09:00 takes about 158 minutes and ends later than 8 hours after that. Use the "
                    "bag only if it was kept refrigerated and that is recorded; otherwise discard "
                    "it and prepare another. Undiluted vials are not meant."
                )
            ],
        ),
        (
            asked(bag("2025-11-30T11:37:00Z")),
            "either-or",
            [
                (
                    "The bag was prepared at 2025-11-30 11:37. The infusion planned for 2025-12-01 "
                    "09:00 takes about 158 minutes and ends later than 24 hours after that, the "
                    "longest that a refrigerated bag keeps. Discard it and prepare another. "
                    "Undiluted vials are not meant."
                )
            ],
        ),
        (
            asked(bag("2025-11-30T03:37:00Z")),
            "sum",
            [
                (
                    "The bag was prepared at 2025-11-30 03:37. The infusion planned for 2025-12-01 "
                    "09:00 takes about 158 minutes and ends later than the 24 hours refrigerated "
                    "and 8 hours at room temperature that a bag keeps. Discard it and prepare "
                    "another. Undiluted vials are not meant."
                )
            ],
        ),
        (
            asked(bag("2025-12-01")),
            "either-or",
            [
                (
                    "The bag was prepared at 2025-12-01, the infusion is planned for 2025-12-01 "
                    "09:00: without both times its beyond-use time at room temperature was not "
                    "checked. It must be used up within 8 hours of preparation, infusion included."
                ),
                (
                    "The bag was prepared at 2025-12-01, the infusion is planned for 2025-12-01 "
                    "09:00: without both times its beyond-use time in the refrigerator was not "
                    "checked. It keeps for 24 hours there at most."
                ),
            ],
        ),
        (
            asked(),
            "either-or",
            [
                (
                    "No preparation time of the bag is in the record: its beyond-use time was not "
                    "checked. At room temperature it must be used up within 8 hours, infusion "
                    "included."
                ),
                (
                    "No preparation time of the bag is in the record: its beyond-use time in the "
                    "refrigerator was not checked. It keeps for 24 hours there at most."
                ),
            ],
        ),
    ],
)
def test_what_is_said_of_the_time_since_preparation(
    *, patient: Chart, policy: str, sentences: list[str], parameters: Parameters
) -> None:
    site = at_site(parameters, "prep.policy", policy)
    assert list(told(beyond_use, patient, site).values()) == sentences


@pytest.mark.row("PREP-02")
def test_an_order_of_the_same_product_is_no_bag(parameters: Parameters) -> None:
    patient = chart(replace(cs(), medications=(ordered(),)), at=NINE)
    assert [text for _, text in told(beyond_use, patient, parameters)] == ["unprepared"] * 2
