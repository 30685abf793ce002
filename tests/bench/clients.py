"""Clients that ask over HTTP: each keeps its connection and sends one request after another."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from tests.bench.bundles import bundle

RECORD_NUMBER: Final = b'"value":"'
PATIENTS: Final = 4
OK: Final = b"HTTP/1.1 200"
_NUMBERS = count(10_000_000)


@dataclass(frozen=True, slots=True)
class Target:
    """What a request of one service looks like around the record."""

    port: int
    path: str
    before: bytes = b""
    after: bytes = b""


@dataclass(slots=True)
class Measured:
    """Latencies in seconds, one for each request."""

    latencies: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Records:
    """Records of one size; no two are alike, for each is of a patient never seen before."""

    def __init__(self, size: int) -> None:
        self._cut = [_around_number(bundle(size, seed)) for seed in range(1, PATIENTS + 1)]

    def __iter__(self) -> Iterator[bytes]:
        for turn in count():
            head, tail = self._cut[turn % PATIENTS]
            yield b"%s%d%s" % (head, next(_NUMBERS), tail)


def _around_number(body: bytes) -> tuple[bytes, bytes]:
    """The record before and after the medical record number of its patient."""
    patient = body.index(b'"resourceType":"Patient"')
    start = body.index(RECORD_NUMBER, patient) + len(RECORD_NUMBER)
    return body[:start], body[body.index(b'"', start) :]


async def ask(target: Target, records: Records, *, clients: int, seconds: float) -> Measured:
    """Ask for so long, but at least once by each client.

    Raises:
        RuntimeError: an answer was not 200.
    """
    measured, sent = Measured(), iter(records)
    end = time.perf_counter() + seconds
    await asyncio.gather(
        *(_client(target, lambda: next(sent), measured, end) for _ in range(clients))
    )
    return measured


async def _client(
    target: Target, record: Callable[[], bytes], measured: Measured, end: float
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        while True:
            request = _request(target, record())
            begun = time.perf_counter()
            writer.write(request)
            await answer(reader)
            now = time.perf_counter()
            measured.latencies.append(now - begun)
            if now >= end:
                return
    finally:
        writer.close()


def _request(target: Target, record: bytes) -> bytes:
    length = len(target.before) + len(record) + len(target.after)
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    return b"".join((head.encode(), target.before, record, target.after))


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of the answer.

    Raises:
        RuntimeError: it was not 200.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    body = await reader.readexactly(length)
    if not head.startswith(OK):
        raise RuntimeError(f"{head.splitlines()[0].decode()}: {body[:500].decode()}")
    return body


async def once(target: Target, record: bytes) -> bytes:
    """The answer to one record."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        writer.write(_request(target, record))
        return await answer(reader)
    finally:
        writer.close()
