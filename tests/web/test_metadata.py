"""The CapabilityStatement is true to what runs; everything published validates."""

import json

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from httpx2 import AsyncClient

from app.assess.view import OPERATIONS
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.reading.request import NAMES
from app.fhir.validation.validate import validate
from app.fhir.writing.definitions import parameters_taken
from tests.web.asking import FHIR


def _errors(body: bytes, kind: str) -> list[str]:
    return [f"{i.expression} {i.text}" for i in validate(body, kind) if i.is_error]


async def test_capability_statement_is_valid_and_of_r4(client: AsyncClient) -> None:
    given = await client.get("/fhir/metadata")
    assert given.headers["content-type"] == FHIR
    assert _errors(given.content, "CapabilityStatement") == []
    assert json.loads(given.content)["fhirVersion"] == "4.0.1"


async def test_capability_statement_says_that_the_rules_are_unsigned(client: AsyncClient) -> None:
    told = json.loads((await client.get("/fhir/metadata")).content)["description"]
    assert "unsigned" in told


async def test_capability_statement_equals_the_routes(
    application: FastAPI, client: AsyncClient
) -> None:
    stated = json.loads((await client.get("/fhir/metadata")).content)["rest"][0]
    paths = set(get_openapi(title="", version="", routes=application.routes)["paths"])
    reads = {
        resource["type"]
        for resource in stated["resource"]
        if {"code": "read"} in resource.get("interaction", [])
    }
    assert {f"/fhir/{kind}/{{id}}" for kind in reads} == {
        p for p in paths if p.endswith("{id}")
    } - {"/rules/{id}"}
    assert {resource["type"] for resource in stated["resource"]} == RESOURCE_TYPES
    own = next(r for r in stated["resource"] if r["type"] == "Patient")["operation"]
    named = {f"/fhir/Patient/${each['name']}" for each in own} - {"/fhir/Patient/$validate"}
    assert named == {path for path in paths if "ocrelizumab" in path}


async def test_every_operation_has_a_definition_that_is_valid(client: AsyncClient) -> None:
    stated = json.loads((await client.get("/fhir/metadata")).content)["rest"][0]
    own = next(r for r in stated["resource"] if r["type"] == "Patient")["operation"]
    ours = [each for each in own if each["name"] != "validate"]
    assert len(ours) == len(OPERATIONS)
    for each in ours:
        given = await client.get(f"/fhir/OperationDefinition/{each['name']}")
        assert given.status_code == 200
        assert _errors(given.content, "OperationDefinition") == []
        definition = json.loads(given.content)
        assert definition["url"] == each["definition"]
        assert definition["code"] == each["name"]


def test_definitions_name_exactly_the_parameters_that_are_read() -> None:
    assert sorted(parameters_taken()) == sorted(NAMES)
