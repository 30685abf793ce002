"""At which migration a database is, told without the migration tool: it takes memory to load."""

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.storage.tables import HEAD


async def is_current(url: str) -> bool:
    """Whether the database is at the migration of this version; a new one is not."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(text("select version_num from alembic_version"))
    except ProgrammingError:  # the table is not there: a new database
        return False
    finally:
        await engine.dispose()
    return bool(found == HEAD)
