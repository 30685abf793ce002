"""Runs the application on uvicorn: quiet, bounded at the end, with one line that can be pasted."""

import socket
import sys
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from uvicorn import Config, Server

from app.settings import Settings
from app.web.openapi import EXAMPLES

DRAIN: Final = 10
"""Seconds that requests in flight get after SIGTERM."""
_EXAMPLE: Final = "first-infusion.json"
_CHECKOUT: Final = Path("docs/examples")


class _Announced(Server):
    """Says where it is once it listens."""

    def __init__(self, config: Config, told: str) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._told, file=sys.stderr, flush=True)  # noqa: T201 - for the person at the terminal


def run(app: FastAPI, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; returns when all requests in flight are answered."""
    config = Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=DRAIN,
        lifespan="on",
    )
    _Announced(config, welcome(settings)).run()


def welcome(settings: Settings) -> str:
    file = (_CHECKOUT if _CHECKOUT.is_dir() else EXAMPLES) / _EXAMPLE
    return (
        f"Serving on {settings.base} (documentation: {settings.base}/docs). Try:\n"
        f"curl -sS -H 'Content-Type: application/fhir+json' --data-binary @{file} "
        f"'{settings.fhir_base}/Patient/$ocrelizumab-evaluate?_pretty=true'"
    )
