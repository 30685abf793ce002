"""Numbers: their units, comparators and limits of normal, each as the laboratory wrote them."""

from decimal import Decimal

import pytest

from app.clinical.facts import Flag, LabResult
from tests.fhir.reading.builders import (
    ALT,
    BILIRUBIN,
    FLAGS,
    IGG,
    LOINC,
    NEUTROPHILS,
    SNOMED,
    Json,
    concept,
    observation,
    patient,
    quantity,
    read,
    said,
)

MEANING = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"


def number(written: str, unit: str | None = None, **other: object) -> Json:
    made: Json = {"value": float(written)} | other
    return made | ({"unit": unit} if unit is not None else {})


def result(*held: Json) -> LabResult:
    (only,) = read(*held).record.results
    return only


@pytest.mark.parametrize(
    ("code", "value", "unit", "expected", "canonical"),
    [
        (IGG, 7.2, "g/L", "7.2", "g/L"),
        (IGG, 700, "mg/dL", "7.00", "g/L"),
        (IGG, 7000, "mg/L", "7.000", "g/L"),
        (NEUTROPHILS, 4.0, "10*9/L", "4.0", "10*9/L"),
        (NEUTROPHILS, 4.0, "10*3/uL", "4.0", "10*9/L"),
        (NEUTROPHILS, 4.0, "K/uL", "4.0", "10*9/L"),
        (NEUTROPHILS, 4000, "/uL", "4.000", "10*9/L"),
        (NEUTROPHILS, 999, "{cells}/uL", "0.999", "10*9/L"),
        (BILIRUBIN, 0.6, "mg/dL", "10.26", "umol/L"),
        (ALT, 25, "U/L", "25", "U/L"),
        (ALT, 1, "ukat/L", "60", "U/L"),
    ],
)
def test_an_amount_is_converted_exactly(
    code: tuple[str, str], value: float, unit: str, expected: str, canonical: str
) -> None:
    found = result(observation(code, valueQuantity=quantity(value, unit)))
    assert (found.value, found.unit, found.problem) == (Decimal(expected), canonical, "")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (number("7.2"), "the number has no unit"),
        (number("7.2", "%"), "the unit is not one that this test can be converted from"),
        (number("7.2", "[IU]/mL"), "the unit is not one that this test can be converted from"),
        ({"unit": "g/L"}, "no number is given"),
    ],
)
def test_a_number_that_cannot_be_read_is_unusable_and_named(value: Json, problem: str) -> None:
    found = read(observation(IGG, valueQuantity=value))
    (fact,) = found.record.results
    assert (fact.value, fact.problem) == (None, problem)
    assert problem in said(found)


def test_a_number_in_words_is_unusable() -> None:
    assert result(observation(IGG, valueString="7.2 g/L")).problem == "no number is given"


def test_a_count_in_percent_is_no_count() -> None:
    assert result(observation(NEUTROPHILS, valueQuantity=quantity(60, "%"))).problem != ""


@pytest.mark.parametrize(
    ("comparator", "below"), [("<", True), ("<=", None), (">", None), (">=", None)]
)
def test_a_comparator_is_kept_and_never_dropped(comparator: str, *, below: bool | None) -> None:
    value = quantity(7, "g/L", comparator=comparator)
    found = result(observation(IGG, valueQuantity=value))
    assert found.comparator == comparator
    assert found.below(Decimal(7)) is (False if comparator in (">", ">=") else below)


def test_the_laboratorys_range_is_converted_by_its_own_unit() -> None:
    ranges = [{"low": quantity(7.0, "g/L"), "high": quantity(16.0, "g/L")}]
    found = result(observation(IGG, valueQuantity=quantity(700, "mg/dL"), referenceRange=ranges))
    assert (found.value, found.low, found.high) == (Decimal(7), Decimal(7), Decimal(16))
    assert (found.is_low, found.from_table) == (False, False)


def test_a_range_without_unit_has_the_unit_of_the_value() -> None:
    ranges = [{"low": {"value": 701}, "high": {"value": 1600}}]
    found = result(observation(IGG, valueQuantity=quantity(700, "mg/dL"), referenceRange=ranges))
    assert (found.low, found.is_low) == (Decimal("7.01"), True)


@pytest.mark.parametrize(
    ("ranges", "low"),
    [
        ([{"low": quantity(6, "g/L"), "type": concept((MEANING, "normal"))}], "6"),
        ([{"low": quantity(6, "g/L"), "type": concept((MEANING, "treatment"))}], None),
        ([{"text": "6 - 16"}], None),
        ([{"low": quantity(6, "[IU]/mL")}], None),
        (
            [
                {"low": quantity(6, "g/L"), "appliesTo": [concept((SNOMED, "248153007"))]},
                {"low": quantity(5, "g/L"), "appliesTo": [concept((SNOMED, "248152002"))]},
            ],
            "6",
        ),
        ([{"low": quantity(6, "g/L")}, {"low": quantity(5, "g/L")}], None),
        ([{"low": quantity(6, "g/L"), "age": {"low": quantity(18, "a")}}], "6"),
        ([{"low": quantity(6, "g/L"), "age": {"high": quantity(17, "a")}}], None),
    ],
)
def test_only_the_range_of_normal_for_this_patient_counts(ranges: list[Json], low: str) -> None:
    found = result(observation(IGG, valueQuantity=quantity(10, "g/L"), referenceRange=ranges))
    assert found.from_table is (low is None)
    assert low is None or found.low == Decimal(low)


