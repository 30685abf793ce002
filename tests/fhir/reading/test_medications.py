"""Medications: products, doses, orders, our own proposals, vaccines ordered."""

from decimal import Decimal

import pytest

from app.clinical.facts import VaccineClass
from tests.fhir.reading.builders import (
    ATC,
    CVX,
    OCRELIZUMAB,
    SNOMED,
    Json,
    administration,
    bundle,
    concept,
    condition,
    immunization,
    parameters,
    patient,
    quantity,
    read,
    read_body,
    request,
    resource,
    said,
)

PROPOSALS = "https://ocrelizumab-cds.example/fhir"
STRENGTH = {"numerator": quantity(30, "mg"), "denominator": quantity(1, "mL")}


def medication(**other: object) -> Json:
    ingredient = {"itemCodeableConcept": concept(OCRELIZUMAB), "strength": STRENGTH}
    vial: Json = {"resourceType": "Medication", "id": "vial", "ingredient": [ingredient]}
    return vial | other


def by_reference(reference: str, **other: object) -> Json:
    return administration(
        medicationCodeableConcept=None, medicationReference={"reference": reference}, **other
    )


def test_an_administration_is_a_dose_with_its_day_and_amount() -> None:
    (fact,) = read(administration()).record.administrations
    assert "drug_ocrelizumab_iv" in fact.topics
    assert (fact.status, fact.dose_mg, fact.dose_problem) == ("completed", Decimal(300), "")
    assert fact.when is not None
    assert fact.when.text == "2025-11-17"


@pytest.mark.parametrize(
    ("dose", "mg", "problem"),
    [
        (quantity(0.3, "g"), "300", ""),
        (quantity(10, "mL"), None, "the dose is in millilitres and the strength is not stated"),
        (quantity(1, "{vial}"), None, "the dose is neither in milligrams nor in millilitres"),
        ({"value": 300}, None, "the dose is neither in milligrams nor in millilitres"),
        (quantity(300, "mg", comparator="<"), None, "the dose is only a bound"),
        (None, None, ""),
    ],
)
def test_only_a_stated_mass_is_the_dose(dose: Json | None, mg: str | None, problem: str) -> None:
    held = administration(dosage={"dose": dose} if dose else None)
    (fact,) = read(held).record.administrations
    assert (fact.dose_mg, fact.dose_problem) == (Decimal(mg) if mg else None, problem)


def test_millilitres_times_the_stated_strength_are_the_dose() -> None:
    held = by_reference("Medication/vial", dosage={"dose": quantity(10, "mL")})
    (fact,) = read(medication(), held).record.administrations
    assert fact.dose_mg == Decimal(300)


def test_a_contained_medication_is_read_by_its_ingredients() -> None:
    held = by_reference("#vial") | {"contained": [medication()]}
    (fact,) = read(held).record.administrations
    assert "drug_ocrelizumab_iv" in fact.topics
    assert fact.source.type == "MedicationAdministration"


def test_a_medication_that_is_not_in_the_record_is_unusable_and_spoils_completeness() -> None:
    from_nowhere = read(by_reference("Medication/elsewhere"))
    assert from_nowhere.record.administrations == ()
    assert from_nowhere.record.unreadable[0].source.type == "MedicationAdministration"
    assert "leads to no Medication" in said(from_nowhere)


@pytest.mark.parametrize(
    ("dosage", "rate"),
    [
        ({"rateQuantity": quantity(180, "mL/h")}, "180"),
        (
            {"rateRatio": {"numerator": quantity(90, "mL"), "denominator": quantity(0.5, "h")}},
            "180",
        ),
        ({"rateQuantity": quantity(216, "mg/h")}, None),
    ],
)
def test_the_rate_is_read_in_millilitres_an_hour(dosage: Json, rate: str | None) -> None:
    (fact,) = read(administration(dosage=dosage)).record.administrations
    assert fact.rate_ml_h == (Decimal(rate) if rate else None)


def test_an_infusion_ends_where_its_period_ends() -> None:
    period = {"start": "2025-11-17T08:00:00Z", "end": "2025-11-17T11:30:00Z"}
    held = administration(effectiveDateTime=None, effectivePeriod=period)
    (fact,) = read(held).record.administrations
    assert fact.when is not None
    assert fact.ended is not None
    assert fact.ended.instant is not None
    assert (fact.when.text, fact.ended.instant.hour) == ("2025-11-17", 11)


def test_an_administration_and_its_order_share_a_key() -> None:
    ordered = request(id="order")
    held = administration(request={"reference": "MedicationRequest/order"})
    record = read(ordered, held).record
    assert record.administrations[0].order == record.medications[0].order != ""


def test_immunoglobulins_recorded_as_immunization_are_an_administration() -> None:
    record = read(immunization((CVX, "87"))).record
    assert record.vaccinations == ()
    assert "drug_immunoglobulin_replacement" in record.administrations[0].topics


