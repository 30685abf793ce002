"""Diluents in words: only whole phrases that leave no doubt."""

from decimal import Decimal

import pytest

from app.clinical.facts import Diluent
from app.fhir.reading import diluents

SALINE, OTHER = Diluent.SALINE, Diluent.OTHER
UNKNOWN, UNCLEAR = Diluent.UNKNOWN, Diluent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("300 mg in 250 mL sodium chloride 0.9 %", (SALINE, "sodium chloride 0.9 %")),
        ("in 0.9%  Sodium\nChloride", (SALINE, "0.9% Sodium Chloride")),
        ("NaCl 0,9% 250 ml", (SALINE, "NaCl 0,9%")),
        ("sodium chloride (0.90 %)", (SALINE, "sodium chloride (0.90 %")),
        ("0.9% w/v saline", (SALINE, "0.9% w/v saline")),
        ("Normal Saline", (SALINE, "Normal Saline")),
        ("sodium chloride 9 MG/ML Injectable Solution", (SALINE, "sodium chloride 9 MG/ML")),
        (
            "Sodium Chloride 0.154 MEQ/ML Injectable Solution",
            (SALINE, "Sodium Chloride 0.154 MEQ/ML"),
        ),
        ("in glucose 5 %", (OTHER, "in glucose")),
        ("5% dextrose, 250 mL", (OTHER, "5% dextrose")),
        ("Dextrose 5% in Water", (OTHER, "Dextrose 5%")),
        ("300 mg with 250 mL of dextrose", (OTHER, "with 250 mL of dextrose")),
        ("250 mL D5W", (OTHER, "D5W")),
        ("in Ringer lactate", (OTHER, "Ringer")),
        ("Hartmann's solution", (OTHER, "Hartmann")),
        ("Plasma-Lyte 148", (OTHER, "Plasma-Lyte")),
        ("water for injections", (OTHER, "water for injection")),
        ("half-normal saline", (OTHER, "half-normal saline")),
        ("0.45 % sodium chloride", (OTHER, "0.45 % sodium chloride")),
        ("NaCl 3%", (OTHER, "NaCl 3%")),
        ("0.9% NaCl. Do not mix with glucose.", (UNCLEAR, "with glucose")),
        ("do not use dextrose 5%", (UNCLEAR, "dextrose 5%")),
        ("glucose 5% or sodium chloride 0.9%", (UNCLEAR, "glucose 5%")),
        ("monitor blood glucose", None),
        ("start 30 mL/h, raise every 30 min", None),
        ("sodium chloride", None),
    ],
)
def test_what_instructions_say(text: str, said: tuple[Diluent, str] | None) -> None:
    assert diluents.in_instructions(text) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Sodium Chloride 0.9% injectable solution", SALINE),
        ("NaCl Braun 0.9 % 500ml", SALINE),
        ("NaCl Braun 0.45 % 500ml", UNKNOWN),
        ("Glucose", OTHER),
        ("dextrose monohydrate", OTHER),
        ("Dextrose 5% in 0.9% Sodium Chloride", OTHER),
        ("Sodium Chloride 0.45%", OTHER),
        ("Sodium chloride", UNKNOWN),
        ("Isotonic solution", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_what_the_name_of_an_ingredient_says(name: str, said: Diluent) -> None:
    assert diluents.in_name(name) is said


@pytest.mark.parametrize(
    ("text", "volumes"),
    [
        ("300 mg in 250 mL sodium chloride 0.9 %", {"250"}),
        ("in a 500 ml bag of 0.9% NaCl", {"500"}),
        ("sodium chloride 0.9 %, 250 mL", {"250"}),
        ("NaCl 0.9% 250 ml", {"250"}),
        ("10 mL of drug, then 250 mL normal saline", {"250"}),
        ("250 mL normal saline or 500 mL normal saline", {"250", "500"}),
        ("262,5 mL normal saline", {"262.5"}),
        ("250 mL glucose 5%", set()),
        ("start 30 mL/h in sodium chloride 0.9 %", set()),
        ("Flush with 50 mL sodium chloride 0.9 %", set()),
        ("prime the line with 20 mL normal saline", set()),
        ("rinse with 20 mL normal saline", set()),
    ],
)
def test_volumes_stand_beside_the_diluent(text: str, volumes: set[str]) -> None:
    assert diluents.volumes(text) == {Decimal(v) for v in volumes}


def test_parts_of_the_vial_are_no_diluent() -> None:
    for name in (
        "Trehalose dihydrate",
        "sodium acetate trihydrate",
        "acetic acid",
        "Polysorbate 20",
    ):
        assert diluents.is_excipient(name)
    assert not diluents.is_excipient("sodium chloride")
    assert diluents.is_water("Water for injections")
    assert diluents.is_water("sterile water")
    assert not diluents.is_water("dextrose in water")
