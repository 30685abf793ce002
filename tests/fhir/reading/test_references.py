"""References are resolved once and never guessed in silence; one patient is judged."""

import pytest

from app.clinical.facts import Reading
from app.errors import Unprocessable
from app.fhir.reading.record import ReadResult
from tests.fhir.reading.builders import (
    BASE,
    Json,
    administration,
    bundle,
    concept,
    entry,
    immunization,
    observation,
    parameters,
    patient,
    read,
    read_body,
    resource,
    said,
)

URN = "urn:uuid:7f3c0a52-6f1e-4d5c-9f27-0f6a4c1d2b11"
OTHER = "urn:uuid:040d3259-ef2b-40f8-9c34-4eb618acfefe"
MRN = "https://ehr.example/mrn"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def negative(reference: Json | None) -> Json:
    return observation(valueString="Negative", subject=reference)


def serologies(result: ReadResult) -> int:
    return len(result.record.serologies)


@pytest.mark.parametrize(
    ("reference", "patient_url", "result_url"),
    [
        ({"reference": "Patient/p1"}, None, None),
        ({"reference": f"{BASE}/Patient/p1"}, None, None),
        ({"reference": f"{BASE}/Patient/p1/_history/3"}, None, None),
        ({"reference": URN}, URN, OTHER),
        ({"reference": "Patient/p1"}, "", ""),
        ({"reference": "Patient/p1"}, "Patient/p1", "Observation/o1"),
        ({"reference": "Patient/p1"}, URN, OTHER),
        ({"reference": f"{BASE}/Patient/p1"}, "", ""),
        ({"reference": "urn:uuid:p1"}, "", ""),
        ({"identifier": {"system": MRN, "value": "77"}}, None, None),
        ({"reference": f"Patient?identifier={MRN}|77"}, URN, OTHER),
    ],
)
def test_the_subject_is_found_however_it_is_referred_to(
    reference: Json, patient_url: str | None, result_url: str | None
) -> None:
    known = patient(identifier=[{"system": MRN, "value": "77"}])
    held = negative(reference)
    result = read(entry(known, patient_url), entry(held, result_url))
    (fact,) = result.record.serologies
    assert not fact.preliminary


def test_a_reference_resolved_by_type_and_id_alone_is_said() -> None:
    loose = read(entry(patient(), ""), entry(negative({"reference": "Patient/p1"}), ""))
    firm = read(patient(), negative({"reference": "Patient/p1"}))
    assert "Type/id alone" in said(loose)
    assert "Type/id alone" not in said(firm)


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/p2"},
        {"reference": "https://other.example/fhir/Patient/p1"},
        {"reference": OTHER},
        {"identifier": {"system": MRN, "value": "78"}},
    ],
)
def test_another_patients_data_refuse_the_record_and_name_the_place(reference: Json) -> None:
    known = patient(identifier=[{"system": MRN, "value": "77"}])
    with pytest.raises(Unprocessable) as refused:
        read(known, negative(reference))
    assert refused.value.problems[0].expression == "Bundle.entry[1].resource"
    assert "78" not in str(refused.value)


@pytest.mark.parametrize(
    "reference",
    [{"display": "somebody"}, {"identifier": {"system": "https://else.example", "value": "5"}}],
)
def test_a_subject_that_cannot_be_identified_makes_the_result_unusable(reference: Json) -> None:
    result = read(negative(reference))
    (fact,) = result.record.serologies
    assert fact.problem == "its subject cannot be identified in the record"
    assert fact.problem in said(result)


def test_a_result_without_subject_may_warn_but_clears_nothing() -> None:
    result = read(negative(None))
    (fact,) = result.record.serologies
    assert fact.preliminary
    assert "no subject" in said(result)


