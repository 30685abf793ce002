"""MedicationRequest: orders and plans, of medicines and of vaccines; our own proposals."""

from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import Medication, Vaccination, VaccineClass
from app.fhir.r4.medication_request import MedicationRequest
from app.fhir.reading.entry import Entry
from app.fhir.reading.immunization import ordered
from app.fhir.reading.intake import Intake
from app.fhir.reading.orders import Instructions, after, instructions, reasons
from app.fhir.reading.preparation import mixture
from app.fhir.reading.products import Product, product, unknown_product
from app.fhir.writing.names import CANONICAL, system

_PLANNED: Final = ("active", "draft", "on-hold")
_OURS: Final = f"{CANONICAL}/ActivityDefinition/"
_PROPOSAL: Final = system("proposal")
NO_FACT: Final = "status entered-in-error is no fact"
NOT_AN_ORDER: Final = "doNotPerform: it asks that nothing be given"


def read(request: MedicationRequest, entry: Entry, intake: Intake) -> None:
    if request.status == "entered-in-error":
        intake.messages.count("MedicationRequest", NO_FACT, entry.place)
        return
    if request.doNotPerform:
        intake.messages.count("MedicationRequest", NOT_AN_ORDER, entry.place)
        return
    known = product(request.medicationCodeableConcept, request.medicationReference, entry, intake)
    if known.problem:
        intake.facts.doubtful.update(("MedicationRequest", "MedicationStatement"))
        intake.unreadable(entry, known.topics, known.problem, known.concept.name)
        return
    status = request.status or "unknown"
    authored = intake.day(request.authoredOn)
    if status not in _PLANNED and not intake.dated(entry, authored, known.concept):
        return
    if ordered(known.concept, intake) is not None:
        _vaccine(request, known, entry, intake)
        return
    if not known.topics:
        _without_topics(known, authored, entry, intake)
        return
    told = instructions(request.dosageInstruction, known, intake)
    why = reasons(request.reasonCode, request.reasonReference, entry, intake)
    fact = Medication(
        when=authored,
        source=intake.source(entry),
        name=known.concept.name,
        topics=known.topics,
        key=known.concept.key,
        status=status,
        intent=request.intent or "",
        planned=told.planned or _validity(request, intake),
        ends=_ends(request, told, authored, intake),
        routes=told.routes,
        route_stated=told.route_stated,
        dose_mg=told.dose_mg,
        ours=_ours(request),
        reasons=why.topics,
        reason_stated=why.stated,
        reason_coded=why.coded,
        order=entry.place,
        mixture=mixture(
            request.medicationReference, request.dosageInstruction, known, entry, intake
        ),
    )
    intake.facts.medications.append(fact)


def _without_topics(
    known: Product, authored: PartialDate | None, entry: Entry, intake: Intake
) -> None:
    if {code for _, code in known.concept.codes} == {"no-known-medications"}:
        intake.none_known("MedicationRequest", entry, authored)
    else:
        unknown_product(known, entry, intake)


def _vaccine(request: MedicationRequest, known: Product, entry: Entry, intake: Intake) -> None:
    """An ordered vaccine is a planned vaccination; a finished order is none."""
    if request.status not in _PLANNED:
        reason = f"an order of a vaccine with status {request.status}"
        intake.messages.count("MedicationRequest", reason, entry.place)
        return
    told = instructions(request.dosageInstruction, known, intake)
    fact = Vaccination(
        when=told.planned or _validity(request, intake),
        source=intake.source(entry),
        name=known.concept.name,
        kind=ordered(known.concept, intake) or VaccineClass.UNKNOWN,
        key=known.concept.key,
        recorded=intake.day(request.authoredOn),
        planned=True,
    )
    intake.facts.vaccinations.append(fact)


def _validity(request: MedicationRequest, intake: Intake) -> PartialDate | None:
    dispense = request.dispenseRequest
    return intake.start(dispense.validityPeriod) if dispense is not None else None


def _ends(
    request: MedicationRequest, told: Instructions, authored: PartialDate | None, intake: Intake
) -> PartialDate | None:
    dispense = request.dispenseRequest
    if told.ends is not None or dispense is None:
        return told.ends
    until = intake.end(dispense.validityPeriod)
    return until or after(told.planned or authored, dispense.expectedSupplyDuration)


def _ours(request: MedicationRequest) -> bool:
    """A proposal of this service, sent back in the record."""
    plans = request.instantiatesCanonical or ()
    if any(plan is not None and plan.startswith(_OURS) for plan in plans):
        return True
    return any(i.system == _PROPOSAL for i in request.identifier or ())
