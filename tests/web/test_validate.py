"""$validate: 200 with every issue; 4xx only when the body is not JSON."""

import json

import pytest
from httpx2 import AsyncClient

from tests.bundles import patient
from tests.web.asking import outcome_codes, post
from tests.web.conftest import EXAMPLES

_VALID, _INVALID = "valid-observation", "invalid-observation"


def _example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


def _wrapped(resource: bytes) -> bytes:
    given = {"name": "resource", "resource": json.loads(resource)}
    return json.dumps({"resourceType": "Parameters", "parameter": [given]}).encode()


@pytest.mark.parametrize("path", ["/fhir/$validate", "/fhir/Observation/$validate"])
async def test_valid_resource_gets_no_error(path: str, client: AsyncClient) -> None:
    given = await post(client, path, _example(_VALID))
    assert given.status_code == 200
    outcome_codes(given)
    severities = [issue["severity"] for issue in json.loads(given.content)["issue"]]
    assert "error" not in severities
    assert "information" in severities


async def test_invalid_resource_gets_all_its_errors_with_places(client: AsyncClient) -> None:
    given = await post(client, "/fhir/$validate", _example(_INVALID))
    assert given.status_code == 200
    outcome_codes(given)
    errors = [i for i in json.loads(given.content)["issue"] if i["severity"] == "error"]
    places = {place for issue in errors for place in issue["expression"]}
    assert {"Observation.status", "Observation.code", "Observation.effective"} <= {
        place.replace("effectiveDateTime", "effective") for place in places
    }


async def test_places_of_a_wrapped_resource_begin_at_the_body(client: AsyncClient) -> None:
    given = await post(client, "/fhir/$validate", _wrapped(_example(_INVALID)))
    errors = [i for i in json.loads(given.content)["issue"] if i["severity"] == "error"]
    assert errors
    for issue in errors:
        assert issue["expression"][0].startswith("Parameters.parameter[0].resource")


async def test_other_type_than_the_address_says_is_an_error(client: AsyncClient) -> None:
    given = await post(client, "/fhir/Condition/$validate", json.dumps(patient()).encode())
    assert given.status_code == 200
    assert "structure" in outcome_codes(given)


async def test_parameters_without_a_resource_are_validated_themselves(client: AsyncClient) -> None:
    body = b'{"resourceType": "Parameters", "parameter": [{"valueString": "no name"}]}'
    given = await post(client, "/fhir/Parameters/$validate", body)
    assert given.status_code == 200
    assert "required" in outcome_codes(given)
