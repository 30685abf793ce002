"""The interface documents itself: examples run as they stand, and nothing is fetched elsewhere."""

import json
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.assess.view import OPERATIONS
from app.web.media import FHIR_JSON
from app.web.openapi import as_yaml
from tests.web.asking import post

_WRITTEN = Path(__file__).parents[2] / "openapi.yaml"
Document = dict[str, dict[str, dict[str, dict[str, object]]]]


def _document(application: FastAPI) -> Document:
    found: Document = application.openapi()
    return found


def test_written_document_equals_the_application(application: FastAPI) -> None:
    assert _WRITTEN.read_text() == as_yaml(application)
    assert yaml.safe_load(_WRITTEN.read_text())["openapi"].startswith("3.1")


def test_operation_ids_are_stable(application: FastAPI) -> None:
    paths = _document(application)["paths"]
    named = {str(m["operationId"]) for methods in paths.values() for m in methods.values()}
    assert set(OPERATIONS) <= named
    assert {"validate", "validateType", "metadata", "readDetectedIssue", "livez"} <= named


async def test_every_request_example_runs_as_it_stands(
    application: FastAPI, client: AsyncClient
) -> None:
    document = json.loads(json.dumps(application.openapi()))
    ran = 0
    for path, methods in document["paths"].items():
        body = methods.get("post", {}).get("requestBody")
        if body is None:
            continue
        for example in body["content"][FHIR_JSON]["examples"].values():
            name = example["$ref"].rsplit("/", 1)[1]
            value = document["components"]["examples"][name]["value"]
            target = path.replace("{type}", "Observation")
            given = await post(client, target, json.dumps(value).encode())
            assert given.status_code == 200
            ran += 1
    assert ran >= 12


async def test_every_reference_of_the_document_resolves(application: FastAPI) -> None:
    document = json.loads(json.dumps(application.openapi()))

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [r for value in part.values() for r in references(value)]
        return [r for value in part for r in references(value)] if isinstance(part, list) else []

    found = references(document)
    assert found
    for reference in found:
        part = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


async def test_documentation_asks_nothing_of_other_machines(client: AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe-inline'; img" in page.headers["content-security-policy"]
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "docs.js", "page.css"):
        assert (await client.get(f"/static/{asset}")).status_code == 200
    assert (await client.get("/static/NOTICE")).status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json"])
async def test_served_document_is_the_same(
    path: str, application: FastAPI, client: AsyncClient
) -> None:
    given = await client.get(path)
    assert json.loads(given.content) == json.loads(json.dumps(application.openapi()))
