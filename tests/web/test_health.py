"""Health, metrics and logs: true, and without a patient in them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.observe.logs import configure, reset
from app.storage.database import Database
from tests.bundles import parameters, patient, screening
from tests.web.asking import EVALUATE, outcome_codes, post

CANARY = "CANARY-41c7"


@contextmanager
def _without_wiring(application: FastAPI) -> Iterator[None]:
    """A defect of ours, made on purpose."""
    wired = application.state.wiring
    del application.state.wiring
    try:
        yield
    finally:
        application.state.wiring = wired


async def test_ready_means_that_writing_works(client: AsyncClient) -> None:
    assert (await client.get("/livez")).status_code == 200
    assert (await client.get("/readyz")).status_code == 200


async def test_without_a_database_the_service_lives_but_is_not_ready(
    application: FastAPI, client: AsyncClient
) -> None:
    gone = Database("postgresql+asyncpg://nobody@/none?host=/nowhere")
    before = application.state.wiring
    application.state.wiring = replace(before, database=gone)
    try:
        assert (await client.get("/livez")).status_code == 200
        refused = await client.get("/readyz")
    finally:
        application.state.wiring = before
        await gone.close()
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert outcome_codes(refused) == ["transient"]


async def test_logs_and_metrics_hold_nothing_of_the_patient(
    client: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info")
    someone = patient() | {"name": [{"family": CANARY}], "id": CANARY}
    someone["identifier"] = [{"system": "urn:oid:1.2.3", "value": CANARY}]
    record = screening() | {"p1": someone}
    body = parameters(record.values()).replace(b"Patient/p1", f"Patient/{CANARY}".encode())
    await post(client, EVALUATE, body)
    await post(client, EVALUATE, body.replace(b'"male"', f'"{CANARY}"'.encode()))
    await post(client, f"{EVALUATE}?name={CANARY}", body)
    await client.get(f"/fhir/DetectedIssue/{CANARY}")
    await client.get(f"/{CANARY}")
    metrics = (await client.get("/metrics")).text
    reset()
    told = capsys.readouterr()
    assert CANARY not in told.err + told.out + metrics
    lines = [json.loads(line) for line in told.err.splitlines()]
    answered = [line for line in lines if line["event"] == "answered"]
    assert answered[0]["route"] == EVALUATE
    assert answered[0]["decision"] in ("caution", "hold")
    assert {line["route"] for line in answered} >= {"/fhir/DetectedIssue/{id}", "unmatched"}


async def test_metrics_count_decisions_and_rows(client: AsyncClient, first_infusion: bytes) -> None:
    await post(client, EVALUATE, first_infusion)
    text = (await client.get("/metrics")).text
    assert 'cds_requests_total{method="POST",route="/fhir/Patient/$ocrelizumab-evaluate"' in text
    assert "cds_decisions_total" in text
    assert 'cds_alerts_total{action="warn",row="BASE-VAX-01"}' in text


async def test_defect_of_ours_is_a_500_that_quotes_nothing(
    application: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    transport = ASGITransport(application, raise_app_exceptions=False)
    configure("error")
    with _without_wiring(application):
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as asking:
            given = await asking.get("/fhir/metadata")
    reset()
    assert given.status_code == 500
    assert outcome_codes(given) == ["exception"]
    assert "wiring" not in given.text
    assert "x-request-id" in given.headers
    (line,) = (json.loads(each) for each in capsys.readouterr().err.splitlines())
    assert (line["event"], line["level"]) == ("unforeseen", "error")
    assert line["kind"] == "AttributeError"
    assert line["place"].startswith("datastructures.py:")
