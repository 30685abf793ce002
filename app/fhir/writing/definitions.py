"""The OperationDefinitions of what this server offers (contract.md section 1)."""

from collections.abc import Sequence
from typing import Final

from app.fhir.writing.names import CANONICAL, Json

PREFIX: Final = "ocrelizumab-"
_RESOURCE_TYPES: Final = "http://hl7.org/fhir/ValueSet/resource-types|4.0.1"
_PURPOSE: Final = {
    "eligibility": "May this dose of ocrelizumab be given: the order when nothing blocks or holds "
    "it, and every issue that blocks, holds or warns.",
    "premedication": "The premedication orders of the planned dose with the ocrelizumab order they "
    "belong to, and the issues that stop or change them.",
    "monitoring": "Alerts of the treatment: tests due, results out of range, reactions, "
    "infections, vaccines, pregnancy.",
    "evaluate": "Eligibility, premedication and monitoring in one answer.",
}
_IN: Final = (
    ("record", 1, "*", "Bundle", "The patient's record; several pages as they came."),
    ("subject", 0, "1", "string", "Reference of the Patient to judge, of mother and infant."),
    ("asOf", 0, "1", "dateTime", "The day of judgement; default now."),
    ("plannedStart", 0, "1", "dateTime", "Planned start of the infusion; default asOf."),
    ("product", 0, "1", "code", "iv (default) or sc."),
    ("infusionOption", 0, "1", "code", "1 or 2: the rate table of the 600 mg dose asked for."),
    (
        "completeFor",
        0,
        "*",
        "code",
        "Resource types for which the record holds all that the caller knows.",
    ),
    ("site", 0, "1", "string", "Name of the parameter set; default the deployment's own."),
    ("plan", 0, "*", "code", "vaccines: add the vaccine planner's recommendation."),
    ("save", 0, "1", "boolean", "Default true; false keeps nothing but the audit event."),
)


def canonical(operation: str) -> str:
    return f"{CANONICAL}/OperationDefinition/{PREFIX}{operation}"


def operation_definition(operation: str, *, version: str, dated: str) -> Json:
    """The definition of one of the four operations, type level."""
    return {
        "resourceType": "OperationDefinition",
        "id": f"{PREFIX}{operation}",
        "url": canonical(operation),
        "version": version,
        "name": f"Ocrelizumab{operation.capitalize()}",
        "title": f"Ocrelizumab: {operation}",
        "status": "active",
        "kind": "operation",
        "date": dated,
        "publisher": "Ocrelizumab CDS",
        "description": _PURPOSE[operation],
        "affectsState": True,
        "code": f"{PREFIX}{operation}",
        "comment": "A record alone may be posted as a bare Bundle. An unknown parameter is "
        "refused with 422. Idempotency-Key replays the answer for 24 hours.",
        "resource": ["Patient"],
        "system": False,
        "type": True,
        "instance": False,
        "parameter": [*map(_given, _IN), _returned()],
    }


def _given(row: tuple[str, int, str, str, str]) -> Json:
    name, least, most, kind, text = row
    written: Json = {
        "name": name,
        "use": "in",
        "min": least,
        "max": most,
        "documentation": text,
        "type": kind,
    }
    if name == "completeFor":
        written["binding"] = {"strength": "required", "valueSet": _RESOURCE_TYPES}
    return written


def _returned() -> Json:
    text = (
        "A collection: one GuidanceResponse, MedicationRequest proposals, DetectedIssues, a "
        "RequestGroup when there are orders, an ImmunizationRecommendation where plan asks for it, "
        "the Device and the Provenance."
    )
    return {
        "name": "return",
        "use": "out",
        "min": 1,
        "max": "1",
        "documentation": text,
        "type": "Bundle",
    }


def parameters_taken() -> Sequence[str]:
    """The names of the operation's input parameters."""
    return tuple(row[0] for row in _IN)
