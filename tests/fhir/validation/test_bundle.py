"""Bundles: addresses, identities, versions and links, and the resources inside."""

import pytest

from app.fhir.validation import bundle
from tests.fhir.validation.judged import Json, walked

PATIENT: Json = {"resourceType": "Patient", "id": "p1"}
UUID = "urn:uuid:49a86246-4004-42eb-9bdc-f542f93f9228"


def _entry(url: str, resource: Json, **more: Json) -> Json:
    return {"fullUrl": url, "resource": resource, **more}


def _told(kind: str, *entries: Json) -> list[tuple[str, str, str]]:
    issues = walked({"resourceType": "Bundle", "type": kind, "entry": list(entries)})
    return [
        (issue.severity, issue.expression, issue.text)
        for issue in issues
        if issue.diagnostics != "dom-6"
    ]


def _observed(reference: str) -> Json:
    subject = {"reference": reference}
    code = {"text": "x"}
    return {"resourceType": "Observation", "status": "final", "code": code, "subject": subject}


@pytest.mark.parametrize("url", [UUID, "urn:oid:1.2.3", "http://example.org/fhir/Patient/p1"])
def test_an_absolute_address_is_accepted(url: str) -> None:
    assert _told("collection", _entry(url, PATIENT)) == []


def test_a_relative_address_is_an_error() -> None:
    assert _told("collection", _entry("Patient/p1", PATIENT)) == [
        ("error", "Bundle.entry[0].fullUrl", bundle.RELATIVE_ADDRESS)
    ]


def test_a_missing_address_is_a_warning_but_not_in_a_transaction() -> None:
    assert _told("collection", {"resource": PATIENT}) == [
        ("warning", "Bundle.entry[0].fullUrl", bundle.NO_ADDRESS)
    ]
    request = {"method": "POST", "url": "Patient"}
    assert _told("transaction", {"resource": PATIENT, "request": request}) == []


@pytest.mark.parametrize("url", ["http://x.org/Patient/p2", "http://x.org/Person/p1"])
def test_an_address_of_another_identity_is_an_error(url: str) -> None:
    assert _told("collection", _entry(url, PATIENT)) == [
        ("error", "Bundle.entry[0].fullUrl", bundle.OTHER_IDENTITY)
    ]


def test_an_update_must_carry_the_id_of_its_url() -> None:
    request = {"method": "PUT", "url": "Patient/p2"}
    assert _told("transaction", _entry(UUID, PATIENT, request=request)) == [
        ("error", "Bundle.entry[0].request.url", bundle.PUT_WITHOUT_ID)
    ]


def test_a_link_through_the_bundle_is_held_to_its_target_type() -> None:
    told = _told("collection", _entry(UUID, _observed(UUID)))
    assert [(severity, place) for severity, place, _ in told] == [
        ("error", "Bundle.entry[0].resource.subject.reference")
    ]


def _versioned(version: str) -> Json:
    return _entry("http://x.org/Patient/p1", {**PATIENT, "meta": {"versionId": version}})


@pytest.mark.parametrize(
    ("reference", "text"),
    [("Patient/p1", bundle.AMBIGUOUS), ("Patient/p1/_history/3", bundle.OTHER_VERSION)],
)
def test_a_link_to_no_version_or_to_many_is_an_error(reference: str, text: str) -> None:
    holder = _entry("http://x.org/Observation/o1", {**_observed(reference), "id": "o1"})
    told = _told("collection", _versioned("1"), _versioned("2"), holder)
    assert told == [("error", "Bundle.entry[2].resource.subject.reference", text)]


def test_a_link_to_one_version_of_two_resolves() -> None:
    holder = _entry(
        "http://x.org/Observation/o1", {**_observed("Patient/p1/_history/2"), "id": "o1"}
    )
    assert _told("collection", _versioned("1"), _versioned("2"), holder) == []


def test_an_error_inside_an_entry_is_told_at_its_full_place() -> None:
    told = _told("collection", _entry(UUID, {**PATIENT, "gender": "M"}))
    assert [place for _, place, _ in told] == ["Bundle.entry[0].resource.gender"]


def test_a_bundle_in_parameters_is_judged_from_the_root_of_the_body() -> None:
    inner = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {}}]}
    outer = {"resourceType": "Parameters", "parameter": [{"name": "record", "resource": inner}]}
    places = [issue.expression for issue in walked(outer) if issue.is_error]
    assert places == ["Parameters.parameter[0].resource.entry[0].resource.resourceType"]
