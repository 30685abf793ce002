"""/docs and /openapi.json from local files: hospital networks reach no CDN."""

from pathlib import Path
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from app.errors import NotFound

router = APIRouter(include_in_schema=False)
STATIC: Final = Path(__file__).parent / "static"
_ASSETS: Final = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "docs.js": "text/javascript",
    "page.css": "text/css",
}
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""Swagger UI sets style attributes; scripts come from files only."""


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    return Response(msgspec.json.encode(request.app.openapi()), media_type="application/json")


@router.get("/docs")
async def docs() -> Response:
    headers = {"Content-Security-Policy": _CSP}
    return FileResponse(STATIC / "docs.html", media_type="text/html", headers=headers)


@router.get("/static/{name}")
async def asset(name: str) -> Response:
    if name not in _ASSETS:
        raise NotFound("There is no such file.")
    return FileResponse(STATIC / name, media_type=_ASSETS[name])
