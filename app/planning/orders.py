"""The orders of the visit, made from templates: the dose, its rates, its premedication."""

from collections.abc import Iterator
from datetime import date, datetime

from app.clinical.chart import Chart
from app.clinical.course import Next
from app.clinical.facts import Fact, Medication
from app.clinical.finding import Action, Target
from app.clinical.plan import Coding, Proposal, RateStep
from app.knowledge.orders import Coding as TemplateCoding
from app.knowledge.orders import Orders, RateTable, Template
from app.knowledge.parameters import Parameters
from app.rules.corticosteroid import steroid_choice
from app.rules.counselling import patient_instruction
from app.rules.engine import Judgement
from app.rules.ordering import standing_orders
from app.rules.premedication import antihistamine_choice, antipyretic_suppressed
from app.rules.rate import rate_table_in_force

INDICATION = "IND-01"
_INFUSIONS = {
    Next.FIRST: ("ocrelizumab-300mg", "infusion 1"),
    Next.SECOND: ("ocrelizumab-300mg", "infusion 2"),
    Next.MAINTENANCE: ("ocrelizumab-600mg", "maintenance"),
}
_INJECTION = "ocrelizumab-sc-920mg"
_VISITS = {"iv": "infusion", "sc": "injection"}


def standing_order(chart: Chart, judgement: Judgement, p: Parameters) -> Medication | None:
    """The order of somebody else for this dose, where nothing speaks against it."""
    doubted = any(f.target is Target.ORDER and f.action >= Action.HOLD for f in judgement.findings)
    return None if doubted else next(iter(standing_orders(chart, p)), None)


def visit_orders(
    chart: Chart, judgement: Judgement, orders: Orders, p: Parameters
) -> tuple[Proposal, ...]:
    """The infusion or injection first, then what goes before it.

    Where an order for the dose stands already, only what goes before it; nothing beside an order
    that is in doubt. Call it only when neither hold nor block stands on ocrelizumab.
    """
    standing = standing_orders(chart, p)
    if standing and standing_order(chart, judgement, p) is None:
        return ()
    reasons = tuple(f for c in judgement.cleared if c.row == INDICATION for f in c.because)
    premedication = tuple(_before(t, chart, reasons) for t in _premedication(chart, orders, p))
    if standing:
        return premedication
    return (_infusion(chart, judgement, orders, p, reasons), *premedication)


def _infusion(
    chart: Chart,
    judgement: Judgement,
    orders: Orders,
    p: Parameters,
    reasons: tuple[Fact, ...],
) -> Proposal:
    template, which, rates = _dose(chart, orders, p)
    return Proposal(
        action=template.id,
        title=f"{template.title}, {which}",
        medication=template.medication_text,
        codings=tuple(_coding(c) for c in template.codings),
        text=template.dosage(rates),
        route=_coding(template.route),
        dose_mg=template.dose_mg,
        start=_start(chart),
        steps=tuple(RateStep(s.rate_ml_h, s.minutes) for s in rates.steps) if rates else (),
        minutes=rates.total_minutes if rates else template.minutes,
        notes=(template.note,) if template.note else (),
        patient_instruction=patient_instruction(chart, p),
        because=_supporting(judgement, reasons),
        reasons=reasons,
        warnings=tuple(
            f
            for f in judgement.findings
            if f.action is Action.WARN and f.target is Target.OCRELIZUMAB
        ),
    )


def _dose(chart: Chart, orders: Orders, p: Parameters) -> tuple[Template, str, RateTable | None]:
    """The template of the dose, which dose it is, and the rates of an infusion."""
    if chart.question.product == "sc":
        which = "first dose" if chart.course.before_first else "next dose"
        return orders.template(_INJECTION), which, None
    name, which = _INFUSIONS[chart.course.next]
    return orders.template(name), which, orders.rate_table(rate_table_in_force(chart, p))


def _before(template: Template, chart: Chart, reasons: tuple[Fact, ...]) -> Proposal:
    before = template.before
    return Proposal(
        action=template.id,
        title=template.title,
        medication=template.medication_text,
        codings=tuple(_coding(c) for c in template.codings),
        text=template.dosage(visit=_VISITS[chart.question.product]),
        route=_coding(template.route),
        dose_mg=template.dose_mg,
        start=_start(chart),
        before=(before.low, before.high) if before else (0, 0),
        required=template.required,
        reasons=reasons,
    )


def _premedication(chart: Chart, orders: Orders, p: Parameters) -> Iterator[Template]:
    """The rules hold the dose where no steroid or antihistamine is left, so both are here."""
    steroid = steroid_choice(chart, p)
    if steroid is not None:
        yield orders.template(steroid)
    antihistamine = antihistamine_choice(chart, p)
    if antihistamine is not None:
        product, reduced = antihistamine
        yield orders.antihistamine(product, reduced=reduced)
    if not antipyretic_suppressed(chart, p):
        yield orders.template("antipyretic")


def _supporting(judgement: Judgement, reasons: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts that cleared a row, each once; the reasons have an element of their own."""
    facts = {id(f): f for cleared in judgement.cleared for f in cleared.because}
    return tuple(f for f in facts.values() if f not in reasons)


def _start(chart: Chart) -> date | datetime:
    return chart.question.planned_time or chart.start


def _coding(code: TemplateCoding) -> Coding:
    return Coding(code.system, code.code, code.display)
