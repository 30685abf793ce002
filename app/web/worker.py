"""Inside the worker process: judges and validates what would hold up the event loop."""

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import wait
from uuid import UUID

from app.assess import Call, Judge, assess
from app.errors import OcrelizumabError
from app.evaluation import judge_of
from app.fhir.outcome import Issue
from app.settings import Settings
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.web.fhir.unwrapping import validated
from app.web.told import Refused, Told, refused, told


class _Own:
    """What this process loads once and keeps: a judge, a database connection, a loop."""

    def __init__(self, settings: Settings) -> None:
        self.judge: Judge = judge_of(settings)
        self.evaluations = Evaluations(Database(settings.database_url, size=1))
        self.loop = asyncio.new_event_loop()


_own: list[_Own] = []


def begin(settings: Settings) -> None:
    """Load everything; end when the service ends, even by kill -9."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends us
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    _own.append(_Own(settings))
    gc.collect()
    gc.freeze()


def judge_away(call: Call, tenant: UUID) -> Told | Refused:
    """Judge and keep, as the service itself does with smaller records."""
    own = _own[0]
    work = assess(call, replace(own.judge, tenant=tenant), own.evaluations)
    try:
        return told(own.loop.run_until_complete(work))
    except OcrelizumabError as error:
        return refused(error)


def validate_away(body: bytes, expected: str | None) -> tuple[int, Sequence[Issue]] | Refused:
    try:
        return validated(body, expected)
    except OcrelizumabError as error:
        return refused(error)


def _end_with_the_service() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
