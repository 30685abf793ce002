"""POST /fhir/$validate and /fhir/{Type}/$validate: https://hl7.org/fhir/R4/resource-operation-validate.html."""

from fastapi import APIRouter, Request, Response

from app.errors import NotFound
from app.fhir.outcome import operation_outcome_json
from app.fhir.r4 import RESOURCE_TYPES
from app.web.body import fhir, received
from app.web.described import validate_described
from app.web.wiring import wiring

router = APIRouter(tags=["Validation"])


@router.post("/fhir/$validate", operation_id="validate", **validate_described())
async def validate_any(request: Request) -> Response:
    return await _answer(request, None)


@router.post("/fhir/{type}/$validate", operation_id="validateType", **validate_described())
async def validate_type(type: str, request: Request) -> Response:
    if type not in RESOURCE_TYPES:
        raise NotFound("FHIR R4 has no resource type of this name.")
    return await _answer(request, type)


async def _answer(request: Request, expected: str | None) -> Response:
    body = await received(request)
    status, issues = await wiring(request).workers.validate(body, expected)
    return fhir(operation_outcome_json(issues), request, status)
