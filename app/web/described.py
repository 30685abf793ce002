"""How routes describe themselves in OpenAPI; the components they quote stand in openapi.py."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict

from fastapi import Response

from app.web.media import FHIR_JSON

Described = dict[str, Any]  # a fragment of OpenAPI, written as it will stand there


class Route(TypedDict):
    """What a route hands to FastAPI beside its path."""

    summary: str
    response_class: type[Response]
    responses: dict[int | str, Described]
    openapi_extra: Described


_REQUEST_ID: Final = {"$ref": "#/components/parameters/RequestId"}
_FORMAT: Final = [
    {"$ref": "#/components/parameters/Format"},
    {"$ref": "#/components/parameters/Pretty"},
]
_ERRORS: Final = {
    400: "Not JSON that FHIR allows, query parameters beside a body, or an unreadable asOf.",
    404: "There is no such resource, type or address.",
    406: "The caller accepts no JSON.",
    413: "The body is beyond the documented limits.",
    415: "The body is not sent as JSON in UTF-8.",
    422: "Readable, but refused: no Patient, two Patients, an unknown parameter, an unknown site, "
    "any invalid entry under Prefer: handling=strict, or an Idempotency-Key of another body.",
    503: "The database does not answer in time. Ask again; nothing was kept.",
}


def operation_described(operation: str) -> Route:
    names = ("first-infusion", "live-vaccine-hold")
    shown = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    good = _fhir("Bundle", "The answer: a collection Bundle.")
    good["headers"] |= {"Idempotent-Replayed": {"$ref": "#/components/headers/Replayed"}}
    if operation == "evaluate":
        media = good["content"][FHIR_JSON]
        media["examples"] = {
            f"{name}-answer": {"$ref": f"#/components/examples/{name}-answer"} for name in names
        }
    return Route(
        summary=f"Judge a record: {operation}",
        response_class=Response,
        responses=_answers(good, 400, 406, 413, 415, 422, 503),
        openapi_extra={
            "parameters": [
                {"$ref": "#/components/parameters/Prefer"},
                {"$ref": "#/components/parameters/IdempotencyKey"},
                _REQUEST_ID,
                *_FORMAT,
            ],
            "requestBody": _body("OperationInput", shown),
        },
    )


def validate_described() -> Route:
    names = ("valid-observation", "invalid-observation")
    shown = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    return Route(
        summary="Validate a resource against FHIR R4 (4.0.1)",
        response_class=Response,
        responses=_answers(
            _fhir("OperationOutcome", "Every issue; one of severity information when valid."),
            *(400, 404, 406, 413, 415, 422),
        ),
        openapi_extra={
            "parameters": [_REQUEST_ID, *_FORMAT],
            "requestBody": _body("Resource", shown),
        },
    )


def read_described(kind: str) -> Route:
    return Route(
        summary=f"Read the {kind}",
        response_class=Response,
        responses=_answers(_fhir(kind, f"The {kind}.", tagged=True), 404, 406, 503),
        openapi_extra={"parameters": [_REQUEST_ID, *_FORMAT]},
    )


def plain_described(told: str, kind: str = "text/plain") -> Route:
    good: Described = {
        "description": told,
        "content": {kind: {"schema": {"type": "string"}}},
        "headers": _headers(),
    }
    return Route(
        summary=told,
        response_class=Response,
        responses=_answers(good, 404, 503),
        openapi_extra={"parameters": [_REQUEST_ID]},
    )


def _fhir(kind: str, told: str, *, tagged: bool = False) -> Described:
    schema = kind if kind in ("Bundle", "OperationOutcome") else "Resource"
    content = {FHIR_JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    more = {"ETag": {"$ref": "#/components/headers/ETag"}} if tagged else {}
    return {"description": told, "content": content, "headers": _headers() | more}


def _answers(good: Described, *statuses: int) -> dict[int | str, Described]:
    found: dict[int | str, Described] = {200: good}
    for status in statuses:
        found[status] = _fhir("OperationOutcome", _ERRORS[status])
    if 503 in found:  # noqa: PLR2004 - as in the table above
        found[503]["headers"]["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    return found


def _headers() -> Described:
    return {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}


def _body(schema: str, examples: Mapping[str, Described]) -> Described:
    media = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": dict(examples)}
    return {"required": True, "content": {FHIR_JSON: media, "application/json": media}}
