"""`serve` and `openapi`."""

import gc
import os
import subprocess
import sys
from typing import Annotated

import typer

from app.cli.setup import BAD_SETUP, database_address, on_database, settings_or_exit
from app.errors import KnowledgeFault
from app.settings import Settings

NOT_LOOPBACK = (
    "{host} can be reached by other machines, and callers are not authenticated yet. "
    "The service binds loopback only: use --host 127.0.0.1 (or leave it out), and put nothing in "
    "front of it that passes on requests of others."
)


def serve(
    *,
    port: Annotated[int | None, typer.Option(help="Default CDS_PORT, PORT or 8000.")] = None,
    host: Annotated[str | None, typer.Option(help="Loopback only; default 127.0.0.1.")] = None,
) -> None:
    """Serve. Without DATABASE_URL the embedded PostgreSQL is started, and stopped last."""
    given: dict[str, str | int] = {}
    if port is not None:
        given["port"] = port
    if host is not None:
        given["host"] = host
    settings = settings_or_exit(**given)
    if not settings.loopback:
        typer.echo(NOT_LOOPBACK.format(host=settings.host), err=True)
        raise typer.Exit(BAD_SETUP)
    with database_address(settings) as url:
        _run(settings, url)


def _run(settings: Settings, url: str) -> None:
    gc.disable()  # while loading there is no garbage worth a search; on again when it serves
    from msgspec.structs import replace  # noqa: PLC0415 - only the server needs all this

    from app.main import create_app  # noqa: PLC0415 - as above
    from app.observe.logs import configure  # noqa: PLC0415 - as above
    from app.storage.version import is_current  # noqa: PLC0415 - as above
    from app.web.serving import run  # noqa: PLC0415 - as above

    configure(settings.log_level)
    if not on_database(is_current(url)):
        _migrate(url)
    settings = replace(settings, database_url=url)
    try:
        app = create_app(settings)
    except KnowledgeFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(BAD_SETUP) from None
    run(app, settings)


def _migrate(url: str) -> None:
    """Bring the database to this version in a process of its own: the tool would stay loaded."""
    command = [sys.executable, "-m", "app.cli", "db", "upgrade"]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise typer.Exit(done.returncode)


def openapi() -> None:
    """Write the OpenAPI document of this version as YAML."""
    from app.main import create_app  # noqa: PLC0415 - as above
    from app.web.openapi import as_yaml  # noqa: PLC0415 - as above

    typer.echo(as_yaml(create_app(Settings())), nl=False)