def test_an_order_is_read_with_its_day_route_dose_and_reason() -> None:
    instruction = {
        "timing": {"event": ["2025-12-01"]},
        "route": concept((SNOMED, "47625008")),
        "doseAndRate": [{"doseQuantity": quantity(600, "mg")}],
    }
    reason = condition(id="ms")
    ordered = request(
        dosageInstruction=[instruction], reasonReference=[{"reference": "Condition/ms"}]
    )
    (fact,) = read(reason, ordered).record.medications
    assert (fact.status, fact.intent, fact.dose_mg) == ("active", "order", Decimal(600))
    assert (fact.routes, fact.route_stated) == (frozenset(["route_iv"]), True)
    assert fact.planned is not None
    assert fact.planned.text == "2025-12-01"
    assert fact.reason_stated
    assert fact.reason_coded
    assert "ms_any" in fact.reasons
    assert not fact.ours


@pytest.mark.parametrize(
    "mark",
    [
        {"instantiatesCanonical": [f"{PROPOSALS}/ActivityDefinition/ocrelizumab-600mg"]},
        {"identifier": [{"system": f"{PROPOSALS}/sid/proposal", "value": "x"}]},
    ],
)
def test_our_own_proposal_is_recognised(mark: Json) -> None:
    (fact,) = read(request(**mark)).record.medications
    assert fact.ours


def test_an_order_that_nothing_be_given_is_no_order() -> None:
    found = read(request(doNotPerform=True))
    assert found.record.medications == ()
    assert "doNotPerform" in said(found)


def test_a_vaccine_that_is_ordered_is_a_planned_vaccination() -> None:
    ordered = request(
        medicationCodeableConcept=concept((CVX, "03")),
        dosageInstruction=[{"timing": {"event": ["2025-12-20"]}}],
    )
    record = read(ordered).record
    assert record.medications == ()
    (fact,) = record.vaccinations
    assert (fact.kind, fact.planned) == (VaccineClass.LIVE, True)
    assert fact.when is not None
    assert fact.when.text == "2025-12-20"


def test_a_forecast_is_no_order() -> None:
    recommendation = {
        "vaccineCode": [concept((CVX, "03"))],
        "forecastStatus": concept(text="due"),
        "dateCriterion": [
            {"code": concept(("http://loinc.org", "30980-7")), "value": "2026-01-05"}
        ],
    }
    held = resource(
        "ImmunizationRecommendation",
        "patient",
        date="2025-11-01T00:00:00Z",
        recommendation=[recommendation],
    )
    (fact,) = read(held).record.vaccinations
    assert (fact.forecast, fact.planned, fact.kind) == (True, False, VaccineClass.LIVE)
    assert fact.when is not None
    assert fact.when.text == "2026-01-05"


def test_a_statement_ends_where_its_period_ends() -> None:
    held = resource(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept=concept((ATC, "L04AG03")),
        effectivePeriod={"start": "2024-01-01", "end": "2025-10-01"},
        dateAsserted="2025-11-01",
    )
    (fact,) = read(held).record.medications
    assert "drug_natalizumab" in fact.topics
    assert fact.when is not None
    assert fact.ends is not None
    assert (fact.when.text, fact.ends.text) == ("2025-11-01", "2025-10-01")


@pytest.mark.parametrize("status", ["not-taken", "entered-in-error"])
def test_what_was_not_taken_is_no_medication(status: str) -> None:
    held = resource(
        "MedicationStatement",
        status=status,
        medicationCodeableConcept=concept((ATC, "L04AG03")),
    )
    found = read(held)
    assert found.record.medications == ()
    assert status in said(found)


def test_a_dispense_lasts_as_long_as_its_supply() -> None:
    held = resource(
        "MedicationDispense",
        status="completed",
        medicationCodeableConcept=concept((ATC, "L04AK02")),
        whenHandedOver="2025-10-01T09:00:00Z",
        daysSupply=quantity(28, "d"),
    )
    (fact,) = read(held).record.medications
    assert fact.ends is not None
    assert fact.ends.latest.isoformat() == "2025-10-29"


def test_ocrelizumab_in_words_alone_is_no_dose_and_no_absence() -> None:
    held = administration(medicationCodeableConcept=concept(text="Ocrevus 300 mg"))
    body = parameters(bundle(patient(), held))
    body["parameter"].append({"name": "completeFor", "valueCode": "MedicationAdministration"})
    result = read_body(body)
    assert result.record.administrations == ()
    assert "drug_ocrelizumab_iv" in result.record.unreadable[0].topics
    assert result.record.complete == frozenset()
    assert "in words" in said(result)


@pytest.mark.parametrize(
    ("reason", "coded"),
    [
        (concept(("http://hl7.org/fhir/sid/icd-10-cm", "M06.9")), True),
        (concept(("urn:oid:1.2.3", "MS")), False),
        (concept(text="MS"), False),
    ],
)
def test_a_reason_is_coded_only_by_a_public_system(reason: Json, *, coded: bool) -> None:
    (fact,) = read(request(reasonCode=[reason])).record.medications
    assert (fact.reason_stated, fact.reason_coded) == (True, coded)


def test_a_local_drug_code_is_named_for_mapping() -> None:
    found = read(request(medicationCodeableConcept=concept(("urn:oid:1.2.3", "OCR300"))))
    assert found.record.medications == ()
    assert "urn:oid:1.2.3|OCR300" in said(found)
