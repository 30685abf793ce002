"""What an answer says, in the words of an expectation."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from app.assess import Answer, Call, answer
from app.clinical.finding import Finding
from app.clinical.plan import Alert
from tests.answers.judge import JUDGE
from tests.bundles import Json
from tests.scenarios.pack import Case, Expected, body

NOW = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)


def judged(case: Case, record: Sequence[Json] | None = None) -> Answer:
    """The answer to the case, or to the same question about another record."""
    given = body(case, record)
    return answer(Call(body=given, operation="evaluate", now=NOW, request_id="r"), JUDGE)


def brief(finding: Finding) -> str:
    """A finding as the cases write it: high hold, missing-data, until 2025-12-02."""
    parts = [f"{finding.severity} {finding.action.name.lower()}"]
    if finding.basis != "finding":
        parts.append(str(finding.basis))
    if finding.releases_on is not None:
        parts.append(f"until {finding.releases_on}")
    return ", ".join(parts)


def told(alerts: Iterable[Alert]) -> dict[str, list[str]]:
    """Every alert by row, those of one row in order."""
    found: dict[str, list[str]] = {}
    for alert in alerts:
        found.setdefault(alert.finding.row, []).append(brief(alert.finding))
    return {row: sorted(said) for row, said in found.items()}


def wanted(expect: Expected) -> dict[str, list[str]]:
    return {
        row: sorted([said] if isinstance(said, str) else said)
        for row, said in expect.alerts.items()
    }


def noted(notes: Sequence[str]) -> set[str]:
    """The rows that told a note."""
    return {note[1 : note.index("]")] for note in notes if note.startswith("[")}
