"""Immune-mediated colitis on treatment waits for gastroenterology."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, MONITORING, Row, rule

COLITIS, BOWEL_DISEASE = "cond_colitis_immune_mediated_suspect", "cond_inflammatory_bowel_disease"

COL_02 = Row(
    id="COL-02",
    title="Colitis during treatment",
    statement="Immune-mediated colitis can be severe and is treated promptly.",
    code="COND",
    cites=("seed-003", "S13"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "active": "{colitis} is recorded since {since}, during treatment with ocrelizumab. "
        "Colitis caused by ocrelizumab can be severe. Refer to gastroenterology; the dose waits "
        "until their decision is recorded.",
        "inexact": "{colitis} is recorded since {since}: the exact date is needed. If it began "
        "after the first dose ocrelizumab may have caused it, and it can be severe. Supply the "
        "date, or record the decision of gastroenterology.",
    },
    inputs=("Condition",),
    reads=(COLITIS,),
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)


@rule(COL_02)
def colitis_on_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """A colitis that was there before the first dose is not one of the treatment."""
    if not chart.course.started:
        return
    for colitis in chart.diagnoses(COLITIS, BOWEL_DISEASE):
        since_treatment = _began_on_treatment(chart, colitis)
        if colitis.over or since_treatment is False:
            continue
        if since_treatment is None and COLITIS not in colitis.topics:
            continue  # a bowel disease without a day is taken for an old one
        yield COL_02.finding(
            HOLD,
            HIGH,
            "active" if since_treatment else "inexact",
            because=(colitis,),
            basis=Basis.FINDING if since_treatment else Basis.UNUSABLE,
            cause=colitis.key,
            colitis=colitis.name or "Colitis",
            since=colitis.when.text if colitis.when else "an unknown day",
        )


def _began_on_treatment(chart: Chart, colitis: Diagnosis) -> bool | None:
    """None when the days leave it open; a recorded day alone is only the latest possible one."""
    first, latest = chart.course.first_day, colitis.when
    if latest is None or first is None:
        return None
    if latest.latest < first.earliest:
        return False
    return True if colitis.onset and colitis.onset.earliest >= first.latest else None


RULES = (colitis_on_treatment,)
