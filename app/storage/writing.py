"""The values of one evaluation's write: sealed, hashed, and only the rule states that changed."""

import asyncio
import hashlib

import msgspec

from app.storage.alerts import AlertChange
from app.storage.database import Value
from app.storage.kept import NewEvaluation, PatientState, Request
from app.storage.sealing import packed, seal

LARGE = 256 * 1024  # bytes that are compressed beside the event loop, not on it


def _json(items: object) -> str:
    return msgspec.json.encode(items).decode()


def _seal_both(key: bytes, new: NewEvaluation) -> tuple[bytes, bytes]:
    return (
        seal(key, new.input, new.id, "input"),
        seal(key, new.output + new.beyond, new.id, "output"),
    )


async def write_values(
    request: Request,
    before: PatientState,
    new: NewEvaluation,
    alerts: tuple[AlertChange, ...],
) -> tuple[Value, ...]:
    """The values of WRITE, in its order."""
    if len(new.input) < LARGE:
        sealed, answer = _seal_both(before.key, new)
    else:
        sealed, answer = await asyncio.to_thread(_seal_both, before.key, new)
    known = {(row.row, row.verdict, row.until) for row in before.rows}
    judged = {row.row: row for row in reversed(new.rows)}  # of two the first counts
    moved = [r for r in judged.values() if (r.row, r.verdict, r.until) not in known]
    return (
        request.tenant,
        before.id,
        before.identity,
        before.key,
        before.sequence,
        new.applies,
        new.day,
        new.recorded_at,
        new.id,
        request.idempotency_key,
        request.request_hash,
        new.route,
        new.as_of,
        new.planned_start,
        new.site,
        sealed,
        new.input_sha256,
        new.release_version,
        new.release_hash,
        packed(new.parameters),
        new.decision,
        answer,
        len(new.output),
        hashlib.sha256(new.output).digest(),
        _json(alerts),
        _json(moved if new.applies else ()),
        _json(new.resources),
        new.review,
        request.actor,
        request.request_id,
    )
