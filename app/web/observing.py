"""Around every request: its id, the security headers, one log line and the metrics."""

from collections.abc import MutableMapping
from time import perf_counter
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observe import logs
from app.observe.metrics import Metrics

REQUEST_ID: Final = "X-Request-Id"
STRICT_CSP: Final = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": STRICT_CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LONGEST = 64
_QUIET = frozenset(("/livez", "/readyz", "/metrics"))


class Observed:
    """Pure ASGI, so that bodies stream through untouched."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: MutableMapping[str, object] = scope.setdefault("state", {})
        state["request_id"] = named = _request_id(Headers(scope=scope))
        status = 0

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers[REQUEST_ID] = named
            await send(message)

        started = perf_counter()
        try:
            await self._app(scope, receive, answered)
        finally:
            self._tell(scope, status, perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """Route template, never the path: ids of patients stay out of logs and labels."""
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if status != 405 else "other"  # noqa: PLR2004 - method refused
        self._metrics.requests.labels(route, method, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        if route in _QUIET:
            return
        state = scope["state"]
        logs.info(
            "answered",
            route=route,
            method=method,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=state["request_id"],
            **{name: state[name] for name in ("decision", "replayed") if name in state},
        )


def _request_id(headers: Headers) -> str:
    """The caller's own where it is a plain word, else a new one."""
    given = headers.get(REQUEST_ID, "")
    plain = given.replace("-", "").replace("_", "").replace(".", "")
    if plain.isascii() and plain.isalnum() and len(given) <= _LONGEST:
        return given
    return str(uuid4())