def test_a_contained_subject_is_the_patient_by_a_shared_identifier_only() -> None:
    known = patient(identifier=[{"system": MRN, "value": "77"}])
    same = patient("c", identifier=[{"system": MRN, "value": "77"}])
    nameless = patient("c")
    other = patient("c", identifier=[{"system": MRN, "value": "78"}])
    held = negative({"reference": "#c"})
    (found,) = read(known, held | {"contained": [same]}).record.serologies
    (unsure,) = read(known, held | {"contained": [nameless]}).record.serologies
    assert (found.preliminary, unsure.preliminary) == (False, True)
    with pytest.raises(Unprocessable):
        read(known, held | {"contained": [other]})


@pytest.mark.parametrize("subject", ["Device/d1", "Group/g1", "Location/l1"])
def test_what_is_about_a_thing_is_not_the_patients(subject: str) -> None:
    result = read(negative({"reference": subject}))
    assert serologies(result) == 0
    assert "not a patient" in said(result)


def test_an_observation_about_another_body_is_not_read_and_named() -> None:
    fetus = negative({"reference": "Patient/p1"}) | {"focus": [{"display": "fetus"}]}
    result = read(fetus)
    assert serologies(result) == 0
    assert "focus" in said(result)


def test_an_ambiguous_reference_makes_the_referring_resource_unusable() -> None:
    one, two = (
        {"resourceType": "Medication", "id": "m1", "status": "active", "code": concept(text=text)}
        for text in ("a", "b")
    )
    given = administration(
        medicationCodeableConcept=None, medicationReference={"reference": "Medication/m1"}
    )
    result = read(entry(one, ""), entry(two, ""), entry(given, ""))
    assert result.record.administrations == ()
    assert "Medication" in said(result)


def test_no_patient_is_refused() -> None:
    with pytest.raises(Unprocessable, match="no Patient"):
        read_body(bundle(immunization()))


def test_the_same_patient_on_every_page_is_one_patient() -> None:
    page = bundle(patient(), kind="searchset")
    result = read_body(parameters(page, page))
    assert result.patient_reference.reference == f"{BASE}/Patient/p1"


@pytest.mark.parametrize(
    ("first", "second"), [("", None), (None, ""), ("Patient/p1", None), (URN, None)]
)
def test_the_same_patient_under_two_addresses_is_one_patient(
    first: str | None, second: str | None
) -> None:
    held = negative({"reference": f"{BASE}/Patient/p1"})
    result = read(entry(patient(), first), entry(patient(), second), held)
    assert serologies(result) == 1


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("url", [None, "", "Observation/o1"])
def test_of_two_versions_the_later_one_counts_and_the_other_is_named(
    url: str | None, *, newest_first: bool
) -> None:
    old = observation(id="o1", valueString="Positive", meta={"lastUpdated": "2025-11-21T08:00:00Z"})
    new = old | {
        "valueString": "Negative",
        "meta": {"lastUpdated": "2025-11-21T09:30:00+01:00"},
    }
    held = [entry(old, url), entry(new, url)]
    result = read(patient(), *(reversed(held) if newest_first else held))
    (fact,) = result.record.serologies
    assert fact.reading is Reading.NEGATIVE
    assert "later version" in said(result)


def test_two_versions_of_the_patient_are_one_patient() -> None:
    old = patient(gender="female", meta={"lastUpdated": "2025-01-01T00:00:00Z"})
    new = patient(meta={"lastUpdated": "2025-02-01T00:00:00Z"})
    result = read(old, new, negative({"reference": "Patient/p1"}))
    assert (result.record.patient.gender, serologies(result)) == ("male", 1)


def test_two_patients_without_subject_are_refused() -> None:
    with pytest.raises(Unprocessable, match="more than one Patient"):
        read(patient(), patient("p2"))


