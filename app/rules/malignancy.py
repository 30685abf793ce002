"""An active malignancy waits for an oncology decision, before the start and on treatment."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)

MALIGNANCIES = ("cond_malignancy_any", "cond_breast_cancer", "cond_skin_cancer_non_melanoma")
HISTORY = "cond_malignancy_history"

MAL_03 = Row(
    id="MAL-03",
    title="Active malignancy",
    statement="An active malignant neoplasm, known before the start or new on treatment, waits "
    "for an oncology decision. A history of one never holds; non-melanoma skin cancer warns.",
    code="COND",
    cites=("seed-003", "S14", "S27"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "active": "{malignancy} is recorded, since {since}, and not as in remission or resolved. "
        "Ocrelizumab may raise the risk of cancer and weakens the immune system. The dose waits "
        "until an oncology decision is recorded.",
        "skin": "{malignancy}, a skin cancer that is not a melanoma, is recorded since {since}. "
        "Confirm that it is treated before the dose.",
    },
    inputs=("Condition",),
    reads=MALIGNANCIES,
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)


@rule(MAL_03)
def active_malignancy(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Remission, an end and history codes are not active disease; a suspicion is."""
    for malignancy in chart.diagnoses(*MALIGNANCIES):
        if malignancy.over or HISTORY in malignancy.topics:
            continue
        skin = "cond_skin_cancer_non_melanoma" in malignancy.topics
        yield MAL_03.finding(
            WARN if skin else HOLD,
            MODERATE if skin else HIGH,
            "skin" if skin else "active",
            because=(malignancy,),
            cause=malignancy.key,
            malignancy=malignancy.name or "A malignancy",
            since=malignancy.when.text if malignancy.when else "an unknown day",
        )


RULES = (active_malignancy,)
