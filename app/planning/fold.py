"""The decision and the window of the planned dose, folded from all findings."""

from datetime import date

from app.clinical.chart import Chart
from app.clinical.finding import Action, Finding, Target
from app.clinical.plan import Decision, Plan
from app.knowledge.orders import Orders
from app.knowledge.parameters import Parameters
from app.planning.orders import standing_order, visit_orders
from app.rules.engine import Judgement

_DECISIONS = {
    Action.WARN: Decision.CAUTION,
    Action.HOLD: Decision.HOLD,
    Action.BLOCK: Decision.BLOCK,
}


def plan(chart: Chart, judgement: Judgement, orders: Orders, p: Parameters) -> Plan:
    """Fold the findings: nothing is ever proposed while a hold or block on the drug stands."""
    on_drug = [f for f in judgement.findings if f.target is Target.OCRELIZUMAB]
    worst = max((f.action for f in on_drug), default=Action.CLEAR)
    free = worst < Action.HOLD
    return Plan(
        decision=_DECISIONS.get(worst, Decision.PROCEED),
        proposals=visit_orders(chart, judgement, orders, p) if free else (),
        due=chart.course.due,
        earliest=_earliest(chart, on_drug),
        latest=chart.course.latest,
        review_on=judgement.review_on,
        standing=standing_order(chart, judgement, p) if free else None,
    )


def _earliest(chart: Chart, on_drug: list[Finding]) -> date | None:
    """The first day on which nothing that time releases is in the way; None while more is."""
    standing = [f for f in on_drug if f.action >= Action.HOLD]
    if any(f.releases_on is None for f in standing):
        return None
    return max((f.releases_on for f in standing if f.releases_on), default=chart.course.earliest)
