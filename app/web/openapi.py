"""The OpenAPI document: the routes as they describe themselves, and what they quote."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.assess import Call, answer
from app.evaluation import shipped_judge

EXAMPLES: Final = Path(__file__).parent / "examples"
ANSWERED: Final = ("first-infusion", "live-vaccine-hold")
_MOMENT: Final = datetime(2025, 12, 1, 8, 30, tzinfo=UTC)
_TEXT: Final = {"type": "string"}
_TITLES: Final = {
    "first-infusion": "A man of 38 before his first infusion: all tests done, nothing stops it",
    "live-vaccine-hold": "The same man, 27 days after a live vaccine: held until the next day",
    "valid-observation": "A result as a laboratory sends it",
    "invalid-observation": "The same with an unknown status, a day that is not, and no code",
}


def describe(app: FastAPI) -> None:
    """Let the application answer with the document; made once, when first asked for."""
    made: list[dict[str, Any]] = []

    def document() -> dict[str, Any]:
        if not made:
            made.append(_document(app))
        return made[0]

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend it


def as_yaml(app: FastAPI) -> str:
    return yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True, width=100)


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        servers=[{"url": "/"}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    _drop_framework_errors(found["paths"])
    found["components"] = {
        "schemas": _schemas(),
        "parameters": _parameters(),
        "headers": _headers(),
        "examples": _examples(),
    }
    return found


def _drop_framework_errors(paths: dict[str, dict[str, dict[str, Any]]]) -> None:
    """The framework promises a 422 of its own wherever an address has a part to fill in."""
    for operation in (each for methods in paths.values() for each in methods.values()):
        refused = operation["responses"].get("422", {}).get("content", {})
        if "application/json" in refused:
            del operation["responses"]["422"]


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


@lru_cache(maxsize=4)
def example_answer(name: str) -> bytes:
    """What the engine answers to an example, so that the document cannot be wrong about it."""
    return answer(example_call(name), shipped_judge()).body


def example_call(name: str) -> Call:
    """Asked at a moment that stays the same."""
    return Call(body=example(name), operation="evaluate", now=_MOMENT, request_id="example")


def _examples() -> dict[str, Any]:
    asked = {
        name: {"summary": title, "value": msgspec.json.decode(example(name))}
        for name, title in _TITLES.items()
    }
    told = {
        f"{name}-answer": {
            "summary": f"Answer to {name}, not kept",
            "value": msgspec.json.decode(example_answer(name)),
        }
        for name in ANSWERED
    }
    return asked | told


def _schemas() -> dict[str, Any]:
    """Small on purpose: the real schema is FHIR's own, and $validate speaks for it."""
    resource = {"type": "object", "required": ["resourceType"], "properties": {}}
    issue = {
        "type": "object",
        "required": ["severity", "code"],
        "properties": {
            "severity": {"enum": ["fatal", "error", "warning", "information"]},
            "code": _TEXT,
            "details": {"type": "object", "properties": {"text": _TEXT}},
            "diagnostics": _TEXT,
            "expression": {"type": "array", "items": _TEXT},
        },
    }
    return {
        "Resource": resource | {"properties": {"resourceType": _TEXT}},
        "Bundle": _resource("Bundle", {"type": _TEXT, "entry": {"type": "array"}}),
        "Parameters": _resource("Parameters", {"parameter": {"type": "array"}}),
        "OperationInput": {
            "oneOf": [
                {"$ref": "#/components/schemas/Parameters"},
                {"$ref": "#/components/schemas/Bundle"},
            ]
        },
        "OperationOutcome": _resource(
            "OperationOutcome", {"issue": {"type": "array", "items": issue}}
        ),
    }


def _resource(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    named = {"resourceType": {"const": kind}}
    return {"type": "object", "required": ["resourceType"], "properties": named | properties}


def _parameters() -> dict[str, Any]:
    return {
        "Prefer": _header("Prefer", "handling=strict refuses the whole for any invalid entry."),
        "IdempotencyKey": _header(
            "Idempotency-Key",
            "The same key with the same body gives the same answer, byte for byte, for 24 hours; "
            "with another body 422.",
        ),
        "RequestId": _header("X-Request-Id", "Names the request; made when absent, sent back."),
        "Format": _query("_format", "Overrides the header Accept.", _TEXT),
        "Pretty": _query("_pretty", "true indents the answer.", {"type": "boolean"}),
    }


def _header(name: str, told: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": told, "schema": _TEXT}


def _query(name: str, told: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": told, "schema": schema}


def _headers() -> dict[str, Any]:
    told = {
        "RequestId": "Names the request in log and answer.",
        "ETag": "Weak tag of the content; send it back as If-None-Match.",
        "RetryAfter": "Seconds to wait before asking again.",
        "Replayed": "true when the same request came before and this is its answer.",
    }
    return {name: {"description": text, "schema": _TEXT} for name, text in told.items()}
