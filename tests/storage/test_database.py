"""The database never keeps a caller waiting, and its faults are said in our words."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import ProgrammingError

from app.errors import Unavailable
from app.storage.database import Database, deadline
from tests.database import as_owner


async def test_a_hung_database_is_left_behind_at_the_deadline() -> None:
    hung = asyncio.Event()

    async def never_cancelled() -> None:
        while not hung.is_set():
            try:
                await hung.wait()
            except asyncio.CancelledError:  # as a driver that waits for its server to agree
                continue

    begun = time.monotonic()
    with pytest.raises(Unavailable, match="in time"):
        await deadline(never_cancelled(), seconds=0.1)
    assert time.monotonic() - begun < 1
    hung.set()


async def test_a_stopped_server_process_costs_a_caller_three_seconds_at_most(
    database_url: str,
) -> None:
    database = Database(database_url, size=1)
    (row,) = await database.rows("select pg_backend_pid() as pid")
    os.kill(row.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="in time"):
        await database.rows("select 1")
    assert time.monotonic() - begun < 3.1
    os.kill(row.pid, signal.SIGCONT)
    assert await database.rows("select 1")
    await database.close()


async def test_a_failure_after_the_deadline_disturbs_nobody() -> None:
    go = asyncio.Event()

    async def fails() -> None:
        await go.wait()
        raise OSError

    with pytest.raises(Unavailable):
        await deadline(fails(), seconds=0.01)
    go.set()
    await asyncio.sleep(0.01)


async def test_the_server_itself_stops_a_statement_after_two_seconds(database: Database) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        await database.rows("select pg_sleep(10)")
    assert 1.5 < time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("setting", "value"),
    [("statement_timeout", "2s"), ("lock_timeout", "1s"), ("synchronous_commit", "on")],
)
async def test_limits_and_durability_are_set_for_every_connection(
    database: Database, setting: str, value: str
) -> None:
    (row,) = await database.rows("select current_setting($1) as value", setting)
    assert row.value == value


async def test_nobody_answering_is_unavailable(tmp_path: Path) -> None:
    nowhere = Database(f"postgresql+asyncpg://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable):
        await nowhere.rows("select 1")
    await nowhere.close()


async def test_a_database_without_our_role_or_name_is_unavailable(database_url: str) -> None:
    name = database_url.split("/")[3].split("?", maxsplit=1)[0]
    missing = Database(database_url.replace(name, "does_not_exist"))
    with pytest.raises(Unavailable):
        await missing.rows("select 1")
    await missing.close()


async def test_a_connection_that_was_cut_is_replaced_without_an_error(
    database_url: str,
) -> None:
    database = Database(database_url, size=1)
    (row,) = await database.rows("select pg_backend_pid() as pid")
    await as_owner(database_url, f"select pg_terminate_backend({row.pid})")
    (again,) = await database.rows("select pg_backend_pid() as pid")
    assert again.pid != row.pid
    await database.close()


async def test_a_full_pool_is_unavailable_within_the_deadline(database_url: str) -> None:
    database = Database(database_url, size=1)
    busy = asyncio.create_task(database.rows("select pg_sleep(1.8)"))
    await asyncio.sleep(0.1)
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        await database.rows("select 1")
    assert time.monotonic() - begun < 1.5
    await busy
    await database.close()


async def test_a_fault_of_ours_stays_a_fault_and_shows_no_values(database: Database) -> None:
    with pytest.raises(ProgrammingError) as fault:
        await database.rows("select nothing from nowhere where a = $1", "CANARY")
    assert "CANARY" not in str(fault.value)


async def test_the_write_probe_writes(database: Database, database_url: str) -> None:
    await database.write_probe()
    ((first,),) = await as_owner(database_url, "select written_at from write_probe")
    await database.write_probe()
    ((second,),) = await as_owner(database_url, "select written_at from write_probe")
    assert str(second) > str(first)


async def test_the_write_probe_fails_where_reading_still_works(
    server_url: str, database_url: str
) -> None:
    name = database_url.split("/")[3].split("?", maxsplit=1)[0]
    setting = "default_transaction_read_only"
    await as_owner(server_url, f"alter database {name} set {setting} = on")
    read_only = Database(database_url)
    try:
        assert await read_only.rows("select 1")
        with pytest.raises(Unavailable):
            await read_only.write_probe()
    finally:
        await read_only.close()
        await as_owner(server_url, f"alter database {name} reset {setting}")
