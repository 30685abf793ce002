"""The migration that the tables name is the one that the scripts lead to."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from app.storage.migrations import scripts
from app.storage.tables import HEAD
from app.storage.version import is_current


def test_the_tables_name_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts()))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_a_migrated_database_is_current(database_url: str) -> None:
    assert await is_current(database_url)


async def test_a_new_database_is_not_current(server_url: str) -> None:
    # the server's own database, in which nothing was ever migrated
    assert not await is_current(server_url)
