"""G5: keeping an evaluation, against plain asyncpg with one statement and against the ORM.

The work is the same: an evaluation of a new patient with ten alerts and their history, ten rule
states, twelve resources, the review and the audit event, input and answer sealed; by eight
clients, durably, in the application's role, under row-level security.
"""

import asyncio
import hashlib
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid4, uuid5

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from app.embedded_postgres import running
from app.storage.alerts import AlertOpen, RowState, changes
from app.storage.database import SERVER_SETTINGS, Database
from app.storage.evaluations import Evaluations
from app.storage.kept import KeptResource, NewEvaluation, PatientState, Request
from app.storage.migrations import upgrade
from app.storage.sealing import new_key
from app.storage.statements import LOOK, WRITE
from app.storage.writing import write_values
from tests.bench.rounds import Goal, Report
from tests.bench.write_orm import Orm

CLIENTS = 8
ROUNDS = 7
TENANT = uuid4()
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
RECORDS = Path(__file__).parents[1] / "conformance" / "bundles"
INPUT = (RECORDS / "ips_US_epic.json").read_bytes()
OUTPUT = (RECORDS / "ips_AU_no_known_x.json").read_bytes()
ROWS = [f"ROW-{n}" for n in range(10)]
RESOURCES = 12

One = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Rates:
    """Evaluations a second, medians of alternating rounds."""

    write: float
    plain: float
    orm: float
    look_and_write: float
    plain_look_and_write: float

    @property
    def to_plain(self) -> float:
        return self.write / self.plain

    @property
    def to_orm(self) -> float:
        return self.write / self.orm

    def report(self) -> Report:
        whole = self.look_and_write / self.plain_look_and_write
        table = [
            f"  ours, the write          {self.write:8.0f} evaluations a second",
            f"  plain asyncpg, the same  {self.plain:8.0f}",
            f"  ORM, session.merge       {self.orm:8.0f}",
            f"  ours, look and write     {self.look_and_write:8.0f}",
            f"  plain, look and write    {self.plain_look_and_write:8.0f}   ratio {whole:.2f}",
        ]
        goals = [
            Goal(promise="write / plain asyncpg", found=self.to_plain, limit=0.7, at_most=False),
            Goal(promise="write / ORM", found=self.to_orm, limit=6, at_most=False),
        ]
        title = f"G5 write of an evaluation with ten alerts, {CLIENTS} clients, medians of {ROUNDS}"
        return Report(title, table, goals)


def asked() -> Request:
    key = uuid4().hex
    return Request(TENANT, key, hashlib.sha256(INPUT).digest(), f"mrn|{key}")


def unknown_patient(request: Request) -> PatientState:
    """What a look finds of somebody who was never seen."""
    identity = hashlib.sha256(str(request.identity).encode()).digest()
    return PatientState(uuid4(), new_key(), identity, continuity=True)


def judged(_: PatientState | None = None) -> NewEvaluation:
    id = uuid4()  # noqa: A001 - the field's name
    return NewEvaluation(
        id=id,
        route="Patient/$ocrelizumab-evaluate",
        as_of="2026-01-01",
        day=date(2026, 1, 1),
        planned_start="2026-01-01",
        recorded_at=NOW,
        applies=True,
        site="default",
        input=INPUT,
        input_sha256=sha256(INPUT).digest(),
        release_version="bench",
        release_hash="bench",
        parameters=b"{}",
        decision="hold",
        output=OUTPUT,
        resources=tuple(
            KeptResource("DetectedIssue", uuid5(id, str(n)), n * 10, 10) for n in range(RESOURCES)
        ),
        alerts=tuple(
            AlertOpen(
                f"{id}-{row}",
                row,
                "hold",
                "high",
                "finding",
                "ocrelizumab",
                uuid5(NAMESPACE_URL, f"{id}{row}"),
            )
            for row in ROWS
        ),
        rows=tuple(RowState(row, "hold", inputs_known=True) for row in ROWS),
    )


async def rate(ones: list[One], times: int) -> float:
    """Evaluations a second of clients that each do `times`."""

    async def client(one: One) -> None:
        for _ in range(times):
            await one()

    begun = time.perf_counter()
    await asyncio.gather(*(client(one) for one in ones))
    return len(ones) * times / (time.perf_counter() - begun)


def ours(evaluations: Evaluations) -> One:
    async def one() -> None:
        request = asked()
        await evaluations.write(request, unknown_patient(request), judged())

    return one


def plain(connection: asyncpg.Connection, *, look: bool) -> One:
    async def one() -> None:
        request = asked()
        before = unknown_patient(request)
        if look:
            key = request.idempotency_key
            await connection.fetch(LOOK, TENANT, key, before.identity)
        new = judged()
        alerts = changes(before.alerts, new.alerts, new.rows)
        await connection.fetch(WRITE, *await write_values(request, before, new, alerts))

    return one


def by_orm(orm: Orm) -> One:
    async def one() -> None:
        request = asked()
        before = unknown_patient(request)
        new = judged()
        await orm.keep(await write_values(request, before, new, ()), new)

    return one


async def compare(url: str, rounds: int, times: int) -> Rates:
    await upgrade(url)
    database, orm = Database(url, size=CLIENTS), Orm(url, CLIENTS)
    connections = [
        await asyncpg.connect(url.replace("+asyncpg", ""), server_settings=SERVER_SETTINGS)
        for _ in range(CLIENTS)
    ]
    evaluations = Evaluations(database)
    ways: dict[str, tuple[list[One], int]] = {
        "write": ([ours(evaluations)] * CLIENTS, times),
        "plain": ([plain(c, look=False) for c in connections], times),
        "orm": ([by_orm(orm)] * CLIENTS, max(2, times // 10)),
        "look_and_write": ([lambda: evaluations.keep(asked(), judged)] * CLIENTS, times),
        "plain_look_and_write": ([plain(c, look=True) for c in connections], times),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, (ones, repeats) in ways.items():
            measured = await rate(ones, repeats)
            if turn:  # the first only warms up
                rates[name].append(measured)
    for connection in connections:
        await connection.close()
    await database.close()
    await orm.close()
    return Rates(**{name: statistics.median(values) for name, values in rates.items()})


def measure(rounds: int = ROUNDS, times: int = 60) -> Rates:
    """Rates on a durable server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root the server runs in another account
        with running(Path(folder) / "server") as url:
            return asyncio.run(compare(url, rounds, times))


def report() -> Report:
    return measure().report()


if __name__ == "__main__":
    print(report().text())
