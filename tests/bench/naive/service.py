"""FastAPI with a typed fhir.resources body and an ORM session; the same rules, the same alerts.

Run by `uvicorn tests.bench.naive.service:application --factory`; DATABASE_URL names the database.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI, Response
from fhir.resources.R4B.bundle import Bundle

from app.assess import Call
from app.assess.judging import judged
from app.assess.telling import told
from tests.bench.judge import shipped
from tests.bench.naive.tables import Store

POOL = 8


def application() -> FastAPI:
    store = Store(os.environ["DATABASE_URL"], POOL)
    judge = shipped()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await store.create()
        yield
        await store.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)

    @app.get("/livez")
    async def livez() -> str:
        return "ok"

    @app.post("/fhir/Patient/$ocrelizumab-evaluate")
    async def evaluate(body: Bundle, as_of: str) -> Response:
        record = body.model_dump_json().encode()
        now = datetime.now(UTC)
        call = Call(body=record, operation="evaluate", now=now, request_id=uuid4().hex, as_of=as_of)
        case = judged(call, judge)
        answer = told(case, judge)
        verdicts = judge.book.verdicts(case.judgement, case.chart)
        await store.keep(call, case.read.patient_key or "", answer, verdicts)
        return Response(answer.body, media_type="application/fhir+json")

    return app
