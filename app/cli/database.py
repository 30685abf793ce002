"""`db upgrade` and `db check`: the tables of this version."""

import typer

from app.cli.setup import database_address, on_database, settings_or_exit

app = typer.Typer(help="The database: bring it to this version, or check it.", no_args_is_help=True)
NOT_READY = 1


@app.command("upgrade")
def upgrade() -> None:
    """Migrate DATABASE_URL (or the embedded database) to this version."""
    from app.storage.migrations import upgrade as migrate  # noqa: PLC0415 - SQLAlchemy is slow

    with database_address(settings_or_exit()) as url:
        on_database(migrate(url))


@app.command("check")
def check() -> None:
    """Say what keeps this version from using the database; exit code 1 when something does.

    The embedded database, which every start migrates, is migrated first.
    """
    from app.storage.migrations import check as faults  # noqa: PLC0415 - SQLAlchemy is slow
    from app.storage.migrations import upgrade as migrate  # noqa: PLC0415 - as above

    settings = settings_or_exit()
    with database_address(settings) as url:
        if not settings.database_url:
            on_database(migrate(url))
        found = on_database(faults(url))
    for fault in found:
        typer.echo(fault, err=True)
    raise typer.Exit(NOT_READY if found else 0)
