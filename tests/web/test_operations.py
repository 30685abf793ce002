"""The operations over HTTP: answers, replays, what is kept and how it is read again."""

import json
from uuid import uuid4

import pytest
from httpx2 import AsyncClient

from app.assess.view import OPERATIONS
from app.web.observing import HEADERS
from tests.bundles import bundle, parameters, patient, screening
from tests.web.asking import EVALUATE, of_type, outcome_codes, post, resources


def _record(**more: object) -> bytes:
    """A screening of a patient of its own."""
    someone = patient()
    someone["identifier"] = [{"system": "urn:oid:1.2.3", "value": str(uuid4())}]
    return parameters((screening() | {"p1": someone | more}).values())


async def test_first_infusion_is_proposed_with_its_premedication(
    client: AsyncClient, first_infusion: bytes
) -> None:
    given = await post(client, EVALUATE, first_infusion)
    assert given.status_code == 200
    orders = {str(r["instantiatesCanonical"]) for r in of_type(given, "MedicationRequest")}
    for name in ("ocrelizumab-300mg", "methylprednisolone", "antihistamine", "antipyretic"):
        assert any(name in order for order in orders)


async def test_live_vaccine_a_day_too_late_holds_until_the_next_day(client: AsyncClient) -> None:
    shot = {
        "resourceType": "Immunization",
        "id": "mmr",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "03"}]},
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": "2025-11-04",
    }
    given = await post(client, EVALUATE, parameters([*screening().values(), shot]))
    text = json.dumps(of_type(given, "DetectedIssue"))
    assert "VAX-LIVE-01" in text
    assert "2025-12-02" in text
    assert of_type(given, "MedicationRequest") == []


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_operation_answers_a_bare_bundle(operation: str, client: AsyncClient) -> None:
    body = json.dumps(bundle(screening().values())).encode()
    given = await post(client, f"/fhir/Patient/$ocrelizumab-{operation}", body)
    assert given.status_code == 200
    assert len(of_type(given, "GuidanceResponse")) == 1


async def test_same_request_again_is_the_same_answer_byte_for_byte(client: AsyncClient) -> None:
    body = _record()
    first, second = await post(client, EVALUATE, body), await post(client, EVALUATE, body)
    assert second.content == first.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"


async def test_same_key_with_another_body_is_refused(client: AsyncClient) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    assert (await post(client, EVALUATE, _record(), key)).status_code == 200
    refused = await post(client, EVALUATE, _record(gender="female"), key)
    assert refused.status_code == 422
    assert outcome_codes(refused) == ["conflict"]


async def test_every_kept_resource_is_read_by_its_id_as_it_was_answered(
    client: AsyncClient,
) -> None:
    given = await post(client, EVALUATE, _record())
    kinds = set()
    for answered in resources(given):
        read = await client.get(f"/fhir/{answered['resourceType']}/{answered['id']}")
        assert read.status_code == 200
        assert json.loads(read.content) == answered
        assert read.headers["etag"].startswith('W/"')
        kinds.add(answered["resourceType"])
    assert {"GuidanceResponse", "MedicationRequest", "RequestGroup", "Device"} <= kinds


async def test_unchanged_resource_is_not_sent_again(client: AsyncClient) -> None:
    given = await post(client, EVALUATE, _record())
    address = f"/fhir/GuidanceResponse/{of_type(given, 'GuidanceResponse')[0]['id']}"
    tag = (await client.get(address)).headers["etag"]
    again = await client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""


async def test_links_of_the_answer_lead_to_what_is_kept(client: AsyncClient) -> None:
    given = await post(client, EVALUATE, _record())
    for entry in json.loads(given.content)["entry"]:
        assert (await client.get(entry["link"][0]["url"])).status_code == 200


async def test_what_is_not_saved_has_no_id_and_is_not_found(client: AsyncClient) -> None:
    unsaved = {"name": "save", "valueBoolean": False}
    given = await post(client, EVALUATE, parameters(screening().values(), more=[unsaved]))
    assert given.status_code == 200
    assert all("id" not in resource for resource in resources(given))
    urn = json.loads(given.content)["entry"][0]["fullUrl"].removeprefix("urn:uuid:")
    assert (await client.get(f"/fhir/GuidanceResponse/{urn}")).status_code == 404


async def test_indented_answer_says_the_same(client: AsyncClient) -> None:
    body = _record()
    plain = await post(client, EVALUATE, body)
    pretty = await post(client, f"{EVALUATE}?_pretty=true&_format=json", body)
    assert b"\n  " in pretty.content
    assert json.loads(pretty.content) == json.loads(plain.content)


async def test_format_wins_over_accept(client: AsyncClient) -> None:
    accept = {"Accept": "application/xml"}
    assert (await client.get("/fhir/metadata?_format=json", headers=accept)).status_code == 200
    assert (await client.get("/fhir/metadata?_format=xml")).status_code == 406


@pytest.mark.parametrize("path", ["/fhir/metadata", "/livez", "/docs", "/nowhere"])
async def test_every_answer_carries_the_security_headers(path: str, client: AsyncClient) -> None:
    headers = (await client.get(path)).headers
    for name in HEADERS:
        assert name in headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


async def test_request_id_is_sent_back_or_made(client: AsyncClient) -> None:
    named = await client.get("/livez", headers={"X-Request-Id": "visit-7.a"})
    assert named.headers["x-request-id"] == "visit-7.a"
    made = await client.get("/livez", headers={"X-Request-Id": 'odd "value"'})
    assert len(made.headers["x-request-id"]) == 36
