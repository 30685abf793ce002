"""An active malignancy waits for an oncology decision, before the start and on treatment."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    BLOCK,
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
    "for an oncology decision; European labels contraindicate ocrelizumab. A history of one never "
    "holds; non-melanoma skin cancer warns.",
    code="COND",
    cites=("seed-003", "S7", "S14", "S27"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "active": "{malignancy} is recorded, since {since}, and not as in remission or resolved. "
        "Ocrelizumab may raise the risk of cancer and weakens the immune system. The dose waits "
        "until an oncology decision is recorded.",
        "contraindicated": "{malignancy} is recorded, since {since}, and not as in remission or "
        "resolved. The label of this region contraindicates ocrelizumab in active malignancy. It "
        "is not given until the record shows a remission or an end.",
        "skin": "{malignancy}, a skin cancer that is not a melanoma, is recorded since {since}. "
        "Confirm that it is treated before the dose.",
    },
    parameters=("malignancy.active.action",),
    inputs=("Condition",),
    reads=MALIGNANCIES,
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)


@rule(MAL_03)
def active_malignancy(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Remission, an end and history codes are not active disease; a suspicion only holds."""
    blocks = p.code("malignancy.active.action") == "block"
    for malignancy in chart.diagnoses(*MALIGNANCIES):
        if malignancy.over or HISTORY in malignancy.topics:
            continue
        skin = "cond_skin_cancer_non_melanoma" in malignancy.topics
        held = (BLOCK, "contraindicated") if blocks and malignancy.confirmed else (HOLD, "active")
        action, text = (WARN, "skin") if skin else held
        yield MAL_03.finding(
            action,
            MODERATE if skin else HIGH,
            text,
            because=(malignancy,),
            cause=malignancy.key,
            malignancy=malignancy.name or "A malignancy",
            since=malignancy.when.text if malignancy.when else "an unknown day",
        )


RULES = (active_malignancy,)
