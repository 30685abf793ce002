"""One row of the catalogue as a page of a protocol: for the service and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.assess import Judge
from app.errors import NotFound
from app.rules.rule import DECISION, INPUT, NEVER, TIME, Row

_RELEASE: Final = {
    TIME: "The passing of time: the alert names the day.",
    INPUT: "The input that is missing or out of date, once it is supplied and clears the row.",
    DECISION: "A decision of a clinician, recorded with action, date and author.",
    NEVER: "Nothing: only a correction of the record ends it.",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter with its value at a site on a day, and where the value comes from."""

    name: str
    describes: str
    value: str
    unit: str
    source: str
    citations: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Source:
    """A citation in words."""

    id: str
    title: str
    kind: str
    dated: str
    where: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything that a clinician may ask about a row.

    Attributes:
        texts: the sentences that the row may say, by name.
        unreadable: action and severity when an invalid resource may bear on the row.
    """

    id: str
    title: str
    version: int
    statement: str
    target: str
    scope: tuple[str, ...]
    code: str
    released_by: str
    unreadable: str
    inputs: tuple[str, ...]
    aliases: tuple[str, ...]
    parameters: tuple[InForce, ...]
    sources: tuple[Source, ...]
    texts: dict[str, str]
    release: str
    signature: str


def row_of(judge: Judge, id: str) -> Row:
    """The row with this id or with this alias.

    Raises:
        NotFound: no row of this release has it.
    """
    rows = judge.book.rows
    found = rows.get(id) or next((row for row in rows.values() if id in row.aliases), None)
    if found is None:
        raise NotFound("No row of this release has this id; the list of rows is at /rules.")
    return found


def rule_page(judge: Judge, id: str, on: date) -> RulePage:
    """The page of a row with the parameters in force on a day.

    Raises:
        NotFound: no row of this release has the id.
    """
    row, release = row_of(judge, id), judge.knowledge.release
    action, severity = row.if_unusable
    return RulePage(
        id=row.id,
        title=row.title,
        version=row.version,
        statement=row.statement,
        target=row.target.value,
        scope=row.scope,
        code=row.code,
        released_by=_RELEASE[row.released_by],
        unreadable=f"{severity} {action.name.lower()}",
        inputs=row.inputs,
        aliases=row.aliases,
        parameters=_parameters(judge, row, on),
        sources=tuple(_source(judge, cited) for cited in row.cites),
        texts=dict(row.texts),
        release=release.version,
        signature=release.status,
    )


def rows_of(judge: Judge) -> Sequence[Row]:
    """The table of contents, in the order of the catalogue."""
    return tuple(judge.book.rows.values())


def _parameters(judge: Judge, row: Row, on: date) -> tuple[InForce, ...]:
    parameters = judge.knowledge.parameters(on, judge.site)
    found: list[InForce] = []
    for name in row.parameters:
        about = parameters.about(name)
        several = isinstance(about.value, tuple)
        value = ", ".join(about.value) if isinstance(about.value, tuple) else str(about.value)
        shown = value or ("none" if several else "")
        found.append(
            InForce(
                name,
                about.describes,
                shown,
                about.unit,
                about.source,
                about.citations,
                about.status,
            )
        )
    return tuple(found)


def _source(judge: Judge, cited: str) -> Source:
    about = judge.knowledge.evidence.of(cited)
    return Source(cited, about.title, about.kind, about.dated, about.where)
