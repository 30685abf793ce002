"""Who may migrate and who may serve, on an outside server as on our own."""

import asyncio
import os
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy.exc import DBAPIError

from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.migrations import check, upgrade
from app.storage.tables import APPLICATION_ROLE
from tests.database import as_owner
from tests.storage.judged import Judged, request

OWNER = "//ocrelizumab_cds@"


@pytest_asyncio.fixture
async def login(server_url: str) -> AsyncIterator[str]:
    """A login without any right."""
    name = f"login_{uuid4().hex[:8]}"
    await as_owner(server_url, f"create role {name} login")
    yield name
    await as_owner(server_url, f"drop role {name}")


async def test_a_login_that_is_only_a_member_of_the_role_serves(
    database_url: str, login: str, tenant: UUID
) -> None:
    await as_owner(database_url, f"grant {APPLICATION_ROLE} to {login}")
    database = Database(database_url.replace(OWNER, f"//{login}@"))
    kept = await Evaluations(database).keep(request(tenant), Judged())
    assert not kept.replayed
    await database.close()


async def test_the_owner_cannot_step_back_out_of_the_role_by_reset(database: Database) -> None:
    async with database.transaction(uuid4()) as connection:
        await connection.exec_driver_sql("reset role")
        now = await connection.exec_driver_sql("select current_user::text")
        assert now.scalar() == APPLICATION_ROLE


async def test_who_may_not_make_the_role_is_told_what_an_administrator_must_run(
    server_url: str, login: str
) -> None:
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    await as_owner(server_url, f"grant {login} to current_user", f"create database {name}")
    await as_owner(server_url, f"grant create on database {name} to {login}")
    url = server_url.replace("/ocrelizumab_cds?", f"/{name}?")
    await as_owner(url, f"grant create on schema public to {login}")
    try:
        with pytest.raises(DBAPIError, match=f"grant {APPLICATION_ROLE} to {login}"):
            await upgrade(url.replace(OWNER, f"//{login}@"))
        assert "needs 0001" in (await check(url))[0]
    finally:
        await as_owner(server_url, f"drop database {name} with (force)")


async def test_two_processes_migrate_at_once(server_url: str) -> None:
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    url = server_url.replace("/ocrelizumab_cds?", f"/{name}?")
    await as_owner(server_url, f"create database {name}")
    try:
        await asyncio.gather(upgrade(url), upgrade(url))
        assert await check(url) == ()
    finally:
        await as_owner(server_url, f"drop database {name} with (force)")