def test_where_the_laboratory_gave_no_range_the_table_is_used_and_said() -> None:
    found = result(observation(ALT, valueQuantity=quantity(25, "U/L")))
    assert found.from_table
    assert found.high is not None


def test_a_child_has_no_limits_from_the_table() -> None:
    child = patient(birthDate="2015-01-01")
    found = result(child, observation(ALT, valueQuantity=quantity(25, "U/L")))
    assert (found.high, found.from_table) == (None, False)


@pytest.mark.parametrize(
    ("code", "flag", "low"),
    [
        ("L", Flag.LOW, True),
        ("LL", Flag.LOW, True),
        ("N", Flag.NORMAL, False),
        ("H", Flag.HIGH, False),
    ],
)
def test_a_flag_without_a_number_is_what_the_laboratory_says(
    code: str, flag: Flag, *, low: bool | None
) -> None:
    found = result(observation(IGG, interpretation=[concept((FLAGS, code))]))
    assert (found.value, found.flag, found.problem) == (None, flag, "")
    assert found.is_low is low


def test_the_laboratorys_low_without_a_range_is_not_overruled_by_the_table() -> None:
    found = result(
        observation(
            IGG,
            valueQuantity=quantity(10, "g/L"),
            interpretation=[concept((FLAGS, "L"))],
        )
    )
    assert (found.is_low, found.from_table) == (True, False)


def test_the_laboratorys_high_within_the_table_stays_high() -> None:
    found = result(
        observation(ALT, valueQuantity=quantity(25, "U/L"), interpretation=[concept((FLAGS, "H"))])
    )
    assert (found.is_high, found.high) == (True, None)


def test_a_flag_worse_than_the_range_decides_and_is_marked_as_a_conflict() -> None:
    found = result(
        observation(
            IGG,
            valueQuantity=quantity(10, "g/L"),
            referenceRange=[{"low": quantity(7, "g/L")}],
            interpretation=[concept((FLAGS, "L"))],
        )
    )
    assert (found.is_low, found.conflicting) == (True, True)


def test_a_panel_is_read_by_its_components() -> None:
    panel = observation(
        (LOINC, "34550-4"),
        component=[
            {"code": concept(IGG), "valueQuantity": quantity(10, "g/L")},
            {"code": concept((LOINC, "2458-8")), "valueQuantity": quantity(2, "g/L")},
            {"code": concept((LOINC, "9999-9")), "valueQuantity": quantity(2, "g/L")},
        ],
    )
    facts = read(panel).record.results
    assert {(f.analyte, f.value) for f in facts} == {("igg", Decimal(10)), ("iga", Decimal(2))}
    assert {f.when.text for f in facts if f.when is not None} == {"2025-11-20"}


def test_a_panel_of_which_no_rule_reads_a_part_is_named() -> None:
    pressure = observation(
        (LOINC, "85354-9"),
        component=[{"code": concept((LOINC, "8480-6")), "valueQuantity": quantity(120, "mm[Hg]")}],
    )
    found = read(pressure)
    assert found.record.results == ()
    assert "1 Observation not used" in said(found)


def test_results_contained_in_a_report_are_read_and_quoted_by_the_report() -> None:
    inner = observation(IGG, id="o1", subject=None, valueQuantity=quantity(10, "g/L"))
    report = {
        "resourceType": "DiagnosticReport",
        "id": "d1",
        "status": "final",
        "code": concept((LOINC, "34550-4")),
        "subject": {"reference": "Patient/p1"},
        "contained": [inner],
        "result": [{"reference": "#o1"}],
    }
    found = result(report)
    assert (found.analyte, found.source.type) == ("igg", "DiagnosticReport")
    assert found.source.reference == "https://ehr.example/fhir/DiagnosticReport/d1"


def test_look_alikes_are_named_and_not_taken_for_the_result() -> None:
    csf = read(observation((LOINC, "2464-6"), valueQuantity=quantity(0.03, "g/L")))
    assert csf.record.results == ()
    assert "looks alike" in said(csf)


def test_fahrenheit_is_read_as_celsius() -> None:
    fever = observation((LOINC, "8310-5"), valueQuantity=quantity(101.3, "[degF]"))
    assert result(fever).value == Decimal("38.5")
