"""Dysphagia in primary progressive disease: food or saliva may be breathed in."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.indication import AMBIGUOUS, PRIMARY, stands
from app.rules.newest_answers import newest_of
from app.rules.rule import ELIGIBILITY, MODERATE, MONITORING, WARN, Row, rule

DYSPHAGIA = "symptom_dysphagia"

DYSPH_01 = Row(
    id="DYSPH-01",
    title="Dysphagia in primary progressive disease",
    statement="In primary progressive multiple sclerosis dysphagia raises the risk of aspiration "
    "and pneumonia.",
    code="COND",
    cites=("S7", "S14"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "aspiration": "{dysphagia} is recorded in progressive multiple sclerosis ({course}). With "
        "ocrelizumab the risk of breathing in food and of pneumonia is raised. Have swallowing "
        "assessed, and ask about cough and fever before the infusion.",
    },
    inputs=("Condition",),
    reads=(DYSPHAGIA,),
    if_unusable=(WARN, MODERATE),
)


@rule(DYSPH_01)
def dysphagia_in_progressive_disease(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """A progressive course that the code leaves open may be primary progressive."""
    symptoms = _present(chart)
    if not symptoms:
        return
    course = tuple(d for d in chart.diagnoses(PRIMARY, AMBIGUOUS) if stands(d))
    if course:
        yield DYSPH_01.finding(
            WARN,
            MODERATE,
            "aspiration",
            because=(*symptoms, *course),
            dysphagia=symptoms[0].display,
            course=course[0].name,
        )


def _present(chart: Chart) -> tuple[Diagnosis | Coded, ...]:
    """Listed and not over, or an answer that may be the newest, unless it is a final no."""
    listed = tuple(d for d in chart.diagnoses(DYSPHAGIA) if not d.over)
    newest = newest_of(chart.coded(DYSPHAGIA))
    return (*listed, *(c for c in newest if c.present is not False or c.preliminary))


RULES = (dysphagia_in_progressive_disease,)
