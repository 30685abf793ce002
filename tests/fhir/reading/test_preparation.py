"""The bag of ocrelizumab: its diluent, volume and strength, when it was made; batch and product."""

from decimal import Decimal
from typing import Any

import pytest

from app.clinical.facts import Diluent, Medication, Mixture
from app.clinical.facts.mixture import UNSTATED
from tests.fhir.reading.builders import (
    ATC,
    OCRELIZUMAB,
    SNOMED,
    Json,
    administration,
    concept,
    quantity,
    read,
    request,
    resource,
    said,
)

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
DRUG: Json = {"itemCodeableConcept": concept(OCRELIZUMAB)}
SALINE, OTHER, UNKNOWN = Diluent.SALINE, Diluent.OTHER, Diluent.UNKNOWN


def ratio(over: Json, under: Json) -> Json:
    return {"numerator": over, "denominator": under}


def ingredient(item: Json, strength: Json | None = None) -> Json:
    return {"itemCodeableConcept": item} | ({"strength": strength} if strength else {})


def bag(*ingredients: Json, **other: object) -> Json:
    made: dict[str, Any] = {"resourceType": "Medication", "id": "bag"}
    return made | {"ingredient": [DRUG, *ingredients]} | other


def ordered(medication: Json, **other: object) -> Medication:
    held = request(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#bag"},
        contained=[medication],
        **other,
    )
    (fact,) = read(held).record.medications
    return fact


def instructed(**dosage: object) -> Mixture:
    (fact,) = read(request(dosageInstruction=[dosage])).record.medications
    return fact.mixture


@pytest.mark.parametrize(
    ("item", "strength", "said"),
    [
        (concept((RXNORM, "313002")), None, (SALINE, "")),
        (concept(text="NaCl 0,9 %"), None, (SALINE, "")),
        (concept(("urn:oid:1.2.3", "N9"), text="Normal saline"), None, (SALINE, "")),
        # 4.5 g in 500 mL = 9 mg/mL
        (
            concept((SNOMED, "387390002"), text="Natriumchlorid"),
            ratio(quantity(4.5, "g"), quantity(500, "mL")),
            (SALINE, ""),
        ),
        (
            concept((SNOMED, "387390002"), text="Natriumchlorid"),
            ratio(quantity(4.5, "g"), quantity(1, "L")),
            (OTHER, "Natriumchlorid"),
        ),
        (
            concept((SNOMED, "387390002"), text="Natriumchlorid"),
            ratio(quantity(4.5, "g"), quantity(1, "{bag}")),
            (UNKNOWN, "Natriumchlorid"),
        ),
        (concept((SNOMED, "387390002"), text="salt"), None, (UNKNOWN, "salt")),
        (concept((SNOMED, "67079006"), text="sugar"), None, (OTHER, "sugar")),
        # Words go before a code that they contradict.
        (concept((RXNORM, "313002"), text="Glucose 5 %"), None, (OTHER, "Glucose 5 %")),
        (concept(text="Plasmalyte"), None, (OTHER, "Plasmalyte")),
        (concept(text="Solution X"), None, (UNKNOWN, "Solution X")),
    ],
)
def test_what_an_ingredient_says_of_the_diluent(
    item: Json, strength: Json | None, said: tuple[Diluent, str]
) -> None:
    found = ordered(bag(ingredient(item, strength)))
    assert found.topics == {"drug_ocrelizumab_iv"}
    assert (found.mixture.diluents, found.mixture.words) == (frozenset((said[0],)), said[1])
    assert found.mixture.compounded


def test_an_ingredient_that_leads_nowhere_is_not_recognised() -> None:
    lost = {"itemReference": {"reference": "Medication/elsewhere"}}
    found = ordered(bag(lost)).mixture
    assert (found.diluents, found.words) == (frozenset((UNKNOWN,)), "without a name")


def test_several_names_are_told_once_each() -> None:
    items = [concept(text=t) for t in ("X", "X", "Y", "NaCl 0.9 %")]
    found = ordered(bag(*(ingredient(item) for item in items))).mixture
    assert (found.diluents, found.words) == (frozenset((UNKNOWN, SALINE)), "X; Y")


def test_the_vial_itself_names_no_diluent() -> None:
    parts = ("Trehalose dihydrate", "Polysorbate 20", "Water for injections")
    made = bag(*(ingredient(concept(text=t)) | {"isActive": False} for t in parts))
    assert ordered(made).mixture == Mixture()
    watery = bag(ingredient(concept(text="Water for injections")))
    assert ordered(watery).mixture.diluents == {OTHER}


def test_the_drug_in_words_is_no_diluent() -> None:
    assert ordered(bag(ingredient(concept(text="Ocrevus")))).mixture == Mixture()


SALT = concept((RXNORM, "313002"))
HALF_FULL = ingredient(SALT, ratio(quantity(250, "mL"), quantity(1, "{bag}")))
WITH_CONCENTRATION = ingredient(SALT, ratio(quantity(0.9, "g"), quantity(100, "mL")))


