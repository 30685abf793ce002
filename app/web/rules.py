"""/rules and /rules/{id}: the page behind each alert, as HTML for people or JSON for programs."""

from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response

from app.web.described import plain_described
from app.web.media import FORMAT
from app.web.rule_html import list_html, page_html
from app.web.rule_page import rows_of, rule_page
from app.web.wiring import wiring

router = APIRouter(tags=["Rules"])
HTML, JSON = "text/html", "application/json"
PAGE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Vary": "Accept",
}


@router.get(
    "/rules", operation_id="rules", **plain_described("The rows that this release judges.", HTML)
)
async def rules(request: Request) -> Response:
    rows = rows_of(wiring(request).judge)
    if _wants_html(request):
        return _html(list_html(rows))
    listed = [{"id": r.id, "title": r.title, "version": r.version, "cites": r.cites} for r in rows]
    return _json(listed)


@router.get(
    "/rules/{id}",
    operation_id="rule",
    **plain_described("Statement, parameters in force, sources, texts, what releases it.", HTML),
)
async def rule(id: str, request: Request) -> Response:
    wired = wiring(request)
    page = rule_page(wired.judge, id, wired.clock().date())
    return _html(page_html(page)) if _wants_html(request) else _json(page)


def _wants_html(request: Request) -> bool:
    wanted = request.query_params.get(FORMAT) or request.headers.get("accept", "")
    return "html" in wanted


def _html(text: str) -> Response:
    return Response(text, media_type=HTML, headers=PAGE_HEADERS)


def _json(body: object) -> Response:
    return Response(msgspec.json.encode(body), media_type=JSON, headers=PAGE_HEADERS)
