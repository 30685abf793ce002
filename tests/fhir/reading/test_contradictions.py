"""What contradicts itself never reads as normal, and no entry goes without a word."""

import pytest

from app.clinical.facts import Reading
from app.errors import Unprocessable
from tests.fhir.reading.builders import (
    ALT,
    ATC,
    FLAGS,
    HBSAG,
    IGG,
    LOINC,
    SNOMED,
    UCUM,
    Json,
    administration,
    bundle,
    concept,
    entry,
    immunization,
    observation,
    parameters,
    patient,
    quantity,
    read,
    read_body,
    request,
    resource,
    said,
)

NEGATIVE = (SNOMED, "260385009")
RULES = "https://ocrelizumab-cds.example/fhir/CodeSystem/ocrelizumab-rules"


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        (concept(NEGATIVE, text="Negative"), Reading.NEGATIVE),
        (concept(NEGATIVE, text="No antigen seen"), Reading.NEGATIVE),
        (concept(NEGATIVE, text="Reactive"), Reading.INDETERMINATE),
        (
            {"coding": [{"system": SNOMED, "code": "260385009", "display": "Positive"}]},
            Reading.INDETERMINATE,
        ),
        (
            {"coding": [{"system": "urn:lab", "code": "1", "display": "Negative"}]},
            Reading.NEGATIVE,
        ),
        (
            {
                "coding": [{"system": "urn:lab", "code": "1", "display": "Negative"}],
                "text": "Negative, sample haemolysed: repeat",
            },
            Reading.INDETERMINATE,
        ),
    ],
)
def test_words_that_contradict_or_qualify_a_coded_answer_take_its_certainty(
    answer: Json, reading: Reading
) -> None:
    (fact,) = read(observation(HBSAG, valueCodeableConcept=answer)).record.serologies
    assert fact.reading is reading


def test_an_absent_value_with_an_interpretation_may_alert_but_clears_nothing() -> None:
    held = observation(
        HBSAG, dataAbsentReason={"text": "masked"}, interpretation=[concept((FLAGS, "NEG"))]
    )
    result = read(held)
    (fact,) = result.record.serologies
    assert (fact.reading, fact.preliminary) == (Reading.NEGATIVE, True)
    assert "clears nothing" in said(result)


def test_a_preliminary_result_is_named() -> None:
    assert "preliminary" in said(read(observation(HBSAG, status="preliminary")))


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (quantity(700, "mg/dL"), ""),
        ({"value": 10, "unit": "g/l", "system": UCUM, "code": "g/L"}, ""),
        ({"value": 10, "unit": "grams per litre", "system": UCUM, "code": "g/L"}, ""),
        ({"value": 700, "unit": "mg/dL", "system": UCUM, "code": "g/L"}, "two different units"),
        (quantity(-1, "g/L"), "below zero"),
    ],
)
def test_an_amount_has_one_unit_and_is_not_below_zero(amount: Json, problem: str) -> None:
    (fact,) = read(observation(IGG, valueQuantity=amount)).record.results
    assert problem in fact.problem
    assert bool(fact.problem) is bool(problem)


def test_an_unusable_result_keeps_its_day() -> None:
    (fact,) = read(observation(ALT, status=5, effectiveDateTime="2025-11-25")).record.results
    assert fact.when is not None
    assert (fact.when.text, bool(fact.problem)) == ("2025-11-25", True)


@pytest.mark.parametrize("written", ["2025-02-30", "soon", 5, None])
def test_an_unusable_result_whose_day_is_no_day_has_none(written: object) -> None:
    (fact,) = read(observation(ALT, effectiveDateTime=written, status=5)).record.results
    assert fact.when is None


def test_two_contents_under_one_address_are_both_unusable() -> None:
    held = observation(HBSAG, id="o1", valueString="Negative")
    result = read(held, held | {"status": "entered-in-error"})
    assert all(fact.problem for fact in result.record.serologies)
    assert said(result).count("same identity") == 2


def test_without_dates_of_change_the_number_of_the_version_decides() -> None:
    held = observation(HBSAG, id="o1", valueString="Negative", meta={"versionId": "9"})
    wrong = held | {"status": "entered-in-error", "meta": {"versionId": "10"}}
    result = read(wrong, held)
    assert result.record.serologies == ()
    assert "later version" in said(result)


def test_one_id_for_two_tests_is_only_badly_numbered() -> None:
    result = read(
        entry(observation(HBSAG, id="1", valueString="Negative"), ""),
        entry(observation(ALT, id="1", valueQuantity=quantity(25, "U/L")), ""),
    )
    assert [f.problem for f in (*result.record.serologies, *result.record.results)] == ["", ""]


