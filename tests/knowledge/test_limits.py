"""The default table of adult limits."""

from decimal import Decimal

import pytest

from app.knowledge import Knowledge


@pytest.mark.parametrize(
    ("analyte", "sex", "low", "high"),
    [
        ("igg", "male", "7.0", "16.0"),
        ("alt", "male", None, "41"),
        ("alt", "female", None, "33"),
        ("alt", "", None, "33"),
        ("alt", "other", None, "33"),
        ("alp", "unknown", "40", "104"),
        ("neutrophils", "female", "1.5", "7.5"),
    ],
)
def test_an_unknown_sex_gets_the_stricter_limit(
    knowledge: Knowledge, *, analyte: str, sex: str, low: str | None, high: str
) -> None:
    limit = knowledge.limits.of(analyte, sex, 38)
    assert limit is not None
    assert limit.low == (Decimal(low) if low else None)
    assert limit.high == Decimal(high)
    assert limit.unit == knowledge.units.canonical(analyte)


@pytest.mark.parametrize(
    ("analyte", "age"), [("igg", 17), ("igg", None), ("temperature", 38), ("unheard", 38)]
)
def test_children_unknown_ages_and_other_analytes_have_no_limit(
    knowledge: Knowledge, analyte: str, age: int | None
) -> None:
    assert knowledge.limits.of(analyte, "male", age) is None


def test_the_table_covers_what_the_catalogue_lists(knowledge: Knowledge) -> None:
    for analyte in ("igg", "iga", "igm", "alt", "ast", "alp", "bilirubin", "neutrophils"):
        assert knowledge.limits.of(analyte, "female", 18) is not None, analyte
