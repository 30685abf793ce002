"""What counts as declared complete, and nothing else does (decisions.md 14)."""

import pytest

from tests.fhir.reading.builders import (
    BASE,
    LOINC,
    SNOMED,
    Json,
    bundle,
    by_type,
    concept,
    condition,
    entry,
    immunization,
    parameters,
    patient,
    read,
    read_body,
    resource,
    said,
)

EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def page(link: str, *held: Json, next_link: str = "", **other: object) -> Json:
    links = [{"relation": "self", "url": f"{BASE}/{link}"}]
    links += [{"relation": "next", "url": f"{BASE}/{next_link}"}] if next_link else []
    entries = [entry(one) | {"search": {"mode": "match"}} for one in held]
    return bundle(*entries, kind="searchset", link=links, **other)


def complete(*pages: Json, **single: Json) -> frozenset[str]:
    return read_body(parameters(bundle(patient()), *pages, **single)).record.complete


@pytest.mark.parametrize(
    ("link", "kinds"),
    [
        ("Condition?patient=p1", {"Condition"}),
        ("Condition?patient=Patient/p1", {"Condition"}),
        ("Condition?subject=Patient/p1", {"Condition"}),
        (f"Condition?patient={BASE}/Patient/p1", {"Condition"}),
        ("Condition/_search?patient=p1", {"Condition"}),
        ("Condition?patient=p1&category=problem-list-item&_count=50&_sort=-date", {"Condition"}),
        (
            "MedicationRequest?patient=p1&intent=order&status=all&_include=MedicationRequest:medication",
            {"MedicationRequest", "MedicationStatement"},
        ),
        ("Immunization?patient=p1", {"Immunization"}),
        ("Condition?patient=p2", set()),
        ("Condition?patient=p1,p2", set()),
        ("Condition?patient=p1&clinical-status=active", set()),
        ("Condition?patient=p1&status=active", set()),
        ("Condition?patient=p1&_lastUpdated=gt2025-01-01", set()),
        ("Condition?code=x", set()),
        ("Condition", set()),
        ("Patient/p1/$everything", set()),
    ],
)
def test_a_search_is_complete_only_when_nothing_but_the_patient_narrows_it(
    link: str, kinds: set[str]
) -> None:
    assert complete(page(link)) == kinds


def test_every_page_must_have_come() -> None:
    first = page("Immunization?patient=p1", immunization(), next_link="?page=2", total=2)
    last = page("?page=2", immunization())
    assert complete(first, last) == {"Immunization"}
    assert complete(first) == frozenset()


def test_fewer_matches_than_the_total_are_not_complete() -> None:
    assert complete(page("Immunization?patient=p1", immunization(), total=2)) == frozenset()
    assert complete(page("Immunization?patient=p1", immunization(), total=1)) == {"Immunization"}


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("forbidden", set()),
        ("incomplete", set()),
        ("timeout", set()),
        ("informational", {"Condition"}),
    ],
)
def test_an_outcome_that_says_matches_may_be_missing_cancels_it(code: str, kinds: set[str]) -> None:
    outcome: Json = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "warning", "code": code}],
    }
    held = page("Condition?patient=p1")
    held["entry"] = [{"resource": outcome, "search": {"mode": "outcome"}}]
    assert complete(held) == kinds


def test_a_failed_search_of_a_batch_was_not_supplied_and_is_named() -> None:
    failed = {"response": {"status": "403 Forbidden"}}
    fine = {"response": {"status": "200 OK"}, "resource": page("Immunization?patient=p1")}
    batch = {"resourceType": "Bundle", "type": "batch-response", "entry": [failed, fine]}
    result = read_body(parameters(bundle(patient()), batch))
    assert result.record.complete == {"Immunization"}
    assert "not taken as absent" in said(result)
    assert any(m.expression == "Parameters.parameter[1].resource.entry[0]" for m in result.messages)


@pytest.mark.parametrize(
    ("reason", "kinds"),
    [("nilknown", {"AllergyIntolerance"}), ("unavailable", set()), ("notasked", set())],
)
def test_an_empty_list_and_section_count_only_when_none_is_known(
    reason: str, kinds: set[str]
) -> None:
    said_empty: Json = {
        "code": concept((LOINC, "48765-2")),
        "emptyReason": concept((EMPTY, reason)),
    }
    listed = resource("List", status="current", mode="snapshot") | said_empty
    words = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">none</div>'}
    document = resource(
        "Composition",
        status="final",
        type=concept((LOINC, "60591-5")),
        date="2025-11-20",
        author=[{"display": "clinic"}],
        title="Summary",
        section=[said_empty | {"text": words}],
    )
    assert read(listed).record.complete == kinds
    assert read(document).record.complete == kinds


@pytest.mark.parametrize(
    ("kind", "of", "code", "kinds"),
    [
        ("AllergyIntolerance", "patient", (SNOMED, "716186003"), {"AllergyIntolerance"}),
        ("AllergyIntolerance", "patient", (ABSENT, "no-known-allergies"), {"AllergyIntolerance"}),
        ("AllergyIntolerance", "patient", (ABSENT, "no-allergy-info"), set()),
        ("Condition", "subject", (ABSENT, "no-known-problems"), {"Condition"}),
        ("Condition", "subject", (ABSENT, "no-problem-info"), set()),
    ],
)
def test_a_statement_that_nothing_is_known_completes_its_type(
    kind: str, of: str, code: tuple[str, str], kinds: set[str]
) -> None:
    status = f"http://terminology.hl7.org/CodeSystem/{by_type(kind)}"
    held = resource(kind, of, code=concept(code), clinicalStatus=concept((status, "active")))
    assert read(held).record.complete == kinds


@pytest.mark.parametrize(
    ("code", "count"), [("no-known-medications", 2), ("no-medication-info", 0)]
)
def test_no_known_medications_complete_the_medication_list(code: str, count: int) -> None:
    held = resource(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept=concept((ABSENT, code)),
    )
    assert len(read(held).record.complete) == count


def test_the_caller_may_declare_types_complete() -> None:
    body = parameters(bundle(patient()))
    body["parameter"] += [
        {"name": "completeFor", "valueCode": "Condition"},
        {"name": "completeFor", "valueString": "MedicationStatement"},
    ]
    found = read_body(body).record.complete
    assert found == {"Condition", "MedicationStatement", "MedicationRequest"}


def test_an_entry_that_cannot_even_be_recognised_leaves_its_type_in_doubt() -> None:
    unreadable = condition() | {"code": "G35"}
    body = parameters(bundle(patient(), unreadable))
    body["parameter"].append({"name": "completeFor", "valueCode": "Condition"})
    assert read_body(body).record.complete == frozenset()
