"""Real Bundles of other systems over HTTP: each gets a kept answer that is valid."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.answers.oracles import accepted_by_fhir_resources, faults_by_schema, faults_by_us
from tests.bundles import parameters, patient, screening
from tests.database import as_owner
from tests.web.asking import EVALUATE, of_type, post

_REAL = sorted((Path(__file__).parents[1] / "conformance/bundles").glob("*.json"))
_DECISIONS = {"proceed", "caution", "hold", "block"}


@pytest.fixture(params=_REAL, ids=lambda path: path.stem)
def real(request: pytest.FixtureRequest) -> bytes:
    path: Path = request.param
    return path.read_bytes()


async def test_real_bundle_gets_a_kept_answer_that_is_valid(
    real: bytes, client: AsyncClient
) -> None:
    given = await post(client, EVALUATE, real)
    assert given.status_code == 200
    assert faults_by_schema(given.content) == []
    assert faults_by_us(given.content) == []
    assert accepted_by_fhir_resources(given.content)
    extensions = of_type(given, "GuidanceResponse")[0]["extension"]
    assert isinstance(extensions, list)
    assert extensions[0]["valueCode"] in _DECISIONS


async def test_same_request_eight_times_at_once_is_one_evaluation(client: AsyncClient) -> None:
    someone = patient() | {"identifier": [{"system": "urn:oid:1.2.3", "value": str(uuid4())}]}
    body = parameters((screening() | {"p1": someone}).values())
    given = await asyncio.gather(*(post(client, EVALUATE, body) for _ in range(8)))
    assert {each.status_code for each in given} == {200}
    assert len({each.content for each in given}) == 1


async def test_who_read_a_kept_resource_is_recorded(
    client: AsyncClient, application: FastAPI, database_url: str, first_infusion: bytes
) -> None:
    given = await post(client, EVALUATE, first_infusion)
    guidance = of_type(given, "GuidanceResponse")[0]["id"]
    named = str(uuid4())
    await client.get(f"/fhir/GuidanceResponse/{guidance}", headers={"X-Request-Id": named})
    tenant = application.state.wiring.judge.tenant
    rows = await as_owner(
        database_url,
        f"select set_config('cds.tenant', '{tenant}', false)",
        f"select action, what, outcome from audit_event where request_id = '{named}'",  # noqa: S608 - ours
    )
    assert rows == [("R", "read GuidanceResponse", "0")]