@pytest.mark.parametrize(
    ("ingredients", "other", "volume"),
    [
        ([HALF_FULL], {}, "250"),
        ([ingredient(SALT)], {"amount": ratio(quantity(0.25, "L"), quantity(1, "{bag}"))}, "250"),
        ([HALF_FULL], {"amount": ratio(quantity(500, "mL"), quantity(1, "{bag}"))}, None),
        # A concentration is no volume; the amount of a vial is none of a bag.
        ([WITH_CONCENTRATION], {}, None),
        ([], {"amount": ratio(quantity(10, "mL"), quantity(1, "{vial}"))}, None),
    ],
)
def test_the_volume_of_the_bag_is_read(
    ingredients: list[Json], other: Json, volume: str | None
) -> None:
    found = ordered(bag(*ingredients, **other)).mixture
    assert found.volume_ml == (Decimal(volume) if volume else None)


def test_the_strength_is_that_of_the_drug_never_of_its_diluent() -> None:
    salt = ingredient(
        concept((SNOMED, "387390002")), ratio(quantity(4.5, "g"), quantity(500, "mL"))
    )
    assert ordered(bag(salt)).mixture.mg_per_ml is None
    drug = DRUG | {"strength": ratio(quantity(300, "mg"), quantity(250, "mL"))}
    found = ordered(bag(salt, ingredient=[salt, drug]))
    assert found.mixture.mg_per_ml == Decimal("1.2")
    # Neither is a dose in mL multiplied with the strength of the salt.
    held = administration(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#bag"},
        contained=[bag(salt)],
        dosage={"dose": quantity(250, "mL")},
    )
    assert read(held).record.administrations[0].dose_mg is None


def test_a_mixture_is_named_by_its_drug() -> None:
    salt = ingredient(concept((SNOMED, "387390002")))
    found = ordered(bag(ingredient=[salt, DRUG]))
    assert found.key == f"{ATC}|L04AG08"


@pytest.mark.parametrize(
    ("dosage", "mixture"),
    [
        (
            {"text": "in 250 mL sodium chloride 0.9 %"},
            Mixture(frozenset((SALINE,)), "", Decimal(250)),
        ),
        (
            {"additionalInstruction": [concept(text="Use glucose 5 % for Mr Smith")]},
            Mixture(frozenset((OTHER,)), "glucose 5 %"),
        ),
        (
            {"text": "in sodium chloride 0.9 %, not with dextrose"},
            Mixture(frozenset((Diluent.UNCLEAR,)), "with dextrose"),
        ),
        ({"text": "once"}, Mixture()),
    ],
)
def test_instructions_are_read_where_they_leave_no_doubt(dosage: Json, mixture: Mixture) -> None:
    assert instructed(**dosage) == mixture


def test_the_name_of_the_product_may_tell_the_diluent() -> None:
    named = concept(OCRELIZUMAB, text="ocrelizumab 300 mg in 250 mL NaCl 0.9%")
    (fact,) = read(request(medicationCodeableConcept=named)).record.medications
    assert fact.mixture == Mixture(frozenset((SALINE,)), "", Decimal(250))


def test_other_medicines_have_no_mixture_that_is_read() -> None:
    natalizumab = concept((ATC, "L04AG03"))
    held = request(
        medicationCodeableConcept=natalizumab, dosageInstruction=[{"text": "in glucose 5 %"}]
    )
    assert read(held).record.medications[0].mixture is UNSTATED


def test_a_diluent_alone_is_no_medicine_that_a_rule_reads() -> None:
    found = read(request(medicationCodeableConcept=concept((RXNORM, "313002"))))
    assert found.record.medications == ()
    assert "no code that a rule reads" in said(found)


def test_a_dispense_tells_when_it_was_prepared_and_how() -> None:
    held = resource(
        "MedicationDispense",
        status="completed",
        medicationCodeableConcept=concept(OCRELIZUMAB),
        whenPrepared="2025-12-01T07:30:00Z",
        whenHandedOver="2025-12-01T08:00:00Z",
        dosageInstruction=[{"text": "in 250 mL sodium chloride 0.9 %"}],
    )
    (fact,) = read(held).record.medications
    assert fact.prepared is not None
    assert fact.prepared.instant is not None
    assert (fact.prepared.instant.hour, fact.prepared.instant.minute) == (7, 30)
    assert fact.mixture.volume_ml == Decimal(250)


@pytest.mark.parametrize(
    ("batch", "number"),
    [({"lotNumber": "H0123"}, "H0123"), ({"lotNumber": " "}, ""), (None, "")],
)
def test_the_batch_is_that_of_the_medication(batch: Json | None, number: str) -> None:
    held = administration(
        medicationCodeableConcept=None,
        medicationReference={"reference": "#bag"},
        contained=[
            bag(code=concept(OCRELIZUMAB, text="Ocrevus"), **({"batch": batch} if batch else {}))
        ],
    )
    (fact,) = read(held).record.administrations
    assert (fact.batch, fact.product_named) == (number, True)


def test_a_code_of_the_substance_is_no_product_name() -> None:
    (fact,) = read(administration()).record.administrations
    assert (fact.batch, fact.product_named) == ("", False)
