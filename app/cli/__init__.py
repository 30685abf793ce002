"""The command line: serve, evaluate, rules, openapi, db. Each command imports what it needs."""

from typing import Annotated

import typer

from app.cli import database, judging, pages, service

app = typer.Typer(
    name="ocrelizumab-cds",
    help="Clinical decision support for ocrelizumab in multiple sclerosis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(service.serve)
app.command("evaluate")(judging.evaluate)
app.command("openapi")(service.openapi)
app.add_typer(pages.app, name="rules")
app.add_typer(database.app, name="db")


def _version(asked: bool) -> None:  # noqa: FBT001 - the form that typer calls
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - only for this

        typer.echo(version("ocrelizumab-cds"))
        raise typer.Exit


@app.callback()
def common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Clinical decision support for ocrelizumab in multiple sclerosis."""


def main() -> None:
    app()
