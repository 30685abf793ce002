"""The entries of a case as FHIR resources, as an EHR of good manners would send them."""

from collections.abc import Callable
from typing import Any, Final

from tests.bundles import Json, concept
from tests.scenarios import given, medicines
from tests.scenarios.amounts import HL7, PATIENT, dated, limits, period, unit_of, value
from tests.scenarios.words import SYSTEMS, coded

ABSENT: Final = "absent"
"""Written for an element that the sender leaves out."""


def resource(entry: given.Entry, number: int) -> Json:
    """The resource of an entry; `number` makes its id."""
    made = _WRITERS[type(entry)](entry)
    return {"resourceType": made.pop("resourceType"), "id": made.pop("id", f"r{number}"), **made}


def _test(entry: given.Test) -> Json:
    made: Json = {
        "resourceType": "Observation",
        "status": entry.status,
        "category": [concept(f"{HL7}/observation-category", "laboratory")],
        "code": coded("tests", entry.test),
        "subject": {"reference": PATIENT},
        **dated("effectiveDateTime", entry.on),
        **value(entry.value),
    }
    if entry.range is not None:
        made["referenceRange"] = [limits(entry.range, unit_of(entry.value or ""))]
    if entry.flag is not None:
        made["interpretation"] = [concept(f"{HL7}/v3-ObservationInterpretation", entry.flag)]
    return made


def _condition(entry: given.Condition) -> Json:
    made: Json = {"resourceType": "Condition"}
    if entry.status != ABSENT:
        made["clinicalStatus"] = concept(f"{HL7}/condition-clinical", entry.status)
    if entry.verification != ABSENT:
        made["verificationStatus"] = concept(f"{HL7}/condition-ver-status", entry.verification)
    if entry.severity is not None:
        made["severity"] = _severity(entry.severity)
    return made | {
        "code": coded("conditions", entry.condition)
        | ({"text": entry.text} if entry.text is not None else {}),
        "subject": {"reference": PATIENT},
        **dated("onsetDateTime", entry.onset),
        **dated("abatementDateTime", entry.ended),
        **dated("recordedDate", entry.recorded),
    }


def _severity(word: str) -> Json:
    codes = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}
    return concept(SYSTEMS["snomed"], codes[word], word)


def _allergy(entry: given.Allergy) -> Json:
    kinds = {"allergies": entry.allergy}
    made: Json = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept(f"{HL7}/allergyintolerance-clinical", entry.status),
        "verificationStatus": concept(f"{HL7}/allergyintolerance-verification", entry.verification),
        "code": coded("medicines", kinds["allergies"]),
        "patient": {"reference": PATIENT},
        **dated("recordedDate", entry.recorded),
    }
    if entry.criticality is not None:
        made["criticality"] = entry.criticality
    if entry.severity is not None or entry.reaction is not None:
        shown = coded("reactions", entry.reaction or "reaction")
        made["reaction"] = [{"manifestation": [shown], **dated("severity", entry.severity)}]
    return made


def _reaction(entry: given.Reaction) -> Json:
    made: Json = {
        "resourceType": "AdverseEvent",
        "actuality": "actual",
        "event": coded("reactions", entry.reaction),
        "subject": {"reference": PATIENT},
        **dated("date", entry.on),
        "outcome": concept(
            f"{HL7}/adverse-event-outcome", "resolved" if entry.resolved else "ongoing"
        ),
    }
    if entry.grade is not None:
        made["severity"] = concept(f"{HL7}/adverse-event-severity", entry.grade)
    if entry.serious:
        made["seriousness"] = concept(f"{HL7}/adverse-event-seriousness", "serious")
    if entry.suspect is not None:
        suspect = {
            "resourceType": "Medication",
            "id": "suspect",
            "code": coded("medicines", entry.suspect),
        }
        made["contained"] = [suspect]
        made["suspectEntity"] = [{"instance": {"reference": "#suspect"}}]
    return made


def _observation(entry: given.Observation) -> Json:
    made: Json = {
        "resourceType": "Observation",
        "status": entry.status,
        "code": coded("observations", entry.observation),
        "subject": {"reference": PATIENT},
        **dated("effectiveDateTime", entry.on),
    }
    if entry.value is not None:
        return made | value(entry.value)
    if entry.answer in ("yes", "no"):
        return made | {"valueBoolean": entry.answer == "yes"}
    if entry.answer is not None:
        made["valueCodeableConcept"] = coded("answers", entry.answer)
    return made


def _procedure(entry: given.Procedure) -> Json:
    return {
        "resourceType": "Procedure",
        "status": entry.status,
        "code": coded("procedures", entry.procedure),
        "subject": {"reference": PATIENT},
        **dated("performedDateTime", entry.on),
    }


def _report(entry: given.Report) -> Json:
    return {
        "resourceType": "DiagnosticReport",
        "status": entry.status,
        "code": coded("reports", entry.report),
        "subject": {"reference": PATIENT},
        **dated("effectiveDateTime", entry.on),
    }


def _stay(entry: given.Stay) -> Json:
    code = {"inpatient": "IMP", "ambulatory": "AMB", "emergency": "EMER"}[entry.stay]
    return {
        "resourceType": "Encounter",
        "status": "finished" if entry.ends else "in-progress",
        "class": {"system": SYSTEMS["act"], "code": code},
        "subject": {"reference": PATIENT},
        "period": period(entry.begins, entry.ends),
    }


def _decided(entry: given.Decided) -> Json:
    canonical = "https://ocrelizumab-cds.example/fhir"
    made: Json = {
        "resourceType": "DetectedIssue",
        "status": "final",
        "code": concept(f"{canonical}/CodeSystem/ocrelizumab-rules", entry.decided),
        "patient": {"reference": PATIENT},
        "mitigation": [
            {
                "action": {"text": "Decided"},
                "date": entry.on,
                "author": {"reference": "Practitioner/d1", "display": "Dr Example"},
            }
        ],
    }
    if entry.cause is not None:
        issued = {"system": f"{canonical}/sid/detected-issue", "value": entry.cause}
        made["identifier"] = [issued]
    return made


def _as_written(entry: given.Resource) -> Json:
    return dict(entry.resource)


# Each writer gets only entries of the shape that it is entered for, which no static type can say.
_WRITERS: Final[dict[type[given.Entry], Callable[[Any], Json]]] = {
    given.Test: _test,
    given.Vaccine: medicines.vaccine,
    given.VaccineOrder: medicines.vaccine_order,
    given.Forecast: medicines.forecast,
    given.Infusion: medicines.infusion,
    given.Bag: medicines.bag,
    given.Order: medicines.order,
    given.Medicine: medicines.medicine,
    given.Condition: _condition,
    given.Allergy: _allergy,
    given.Reaction: _reaction,
    given.Observation: _observation,
    given.Procedure: _procedure,
    given.Report: _report,
    given.Stay: _stay,
    given.Decided: _decided,
    given.Resource: _as_written,
}
