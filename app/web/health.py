"""What operators ask: /livez, /readyz, /metrics."""

from fastapi import APIRouter, Request, Response

from app.web.described import plain_described
from app.web.wiring import wiring

router = APIRouter(tags=["Health"])
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/livez", operation_id="livez", **plain_described("The process answers."))
async def livez() -> Response:
    return Response("alive\n", media_type="text/plain")


@router.get(
    "/readyz",
    operation_id="readyz",
    **plain_described("The database takes writes; else 503 with an OperationOutcome."),
)
async def readyz(request: Request) -> Response:
    await wiring(request).database.write_probe()
    return Response("ready\n", media_type="text/plain")


@router.get("/metrics", operation_id="metrics", **plain_described("Prometheus text format."))
async def metrics(request: Request) -> Response:
    return Response(wiring(request).metrics.exposition(), media_type=EXPOSITION)
