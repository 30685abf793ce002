"""`rules list` and `rules show`: the medicine as pages of a protocol."""

from typer.testing import CliRunner

from app.cli import app
from app.rules import BOOK


def _run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["rules", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_list_has_every_row_in_the_order_of_the_catalogue() -> None:
    code, told, _ = _run("list")
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()] == list(BOOK.rows)


def test_page_has_statement_parameters_sources_and_release() -> None:
    code, told, _ = _run("show", "VAX-LIVE-01")
    assert code == 0
    row = BOOK.rows["VAX-LIVE-01"]
    for part in (row.title, row.parameters[0], row.cites[0], "What releases it", "unsigned"):
        assert part in told
    assert "shipped default" in told


def test_alias_shows_the_row_that_is_emitted() -> None:
    alias, row = next((a, r.id) for r in BOOK.rows.values() for a in r.aliases)
    code, told, _ = _run("show", alias)
    assert code == 0
    assert told.startswith(row)
    assert f"{alias} states the same requirement" in told


def test_unknown_row_is_told_with_what_to_do() -> None:
    code, _, wrong = _run("show", "NOTHING-99")
    assert code == 64
    assert "rules list" in wrong
