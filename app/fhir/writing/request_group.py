"""The orders of a visit as one RequestGroup (http://hl7.org/fhir/R4/requestgroup.html)."""

from datetime import datetime

from app.clinical.plan import Proposal
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


def request_group(
    proposals: tuple[Proposal, ...], visit: Visit, *, identity: str, release: str, ids: list[str]
) -> Json:
    """Tie premedication to the infusion that it comes before; `ids` are the orders' ids."""
    infusion = next(p for p in proposals if p.before is None)
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
    if infusion.reasons:
        written["reasonReference"] = quote_facts(infusion.reasons)
    written["action"] = [_action(p, identity, infusion.action) for p, identity in ordered]
    return written


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
