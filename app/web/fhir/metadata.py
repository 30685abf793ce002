"""GET /fhir/metadata and /fhir/OperationDefinition/{id}."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from fastapi import APIRouter, Request, Response

from app.assess import Judge
from app.assess.view import OPERATIONS
from app.errors import NotFound
from app.fhir.writing.capability import Capabilities, capability_statement
from app.fhir.writing.definitions import PREFIX, operation_definition
from app.web.body import fhir
from app.web.described import read_described
from app.web.fhir.reading import KEPT
from app.web.media import check_accept
from app.web.wiring import wiring

router = APIRouter(tags=["Metadata"])
DEFINED = "OperationDefinition"


@router.get("/fhir/metadata", operation_id="metadata", **read_described("CapabilityStatement"))
async def metadata(request: Request) -> Response:
    check_accept(request.headers, request.query_params)
    return fhir(statement(wiring(request).judge), request)


@router.get(
    f"/fhir/{DEFINED}/{{id}}",
    operation_id="readOperationDefinition",
    **read_described(DEFINED),
)
async def read_definition(id: str, request: Request) -> Response:
    check_accept(request.headers, request.query_params)
    found = definitions(wiring(request).judge).get(id)
    if found is None:
        raise NotFound(f"No {DEFINED} has this id; the operations are in /fhir/metadata.")
    return fhir(found, request)


def statement(judge: Judge) -> bytes:
    release = judge.knowledge.release
    offered = Capabilities(
        address=f"{judge.base}/fhir",
        software=judge.software,
        release=release.version,
        signature=release.status,
        dated=release.active_from.isoformat(),
        operations=OPERATIONS,
        reads=(*KEPT, DEFINED),
    )
    return msgspec.json.encode(capability_statement(offered))


def definitions(judge: Judge) -> Mapping[str, bytes]:
    """Each OperationDefinition by its id."""
    release = judge.knowledge.release
    return _definitions(judge.software, release.active_from.isoformat())


@lru_cache(maxsize=1)
def _definitions(version: str, dated: str) -> Mapping[str, bytes]:
    return {
        f"{PREFIX}{each}": msgspec.json.encode(
            operation_definition(each, version=version, dated=dated)
        )
        for each in OPERATIONS
    }
