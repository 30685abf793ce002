"""The orders of a visit as one RequestGroup (http://hl7.org/fhir/R4/requestgroup.html)."""

from datetime import datetime

from app.clinical.facts import Fact
from app.clinical.plan import Plan, Proposal
from app.fhir.writing.medication_request import Visit
from app.fhir.writing.names import (
    CANONICAL,
    Json,
    identifier,
    quantity,
    quote,
    quote_facts,
    to,
)

_CREATE = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/action-type", "code": "create"}]
}


STANDING = "ocrelizumab-as-ordered"


def request_group(plan: Plan, visit: Visit, *, identity: str, release: str, ids: list[str]) -> Json:
    """Tie premedication to the infusion that it comes before; `ids` are the orders' ids.

    Where the infusion is ordered already, its action quotes that order.
    """
    proposals = plan.proposals
    infusion = next((p.action for p in proposals if p.before is None), STANDING)
    ordered = sorted(zip(proposals, ids, strict=True), key=lambda pair: pair[0].before is None)
    written: Json = {
        "resourceType": "RequestGroup",
        "identifier": [identifier("proposal", identity)],
        "instantiatesCanonical": [f"{CANONICAL}/PlanDefinition/ocrelizumab|{release}"],
        "groupIdentifier": identifier("visit", visit.key),
        "status": "draft",
        "intent": "proposal",
        "subject": quote(visit.patient),
        "authoredOn": visit.authored,
        "author": to(visit.device, "Device"),
    }
    reasons = proposals[0].reasons
    if reasons:
        written["reasonReference"] = quote_facts(reasons)
    actions = [_action(p, order, infusion) for p, order in ordered]
    if plan.standing is not None:
        actions.append(_as_ordered(plan.standing))
    return written | {"action": actions}


def _as_ordered(standing: Fact) -> Json:
    """The infusion as somebody else ordered it."""
    return {
        "id": STANDING,
        "title": "Ocrelizumab as ordered",
        "resource": quote(standing.source, standing.display),
    }


def _action(proposal: Proposal, order: str, infusion: str) -> Json:
    written: Json = {"id": proposal.action, "title": proposal.title}
    if not proposal.required:
        written["requiredBehavior"] = "could"
    if proposal.before is not None:
        written["relatedAction"] = [_before(proposal.before, infusion)]
    else:
        written["timingDateTime"] = _moment(proposal)
    return written | {"type": _CREATE, "resource": to(order, "MedicationRequest")}


def _before(minutes: tuple[int, int], infusion: str) -> Json:
    low, high = minutes
    offset: Json = (
        {"offsetDuration": quantity(low, "min")}
        if low == high
        else {"offsetRange": {"low": quantity(low, "min"), "high": quantity(high, "min")}}
    )
    return {"actionId": infusion, "relationship": "before-start"} | offset


def _moment(proposal: Proposal) -> str:
    start = proposal.start
    return start.isoformat(timespec="seconds") if isinstance(start, datetime) else str(start)
