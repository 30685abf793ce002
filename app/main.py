"""Builds the application: settings in, routes, error handlers and the parts they need."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from fastapi import FastAPI

from app.assess import Judge, answer
from app.evaluation import judge_of
from app.observe.metrics import Metrics
from app.settings import Settings
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.releases import Release, register
from app.web import docs, errors, health, rules
from app.web.fhir import metadata, operations, reading, validate
from app.web.observing import Observed
from app.web.openapi import ANSWERED, describe, example_call
from app.web.wiring import Wiring
from app.web.workers import Workers

TITLE: Final = "Ocrelizumab CDS"
SUMMARY: Final = "Clinical decision support for ocrelizumab in multiple sclerosis, over FHIR R4"
DESCRIPTION: Final = (
    "A FHIR R4 record in; MedicationRequest proposals and DetectedIssue alerts out, each with its "
    "evidence. The knowledge is not signed by a clinician: every answer says so. Errors are always "
    "an OperationOutcome that names the place and never a value of the patient."
)
ROUTERS: Final = (
    operations.router,
    metadata.router,
    reading.router,
    validate.router,
    rules.router,
    health.router,
    docs.router,
)


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings, *, judge: Judge | None = None, clock: Callable[[], datetime] = _now
) -> FastAPI:
    """The application; its database is opened when it starts.

    Args:
        judge: who answers; the shipped knowledge when not given.
        clock: the wall clock.

    Raises:
        KnowledgeFault: the knowledge is not sound.
    """
    metrics = Metrics()
    known = judge or judge_of(settings)
    app = FastAPI(
        title=TITLE,
        summary=SUMMARY,
        description=DESCRIPTION,
        version=known.software,
        lifespan=lambda app: _running(app, settings, known, metrics, clock=clock),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
    app.add_middleware(errors.Unforeseen)
    app.add_middleware(Observed, metrics=metrics)
    describe(app)
    return app


@asynccontextmanager
async def _running(
    app: FastAPI,
    settings: Settings,
    judge: Judge,
    metrics: Metrics,
    *,
    clock: Callable[[], datetime],
) -> AsyncIterator[None]:
    """Open what the routes need, and close it when the last request is answered."""
    database = Database(settings.database_url)
    evaluations = Evaluations(database)
    workers = Workers(settings, judge, evaluations)
    app.state.wiring = Wiring(
        judge=judge,
        database=database,
        evaluations=evaluations,
        workers=workers,
        metrics=metrics,
        clock=clock,
    )
    try:
        await register(database, _release(judge))
        # The first caller does not wait for what loads on demand.
        answer(example_call(ANSWERED[0]), judge)
        # What was loaded stays for good: the collector need not walk it on every round. It was
        # off while the service loaded, and finds next to nothing then: it is not run.
        gc.freeze()
        gc.enable()
        yield
    finally:
        workers.close()
        await database.close()


def _release(judge: Judge) -> Release:
    release = judge.knowledge.release
    return Release(release.content_hash, release.version, "active", release.active_from)
