"""`evaluate FILE…`: judge records without a server and without a database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.table import table
from app.errors import BadInput, KnowledgeFault

SEVERITY = {"proceed": 0, "caution": 1, "hold": 2, "block": 3}
"""Exit code of each decision; the worst of all files counts."""
BAD_INPUT, BAD_SETUP = 64, 78
STANDARD_INPUT = "-"


def evaluate(
    files: Annotated[list[str], typer.Argument(help="FHIR Bundles or Parameters; - reads stdin.")],
    *,
    as_of: Annotated[str, typer.Option(help="Day of judgement, YYYY-MM-DD; default now.")] = "",
    operation: Annotated[
        str, typer.Option(help="eligibility, premedication, monitoring or evaluate.")
    ] = "evaluate",
    strict: Annotated[bool, typer.Option(help="Refuse a record for any invalid entry.")] = False,
    json: Annotated[
        bool, typer.Option("--json/--table", help="The answer's Bundle, or a table.")
    ] = False,
) -> None:
    """Judge records. Exit code: 0 proceed, 1 caution, 2 hold, 3 block, 64 bad input."""
    from app.assess.view import OPERATIONS  # noqa: PLC0415 - the rules load only for this command

    if operation not in OPERATIONS:
        raise typer.BadParameter(f"{operation}: one of {', '.join(OPERATIONS)}")
    codes = [
        _one(file, as_of=as_of, operation=operation, strict=strict, json=json) for file in files
    ]
    raise typer.Exit(max(codes))


def _one(file: str, *, as_of: str, operation: str, strict: bool, json: bool) -> int:
    from app.evaluation import evaluate as judge  # noqa: PLC0415 - as above

    try:
        record = _read(file)
        told = judge(record, as_of=as_of, operation=operation, strict=strict)
    except BadInput as error:
        for problem in error.problems:
            place = f"{problem.expression}: " if problem.expression else ""
            typer.echo(f"{file}: {place}{problem.text}", err=True)
        return BAD_INPUT
    except KnowledgeFault as error:
        typer.echo(str(error), err=True)
        return BAD_SETUP
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        return BAD_INPUT
    typer.echo(told.body.decode() if json else table(file, told.answer))
    return SEVERITY[told.decision]


def _read(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
