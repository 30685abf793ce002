"""References: every form that FHIR knows, target types, and contained resources."""

import pytest

from tests.fhir.validation.judged import Json, checked, errors, walked

CODE = {"text": "x"}
OBSERVATION: Json = {"resourceType": "Observation", "status": "final", "code": CODE}
UUID = "urn:uuid:49a86246-4004-42eb-9bdc-f542f93f9228"


def _observed(reference: str) -> Json:
    return {**OBSERVATION, "subject": {"reference": reference}}


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/p1",
        "Patient/p1/_history/2",
        "http://example.org/fhir/Patient/p1",
        "https://example.org/fhir/Patient/p1/_history/2",
        "Patient?identifier=http://example.org|1",
        UUID,
        "urn:oid:1.2.3",
        "https://example.org/anything/else?x=1",
    ],
)
def test_a_known_form_with_an_allowed_target_is_accepted(reference: str) -> None:
    assert errors(walked(_observed(reference))) == []
    assert checked(_observed(reference)) == []


@pytest.mark.parametrize(
    "reference",
    [
        "Observation/1",
        "Observation/1/_history/1",
        "http://example.org/fhir/Observation/1",
        "Observation?code=1",
        "Zzz/1",
        "patient/1",
        "Patient/a b",
        "Patient/",
        "just text",
        "/Patient/1",
        "#absent",
    ],
)
def test_a_wrong_form_or_target_is_an_error_at_its_place(reference: str) -> None:
    for issues in (walked(_observed(reference)), checked(_observed(reference))):
        found = [issue for issue in issues if issue.is_error]
        assert [issue.expression for issue in found] == ["Observation.subject.reference"]
        assert reference not in repr(found)


def test_a_malformed_uuid_is_only_a_warning() -> None:
    issues = checked(_observed("urn:uuid:patient-001"))
    assert [issue.severity for issue in issues] == ["warning"]


def test_one_actor_in_place_of_another_is_only_a_warning() -> None:
    dispense = {"performer": {"reference": "Practitioner/f001"}}
    request = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": CODE,
        "subject": {"reference": "Patient/1"},
        "dispenseRequest": dispense,
    }
    assert [issue.severity for issue in checked(request)] == ["warning"]


def _with_contained(kind: str, reference: str = "#c") -> Json:
    contained = [{"resourceType": kind, "id": "c"}]
    return {**_observed(reference), "contained": contained}


def test_a_contained_subject_resolves() -> None:
    assert checked(_with_contained("Patient")) == []


def test_a_contained_resource_of_the_wrong_type_is_an_error() -> None:
    issues = checked(_with_contained("Medication"))
    assert [issue.expression for issue in issues] == ["Observation.subject.reference"]


def test_a_contained_resource_may_speak_of_its_container_instead() -> None:
    contained = [
        {
            "resourceType": "Provenance",
            "id": "c",
            "target": [{"reference": "#"}],
            "recorded": "2024-01-01T00:00:00Z",
            "agent": [{"who": {"reference": "Device/1"}}],
        }
    ]
    assert errors(walked({**OBSERVATION, "contained": contained})) == []


def test_what_is_inside_a_contained_resource_is_judged_too() -> None:
    holder = _with_contained("Patient")
    holder["contained"][0]["gender"] = "M"
    issues = checked(holder)
    assert [issue.expression for issue in issues] == ["Observation.contained[0].gender"]
