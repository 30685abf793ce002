"""Reads a request body up to the documented size, and writes FHIR JSON."""

import msgspec
from fastapi import Request, Response

from app.errors import BadInput, Problem, TooLarge
from app.fhir.json_gate import DEFAULT
from app.web.media import FHIR_JSON, FORMAT, PRETTY, check_accept, check_content

MAX_BODY = DEFAULT.body
"""Bytes (docs/errors.md)."""


async def received(request: Request) -> bytes:
    """The exact bytes of the body of an operation.

    Raises:
        WrongMediaType, NotAcceptable: see app.web.media.
        BadInput: there are query parameters: they would be ignored in silence.
        TooLarge: as soon as the limit is passed, without reading on.
    """
    check_content(request.headers)
    check_accept(request.headers, request.query_params)
    _check_query(request)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise _too_large()
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _check_query(request: Request) -> None:
    unread = set(request.query_params) - {FORMAT, PRETTY}
    if unread:
        text = (
            f"Query parameters other than {FORMAT} and {PRETTY} are not read beside a body. "
            "Send a Parameters resource that holds them."
        )
        raise BadInput(Problem(text, "not-supported"))


def _too_large() -> TooLarge:
    text = f"The body is larger than {MAX_BODY} bytes. Send a smaller record, or only what is new."
    return TooLarge(Problem(text, code="too-long"))


def fhir(
    body: bytes, request: Request, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """The body as FHIR JSON, indented where `_pretty=true` asks for it."""
    if request.query_params.get(PRETTY) == "true":
        body = msgspec.json.format(body, indent=2)
    return Response(body, status_code=status, media_type=FHIR_JSON, headers=headers)
