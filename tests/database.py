"""A real PostgreSQL for the tests: one server, a database a worker, a tenant a test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.embedded_postgres import running, state_folder
from app.embedded_postgres.binaries import find_binaries
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.migrations import upgrade

PROJECT = Path(__file__).parents[1]


async def as_owner(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Rows of the last statement, asked by the owner; each statement commits by itself."""
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    rows: list[tuple[object, ...]] = []
    try:
        async with engine.connect() as connection:
            for statement in statements:
                result = await connection.execute(text(statement))
                rows = [tuple(row) for row in result] if result.returns_rows else []
    finally:
        await engine.dispose()
    return rows


def lives(process: str) -> bool:
    return Path("/proc", process).exists()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The tests' own server, shared by all workers and stopped by the last."""
    folder = state_folder(PROJECT)
    wanted = os.environ.get("CDS_PG_BIN")
    binaries = find_binaries(Path(wanted) if wanted else None)
    name = f"{folder.name}-tests-{binaries.parent.name}"  # versions cannot share their files
    with running(folder.with_name(name), fast=True, binaries=binaries) as url:
        yield url


@pytest_asyncio.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """A migrated database of this worker; those of killed runs are dropped on the way."""
    left = await as_owner(server_url, "select datname from pg_database where datname like 'test_%'")
    dead = [str(database) for (database,) in left if not lives(str(database).split("_")[1])]
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    drop = [f"drop database if exists {old} with (force)" for old in dead]
    await as_owner(server_url, *drop, f"create database {name}")
    url = server_url.replace("/ocrelizumab_cds?", f"/{name}?")
    try:
        await upgrade(url)
        yield url
    finally:
        await as_owner(server_url, f"drop database {name} with (force)")


@pytest_asyncio.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def tenant() -> UUID:
    """Each test is a tenant of its own: what others keep is not there for it."""
    return uuid4()


@pytest.fixture
def evaluations(database: Database) -> Evaluations:
    return Evaluations(database)
