"""Asks the service, and reads what it says."""

import json
from collections.abc import Mapping

from httpx2 import AsyncClient, Response

from app.fhir.validation.validate import validate

FHIR = "application/fhir+json"
EVALUATE = "/fhir/Patient/$ocrelizumab-evaluate"


async def post(
    client: AsyncClient, path: str, body: bytes, headers: Mapping[str, str] | None = None
) -> Response:
    return await client.post(
        path, content=body, headers={"Content-Type": FHIR} | dict(headers or {})
    )


def outcome_codes(response: Response) -> list[str]:
    """The issue codes of a refusal, which must be a valid OperationOutcome."""
    body = json.loads(response.content)
    assert body["resourceType"] == "OperationOutcome", response.text
    assert response.headers["content-type"] == FHIR
    assert [i.text for i in validate(response.content, "OperationOutcome") if i.is_error] == []
    return [issue["code"] for issue in body["issue"]]


def resources(response: Response) -> list[dict[str, object]]:
    return [entry["resource"] for entry in json.loads(response.content)["entry"]]


def of_type(response: Response, kind: str) -> list[dict[str, object]]:
    return [r for r in resources(response) if r["resourceType"] == kind]
