"""Which findings and orders an operation shows; every call judges all rows (decisions.md 1)."""

from collections.abc import Mapping
from dataclasses import replace

from app.clinical.finding import Action, Finding, Target
from app.clinical.plan import Plan
from app.rules.rule import ELIGIBILITY, MONITORING, PREMEDICATION, Row

EVALUATE = "evaluate"
OPERATIONS = (ELIGIBILITY, PREMEDICATION, MONITORING, EVALUATE)


def shows(
    operation: str, finding: Finding, rows: Mapping[str, Row], *, ordered: bool = True
) -> bool:
    """Whether the operation shows the finding; what stops the drug is shown by all.

    How the drug is given is told only where it is `ordered`.
    """
    row = rows[finding.row]
    tied = row.with_order and finding.text not in row.without_order
    if finding.action is Action.NOTE and tied and not ordered:
        return False
    if operation == EVALUATE:
        return True
    stops = finding.action >= Action.HOLD and finding.target is Target.OCRELIZUMAB
    return stops or operation in row.scope


def orders_in(operation: str, plan: Plan) -> Plan:
    """The plan with the orders that the operation answers with (contract.md section 1)."""
    if operation == MONITORING:
        return replace(plan, proposals=(), standing=None)
    if operation == ELIGIBILITY:
        return replace(plan, proposals=tuple(p for p in plan.proposals if p.before is None))
    return plan
