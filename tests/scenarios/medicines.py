"""Medicines and vaccines of a case: given, ordered, stated, recommended."""

from typing import Final

from tests.bundles import Json, concept
from tests.scenarios import given
from tests.scenarios.amounts import HL7, PATIENT, dated, period, quantity
from tests.scenarios.words import SYSTEMS, coded

_ROUTES: Final = {
    "intravenous": "47625008",
    "subcutaneous": "34206005",
    "oral": "26643006",
    "intramuscular": "78421000",
}


def vaccine(entry: given.Vaccine) -> Json:
    when = (
        {"occurrenceString": "long ago"} if entry.on is None else {"occurrenceDateTime": entry.on}
    )
    return {
        "resourceType": "Immunization",
        "status": entry.status,
        "vaccineCode": coded("vaccines", entry.vaccine),
        "patient": {"reference": PATIENT},
        **when,
        **dated("recorded", entry.recorded),
    }


def vaccine_order(entry: given.VaccineOrder) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "status": entry.status,
        "intent": "order",
        "medicationCodeableConcept": coded("vaccines", entry.vaccine_order),
        "subject": {"reference": PATIENT},
        **_instruction(entry.on, None, None),
    }


def forecast(entry: given.Forecast) -> Json:
    due = {"code": concept("http://loinc.org", "30980-7"), "value": entry.on}
    return {
        "resourceType": "ImmunizationRecommendation",
        "patient": {"reference": PATIENT},
        "date": entry.on,
        "recommendation": [
            {
                "vaccineCode": [coded("vaccines", entry.forecast)],
                "forecastStatus": concept(f"{HL7}/immunization-recommendation-status", "due"),
                "dateCriterion": [due],
            }
        ],
    }


def _route(word: str) -> Json:
    return concept(SYSTEMS["snomed"], _ROUTES[word], word)


def _dose(amount: str) -> Json | None:
    return quantity(amount) if amount else None


def infusion(entry: given.Infusion) -> Json:
    dosage: Json = {}
    if amount := _dose(entry.infusion):
        dosage["dose"] = amount
    if entry.rate is not None:
        dosage["rateQuantity"] = quantity(entry.rate)
    if entry.route is not None:
        dosage["route"] = _route(entry.route)
    made: Json = {
        "resourceType": "MedicationAdministration",
        "status": entry.status,
        "medicationCodeableConcept": coded("medicines", entry.product),
        "subject": {"reference": f"Patient/{entry.patient}"},
    }
    if entry.batch is not None:
        made["contained"] = [
            {
                "resourceType": "Medication",
                "id": "bag",
                "code": made.pop("medicationCodeableConcept"),
                "batch": {"lotNumber": entry.batch},
            }
        ]
        made["medicationReference"] = {"reference": "#bag"}
    if entry.until is None:
        made["effectiveDateTime"] = entry.on
    else:
        made["effectivePeriod"] = period(entry.on, entry.until)
    if entry.order is not None:
        made["request"] = {"reference": f"MedicationRequest/{entry.order}"}
    return made | ({"dosage": dosage} if dosage else {})


def bag(entry: given.Bag) -> Json:
    """A dispense of the mixture, its ingredients stated where the diluent is."""
    dose = {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": _dose(entry.bag)}]}]}
    return _mixed(entry.diluent, "ocrelizumab") | {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "subject": {"reference": PATIENT},
        **dated("whenPrepared", entry.prepared),
        **(dose if entry.bag else {}),
    }


def _mixed(diluent: str | None, product: str) -> Json:
    """The product, as a mixture with the diluent where one is named."""
    code = coded("medicines", product)
    if diluent is None:
        return {"medicationCodeableConcept": code}
    parts = [{"itemCodeableConcept": part} for part in (code, coded("diluents", diluent))]
    mixture = {"resourceType": "Medication", "id": "bag", "ingredient": parts}
    return {"contained": [mixture], "medicationReference": {"reference": "#bag"}}


def order(entry: given.Order) -> Json:
    made: Json = {
        "resourceType": "MedicationRequest",
        "status": entry.status,
        "intent": entry.intent,
        **_mixed(entry.diluent, entry.product),
        "subject": {"reference": PATIENT},
        **dated("authoredOn", entry.written),
        **_instruction(entry.planned, entry.route, _dose(entry.order)),
    }
    if entry.id is not None:
        made["id"] = entry.id
    if entry.reason is not None:
        made["reasonCode"] = [coded("conditions", entry.reason)]
    return made


def _instruction(planned: str | None, route: str | None, dose: Json | None) -> Json:
    instruction: Json = {}
    if planned is not None:
        instruction["timing"] = {"event": [planned]}
    if route is not None:
        instruction["route"] = _route(route)
    if dose is not None:
        instruction["doseAndRate"] = [{"doseQuantity": dose}]
    return {"dosageInstruction": [instruction]} if instruction else {}


def medicine(entry: given.Medicine) -> Json:
    made: Json = {
        "medicationCodeableConcept": coded("medicines", entry.medicine),
        "subject": {"reference": PATIENT},
    }
    taken = period(entry.begins, entry.ends)
    if entry.as_ == "request":
        made |= {
            "resourceType": "MedicationRequest",
            "status": entry.status or "active",
            "intent": "order",
            **dated("authoredOn", entry.written),
            **_instruction(None, entry.route, None),
        }
        if taken:
            made["dispenseRequest"] = {"validityPeriod": taken}
    elif entry.as_ == "statement":
        made |= {
            "resourceType": "MedicationStatement",
            "status": entry.status or "active",
            **dated("dateAsserted", entry.written),
            **({"effectivePeriod": taken} if taken else {}),
        }
    elif entry.as_ == "dispense":
        made |= {
            "resourceType": "MedicationDispense",
            "status": entry.status or "completed",
            **dated("whenHandedOver", entry.written),
        }
    elif entry.as_ == "administration":
        made |= {
            "resourceType": "MedicationAdministration",
            "status": entry.status or "completed",
            "effectiveDateTime": entry.begins,
        }
    else:
        raise ValueError(f"a medicine is a request, statement, dispense or administration: {entry}")
    if entry.reason is not None:
        made["reasonCode"] = [coded("conditions", entry.reason)]
    return made
