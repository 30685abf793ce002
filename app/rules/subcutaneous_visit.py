"""The subcutaneous visit: what goes before the injection, and how long the patient is watched."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.allergy_list import allergies_to, names_of
from app.rules.corticosteroid import STEROIDS, steroid_choice
from app.rules.rule import (
    ELIGIBILITY,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    PREMEDICATION,
    WARN,
    Row,
    rule,
)
from app.rules.schedule import shipped_orders

SC_02 = Row(
    id="SC-02",
    with_order=True,
    title="Premedication of the subcutaneous dose",
    statement="Dexamethasone 20 mg by mouth, or an equivalent, and an antihistamine by mouth at "
    "least 30 minutes before every injection; an allergy to corticosteroids holds the dose.",
    code="ALGY",
    cites=("S8", "S12"),
    scope=(PREMEDICATION,),
    texts={
        "time": "Dexamethasone {mg} mg and the antihistamine are taken by mouth, at least "
        "{minutes} minutes before the injection.",
        "allergy": "An allergy to {substance} is recorded, and a corticosteroid is given before "
        "every injection. Choose the premedication with a specialist, or correct the allergy.",
        "accepted": "An allergy to {substance} is recorded. The site gives dexamethasone all the "
        "same: check the allergy before it is given.",
    },
    parameters=("premed.steroid.equivalent",),
    inputs=("AllergyIntolerance",),
)
SC_03 = Row(
    id="SC-03",
    with_order=True,
    title="Watching after the subcutaneous dose",
    statement="Watch the patient for at least 1 hour after the first injection and for at least "
    "15 minutes after later ones.",
    code="TIME",
    cites=("S8", "S12"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "first": "Watch the patient for at least {minutes} minutes after this injection, the first "
        "one that is known.",
        "later": "Watch the patient for at least {minutes} minutes after this injection.",
    },
    parameters=("mon.sc.firstObserveMinutes", "mon.sc.laterObserveMinutes"),
    inputs=("MedicationAdministration",),
)


@rule(SC_02)
def subcutaneous_premedication(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An allergy to any corticosteroid holds the dose, as it does before an infusion."""
    if chart.question.product != "sc":
        return
    template = shipped_orders().template("dexamethasone")
    if template.before is not None:
        yield SC_02.note("time", mg=str(template.dose_mg), minutes=template.before.low)
    allergies = allergies_to(chart, *STEROIDS)
    if allergies:
        accepted = steroid_choice(chart, p) is not None
        yield SC_02.finding(
            WARN if accepted else HOLD,
            LOW if accepted else MODERATE,
            "accepted" if accepted else "allergy",
            because=allergies,
            substance=names_of(allergies),
        )


@rule(SC_03)
def observation_after_the_injection(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Longer after the first injection; one that was not completed does not count as the first."""
    if chart.question.product != "sc":
        return
    known = [] if chart.course.restart else chart.course.doses
    earlier = [given for d in known if d.subcutaneous and d.whole for given in d.facts]
    text = "later" if earlier else "first"
    yield SC_03.note(text, *earlier, minutes=p.minutes(f"mon.sc.{text}ObserveMinutes"))


RULES = (subcutaneous_premedication, observation_after_the_injection)
