"""The CapabilityStatement: true to what runs, with what is not judged named in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.writing.definitions import PREFIX, canonical
from app.fhir.writing.names import CANONICAL, Json

VALIDATE: Final = "http://hl7.org/fhir/OperationDefinition/Resource-validate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What the running server offers.

    Attributes:
        address: FHIR base of the server.
        dated: when the knowledge last changed.
        operations: of the type Patient.
        reads: the types that GET by id finds.
    """

    address: str
    software: str
    release: str
    signature: str
    dated: str
    operations: Sequence[str]
    reads: Sequence[str]


def capability_statement(offered: Capabilities) -> Json:
    return {
        "resourceType": "CapabilityStatement",
        "id": "ocrelizumab-cds",
        "url": f"{CANONICAL}/CapabilityStatement/ocrelizumab-cds",
        "version": offered.software,
        "name": "OcrelizumabCds",
        "title": "Clinical decision support for ocrelizumab in multiple sclerosis",
        "status": "active",
        "date": offered.dated,
        "publisher": "Ocrelizumab CDS",
        "kind": "instance",
        "description": _description(offered),
        "software": {"name": "ocrelizumab-cds", "version": offered.software},
        "implementation": {"description": "This server", "url": offered.address},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/json", "json"],
        "rest": [_rest(offered)],
    }


def _description(offered: Capabilities) -> str:
    return (
        f"Knowledge release {offered.release}, {offered.signature}. Proposals and alerts support "
        "the clinician, who decides."
    )


def _rest(offered: Capabilities) -> Json:
    return {
        "mode": "server",
        "documentation": "JSON only. Errors are OperationOutcomes that name the place by FHIRPath.",
        "security": {
            "cors": False,
            "description": "Callers are not authenticated: the server binds loopback only.",
        },
        "resource": [_resource(name, offered) for name in sorted(RESOURCE_TYPES)],
        "operation": [{"name": "validate", "definition": VALIDATE}],
    }


def _resource(name: str, offered: Capabilities) -> Json:
    written: Json = {"type": name}
    if name in offered.reads:
        written["interaction"] = [{"code": "read"}]
        written["versioning"] = "no-version"
    own = offered.operations if name == "Patient" else ()
    written["operation"] = [
        *({"name": f"{PREFIX}{each}", "definition": canonical(each)} for each in own),
        {"name": "validate", "definition": VALIDATE},
    ]
    return written
