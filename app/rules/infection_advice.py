"""What a patient is told about infections: the raised risk, hygiene, and keeping away."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.course import Stage
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import MONITORING, Row, rule

INF_RISK_01 = Row(
    id="INF-RISK-01",
    title="Raised risk of infection",
    statement="Infections are likelier: respiratory, skin, herpes and urinary ones.",
    code="COND",
    cites=("seed-001", "seed-002", "seed-003", "seed-004"),
    scope=(MONITORING,),
    texts={
        "risk": "Infections are likelier with ocrelizumab: of the upper and lower airways (in "
        "40-49 % of patients together), of the skin (14 %), herpes (2.1-5 %), and of the urinary "
        "tract. Tell the patient to report signs of one at once.",
    },
)
INF_COV_01 = Row(
    id="INF-COV-01",
    title="Avoiding infections",
    statement="Hygiene, and no contact with people who are ill.",
    code="COND",
    cites=("seed-002",),
    scope=(MONITORING,),
    texts={
        "avoid": "Advise washing hands often and keeping away from people who are ill.",
    },
)


_ADVICE = (INF_RISK_01.note("risk"), INF_COV_01.note("avoid"))


@rule(INF_RISK_01, INF_COV_01)
def infection_advice(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Told until B cells have recovered."""
    if chart.course.stage is not Stage.RECOVERED:
        yield from _ADVICE


RULES = (infection_advice,)
