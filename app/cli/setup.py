"""Settings and database of a command."""

import asyncio
import os
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer

from app import settings as environment
from app.errors import KnowledgeFault
from app.settings import Settings

UNAVAILABLE, BAD_SETUP = 69, 78
T = TypeVar("T")
DRIVER = "postgresql+asyncpg://"


def settings_or_exit(**given: str | int) -> Settings:
    """The settings; a misspelt name or a wrong value ends the command with 78."""
    try:
        return environment.read(os.environ, **given)
    except KnowledgeFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(BAD_SETUP) from None


@contextmanager
def database_address(settings: Settings) -> Iterator[str]:
    """The address of the database: DATABASE_URL, else the embedded one, which runs meanwhile."""
    if settings.database_url:
        yield _with_driver(settings.database_url)
        return
    from app.embedded_postgres import (  # noqa: PLC0415 - only where it is used
        NoPostgres,
        NotStarted,
        running,
        state_folder,
    )

    data = Path(settings.data) if settings.data else None
    folder = state_folder(environment.project_folder(), data)
    binaries = Path(settings.pg_bin) if settings.pg_bin else None
    try:
        with running(folder, binaries=binaries) as url:
            yield url
    except (NoPostgres, NotStarted, PermissionError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(BAD_SETUP) from None


def on_database(work: Coroutine[None, None, T]) -> T:
    """The result of work on the database; 69 when there is none at the address."""
    try:
        return asyncio.run(work)
    except OSError as fault:
        typer.echo(f"no database answers at DATABASE_URL: {fault.strerror or fault}", err=True)
        raise typer.Exit(UNAVAILABLE) from None


def _with_driver(url: str) -> str:
    """The usual spelling, postgresql://, means the driver we have."""
    scheme, separator, rest = url.partition("://")
    return f"{DRIVER}{rest}" if separator and scheme in ("postgresql", "postgres") else url
