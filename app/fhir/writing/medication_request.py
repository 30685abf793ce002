"""A proposal as MedicationRequest (contract.md 3, hl7.org/fhir/R4/medicationrequest.html)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.clinical.facts import Source
from app.clinical.plan import Proposal, RateStep
from app.fhir.writing.names import (
    CANONICAL,
    Json,
    coding,
    concept,
    identifier,
    quantity,
    quote,
    quote_facts,
    to,
)

AUTHOR = "Ocrelizumab CDS"
_OUTPATIENT = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
            "code": "outpatient",
            "display": "Outpatient",
        }
    ]
}
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Visit:
    """What the orders of one visit share.

    Attributes:
        key: value of groupIdentifier, one per visit.
        authored: the moment the answer speaks of.
        author: name and release, for notes.
    """

    patient: Source
    device: str
    key: str
    authored: str
    author: str


def medication_request(
    proposal: Proposal, visit: Visit, *, identity: str, issues: Sequence[str]
) -> Json:
    """Write one order.

    Args:
        identity: value of the identifier, stable for (patient, visit, order).
        issues: ids of the DetectedIssues that ride on the order.
    """
    written: Json = {
        "resourceType": "MedicationRequest",
        "identifier": [identifier("proposal", identity)],
        "status": "draft",
        "intent": "proposal",
        "category": [_OUTPATIENT],
        "medicationCodeableConcept": concept(*proposal.codings, text=proposal.medication),
        "subject": quote(visit.patient),
    }
    if proposal.because:
        written["supportingInformation"] = quote_facts(proposal.because)
    written |= {"authoredOn": visit.authored, "requester": to(visit.device, "Device")}
    if proposal.reasons:
        written["reasonReference"] = quote_facts(proposal.reasons)
    written |= {
        "instantiatesCanonical": [f"{CANONICAL}/ActivityDefinition/{proposal.action}"],
        "groupIdentifier": identifier("visit", visit.key),
    }
    if proposal.notes:
        written["note"] = [{"authorString": visit.author, "text": text} for text in proposal.notes]
    written["dosageInstruction"] = [_whole(proposal), *_steps(proposal)]
    if issues:
        written["detectedIssue"] = [to(issue, "DetectedIssue") for issue in issues]
    return written


def _whole(proposal: Proposal) -> Json:
    repeat: Json = {"count": 1}
    if proposal.minutes is not None:
        repeat |= {"duration": _short(proposal.minutes), "durationUnit": "min"}
    dose: Json = {"doseQuantity": quantity(proposal.dose_mg, "mg")}
    if proposal.steps:
        rates = [step.rate_ml_h for step in proposal.steps]
        dose["rateRange"] = {
            "low": quantity(min(rates), "mL/h"),
            "high": quantity(max(rates), "mL/h"),
        }
    written: Json = {"text": proposal.text}
    if proposal.patient_instruction:
        written["patientInstruction"] = proposal.patient_instruction
    written |= {
        "timing": {"repeat": repeat},
        "route": {"coding": [coding(proposal.route)]},
        "doseAndRate": [dose],
    }
    if proposal.before is None:
        written["maxDosePerAdministration"] = quantity(proposal.dose_mg, "mg")
    return written


def _steps(proposal: Proposal) -> list[Json]:
    count = len(proposal.steps)
    return [_step(proposal, n, count, step) for n, step in enumerate(proposal.steps, start=1)]


def _step(proposal: Proposal, number: int, count: int, step: RateStep) -> Json:
    minutes = _short(step.minutes)
    return {
        "sequence": number,
        "text": f"Step {number} of {count}: {step.rate_ml_h} mL/h for {minutes} min",
        "timing": {"repeat": {"duration": minutes, "durationUnit": "min"}},
        "route": {"coding": [coding(proposal.route)]},
        "doseAndRate": [{"rateQuantity": quantity(step.rate_ml_h, "mL/h")}],
    }


def _short(minutes: Decimal) -> Decimal:
    """Whole minutes as they are, others to a hundredth."""
    whole = minutes.to_integral_value()
    return whole if whole == minutes else minutes.quantize(_HUNDREDTH)
