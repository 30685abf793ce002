"""G6 and G8: the service over HTTP against the naive one, its start and its memory.

Both are real processes with one worker over the same PostgreSQL, which keeps what it says it
keeps. Each request brings a patient never seen before, so nothing is answered from memory.
"""

import asyncio
import contextlib
import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app import embedded_postgres
from tests.bench.clients import Measured, Records, Target, ask, once
from tests.bench.judge import NOON
from tests.bench.processes import Service, free_port, running
from tests.bench.rounds import Goal, Report

ROUNDS: Final = 5
SIZES: Final = (30, 150, 1000)
CLIENTS: Final = (1, 8)
SECONDS: Final = 1.0
STARTS: Final = 5
WEIGHED_AFTER: Final = 200
MIB: Final = 1024 * 1024
DAY: Final = NOON.date().isoformat()
PATH: Final = "/fhir/Patient/$ocrelizumab-evaluate"
OURS, NAIVE = "ours", "naive"
NAIVE_APPLICATION: Final = "tests.bench.naive.service:application"
BEFORE: Final = (
    b'{"resourceType":"Parameters","parameter":[{"name":"asOf","valueDateTime":"%s"},'
    b'{"name":"record","resource":' % DAY.encode()
)


@dataclass(slots=True)
class Cell:
    """One service at one size and number of clients, over all rounds."""

    cpu: list[float] = field(default_factory=list)
    asked: Measured = field(default_factory=Measured)

    @property
    def each(self) -> float:
        """CPU seconds a request."""
        return statistics.median(self.cpu)


Cells = dict[tuple[str, int, int], Cell]


@contextlib.contextmanager
def database() -> Iterator[str]:
    """A durable server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root the server runs in another account
        with embedded_postgres.running(Path(folder) / "server") as url:
            yield url


@contextlib.contextmanager
def ours(url: str) -> Iterator[Service]:
    port = free_port()
    arguments = ["-m", "app.cli", "serve", "--port", str(port)]
    with running(arguments, port, {"DATABASE_URL": url, "CDS_TIME_ZONE": "UTC"}) as service:
        yield service


@contextlib.contextmanager
def naive(url: str) -> Iterator[Service]:
    port = free_port()
    arguments = ["-m", "uvicorn", NAIVE_APPLICATION, "--factory", "--port", str(port)]
    with running([*arguments, "--no-access-log"], port, {"DATABASE_URL": url}) as service:
        yield service


def target(name: str, service: Service) -> Target:
    if name == OURS:
        return Target(service.port, PATH, BEFORE, b"}]}")
    return Target(service.port, f"{PATH}?as_of={DAY}")


def alerts(answer: bytes) -> list[tuple[str, str]]:
    """Row and action of every DetectedIssue of an answer."""
    resources = (entry["resource"] for entry in json.loads(answer)["entry"])
    return sorted(
        (issue["code"]["coding"][0]["code"], _action(issue))
        for issue in resources
        if issue["resourceType"] == "DetectedIssue"
    )


def _action(issue: dict[str, list[dict[str, str]]]) -> str:
    return next(e["valueCode"] for e in issue["extension"] if e["url"].endswith("/action"))


async def must_agree(targets: dict[str, Target]) -> int:
    """Alerts of one record, for which both services must answer the same."""
    record = next(iter(Records(150)))
    found = {name: alerts(await once(where, record)) for name, where in targets.items()}
    if found[OURS] != found[NAIVE]:
        raise AssertionError(f"the services differ: {found}")
    return len(found[OURS])


def measure(services: dict[str, Service], rounds: int = ROUNDS) -> Cells:
    """CPU a request and latencies of both, asked in turn."""
    targets = {name: target(name, service) for name, service in services.items()}
    cells: Cells = {}
    for size in SIZES:
        records = Records(size)
        for clients in CLIENTS:
            for turn in range(rounds + 1):
                for name, service in services.items():
                    before = service.cpu()
                    asked = asyncio.run(
                        ask(targets[name], records, clients=clients, seconds=SECONDS)
                    )
                    if turn:  # the first only warms up
                        cell = cells.setdefault((name, size, clients), Cell())
                        cell.cpu.append((service.cpu() - before) / len(asked.latencies))
                        cell.asked.latencies += asked.latencies
    return cells


def table(cells: Cells) -> list[str]:
    columns = "CPU ms   p50 ms   p99 ms  req/s |"
    lines = [f"  resources clients |   ours: {columns}  naive: {columns} CPU naive/ours"]
    for size in SIZES:
        for clients in CLIENTS:
            mine, theirs = cells[OURS, size, clients], cells[NAIVE, size, clients]
            told = f"{_numbers(mine, clients)} | {_numbers(theirs, clients)}"
            gain = theirs.each / mine.each
            lines.append(f"  {size:9d} {clients:7d} | {told} | {gain:14.1f}")
    return lines


def _numbers(cell: Cell, clients: int) -> str:
    latencies = cell.asked.latencies
    rate = clients * len(latencies) / sum(latencies)
    half, most = cell.asked.quantile(0.5), cell.asked.quantile(0.99)
    return f"{cell.each * 1e3:14.1f} {half * 1e3:8.1f} {most * 1e3:8.1f} {rate:6.0f}"


def goals(cells: Cells) -> list[Goal]:
    found: list[Goal] = []
    for size in SIZES:
        for clients in CLIENTS:
            gain = cells[NAIVE, size, clients].each / cells[OURS, size, clients].each
            promise = f"CPU a request, naive / ours, {size} resources, {clients} clients"
            found.append(Goal(promise=promise, found=gain, limit=12, at_most=False))
    for size in SIZES:
        asked = cells[OURS, size, 8].asked
        spread = asked.quantile(0.99) / asked.quantile(0.5)
        promise = f"p99 / p50 of ours, {size} resources, 8 clients"
        found.append(Goal(promise=promise, found=spread, limit=4))
    return found


def report() -> Report:
    """G6."""
    with database() as url, ours(url) as mine, naive(url) as theirs:
        services = {OURS: mine, NAIVE: theirs}
        same = asyncio.run(must_agree({n: target(n, s) for n, s in services.items()}))
        cells = measure(services)
    said = f"  both answer the same {same} alerts to the same record"
    title = f"G6 service over HTTP, one worker each, medians of {ROUNDS} alternating rounds"
    return Report(title, [said, *table(cells)], goals(cells))


def start_report() -> Report:
    """G8."""
    ready: list[float] = []
    with database() as url:
        for _ in range(STARTS + 1):
            with ours(url) as service:
                ready.append(service.ready)
        with ours(url) as service:
            asyncio.run(_warm(target(OURS, service)))
            weight = service.memory() / MIB
    start = statistics.median(ready[1:])  # the first migrates the database
    table = [
        f"  {start:6.2f} s from the start of the process to /livez, median of {STARTS}",
        f"  {weight:6.0f} MiB resident in the worker after {WEIGHED_AFTER} requests of 150",
    ]
    goals = [
        Goal(promise="seconds until ready, database excluded", found=start, limit=1),
        Goal(promise="MiB a worker", found=weight, limit=120),
    ]
    return Report("G8 start and memory", table, goals)


async def _warm(where: Target) -> None:
    records = iter(Records(150))
    for _ in range(WEIGHED_AFTER):
        await once(where, next(records))


if __name__ == "__main__":
    print(report().text())
    print(start_report().text())
