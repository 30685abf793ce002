"""Conversions are exact, closed, and agree with UCUM where UCUM can say."""

from decimal import Decimal

import pytest
from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]  # it ships no types

from app.errors import KnowledgeFault
from app.knowledge import Knowledge


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("igg", "700", "mg/dL", "7.00"),
        (
            "igg",
            "699.9999999999999999999999999999999",
            "mg/dL",
            "6.999999999999999999999999999999999",
        ),
        ("igg", "7.0", "g/L", "7.0"),
        ("iga", "700", "mg/L", "0.700"),
        ("igm", "40", "mg/dl", "0.40"),
        ("alt", "0.5", "ukat/L", "30.0"),
        ("alt", "25", "IU/L", "25"),
        ("ast", "1.33", "µkat/L", "79.80"),
        ("ast", "1.33", "\u03bckat/L", "79.80"),
        ("bilirubin", "1.2", "mg/dL", "20.52"),
        ("bilirubin", "20.52", "\u00b5mol/L", "20.52"),
        ("neutrophils", "999", "/uL", "0.999"),
        ("neutrophils", "1000", "{cells}/uL", "1.000"),
        ("neutrophils", "1.0", "K/uL", "1.0"),
        ("neutrophils", "1.0", "G/L", "1.0"),
        ("neutrophils", "1.0", "x10E9/L", "1.0"),
        ("neutrophils", "4000", "/mm3", "4.000"),
        ("cd19", "0.1", "10*9/L", "100.0"),
        ("haemoglobin", "13.5", "g/dL", "135.0"),
        ("hbv_dna", "3", "{Log_IU}/mL", "1000"),
        ("hbv_dna", "20", "[IU]/mL", "20"),
        ("anti_hbs", "10", "[IU]/L", "10"),
        ("hcg", "25", "mIU/mL", "25"),
        ("creatinine", "1.0", "mg/dL", "88.40"),
        ("egfr", "59.9", "mL/min/1.73m2", "59.9"),
        ("egfr", "59.9", "mL/min", "59.9"),
        ("temperature", "100.4", "[degF]", "38"),
        ("temperature", "100.3", "F", "37.94444444444444444444444444"),
        ("temperature", "38.0", "Cel", "38.0"),
        ("dose", "0.3", "g", "300.0"),
        ("dose", "300000", "ug", "300.000"),
        ("volume", "0.25", "L", "250.00"),
        ("rate", "3", "mL/min", "180"),
    ],
)
def test_hand_worked_conversions(
    knowledge: Knowledge, *, analyte: str, value: str, unit: str, expected: str
) -> None:
    assert knowledge.units.convert(analyte, Decimal(value), unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [
        ("igg", ""),
        ("igg", "[IU]/mL"),
        ("igg", "mg"),
        ("alt", "nmol/L"),
        ("neutrophils", "%"),
        ("cd19", "%"),
        ("hbv_dna", "{copies}/mL"),
        ("hbv_dna", "pg/mL"),
        ("bilirubin", "g/L"),
        ("egfr", "mL/s"),
        ("temperature", "K"),
        ("dose", "mL"),
    ],
)
def test_a_unit_outside_the_table_gives_no_amount(
    knowledge: Knowledge, analyte: str, unit: str
) -> None:
    assert knowledge.units.convert(analyte, Decimal(5), unit) is None


def test_an_absurd_logarithm_gives_no_amount(knowledge: Knowledge) -> None:
    assert knowledge.units.convert("hbv_dna", Decimal(10**9), "{Log_IU}/mL") is None


def test_an_unknown_analyte_is_a_fault_of_ours(knowledge: Knowledge) -> None:
    with pytest.raises(KnowledgeFault, match="unheard"):
        knowledge.units.convert("unheard", Decimal(1), "g/L")


AGREED = [
    *[("igg", unit) for unit in ("mg/dL", "mg/L", "g/dL")],
    *[("alt", unit) for unit in ("ukat/L", "mU/mL")],
    *[("neutrophils", unit) for unit in ("10*3/uL", "/uL", "{cells}/uL", "10*6/L", "10*3/mm3")],
    *[("cd19", unit) for unit in ("10*9/L", "/uL", "10*6/L", "10*3/uL")],
    *[("hbv_dna", unit) for unit in ("k[IU]/mL", "[IU]/L")],
    *[("anti_hbs", unit) for unit in ("[IU]/L", "[IU]/mL")],
    *[("hcg", unit) for unit in ("m[IU]/mL", "[IU]/mL")],
    *[("weight", unit) for unit in ("g", "[lb_av]")],
    *[("height", unit) for unit in ("m", "mm", "[in_i]")],
    *[("dose", unit) for unit in ("g", "ug")],
    *[("rate", unit) for unit in ("mL/min", "L/h")],
    ("creatinine", "mmol/L"),
    ("haemoglobin", "g/dL"),
    ("volume", "L"),
    ("concentration", "mg/L"),
]


@pytest.fixture(scope="module")
def ucum() -> PintUcumRegistry:
    return PintUcumRegistry()


@pytest.mark.parametrize(("analyte", "unit"), AGREED)
def test_factors_agree_with_ucum(
    knowledge: Knowledge, ucum: PintUcumRegistry, analyte: str, unit: str
) -> None:
    ours = knowledge.units.convert(analyte, Decimal(1), unit)
    target = ucum.from_ucum(knowledge.units.canonical(analyte)).units
    assert ours is not None
    assert float(ours) == pytest.approx(ucum.from_ucum(unit).to(target).magnitude)
