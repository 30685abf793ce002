"""What the routes need, built once when the application starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from app.assess import Judge
from app.observe.metrics import Metrics
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.web.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The parts of a running service.

    Attributes:
        clock: the only clock; routes ask it and pass the moment on.
    """

    judge: Judge
    database: Database
    evaluations: Evaluations
    workers: Workers
    metrics: Metrics
    clock: Callable[[], datetime]


def wiring(request: Request) -> Wiring:
    wired: Wiring = request.app.state.wiring
    return wired


def request_id(request: Request) -> str:
    """The name of the request in answer, header and log."""
    named: str = request.state.request_id
    return named
