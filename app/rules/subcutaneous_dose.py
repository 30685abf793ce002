"""The subcutaneous dose: what is ordered, and whether the injections so far are in order."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.course import Dose
from app.clinical.cycles import infusions
from app.clinical.finding import Basis, Finding
from app.knowledge.parameters import Parameters
from app.rules.route import by_another_route
from app.rules.rule import DECISION, HIGH, HOLD, LOW, MODERATE, WARN, Row, rule
from app.rules.schedule import schedule_in_force, shipped_orders

TEMPLATE = "ocrelizumab-sc-920mg"

SC_01 = Row(
    id="SC-01",
    with_order=True,
    title="Subcutaneous dose",
    statement="920 mg with 23,000 units of hyaluronidase in 23 mL, under the skin of the abdomen "
    "over about 10 minutes, every 6 months; the first dose is not split. Every injection of the "
    "present cycle must be complete.",
    code="DOSE",
    cites=("S8", "S12"),
    texts={
        "dose": "{dosage} The next dose follows after {months} months; the first one is not split.",
        "no_rate": "A rate table was asked for. The subcutaneous product has none.",
        "conflict": "The entries of the injection of {given} contradict each other in amount or "
        "day. Correct them, or record what was given.",
        "partial": "The injection of {given} is recorded as {status}, so it may be incomplete "
        "({amount}). Decide whether it counts and what to give next.",
        "route": "The injection of {given} is recorded by a route that the subcutaneous product "
        "does not have. Whether it counts as a dose is not certain. Correct the entry, or decide "
        "what to give next.",
        "unexpected": "The injection of {given} was {amount}; the subcutaneous product has one "
        "dose, {mg} mg. Check the entry and decide what to give next.",
        "amount": "The injection of {given} has no readable amount in the record; the dose is "
        "{mg} mg. Confirm that it was given in full.",
        "twice": "Doses of {days} are recorded in one cycle, but an injection is one dose for "
        "{months} months. They may be one dose entered twice, or too much. Correct the entries; "
        "if they are right, decide with a specialist before any more.",
    },
    parameters=(
        "dose.intervalMonths",
        "dose.secondInfusion.minDays",
        "dose.secondInfusion.maxDays",
    ),
    inputs=("MedicationAdministration",),
    released_by=DECISION,
)


@rule(SC_01)
def subcutaneous_order(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """What is told beside the order of the injection."""
    if chart.question.product != "sc":
        return
    yield SC_01.note(
        "dose",
        dosage=shipped_orders().template(TEMPLATE).dosage(),
        months=p.months("dose.intervalMonths"),
    )
    if chart.question.option:
        yield SC_01.note("no_rate")


@rule(SC_01)
def present_injections(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Each injection of the present cycle is whole, of the one amount, and the only dose in it."""
    course = chart.course
    if not course.started or course.restart:
        return
    counted = infusions(course.cycle, schedule_in_force(p))
    injections = [dose for dose in counted if dose.subcutaneous]
    for dose in injections:
        yield from _fault(dose, p)
    if injections and len(counted) > 1:
        yield SC_01.finding(
            HOLD,
            HIGH,
            "twice",
            because=[given for dose in counted for given in dose.facts],
            cause="twice",
            days=" and ".join(_day(dose) for dose in counted),
            months=p.months("dose.intervalMonths"),
        )


def _fault(dose: Dose, p: Parameters) -> Iterator[Finding]:
    text, basis = _text(dose, p)
    if not text:
        return
    warned = text == "amount"
    yield SC_01.finding(
        WARN if warned else HOLD,
        LOW if warned else MODERATE,
        text,
        because=dose.facts,
        basis=basis,
        cause=f"{text}|{dose.when or 'undated'}",
        given=_day(dose),
        status=dose.facts[-1].status,
        amount=f"{dose.mg} mg" if dose.mg is not None else "amount not stated",
        mg=str(schedule_in_force(p).subcutaneous_mg),
    )


def _text(dose: Dose, p: Parameters) -> tuple[str, Basis]:
    """What is wrong with an injection, "" when nothing is."""
    if dose.conflicting:
        return "conflict", Basis.CONFLICTING
    if not dose.whole:
        return "partial", Basis.FINDING
    if by_another_route(dose):
        return "route", Basis.FINDING
    if dose.mg is None:
        return "amount", Basis.UNUSABLE if dose.unreadable else Basis.MISSING
    right = dose.mg == schedule_in_force(p).subcutaneous_mg
    return ("", Basis.FINDING) if right else ("unexpected", Basis.FINDING)


def _day(dose: Dose) -> str:
    return dose.when.text if dose.when else "an unknown date"


RULES = (subcutaneous_order, present_injections)
