"""Vital signs: that they were measured, and when; only those beside the last infusion are kept."""

import pytest

from app.clinical.facts import VitalSign
from tests.fhir.reading.builders import (
    ATC,
    LOINC,
    Json,
    administration,
    concept,
    observation,
    quantity,
    read,
    said,
)

PULSE = (LOINC, "8867-4")
PRESSURE = (LOINC, "85354-9")
PART: Json = {"code": concept((LOINC, "8480-6")), "valueQuantity": quantity(120, "mm[Hg]")}


def pulse(**other: object) -> Json:
    made = {"valueQuantity": quantity(72, "/min"), "effectiveDateTime": "2025-11-17T10:00:00Z"}
    return observation(PULSE, **(made | other))


def kept(*held: Json) -> tuple[VitalSign, ...]:
    return read(*held).record.vital_signs


def test_a_vital_sign_of_the_last_infusion_is_a_fact() -> None:
    measured = pulse()
    result = read(measured, administration())
    (fact,) = result.record.vital_signs
    assert fact.when is not None
    assert fact.when.instant is not None
    assert (fact.name, fact.problem) == ("Heart rate", "")
    assert fact.source.reference.endswith(f"Observation/{measured['id']}")
    assert fact.source in result.used
    assert said(result) == ""


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2025-11-16T23:59:00Z", False),
        ("2025-11-17", True),
        ("2025-11-18T23:59:00Z", True),
        ("2025-11-19", False),
        ("2025-11", True),
    ],
)
def test_only_the_days_of_the_last_infusion_count(*, when: str, found: bool) -> None:
    earlier = administration(effectiveDateTime="2025-11-03")
    result = read(administration(), pulse(effectiveDateTime=when), earlier)
    assert bool(result.record.vital_signs) is found
    assert ("when no rule asks for one" in said(result)) is not found


def test_an_infusion_past_midnight_counts_to_the_day_after_its_end() -> None:
    period = {"start": "2025-11-17T22:00:00Z", "end": "2025-11-18T01:00:00Z"}
    given = administration(effectiveDateTime=None, effectivePeriod=period)
    assert kept(given, pulse(effectiveDateTime="2025-11-19"))
    assert kept(given, pulse(effectiveDateTime="2025-11-20")) == ()


def test_entries_of_one_night_are_one_infusion() -> None:
    second = administration(effectiveDateTime="2025-11-18")
    assert kept(administration(), second, pulse())
    later = administration(effectiveDateTime="2025-11-19")
    assert kept(administration(), later, pulse(effectiveDateTime="2025-11-17")) == ()


def test_blood_pressure_is_told_by_its_parts() -> None:
    panel = observation(PRESSURE, effectiveDateTime="2025-11-17", component=[PART])
    assert len(kept(administration(), panel)) == 1
    empty = observation(
        PRESSURE, effectiveDateTime="2025-11-17", component=[{"code": PART["code"]}]
    )
    assert kept(administration(), empty) == ()
    whole = pulse(valueQuantity=None, valueInteger=72)
    assert len(kept(administration(), whole)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"status": "preliminary"},
        {"valueQuantity": None},
        {"effectiveDateTime": None},
        {"focus": [{"reference": "Patient/p1"}]},
        {"subject": None},
    ],
    ids=["preliminary", "no value", "no day", "about another", "no subject"],
)
def test_what_proves_no_measurement_is_named(other: Json) -> None:
    held = {name: value for name, value in pulse(**other).items() if value is not None}
    result = read(administration(), held)
    assert result.record.vital_signs == ()
    assert "it shows no measurement" in said(result)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_is_no_result_is_none(status: str) -> None:
    assert kept(administration(), pulse(status=status)) == ()


def test_one_of_the_future_is_named_and_not_kept() -> None:
    # The day of judgement is 2025-12-01, the real one 2026-11-21.
    result = read(administration(), pulse(effectiveDateTime="2026-12-01"))
    assert result.record.vital_signs == ()
    assert "dated after tomorrow" in said(result)
    later = read(administration(), pulse(effectiveDateTime="2025-12-05"))
    assert later.record.vital_signs == ()
    assert "dated after the day of judgement" in said(later)


def test_without_an_infusion_none_is_asked_for() -> None:
    undated = administration(effectiveDateTime=None, _effectiveDateTime={"id": "x"})
    for held in ((), (undated,)):
        result = read(pulse(), *held)
        assert result.record.vital_signs == ()
        assert "when no rule asks for one" in said(result)


def test_the_infusion_of_another_medicine_asks_for_none() -> None:
    natalizumab = administration(medicationCodeableConcept=concept((ATC, "L04AG03")))
    assert kept(natalizumab, pulse()) == ()


def test_a_body_temperature_stays_a_result() -> None:
    warm = observation((LOINC, "8310-5"), valueQuantity=quantity(36.8, "Cel"))
    record = read(administration(), warm).record
    assert record.vital_signs == ()
    assert [r.analyte for r in record.results] == ["temperature"]
