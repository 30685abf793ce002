"""Every error as an OperationOutcome. The only place that knows which error is which status."""

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import (
    BadInput,
    Conflict,
    NotAcceptable,
    NotFound,
    NotReadable,
    OcrelizumabError,
    TooLarge,
    Unavailable,
    Unprocessable,
    WrongMediaType,
)
from app.fhir.outcome import Issue, operation_outcome_json
from app.observe import logs
from app.web.media import FHIR_JSON

RETRY_AFTER = "1"
_STATUS: tuple[tuple[type[OcrelizumabError], int, str], ...] = (
    (TooLarge, 413, "too-long"),
    (WrongMediaType, 415, "not-supported"),
    (NotAcceptable, 406, "not-supported"),
    (Unprocessable, 422, "processing"),
    (NotReadable, 400, "structure"),
    (BadInput, 400, "invalid"),
    (NotFound, 404, "not-found"),
    (Conflict, 422, "conflict"),
    (Unavailable, 503, "transient"),
)
_FRAMEWORK = {
    404: ("not-found", "There is nothing at this address. GET /fhir/metadata lists what is."),
    405: ("not-supported", "This address does not answer this method; see the header Allow."),
}
_UNFORESEEN = (
    "The service failed on this request. Nothing was kept; the operator's log has the place."
)


def outcome(
    status: int, issues: Sequence[Issue], headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        operation_outcome_json(issues), status_code=status, media_type=FHIR_JSON, headers=headers
    )


def install(app: FastAPI) -> None:
    """Answer every error of ours and of the framework."""
    app.add_exception_handler(OcrelizumabError, _ours)
    app.add_exception_handler(HTTPException, _framework)


class Unforeseen:
    """The last resort: a defect of ours answers 500 and is logged by kind and place.

    Neither the log nor the answer holds the message of the exception: it may quote a record.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            logs.info("caller left")
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            _log(error)
            await outcome(500, [_issue(_UNFORESEEN, "exception")])(scope, receive, send)


def _log(error: Exception) -> None:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno} {last.name}"
    logs.error("unforeseen", kind=type(error).__name__, place=place)


async def _ours(_request: Request, error: Exception) -> Response:
    status, code = next(
        ((status, code) for kind, status, code in _STATUS if isinstance(error, kind)),
        (500, "exception"),
    )
    headers = {"Retry-After": RETRY_AFTER} if isinstance(error, Unavailable) else None
    if isinstance(error, BadInput):
        issues = [_issue(p.text, p.code, p.expression) for p in error.problems]
    else:
        issues = [_issue(str(error), code)]
    return outcome(status, issues, headers)


async def _framework(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code, text = _FRAMEWORK.get(status, ("processing", "The request was refused."))
    return outcome(status, [_issue(text, code)], headers)


def _issue(text: str, code: str, expression: str = "") -> Issue:
    return Issue("error", code, text, expression, diagnostics=text)
