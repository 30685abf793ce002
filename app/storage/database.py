"""One statement, one round trip, one transaction; and no caller waits for a hung database."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.errors import Unavailable
from app.storage.tables import APPLICATION_ROLE

T = TypeVar("T")
Value = UUID | str | bytes | int | bool | date | datetime | None

DEADLINE = 3.0  # seconds: above the server's own limits, below what a caller waits for
POOL_WAIT = 1.0
CONNECT_WAIT = 2.0
SERVER_SETTINGS = {
    "role": APPLICATION_ROLE,  # from the first byte: never a moment as the owner
    "application_name": "ocrelizumab-cds",
    "statement_timeout": "2s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "5s",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",  # all our statements are look-ups by key
}
# SQLSTATE classes that say "not now": connection, read-only, login, database, rollback,
# resources, state, operator, system
_NOT_NOW = frozenset({"08", "25", "28", "3D", "40", "53", "55", "57", "58"})
_UNIQUE_VIOLATION = "23505"
# connecting is not wrapped by SQLAlchemy
_FAULTS = (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

_abandoned: set[asyncio.Task[object]] = set()


class Taken(Exception):  # noqa: N818 - an answer of the database, handled inside storage
    """Somebody else wrote this key first."""


class Database:
    """A pool of connections in the application's role.

    Args:
        url: `postgresql+asyncpg://…`, of a login that is a member of the application role.
        size: connections at most; a call waits a second for a free one.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=POOL_WAIT,
            pool_reset_on_return=None,  # a statement is a transaction: nothing is left open
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # they are a patient's
            connect_args={"timeout": CONNECT_WAIT, "server_settings": SERVER_SETTINGS},
        )

    async def rows(self, statement: str, *values: Value) -> Sequence[Row[tuple[object, ...]]]:
        """The rows of one statement, which is one transaction.

        A lost connection is tried once more, also when the commit's answer was lost: keys decide
        what was written already.

        Raises:
            Unavailable: the database did not answer in time, or cannot just now.
            Taken: a unique key is in use.
        """
        try:
            return await deadline(self._rows(statement, values))
        except DBAPIError as fault:
            if not fault.connection_invalidated:
                raise _as_ours(fault) from fault
        except _FAULTS as fault:
            raise _as_ours(fault) from fault
        try:
            return await deadline(self._rows(statement, values))
        except _FAULTS as fault:
            raise _as_ours(fault) from fault

    @asynccontextmanager
    async def transaction(self, tenant: UUID) -> AsyncIterator[AsyncConnection]:
        """Several statements of one tenant as one transaction, for what is not asked often."""
        engine = self._engine.execution_options(isolation_level="READ COMMITTED")
        try:
            async with engine.begin() as connection:
                await connection.exec_driver_sql(
                    "select set_config('cds.tenant', $1, true)", (str(tenant),)
                )
                yield connection
        except _FAULTS as fault:
            raise _as_ours(fault) from fault

    async def write_probe(self) -> None:
        """Write one row, to know that writing works: a full disk still answers reads."""
        await self.rows(
            "insert into write_probe (id, written_at) values (1, now()) "
            "on conflict (id) do update set written_at = excluded.written_at"
        )

    async def close(self) -> None:
        await self._engine.dispose()

    async def _rows(
        self, statement: str, values: tuple[Value, ...]
    ) -> Sequence[Row[tuple[object, ...]]]:
        async with self._engine.connect() as connection:
            result = await connection.exec_driver_sql(statement, values)
            return result.all() if result.returns_rows else ()


async def deadline(work: Coroutine[None, None, T], seconds: float = DEADLINE) -> T:
    """The result of `work`, or Unavailable after `seconds`.

    The task is left behind, not cancelled: cancelling would wait for the hung server, too. It
    keeps its connection, so that a hung database is not asked ever more.
    """
    task = asyncio.ensure_future(work)
    _abandoned.add(task)
    task.add_done_callback(_forget)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        raise Unavailable("the database did not answer in time")
    return task.result()


def _forget(task: asyncio.Task[object]) -> None:
    _abandoned.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, so that an abandoned failure is not reported as forgotten


def _as_ours(fault: Exception) -> Exception:
    if not isinstance(fault, DBAPIError):
        return Unavailable("the database cannot be reached")
    state = str(getattr(fault.orig, "sqlstate", None) or "08000")
    if state == _UNIQUE_VIOLATION:
        return Taken()
    if state[:2] in _NOT_NOW:
        return Unavailable(f"the database cannot just now (SQLSTATE {state})")
    return fault