@pytest.mark.parametrize(
    "medication",
    [
        {
            "coding": [{"system": "urn:l", "code": "1", "display": "Ocrevus 300 mg"}],
            "text": "Antibody infusion",
        },
        {
            "coding": [
                {"system": "urn:l", "code": "1", "display": "Drug 1"},
                {"system": "urn:k", "code": "2", "display": "ocrelizumab"},
            ]
        },
    ],
)
def test_any_word_that_names_the_drug_forbids_to_take_it_for_absent(medication: Json) -> None:
    held = administration(medicationCodeableConcept=medication)
    asked = parameters(
        bundle(patient(), held), completeFor={"valueCode": "MedicationAdministration"}
    )
    record = read_body(asked).record
    assert "MedicationAdministration" not in record.complete
    assert record.unreadable[0].topics == {"drug_ocrelizumab_iv"}


def test_a_reference_that_is_displayed_as_the_drug_is_the_drug() -> None:
    local = resource("Medication", id="m", subject=None, code=concept(("urn:l", "1")))
    held = administration(
        medicationCodeableConcept=None,
        medicationReference={"reference": "Medication/m", "display": "Ocrelizumab"},
    )
    (fact,) = read(local, held).record.unreadable
    assert fact.topics == {"drug_ocrelizumab_iv"}


def test_an_order_that_cannot_be_recognised_leaves_the_medication_list_in_doubt() -> None:
    asked = parameters(
        bundle(patient(), request(medicationCodeableConcept=5)),
        completeFor={"valueCode": "MedicationStatement"},
    )
    assert read_body(asked).record.complete == frozenset()


@pytest.mark.parametrize("url", ["http", "http:a/b", "httpx://", "urn", "https:", "http://"])
def test_a_full_url_that_is_no_address_is_no_reason_to_fail(url: str) -> None:
    held = observation(HBSAG, valueString="Negative")
    assert len(read({"fullUrl": url, "resource": held}).record.serologies) == 1


@pytest.mark.parametrize(
    ("author", "counts"),
    [
        ({"reference": "Practitioner/1"}, True),
        ({"reference": "PractitionerRole/1/_history/2"}, True),
        ({"display": "Dr Example"}, True),
        ({"reference": "Device/1"}, False),
        ({"reference": "urn:uuid:11111111-1111-4111-8111-111111111111", "type": "Device"}, False),
        ({"reference": "Patient/p1"}, False),
        ({"reference": "RelatedPerson/1"}, False),
    ],
)
def test_only_a_practitioner_decides(author: Json, *, counts: bool) -> None:
    held = resource(
        "DetectedIssue",
        "patient",
        status="final",
        code=concept((RULES, "HBV-03")),
        mitigation=[{"action": {"text": "plan"}, "date": "2025-11-25", "author": author}],
    )
    assert len(read(held).record.decisions) == counts


@pytest.mark.parametrize(
    "held",
    [
        resource("DetectedIssue", "patient", status="final", code=concept((RULES, "HBV-03"))),
        observation((LOINC, "24363-4"), hasMember=[{"reference": "Observation/none"}]),
        administration(medicationCodeableConcept=concept((ATC, "N02BE01")), status="not-done"),
    ],
)
def test_no_entry_goes_without_a_word(held: Json) -> None:
    result = read(held)
    assert f"{held['resourceType']} not used" in said(result)


def test_a_request_to_delete_is_no_data_and_named() -> None:
    held = entry(immunization()) | {"request": {"method": "DELETE", "url": "Immunization/1"}}
    result = read_body(bundle(entry(patient()), held, kind="transaction"))
    assert result.record.vaccinations == ()
    assert "supplies no data" in said(result)


@pytest.mark.parametrize("born", ["2026-11-23", "2027", "9999-12-31"])
def test_a_patient_who_is_not_born_yet_is_refused(born: str) -> None:
    """Today is 2026-11-21; tomorrow may have come in another zone."""
    with pytest.raises(Unprocessable, match="birth date"):
        read(patient(birthDate=born))


@pytest.mark.parametrize("written", ["", " ", "x" * 300, 5])
def test_a_reference_that_is_none_is_an_unusable_resource(written: object) -> None:
    held = administration(
        medicationCodeableConcept=None, medicationReference={"reference": written}
    )
    result = read(held)
    assert result.record.administrations == ()
    assert "MedicationAdministration not used" in said(result)
