"""Dose history: whether the record tells which doses of ocrelizumab were given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.dates import PartialDate, days
from app.clinical.facts import Fact, Medication
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import DECISION, HOLD, MODERATE, Row, rule
from app.rules.schedule import OCRELIZUMAB

DOSE_01 = Row(
    id="DOSE-01",
    title="Dose history not settled",
    statement="The first infusion is 300 mg, never 600 mg. Only an administration counts as a "
    "dose; an order that was carried out, a dispense, a statement or a planned day long past "
    "without an administration is a contradiction that a person settles.",
    code="DOSE",
    cites=("seed-000", "seed-001", "seed-002", "seed-003"),
    texts={
        "missing": "No administration of ocrelizumab is in the record, and the record does not "
        "say that its list of administrations is complete. Without it the first dose cannot be "
        "told from a later one. Supply the administrations, or record that the patient was never "
        "treated.",
        "conflict": "The record speaks of ocrelizumab without an administration: {evidence}. If "
        "this was a dose, the planned one is another dose on another day. Record whether it "
        "counts as a dose, or supply the administration.",
        "undeclared": "The doses in the record were used, but the list of administrations was "
        "not declared complete. Confirm that no later dose was given.",
    },
    parameters=("dose.planned.staleDays", "dose.secondInfusion.minDays"),
    inputs=("MedicationAdministration",),
    reads=OCRELIZUMAB,
    released_by=DECISION,
)

_NO_DISPENSE = ("cancelled", "declined", "preparation")
_TAKEN = ("active", "completed", "stopped", "on-hold", "unknown")
_PLANS = ("draft", "active", "on-hold", "unknown")
_NEXT_DAY = days(1)
_KINDS = {
    "MedicationRequest": "an order",
    "MedicationDispense": "a dispense",
    "MedicationStatement": "a statement",
}


@rule(DOSE_01)
def dose_history(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Doses are known when they are administrations of a complete list, and nothing contradicts."""
    evidence = _doses_without_administration(chart, p)
    if evidence:
        yield DOSE_01.finding(
            HOLD,
            MODERATE,
            "conflict",
            because=evidence,
            implicated=[e for e in evidence if e.source.type == "MedicationRequest"],
            basis=Basis.CONFLICTING,
            cause="conflict",
            evidence="; ".join(
                f"{_KINDS.get(e.source.type, 'a charge')} ({e.display})" for e in evidence
            ),
        )
    declared = chart.declared("MedicationAdministration")
    if chart.course.started:
        given = tuple(a for dose in chart.course.doses for a in dose.facts)
        yield DOSE_01.clear(*given) if declared else DOSE_01.note("undeclared", *given)
    elif not declared and not evidence:
        yield DOSE_01.finding(
            HOLD,
            MODERATE,
            "missing",
            basis=Basis.MISSING,
            missing=[
                Missing("MedicationAdministration", name, path="medication") for name in OCRELIZUMAB
            ],
        )
    elif not evidence:
        yield DOSE_01.clear()


def _doses_without_administration(chart: Chart, p: Parameters) -> tuple[Fact, ...]:
    """What speaks of a dose that no administration shows (catalogue 6.2, Dose history)."""
    orders = chart.medications(*OCRELIZUMAB)
    charged = chart.procedures(*OCRELIZUMAB)
    if not orders and not charged:
        return ()
    carried_out = {a.order for dose in chart.course.doses for a in dose.facts if a.order}
    open_orders = [o for o in orders if not o.ours and o.order not in carried_out]
    claims: list[Fact] = [
        *(_on_its_day(o) for o in open_orders if _claims_dose(o, chart, p)),
        *charged,
    ]
    if not chart.course.started:
        return tuple(claims)
    return tuple(c for c in claims if c.when and _of_one_more_dose(c, c.when, chart, p))


def _on_its_day(order: Medication) -> Medication:
    """A decision taken before the day that an order is for cannot have looked at it."""
    return replace(order, when=order.planned) if order.planned else order


def _of_one_more_dose(claim: Fact, day: PartialDate, chart: Chart, p: Parameters) -> bool:
    """Whether the day of a claim fits none of the doses given.

    While one infusion of the pair is known, a day nearer to the other one speaks of that.
    """
    last = chart.course.last_day
    if last is None or _statement(claim):
        return False
    if not chart.course.open_pair:
        return day.earliest > last.latest + days(p.days("dose.planned.staleDays"))
    near = _half_the_pair(p)
    before = day.latest < last.earliest - near and _names_the_day(claim)
    return day.earliest > last.latest + near or before


def _half_the_pair(p: Parameters) -> timedelta:
    return days(p.days("dose.secondInfusion.minDays") // 2)


def _names_the_day(claim: Fact) -> bool:
    """The day on which an order was written or supplied is not that of the dose."""
    if isinstance(claim, Medication):
        return claim.planned is not None
    return True


def _statement(fact: Fact) -> bool:
    """A statement of a treated patient tells of the treatment, not of one more dose."""
    return fact.source.type == "MedicationStatement"


def _claims_dose(order: Medication, chart: Chart, p: Parameters) -> bool:
    if order.source.type == "MedicationDispense":
        # What the pharmacy supplied for the planned day is the dose judged.
        lead = _half_the_pair(p) if chart.course.next is Next.SECOND else _NEXT_DAY
        ahead = order.when is not None and order.when.earliest >= chart.start - lead
        return order.status not in _NO_DISPENSE and not ahead
    if order.source.type == "MedicationStatement":
        return order.status in _TAKEN
    if order.status in ("completed", "stopped"):
        return not (chart.course.stopped and order.status == "stopped")
    # An order for a period is a standing plan until the period is over.
    intended = order.planned and (order.ends or order.planned)
    stale = days(p.days("dose.planned.staleDays"))
    past = intended is not None and intended.latest < chart.as_of - stale
    return order.status in _PLANS and past


RULES = (dose_history,)
