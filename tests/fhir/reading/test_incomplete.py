"""What may lack a part completes nothing: searches cut short, sections, statements of none."""

import pytest

from tests.fhir.reading.builders import (
    BASE,
    CVX,
    HBSAG,
    LOINC,
    SNOMED,
    Json,
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

ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"


def test_no_known_vaccine_beside_a_vaccine_is_a_vaccine() -> None:
    held = immunization(
        (ABSENT, "no-known-immunizations"),
        vaccineCode=concept((ABSENT, "no-known-immunizations"), (CVX, "03")),
    )
    record = read(held).record
    assert len(record.vaccinations) == 1
    assert record.complete == frozenset()


@pytest.mark.parametrize(
    "held",
    [
        resource(
            "AllergyIntolerance",
            "patient",
            code=concept((SNOMED, "716186003")),
            recordedDate="2026-03-01",
        ),
        resource(
            "AllergyIntolerance",
            "patient",
            code=concept((SNOMED, "716186003")),
            verificationStatus=concept(
                (
                    "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
                    "unconfirmed",
                )
            ),
        ),
        resource("AllergyIntolerance", "patient", code=concept((ABSENT, "no-allergy-info"))),
        immunization((ABSENT, "no-immunization-info")),
        resource(
            "List",
            status="current",
            mode="changes",
            code=concept((LOINC, "48765-2")),
            emptyReason=concept((EMPTY, "nilknown")),
        ),
        resource(
            "List",
            status="current",
            mode="working",
            date="2026-05-01",
            code=concept((LOINC, "48765-2")),
            emptyReason=concept((EMPTY, "nilknown")),
        ),
    ],
)
def test_what_says_nothing_of_the_day_completes_nothing_and_is_named(held: Json) -> None:
    result = read(held)
    assert result.record.complete == frozenset()
    assert result.record.vaccinations == ()
    assert f"{held['resourceType']} not used" in said(result)


def _section(**more: object) -> Json:
    return {
        "resourceType": "Composition",
        "id": "c",
        "status": "final",
        "type": concept((LOINC, "60591-5")),
        "subject": {"reference": "Patient/p1"},
        "date": "2025-11-30",
        "author": [{"display": "EHR"}],
        "title": "Summary",
        "section": [{"code": concept((LOINC, "48765-2"))} | more],
    }


TEXT = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">none</div>'}


@pytest.mark.parametrize(
    ("section", "complete", "message"),
    [
        (_section(text=TEXT, emptyReason=concept((EMPTY, "nilknown"))), {"AllergyIntolerance"}, ""),
        (_section(text=TEXT, emptyReason=concept((EMPTY, "unavailable"))), set(), "no entries"),
        (_section(text=TEXT), set(), "its narrative is not read"),
        (_section(entry=[{"reference": "AllergyIntolerance/x"}]), set(), "does not hold"),
    ],
)
def test_a_section_without_entries_completes_only_by_none_known(
    section: Json, complete: set[str], message: str
) -> None:
    result = read(section)
    assert result.record.complete == complete
    assert message in said(result)


def test_a_section_that_names_what_is_not_there_undoes_the_declaration() -> None:
    asked = parameters(
        bundle(patient(), _section(entry=[{"reference": "AllergyIntolerance/x"}])),
        completeFor={"valueCode": "AllergyIntolerance"},
    )
    assert read_body(asked).record.complete == frozenset()


def _search(**more: object) -> Json:
    link = [{"relation": "self", "url": f"{BASE}/Condition?patient=p1"}]
    return {"resourceType": "Bundle", "type": "searchset", "link": link} | more


def _outcome(code: str, severity: str) -> Json:
    issue = [{"severity": severity, "code": code}]
    return {"resource": {"resourceType": "OperationOutcome", "issue": issue}}


@pytest.mark.parametrize(
    ("search", "complete"),
    [
        (_search(), {"Condition"}),
        (_search(total=0), {"Condition"}),
        (_search(total="1"), set()),
        (_search(total=1, entry=[entry(patient())]), set()),
        (_search(entry=[{"fullUrl": f"{BASE}/Condition/1"}]), set()),
        (_search(entry=[{"resource": {"id": "x"}}]), set()),
        (_search(entry=[5]), set()),
        (_search(entry=[_outcome("informational", "information")]), {"Condition"}),
        (_search(entry=[_outcome("suppressed", "warning")]), set()),
        (_search(entry=[_outcome("exception", "error")]), set()),
        (_search(link=[{"relation": "self", "url": "http://[x?patient=p1"}]), set()),
        (
            _search(link=[{"relation": "self", "url": f"{BASE}/Condition?patient=p1&_count=0"}]),
            set(),
        ),
    ],
)
def test_a_search_that_may_lack_a_match_completes_nothing(search: Json, complete: set[str]) -> None:
    assert read_body(parameters(bundle(patient()), search)).record.complete == complete


def _report(status: str, value: str, *, kind: str = "DiagnosticReport") -> Json:
    inner = observation(HBSAG, id="inner", subject=None, valueString=value)
    return resource(
        kind,
        status=status,
        code=concept((LOINC, "24363-4")),
        contained=[{k: v for k, v in inner.items() if v is not None}],
        result=[{"reference": "#inner"}],
    )


@pytest.mark.parametrize(
    ("status", "facts"),
    [
        ("final", [(False, False)]),
        ("appended", [(False, False)]),
        ("preliminary", [(True, False)]),
        ("partial", [(True, False)]),
        ("entered-in-error", []),
        ("cancelled", []),
        ("registered", []),
        ("unknown", []),
        ("bogus", [(False, True)]),
    ],
)
def test_a_contained_result_is_worth_no_more_than_its_report(
    status: str, facts: list[tuple[bool, bool]]
) -> None:
    """Preliminary, and unusable, of each fact that was read."""
    result = read(_report(status, "Negative"))
    found = result.record.serologies
    assert [(fact.preliminary, bool(fact.problem)) for fact in found] == facts
    assert facts == [(False, False)] or "Observation" in said(result)
