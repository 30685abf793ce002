"""The page of a row as plain HTML that needs no script and no outside file."""

from collections.abc import Iterable, Sequence
from html import escape

from app.rules.rule import Row
from app.web.rule_page import RulePage

_UNSIGNED = (
    '<p class="note">Release {release} is {signature}: no clinician has signed it. Check the '
    "current label.</p>"
)


def page_html(page: RulePage) -> str:
    parameters = _table(
        ("Parameter", "In force", "What it does", "From"),
        (
            (p.name, f"{p.value} {p.unit}".strip(), p.describes, f"{p.source} ({p.status})")
            for p in page.parameters
        ),
    )
    sources = _table(
        ("Source", "Title", "Dated"), ((s.id, s.title, s.dated or "-") for s in page.sources)
    )
    texts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in page.texts.items()
    )
    body = (
        f"<h1>{escape(page.id)}: {escape(page.title)}</h1>"
        f"{_UNSIGNED.format(release=escape(page.release), signature=escape(page.signature))}"
        f"<p>{escape(page.statement)}</p>"
        f"<p>Version {page.version}. Acts on {escape(page.target)}. Shown by "
        f"{escape(', '.join(page.scope))}.{_also(page)}</p>"
        f"<h2>What releases it</h2><p>{escape(page.released_by)}</p>"
        f"<h2>Parameters in force</h2>{parameters}"
        f"<h2>Sources</h2>{sources}"
        f"<h2>What it may say</h2><dl>{texts}</dl>"
        '<p><a href="/rules">All rows</a></p>'
    )
    return _document(f"{page.id}: {page.title}", body)


def list_html(rows: Sequence[Row]) -> str:
    lines = "".join(
        f'<tr><td><a href="/rules/{escape(r.id)}">{escape(r.id)}</a></td>'
        f"<td>{escape(r.title)}</td><td>{escape(', '.join(r.cites))}</td></tr>"
        for r in rows
    )
    table = f"<table><tr><th>Row</th><th>Title</th><th>Sources</th></tr>{lines}</table>"
    return _document("Rows judged", f"<h1>Rows judged by this release</h1>{table}")


def _also(page: RulePage) -> str:
    return f" States also {escape(', '.join(page.aliases))}." if page.aliases else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    if not lines:
        return "<p>None.</p>"
    return f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{lines}</table>"


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/page.css">'
        f"</head><body>{body}</body></html>"
    )
