"""Brings a database to the tables of this version, and says whether it is there."""

from collections.abc import Callable, Iterator
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.storage.tables import APPLICATION_ROLE, metadata

_SHIPPED = Path(__file__).parents[1] / "migrations"  # in the wheel
_CHECKOUT = Path(__file__).parents[2] / "alembic"
_ONE_AT_A_TIME = 0x0C6E11  # any number: key of the advisory lock that upgrades share

UNGUARDED = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
where a.attname = 'tenant_id' and not a.attisdropped and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity)
"""
OPEN_KEYS = """
select i.indexrelid::regclass::text from pg_index i join pg_attribute t on t.attrelid = i.indrelid
where t.attname = 'tenant_id' and i.indisunique and i.indkey[0] <> t.attnum
"""
TOO_MIGHTY = f"""
select rolname from pg_roles r where rolname = '{APPLICATION_ROLE}' and (rolsuper or rolbypassrls
  or exists (select from pg_class where relowner = r.oid))
"""  # noqa: S608 - a constant of ours


async def upgrade(url: str) -> None:
    """Migrate to this version; several processes may call it at once."""
    await _on(url, _upgrade)


async def check(url: str) -> tuple[str, ...]:
    """What keeps this version from using the database, in words; nothing when it is ready."""
    found: list[str] = []
    await _on(url, lambda connection: found.extend(_faults(connection)))
    return tuple(found)


async def draft(url: str, message: str) -> None:
    """Write a migration from the difference of tables and database, for a developer to finish."""

    def write(connection: Connection) -> None:
        command.revision(_config(connection), message, autogenerate=True)

    await _on(url, write)


def scripts() -> Path:
    """The migrations: beside the package in a checkout, inside it in a wheel."""
    return _SHIPPED if _SHIPPED.is_dir() else _CHECKOUT


async def _on(url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    command.upgrade(_config(connection), "head")


def _faults(connection: Connection) -> Iterator[str]:
    context = MigrationContext.configure(connection)
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    if (current := context.get_current_revision()) != head:
        yield f"the database is at migration {current}, this version needs {head}"
        return
    for difference in compare_metadata(context, metadata):
        yield f"the tables differ from the migrations: {difference}"
    for name in connection.execute(text(UNGUARDED)).scalars():
        yield f"table {name} has a tenant and no forced row-level security"
    for name in connection.execute(text(OPEN_KEYS)).scalars():
        yield f"unique key {name} does not begin with the tenant"
    for name in connection.execute(text(TOO_MIGHTY)).scalars():
        yield f"role {name} owns a table or may pass row-level security"
