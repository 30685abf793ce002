"""Progressive multifocal leukoencephalopathy: new neurological symptoms, and the disease itself."""

from collections.abc import Iterator, Sequence
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    BLOCK,
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    MODERATE,
    MONITORING,
    NEVER,
    WARN,
    Row,
    rule,
)

SYMPTOM, DISEASE = "symptom_pml_suspect", "cond_pml"
Symptom = Diagnosis | Coded

PML_01 = Row(
    id="PML-01",
    title="New neurological symptom: exclude PML",
    statement="New neurological symptoms are evaluated at once; at the first sign suggestive of "
    "progressive multifocal leukoencephalopathy (PML) ocrelizumab is withheld.",
    code="COND",
    cites=("seed-001", "seed-002", "seed-003", "S13"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "new": "{symptom} began on {since}, after the first dose of ocrelizumab. It can be a sign "
        "of PML, an infection of the brain. Examine the patient urgently, with MRI and JC virus "
        "PCR in the cerebrospinal fluid; the dose waits until a decision that PML is excluded is "
        "recorded.",
        "progressive": "{symptom}, since {since}, is recorded as progressing or recurring. "
        "It can be a sign of PML, an infection of the brain. Examine the patient urgently, with "
        "MRI and JC virus PCR in the cerebrospinal fluid; the dose waits until a decision that PML "
        "is excluded is recorded.",
        "inexact": "{symptom} is dated {since}: the exact date is needed. If it is new and began "
        "after the first dose of ocrelizumab it can be a sign of PML, an infection of the brain. "
        "Supply the date, or record the decision that PML is excluded.",
        "undated": "{symptom} is recorded during treatment without the day it began. A new one can "
        "be a sign of PML, an infection of the brain. Find out when it began.",
        "text": "An entry on {symptom} of {since} holds only free text, which was not read. A new "
        "neurological symptom can be a sign of PML, an infection of the brain. Read it.",
        "over": "{symptom} began on {since}, after the first dose of ocrelizumab, and is recorded "
        "as resolved. Confirm that it was examined and that PML was excluded.",
    },
    parameters=("pml.newSymptomMonths",),
    inputs=("Condition",),
    reads=(SYMPTOM,),
    if_unusable=(WARN, MODERATE),
    released_by=DECISION,
    aliases=("PML-02", "PML-03"),
)
PML_04 = Row(
    id="PML-04",
    title="Progressive multifocal leukoencephalopathy",
    statement="Confirmed PML stops ocrelizumab for good.",
    code="COND",
    cites=("seed-003", "S13"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "confirmed": "{disease} is recorded. Ocrelizumab is stopped for good after PML.",
        "suspected": "{disease} is recorded as not confirmed. Ocrelizumab is withheld at the first "
        "suspicion of PML. The dose waits until the diagnosis is confirmed or refuted.",
    },
    inputs=("Condition",),
    reads=(DISEASE,),
    if_unusable=(HOLD, HIGH),
    released_by=NEVER,
)


@rule(PML_04)
def pml(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    """Confirmed once is for ever; a suspicion holds until it is confirmed or refuted."""
    found = chart.diagnoses(DISEASE)
    confirmed = [d for d in found if d.confirmed]
    suspected = [d for d in found if not d.confirmed and not d.over]
    if confirmed:
        yield PML_04.finding(
            BLOCK, HIGH, "confirmed", because=confirmed, disease=confirmed[0].name or "PML"
        )
    elif suspected:
        yield PML_04.finding(
            HOLD, HIGH, "suspected", because=suspected, disease=suspected[0].name or "PML"
        )


@rule(PML_01)
def new_neurological_symptom(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """One symptom, however often listed, is judged by its earliest day."""
    if not chart.course.started:
        return
    by_symptom: dict[str, list[Symptom]] = {}
    listed: tuple[Symptom, ...] = (*chart.diagnoses(SYMPTOM), *chart.coded(SYMPTOM))
    for fact in listed:
        if not isinstance(fact, Coded) or fact.present is not False:
            by_symptom.setdefault(fact.key, []).append(fact)
    months = p.months("pml.newSymptomMonths")
    for facts in by_symptom.values():
        finding = _judged(chart, facts, months)
        if finding is not None:
            yield finding


def _judged(chart: Chart, facts: Sequence[Symptom], months: int) -> Finding | None:
    first = chart.course.first_day
    known = [f for f in facts if f.when is not None and not f.problem]
    earliest = min(known, key=lambda f: f.when.latest if f.when else chart.as_of, default=None)
    began = earliest.when if earliest else None
    if began is not None and first is not None and began.latest < first.earliest:
        return None  # known before treatment
    if began is not None and add_months(began.latest, months) < chart.as_of:
        return _said(facts, "progressive", began) if _progressing(facts) else None
    if all(isinstance(f, Coded) and f.text_only for f in facts):
        return _said(facts, "text", began)
    if began is None or not _onset_known(earliest):
        return _said(facts, "undated", began)
    if all(isinstance(f, Diagnosis) and f.over for f in facts):
        return _said(facts, "over", began)
    sure = first is not None and began.earliest >= first.latest
    sure = sure and add_months(began.earliest, months) >= chart.as_of
    until = add_months(began.latest, months) + days(1)
    return _said(facts, "new" if sure else "inexact", began, until)


def _onset_known(fact: Symptom | None) -> bool:
    """The day of an observation is the day it was seen; a diagnosis must state its onset."""
    return isinstance(fact, Coded) or (fact is not None and fact.onset is not None)


def _progressing(facts: Sequence[Symptom]) -> bool:
    return any(
        isinstance(f, Diagnosis)
        and (
            not f.stated.isdisjoint(("progressive", "progressing"))
            or f.clinical in ("recurrence", "relapse")
        )
        for f in facts
    )


def _said(
    facts: Sequence[Symptom], text: str, began: PartialDate | None, until: date | None = None
) -> Finding:
    holds = text in ("new", "progressive", "inexact")
    unusable = text in ("inexact", "undated", "text")
    return PML_01.finding(
        HOLD if holds else WARN,
        HIGH if holds else MODERATE,
        text,
        because=facts,
        basis=Basis.UNUSABLE if unusable else Basis.FINDING,
        cause=facts[0].key,
        until=until,
        symptom=facts[0].name or "A neurological symptom",
        since=began.text if began else "an unknown day",
    )


RULES = (pml, new_neurological_symptom)
