"""POST /fhir/Patient/$ocrelizumab-…: http://hl7.org/fhir/R4/operations.html."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response

from app.assess import Call
from app.assess.view import OPERATIONS
from app.errors import BadInput, Problem
from app.fhir.writing.definitions import PREFIX
from app.storage.audit import Act, note
from app.web.body import fhir, received
from app.web.described import operation_described
from app.web.told import Told
from app.web.wiring import Wiring, request_id, wiring

router = APIRouter(tags=["Operations"])
KEY = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_LONGEST_KEY = 255


def _endpoint(operation: str) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def answered(request: Request) -> Response:
        wired = wiring(request)
        call = Call(
            body=await received(request),
            operation=operation,
            now=wired.clock(),
            request_id=request_id(request),
            strict=_is_strict(request),
            key=_key(request),
        )
        given = await wired.workers.judge(call)
        if not given.kept:
            await note(wired.database, wired.judge.tenant, _unkept(call))
        _count(given, operation, wired, request)
        headers = {REPLAYED: "true"} if given.replayed else None
        return fhir(given.body, request, headers=headers)

    return answered


for _operation in OPERATIONS:
    router.add_api_route(
        f"/fhir/Patient/${PREFIX}{_operation}",
        _endpoint(_operation),
        methods=["POST"],
        operation_id=_operation,
        **operation_described(_operation),
    )


def _is_strict(request: Request) -> bool:
    wanted = ",".join(request.headers.getlist("prefer")).replace(";", ",").split(",")
    return any(part.replace(" ", "").lower() == "handling=strict" for part in wanted)


def _key(request: Request) -> str:
    key = request.headers.get(KEY, "")
    if len(key) > _LONGEST_KEY or not key.isprintable():
        text = f"{KEY} takes 1 to {_LONGEST_KEY} printable characters."
        raise BadInput(Problem(text, "value"))
    return key


def _unkept(call: Call) -> Act:
    """`save=false` keeps nothing but the audit event (contract.md section 1)."""
    return Act(
        recorded_at=call.now,
        actor=call.actor,
        action="E",
        what=f"{PREFIX}{call.operation} without keeping",
        request_id=call.request_id,
    )


def _count(given: Told, operation: str, wired: Wiring, request: Request) -> None:
    request.state.decision = given.decision
    request.state.replayed = given.replayed
    if not given.replayed:
        wired.metrics.decisions.labels(operation, given.decision).inc()
    for row, action in given.raised:
        wired.metrics.alerts.labels(row, action).inc()
