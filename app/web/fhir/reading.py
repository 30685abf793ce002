"""GET /fhir/{Type}/{id}: a kept resource: http://hl7.org/fhir/R4/http.html#read."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.errors import NotFound
from app.storage.audit import Act, note
from app.web.body import fhir
from app.web.described import read_described
from app.web.media import check_accept
from app.web.wiring import request_id, wiring

router = APIRouter(tags=["Kept resources"])
KEPT: Final = (
    "DetectedIssue",
    "Device",
    "GuidanceResponse",
    "ImmunizationRecommendation",
    "MedicationRequest",
    "Provenance",
    "RequestGroup",
)
ANYONE: Final = "anonymous"


def _endpoint(kind: str) -> Callable[[str, Request], Coroutine[Any, Any, Response]]:
    async def read(id: str, request: Request) -> Response:
        check_accept(request.headers, request.query_params)
        body = await _found(kind, id, request)
        tag = f'W/"{sha256(body).hexdigest()[:16]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag})
        return fhir(body, request, headers={"ETag": tag})

    return read


for _kind in KEPT:
    router.add_api_route(
        f"/fhir/{_kind}/{{id}}",
        _endpoint(_kind),
        methods=["GET"],
        operation_id=f"read{_kind}",
        **read_described(_kind),
    )


async def _found(kind: str, id: str, request: Request) -> bytes:
    """The resource; who read it is recorded before it is handed out."""
    wired = wiring(request)
    try:
        number = UUID(id)
    except ValueError:
        raise NotFound(f"No {kind} with this id is kept.") from None
    body = await wired.evaluations.get_resource(wired.judge.tenant, kind, number)
    act = Act(
        recorded_at=wired.clock(),
        actor=ANYONE,
        action="R",
        what=f"read {kind}",
        outcome="0" if body else "4",
        request_id=request_id(request),
    )
    await note(wired.database, wired.judge.tenant, act)
    if body is None:
        raise NotFound(f"No {kind} with this id is kept.")
    return body
