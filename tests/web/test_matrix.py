"""Every route with every malformed body: an OperationOutcome, never a 5xx."""

import pytest
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from httpx2 import AsyncClient

from app.assess.view import OPERATIONS
from tests.web.asking import FHIR, outcome_codes

OPERATION_PATHS = [f"/fhir/Patient/$ocrelizumab-{each}" for each in OPERATIONS]
PATHS = [*OPERATION_PATHS, "/fhir/$validate", "/fhir/Observation/$validate"]
MALFORMED = {
    "empty": b"",
    "text": b"hello",
    "cut off": b'{"resourceType": "Bundle", "entry": [',
    "null": b"null",
    "byte order mark": b'\xef\xbb\xbf{"resourceType": "Bundle"}',
    "UTF-16": '{"resourceType": "Bundle"}'.encode("utf-16"),
    "half a surrogate pair": b'{"resourceType": "Bundle", "id": "\\ud800"}',
    "U+0000": b'{"resourceType": "Bundle", "id": "\\u0000"}',
    "infinity": b'{"resourceType": "Bundle", "total": Infinity}',
    "huge exponent": b'{"resourceType": "Bundle", "total": 1e999999}',
    "deep": b"[" * 100_000,
    "comment": b'{"resourceType": "Bundle" /* why */}',
    "trailing text": b'{"resourceType": "Bundle"} {}',
    "entry of a wrong kind": b'{"resourceType": "Bundle", "type": "collection", "entry": {"a": 1}}',
    "resourceType of a wrong kind": b'{"resourceType": 7}',
    "no resourceType": b'{"type": "collection"}',
    "entry without resourceType": b'{"resourceType": "Bundle", "type": "collection", '
    b'"entry": [{"resource": {"resourceType": {"a": 1}}}]}',
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", sorted(MALFORMED))
@pytest.mark.parametrize("kind", [FHIR, "text/plain"])
async def test_malformed_body_gets_an_outcome(
    path: str, name: str, kind: str, client: AsyncClient
) -> None:
    given = await client.post(path, content=MALFORMED[name], headers={"Content-Type": kind})
    judged_as_json = path.endswith("$validate") and given.status_code == 200
    assert judged_as_json or 400 <= given.status_code < 500
    assert outcome_codes(given)


async def test_every_post_route_is_in_the_matrix(application: FastAPI) -> None:
    paths = get_openapi(title="", version="", routes=application.routes)["paths"]
    posts = {path for path, methods in paths.items() if "post" in methods}
    assert posts == {path.replace("/Observation/", "/{type}/") for path in PATHS}


@pytest.mark.parametrize(
    "path", ["/", "/fhir", "/fhir/", "/fhir/Patient", "/fhir/Device/a/b", "/x"]
)
async def test_unknown_address_gets_an_outcome(path: str, client: AsyncClient) -> None:
    given = await client.get(path)
    assert given.status_code == 404
    assert outcome_codes(given) == ["not-found"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET"])
async def test_other_method_gets_an_outcome_and_allow(method: str, client: AsyncClient) -> None:
    given = await client.request(method, OPERATION_PATHS[0])
    assert given.status_code == 405
    assert given.headers["allow"] == "POST"
    assert outcome_codes(given) == ["not-supported"]
