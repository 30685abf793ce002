"""Which catalogue rows have tests: read from the marks, printed at the end of each run."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.rules import BOOK

_MARK = re.compile(r"mark\.row\(([^)]*)\)")
_ID = re.compile(r'"([A-Z][A-Z0-9-]+)"')


def marked() -> Counter[str]:
    """How many marks name each row."""
    found: Counter[str] = Counter()
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for mark in _MARK.findall(path.read_text()):
            found.update(_ID.findall(mark))
    return found


def judged() -> set[str]:
    """Every row that a rule answers, with the rows that state the same requirement."""
    rows = set(BOOK.rows)
    return rows | {alias for row in BOOK.rows.values() for alias in row.aliases}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    marks, rows = marked(), set(BOOK.rows)
    covered = sorted(rows.intersection(marks))
    terminalreporter.write_line(
        f"catalogue rows: {len(covered)} of {len(rows)} rules have tests; with aliases "
        f"{len(judged())} rows are stated"
    )
    if missing := sorted(rows - set(marks)):
        terminalreporter.write_line(f"without a test: {', '.join(missing)}")
