"""The current label: by which rules and which label every answer was made (COUN-11)."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, MONITORING, PREMEDICATION, Row, rule

COUN_11 = Row(
    id="COUN-11",
    title="Check the current label",
    statement="Drug information changes: check the current label. Every answer prints the version "
    "of the rules and the date of the label.",
    code="DRG",
    cites=("seed-001",),
    scope=(ELIGIBILITY, PREMEDICATION, MONITORING),
    texts={
        "unsigned": "Rule set {release} (label revision {label}) is not signed by a clinician. "
        "Drug information changes: check the current label.",
        "signed": "Rule set {release} follows label revision {label}. Drug information changes: "
        "check the current label.",
    },
)


@rule(COUN_11)
def current_label(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - said to all
    """Always told."""
    release = load().release
    yield COUN_11.note(release.status, release=release.version, label=release.label_revision)


RULES = (current_label,)
