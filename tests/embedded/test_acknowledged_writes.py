"""What was acknowledged is there after kill -9 of the server in the middle of writing, once."""

import asyncio
import os
import signal
from pathlib import Path
from uuid import UUID, uuid4

from app.embedded_postgres import running
from app.errors import Unavailable
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.migrations import upgrade
from tests.storage.judged import Judged, issue, request

CLIENTS, EACH = 6, 40


async def test_nothing_acknowledged_is_lost_or_doubled(root: Path, binaries: Path) -> None:
    with running(root, binaries=binaries) as url:
        await upgrade(url)
        database, tenant = Database(url, size=CLIENTS), uuid4()
        evaluations = Evaluations(database)
        begun = asyncio.Event()
        clients = (client(evaluations, tenant, n, begun) for n in range(CLIENTS))
        writing = asyncio.gather(*clients)
        await begun.wait()
        assert not writing.done()
        pid = (root / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        os.kill(int(pid), signal.SIGKILL)
        acknowledged = {key: found for pairs in await writing for key, found in pairs}
        assert len(acknowledged) == CLIENTS * EACH
        async with database.transaction(tenant) as connection:
            rows = await connection.exec_driver_sql("select idempotency_key, id from evaluation")
            assert {row.idempotency_key: row.id for row in rows} == acknowledged
            alerts = await connection.exec_driver_sql("select count(*) from alert_history")
            assert alerts.scalar() == CLIENTS  # one patient a client, opened once
        await database.close()


async def client(
    evaluations: Evaluations, tenant: UUID, number: int, begun: asyncio.Event
) -> list[tuple[str, UUID]]:
    """Keep evaluations of one patient, each tried with its key until it is acknowledged."""
    build = Judged(issues=(issue("HBV-03"),))
    acknowledged = []
    for turn in range(EACH):
        asked = request(tenant, f"{number}-{turn}", identity=f"mrn|{number}")
        while True:
            try:
                kept = await evaluations.keep(asked, build)
                break
            except Unavailable:
                await asyncio.sleep(0.1)
        acknowledged.append((asked.idempotency_key, kept.id))
        begun.set()
    return acknowledged
