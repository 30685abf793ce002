"""What every finding of every rule keeps to, whatever the chart."""

import re
from datetime import date
from functools import cache

from app.clinical.facts import Fact
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.fhir.r4.tables import table
from app.knowledge import load
from app.rules.rule import Row

_UNSAID = re.compile(r"\bNone\b(?! is)|XX|[A-Z]{4,} [A-Z]{2,}|[A-Z]{2,} [A-Z]{4,}|  ")
"""An absent value, a gap, or words that shout."""
_WITHOUT_EVIDENCE = (
    ("BASE-VAX-01", "none"),
    ("DOSE-07", "initial"),
    ("DOSE-07", "little"),
    ("PREG-02", "counsel"),
)
"""Sentences that rest on what was asked, or on a list that is declared complete and empty."""


def sound(finding: Finding, row: Row) -> None:
    """Fail where the finding could not be written, quoted or explained."""
    assert finding.row == row.id
    assert isinstance(finding.basis, Basis)
    assert all(isinstance(f, Fact) for f in (*finding.because, *finding.implicated))
    assert all(_exists(missing) for missing in finding.missing)
    for day in (finding.until, finding.releases_on):
        assert day is None or isinstance(day, date)
    if finding.action is Action.CLEAR:
        return
    assert isinstance(finding.cause, str)
    assert "None" not in finding.cause
    sentence = row.sentence(finding)
    assert sentence.endswith(".")
    assert not _UNSAID.search(sentence), sentence
    if finding.action is Action.NOTE:
        assert finding.severity is None
        return
    assert isinstance(finding.severity, Severity)
    unfounded = finding.basis is Basis.MISSING or (row.id, finding.text) in _WITHOUT_EVIDENCE
    assert finding.because or unfounded


@cache
def _exists(missing: Missing) -> bool:
    """The input that is asked for: an element of a resource type, and a known value set."""
    elements = table(missing.type).elements
    if not missing.value_set:
        return True
    load().codes.members(missing.value_set)
    return any(missing.path in (e.name, (e.choice or "").removesuffix("[x]")) for e in elements)
