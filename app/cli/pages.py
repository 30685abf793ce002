"""`rules list` and `rules show ID`: the medicine as pages of a protocol."""

from collections.abc import Iterator
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import NotFound

if TYPE_CHECKING:
    from app.web.rule_page import RulePage

app = typer.Typer(help="The rows that are judged, and what each rests on.", no_args_is_help=True)
WIDTH = 96
UNKNOWN = 64


@app.command("list")
def list_rows() -> None:
    """The table of contents: id, version, what it acts on, what releases it, title, sources."""
    from app.evaluation import shipped_judge  # noqa: PLC0415 - the rules load only when asked for
    from app.web.rule_page import rows_of  # noqa: PLC0415 - as above

    for row in rows_of(shipped_judge()):
        head = f"{row.id:<20}v{row.version}  {row.target.value:<12}{row.released_by:<10}"
        typer.echo(f"{head}{row.title} [{', '.join(row.cites)}]")


@app.command("show")
def show(
    id: Annotated[str, typer.Argument(help="Row id, such as VAX-LIVE-01, or an alias.")],
) -> None:
    """One row: statement, parameters in force, sources, what it may say, what releases it."""
    from app.evaluation import shipped_judge  # noqa: PLC0415 - the rules load only when asked for
    from app.web.rule_page import rule_page  # noqa: PLC0415 - as above

    try:
        page = rule_page(shipped_judge(), id, datetime.now(UTC).date())
    except NotFound:
        typer.echo(
            f"No row of this release is called {id}; see: ocrelizumab-cds rules list", err=True
        )
        raise typer.Exit(UNKNOWN) from None
    typer.echo("\n".join(_lines(page, id)))


def _lines(page: "RulePage", asked: str) -> Iterator[str]:
    yield f"{page.id}  {page.title}  (version {page.version})"
    if asked != page.id:
        yield f"{asked} states the same requirement; the alert is {page.id}."
    yield f"Release {page.release}, {page.signature}: check the current label."
    yield ""
    yield from wrap(page.statement, WIDTH)
    yield f"Acts on {page.target}. Shown by {', '.join(page.scope)}."
    yield from _part("What releases it", page.released_by)
    yield from _part("If a resource that may bear on it is invalid", page.unreadable)
    if page.inputs:
        yield from _part("Inputs that close its alert", ", ".join(page.inputs))
    yield from ("", "Parameters in force")
    for each in page.parameters:
        cites = ", ".join(each.citations)
        yield f"  {each.name} = {each.value} {each.unit}".rstrip()
        yield from _indented(f"{each.describes} ({each.source}; {each.status}; {cites})")
    if not page.parameters:
        yield "  none"
    yield from ("", "Sources")
    for source in page.sources:
        yield f"  {source.id}  {source.title}" + (f" ({source.dated})" if source.dated else "")
    yield from ("", "What it may say")
    for name, text in page.texts.items():
        yield f"  {name}"
        yield from _indented(text)


def _part(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")
