"""Other adverse effects on treatment: pyoderma gangrenosum, and those that are only told."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import Diagnosis, Reaction
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import ELIGIBILITY, MODERATE, MONITORING, WARN, Row, rule

PYODERMA = "cond_pyoderma_gangrenosum"

ADR_01 = Row(
    id="ADR-01",
    title="Other adverse effects",
    statement="Depression, peripheral oedema, back or limb pain, cough and antibodies against the "
    "drug are told; pyoderma gangrenosum on treatment is a warning.",
    code="REACT",
    cites=("seed-003",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "pyoderma": "{disease} is recorded since {since}, during treatment with ocrelizumab. It is "
        "a known adverse effect. Refer to dermatology and decide whether to go on.",
        "inexact": "{disease} is recorded since {since}: the exact date is needed. If it began "
        "after the first dose of ocrelizumab it may be an adverse effect. Supply the date, and "
        "refer to dermatology.",
        "others": "Other adverse effects to ask about: depression, swollen legs, pain of the back "
        "or limbs, cough. Antibodies against the drug can form.",
    },
    inputs=("Condition",),
    reads=(PYODERMA,),
    reads_types=("Condition", "AdverseEvent"),
    if_unusable=(WARN, MODERATE),
    with_order=True,
)
_OTHERS = ADR_01.note("others")


@rule(ADR_01)
def other_adverse_effects(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    if not chart.course.started:
        return
    yield _OTHERS
    listed: tuple[Diagnosis | Reaction, ...] = (
        *(d for d in chart.diagnoses(PYODERMA) if not d.over),
        *(r for r in chart.reactions(PYODERMA) if not r.resolved),
    )
    for disease in listed:
        finding = _judged(disease, chart)
        if finding is not None:
            yield finding


def _judged(disease: Diagnosis | Reaction, chart: Chart) -> Finding | None:
    """What was there before the first dose is not an effect of it."""
    began, first = disease.when, chart.course.first_day
    if began is not None and first is not None and began.latest < first.earliest:
        return None
    sure = _onset_known(disease) and _not_before(began, first)
    return ADR_01.finding(
        WARN,
        MODERATE,
        "pyoderma" if sure else "inexact",
        because=(disease,),
        basis=Basis.FINDING if sure else Basis.UNUSABLE,
        cause=disease.key,
        disease=disease.name or "Pyoderma gangrenosum",
        since=began.text if began else "an unknown day",
    )


def _onset_known(disease: Diagnosis | Reaction) -> bool:
    """A day on which it was only written down is the latest it can have begun."""
    return disease.onset_stated if isinstance(disease, Reaction) else disease.onset is not None


def _not_before(began: PartialDate | None, first: PartialDate | None) -> bool:
    return began is not None and first is not None and began.earliest >= first.latest


RULES = (other_adverse_effects,)
