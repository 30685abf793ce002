"""Evaluations: each kept whole in one transaction, found again by key, replayed byte for byte."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Row

from app.errors import Conflict, NotFound, Unavailable
from app.storage.alerts import OpenAlert, RowState, changes
from app.storage.database import Database, Taken
from app.storage.kept import Kept, NewEvaluation, PatientState, Request
from app.storage.patients import of_patient, pseudonym
from app.storage.sealing import new_key, unseal
from app.storage.statements import FIND, INPUT, LOOK, RESOURCE, WRITE
from app.storage.writing import write_values

ATTEMPTS = 8  # of evaluations of one patient that come at the same moment
T = TypeVar("T")


class Moved(Exception):  # noqa: N818 - says what happened
    """Another evaluation of the patient came between the look and the write: look again."""


class Evaluations:
    """The evaluations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, tenant: UUID, idempotency_key: str, request_hash: bytes) -> Kept | None:
        """The evaluation that answered this key before.

        Raises:
            Conflict: the key was used with another body.
        """
        rows = await self._database.rows(FIND, tenant, idempotency_key)
        return _replay(rows[0], request_hash) if rows else None

    async def look(self, request: Request) -> Kept | PatientState:
        """What was answered to this request before, else what is known of its patient.

        Raises:
            Conflict: the key was used with another body.
        """
        identity = _pseudonym(request)
        rows = await self._database.rows(LOOK, request.tenant, request.idempotency_key, identity)
        row = rows[0]
        if row.id is not None:
            return _replay(row, request.request_hash)
        continuity = request.identity is not None
        if row.patient_id is None:
            return PatientState(uuid4(), new_key(), identity, continuity)
        return PatientState(
            row.patient_id,
            row.patient_key,
            identity,
            continuity,
            row.sequence,
            row.applied_day,
            row.applied_at,
            _read(row.alerts, tuple[OpenAlert, ...]),
            _read(row.states, tuple[RowState, ...]),
        )

    async def write(self, request: Request, before: PatientState, new: NewEvaluation) -> Kept:
        """Keep an evaluation that was judged after `look` returned `before`.

        Raises:
            Moved: something came between; look again.
            ValueError: it applies although `before.may_apply` says no.
        """
        if new.applies and not before.may_apply(new.day, new.recorded_at):
            raise ValueError("an evaluation applies only where may_apply allows it")
        alerts = changes(before.alerts, new.alerts, new.rows) if new.applies else ()
        try:
            rows = await self._database.rows(
                WRITE, *await write_values(request, before, new, alerts)
            )
        except Taken as fault:
            raise Moved from fault
        if not rows:
            raise Moved
        return Kept(new.id, new.output, replayed=False, changes=alerts)

    async def keep(self, request: Request, build: Callable[[PatientState], NewEvaluation]) -> Kept:
        """Look, build the answer from what is known of the patient, and keep it.

        `build` is called again when another evaluation of the patient came between.

        Raises:
            Conflict: the key was used with another body.
            Unavailable: the database cannot, or the patient is written too often.
        """
        for _ in range(ATTEMPTS):
            found = await self.look(request)
            if isinstance(found, Kept):
                return found
            try:
                return await self.write(request, found, build(found))
            except Moved:
                continue
        raise Unavailable("too many evaluations of the same patient at once")

    async def get_resource(self, tenant: UUID, type: str, id: UUID) -> bytes | None:
        """The kept resource exactly as it was answered last; None when there is none."""
        rows = await self._database.rows(RESOURCE, tenant, type, id)
        if not rows or rows[0].data_key is None:
            return None
        row = rows[0]
        whole = unseal(row.data_key, row.output, row.id, "output")
        return whole[row.start : row.start + row.length]

    async def input_of(self, tenant: UUID, id: UUID) -> bytes:
        """The exact bytes that an evaluation judged.

        Raises:
            NotFound: no such evaluation, or the patient was erased.
        """
        rows = await self._database.rows(INPUT, tenant, id)
        if not rows or rows[0].data_key is None:
            raise NotFound("no such evaluation")
        return unseal(rows[0].data_key, rows[0].input, id, "input")


def _pseudonym(request: Request) -> bytes:
    """Without continuity each request is somebody of its own."""
    if request.identity is None:
        return pseudonym(request.tenant, f"request {request.idempotency_key}")
    return of_patient(request.tenant, request.identity)


def _replay(row: Row[tuple[object, ...]], request_hash: bytes) -> Kept:
    if row.request_hash != request_hash:
        raise Conflict("this Idempotency-Key was used with another body: take a new one")
    if row.data_key is None:
        raise NotFound("this evaluation was erased with its patient")
    whole = unseal(row.data_key, row.output, row.id, "output")
    return Kept(row.id, whole[: row.output_length], replayed=True)


def _read(text: str | None, type: type[tuple[T, ...]]) -> tuple[T, ...]:
    return msgspec.json.decode(text, type=type) if text else ()