def _mother_and_infant(*, linked: bool = True) -> Json:
    link = {"other": {"reference": f"{BASE}/RelatedPerson/m"}, "type": "seealso"}
    mother = patient("mother", gender="female") | ({"link": [link]} if linked else {})
    related = resource(
        "RelatedPerson",
        "patient",
        id="m",
        patient={"reference": "Patient/infant"},
        relationship=[concept((ROLE, "MTH"))],
    )
    infant = patient("infant", birthDate="2025-10-01")
    given = immunization(patient={"reference": "Patient/infant"})
    hers = immunization(patient={"reference": "Patient/mother"})
    return bundle(mother, infant, related, given, hers)


def test_mother_and_infant_are_accepted_with_subject_and_kept_apart() -> None:
    record = _mother_and_infant()
    infant = read_body(parameters(record, subject={"valueString": "Patient/infant"}))
    mother = read_body(parameters(record, subject={"valueString": f"{BASE}/Patient/mother"}))
    assert infant.record.patient.birth is not None
    assert infant.record.patient.birth.text == "2025-10-01"
    assert mother.record.patient.gender == "female"
    assert len(infant.record.vaccinations) == len(mother.record.vaccinations) == 1
    assert "mother or infant" in said(infant)


def test_a_second_patient_that_is_not_linked_is_refused() -> None:
    body = parameters(_mother_and_infant(linked=False), subject={"valueString": "Patient/infant"})
    with pytest.raises(Unprocessable, match="not linked"):
        read_body(body)


def test_mother_and_infant_without_subject_are_refused() -> None:
    with pytest.raises(Unprocessable, match="more than one Patient"):
        read_body(parameters(_mother_and_infant()))


def test_a_subject_that_names_nobody_is_refused() -> None:
    with pytest.raises(Unprocessable, match="names no Patient"):
        read_body(parameters(bundle(patient()), subject={"valueString": "Patient/nobody"}))


def test_a_patient_that_was_replaced_is_refused() -> None:
    link = {"other": {"reference": "Patient/new"}, "type": "replaced-by"}
    with pytest.raises(Unprocessable, match="replaced"):
        read(patient(link=[link]))


def test_the_record_that_a_patient_replaces_is_the_same_person() -> None:
    link = {"other": {"reference": "Patient/old"}, "type": "replaces"}
    held = negative({"reference": "Patient/old"})
    assert serologies(read(patient(link=[link]), held)) == 1


@pytest.mark.parametrize(
    ("identifiers", "url", "key"),
    [
        ([{"system": MRN, "value": " 9 ", "type": "MR"}], None, f"{MRN}|9"),
        (
            [
                {"system": MRN, "value": "9", "type": "MR"},
                {"system": MRN, "value": "10", "type": "MR"},
            ],
            None,
            f"{MRN}|10",
        ),
        ([{"system": MRN, "value": "9"}], None, f"{BASE}/Patient/p1"),
        ([], URN, None),
        ([], "", None),
    ],
)
def test_the_patient_is_known_again_by_record_number_or_restful_address_only(
    identifiers: list[Json], url: str | None, key: str | None
) -> None:
    table = "http://terminology.hl7.org/CodeSystem/v2-0203"
    typed = [
        i | ({"type": concept((table, i["type"]))} if "type" in i else {}) for i in identifiers
    ]
    known = patient(identifier=typed) if typed else patient()
    assert read(entry(known, url)).patient_key == key


@pytest.mark.parametrize(
    ("url", "reference"),
    [(None, f"{BASE}/Patient/p1"), (URN, URN), ("Patient/p1", "Patient/p1"), ("", "Patient/p1")],
)
def test_a_resource_is_quoted_as_the_caller_can_resolve_it(url: str | None, reference: str) -> None:
    assert read(entry(patient(), url)).patient_reference.reference == reference


def test_a_patient_without_id_and_address_is_quoted_by_identifier() -> None:
    known = {
        "resourceType": "Patient",
        "identifier": [{"system": MRN, "value": "77"}],
        "birthDate": "1987",
    }
    quoted = read(entry(known, "")).patient_reference
    assert (quoted.reference, quoted.identifier) == ("", (MRN, "77"))
