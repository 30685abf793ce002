"""Severe immunocompromise: known diseases, a recent transplantation or chemotherapy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months, days
from app.clinical.facts import Diagnosis, Fact, Grade
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.prior_treatment import last_exposure
from app.rules.rule import DECISION, ELIGIBILITY, HIGH, HOLD, MONITORING, Row, rule

PRIMARY, OTHER = "cond_immunodeficiency_primary", "cond_immunosuppressed_other"
BY_DRUG = "cond_immunosuppression_by_drug"
TRANSPLANTED, TRANSPLANTATION = "cond_transplant_status", "proc_transplant"
IN_CHEMOTHERAPY, CHEMOTHERAPY = "cond_chemotherapy", "proc_chemotherapy"
CYTOTOXIC = "drug_cytotoxic"

IMM_01 = Row(
    id="IMM-01",
    title="Severe immunocompromise",
    statement="Primary immunodeficiency, an immunodeficiency stated to be severe, and a "
    "transplantation or chemotherapy within the last 12 months hold the dose; immunosuppression "
    "because of a drug is only noted.",
    code="COND",
    cites=("S14", "S27", "general-knowledge"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "primary": "{found} is recorded, a primary immunodeficiency. Ocrelizumab weakens the "
        "immune system further, and infections can become dangerous. The dose waits until the "
        "decision of a specialist in immunology is recorded.",
        "severe": "{found} is recorded as severe. Ocrelizumab weakens the immune system further, "
        "and infections can become dangerous. The dose waits until the decision of a specialist "
        "is recorded.",
        "transplant": "A transplantation is recorded: {found}. For {months} months after it the "
        "immune system counts as severely weakened, and the dose is planned for {start}. The hold "
        "ends on {release}; before that a recorded decision of a specialist releases it.",
        "chemotherapy": "Chemotherapy is recorded: {found}. For {months} months after it the "
        "immune system counts as severely weakened, and the dose is planned for {start}. The hold "
        "ends on {release}; before that a recorded decision of a specialist releases it.",
        "inexact": "{found} is recorded: the exact date is needed. For {months} months after a "
        "transplantation or chemotherapy the immune system counts as severely weakened, and the "
        "dose is planned for {start}. Supply the date, or record the decision of a specialist.",
        "undated": "{found} is recorded without any date. For {months} months after a "
        "transplantation or chemotherapy the immune system counts as severely weakened. Supply "
        "the date, or record the decision of a specialist.",
        "by_drug": "{found} is recorded: immunosuppression because of a drug. Check that no drug "
        "other than ocrelizumab causes it.",
        "unstated": "{found} is recorded without saying how severe it is. If it is severe, ask a "
        "specialist before the dose.",
    },
    parameters=("immune.severe.months",),
    inputs=("Condition", "Procedure"),
    reads=(PRIMARY, TRANSPLANTED, TRANSPLANTATION, IN_CHEMOTHERAPY, CHEMOTHERAPY, CYTOTOXIC),
    reads_types=(
        "Condition",
        "Procedure",
        "MedicationAdministration",
        "MedicationRequest",
        "MedicationStatement",
        "MedicationDispense",
    ),
    if_unusable=(HOLD, HIGH),
    released_by=DECISION,
)
IMM_02 = Row(
    id="IMM-02",
    title="Immune status before each dose",
    statement="European label: the immune status may be tested before every later infusion.",
    code="LAB",
    cites=("S7",),
    texts={"test": "Consider testing the immune status before this infusion."},
    parameters=("immune.checkEachDose",),
)

_SEVERE = (Grade.SEVERE, Grade.LIFE_THREATENING, Grade.DISABLING)
_TEST = IMM_02.note("test")


@dataclass(frozen=True, slots=True)
class _Event:
    """A transplantation or a course of chemotherapy.

    Attributes:
        last: its day, or the last day it can have been.
        happened: the day is that of the event, not of writing it down.
    """

    fact: Fact
    last: PartialDate | None
    happened: bool = True


@rule(IMM_01)
def severe_immunocompromise(chart: Chart, p: Parameters) -> Iterator[Finding]:
    for disease in chart.diagnoses(PRIMARY, OTHER, BY_DRUG):
        if not disease.over:
            yield _immunodeficiency(disease)
    transplants = _performed(chart, TRANSPLANTATION)
    transplants += tuple(
        _Event(d, d.when, d.onset is not None) for d in chart.diagnoses(TRANSPLANTED)
    )
    yield from _recent(transplants, "transplant", chart, p)
    chemotherapies = (*_performed(chart, CHEMOTHERAPY), *_drugs(chart))
    chemotherapies += tuple(
        _Event(d, d.abatement or d.when) for d in chart.diagnoses(IN_CHEMOTHERAPY)
    )
    yield from _recent(chemotherapies, "chemotherapy", chart, p)


@rule(IMM_02)
def immune_status(chart: Chart, p: Parameters) -> Iterator[Finding]:
    if p.flag("immune.checkEachDose") and chart.course.started and not chart.course.stopped:
        yield _TEST


def _immunodeficiency(disease: Diagnosis) -> Finding:
    severe = disease.grade in _SEVERE or "severe" in disease.stated
    if PRIMARY in disease.topics or severe:
        return IMM_01.finding(
            HOLD,
            HIGH,
            "primary" if PRIMARY in disease.topics else "severe",
            because=(disease,),
            cause=disease.key,
            found=disease.display,
        )
    text = "by_drug" if BY_DRUG in disease.topics else "unstated"
    return IMM_01.note(text, disease, found=disease.display)


def _performed(chart: Chart, topic: str) -> tuple[_Event, ...]:
    return tuple(_Event(done, done.when) for done in chart.procedures(topic))


def _drugs(chart: Chart) -> tuple[_Event, ...]:
    exposure = last_exposure(chart, CYTOTOXIC)
    return () if exposure is None else (_Event(exposure.fact, exposure.last),)


def _recent(
    events: tuple[_Event, ...], kind: str, chart: Chart, p: Parameters
) -> Iterator[Finding]:
    """The last event decides; one of unknown day only where no other tells the day."""
    months = p.months("immune.severe.months")
    known = tuple(e for e in events if e.happened and e.last is not None)
    event = max(known or events, key=_latest, default=None)
    if event is None or (event.last is not None and _release(event.last, months) <= chart.start):
        return
    text, release = "undated", None
    if event.last is not None:
        release = _release(event.last, months)
        sure = event.happened and add_months(event.last.earliest, months) >= chart.start
        text = kind if sure else "inexact"
    yield IMM_01.finding(
        HOLD,
        HIGH,
        text,
        because=(event.fact,),
        basis=Basis.FINDING if text == kind else Basis.UNUSABLE,
        cause=kind,
        releases_on=release,
        found=event.fact.display,
        months=months,
        start=chart.start,
        release=release or "",
    )


def _latest(event: _Event) -> date:
    """One without any day may be the last."""
    return event.last.latest if event.last else date.max


def _release(last: PartialDate, months: int) -> date:
    """The first day that is more than these months after the last possible day."""
    return add_months(last.latest, months) + days(1)


RULES = (severe_immunocompromise, immune_status)
