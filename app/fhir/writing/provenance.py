"""Who made the answer and from what: Device and Provenance (hl7.org/fhir/R4/provenance.html)."""

from collections.abc import Sequence

from app.clinical.facts import Source
from app.fhir.writing.names import CANONICAL, Json, identifier, quote, to

_CREATE = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
    "code": "CREATE",
    "display": "create",
}
_ASSEMBLER = {
    "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
    "code": "assembler",
    "display": "Assembler",
}


def device(*, software: str, release: str, signed: bool) -> Json:
    """The service that answers, with its versions."""
    signature = "signed" if signed else "unsigned"
    return {
        "resourceType": "Device",
        "identifier": [identifier("device", "ocrelizumab-cds")],
        "status": "active",
        "deviceName": [{"name": "Ocrelizumab CDS", "type": "manufacturer-name"}],
        "version": [
            {"type": {"text": "software"}, "value": software},
            {"type": {"text": f"knowledge release ({signature})"}, "value": release},
        ],
    }


def provenance(
    targets: Sequence[tuple[str, str]],
    sources: Sequence[Source],
    *,
    device_id: str,
    occurred: str,
    recorded: str,
    release: str,
    input_sha256: str,
) -> Json:
    """One Provenance of all outputs; `targets` are (id, type), `sources` the resources read."""
    received: Json = {
        "role": "source",
        "what": {
            "identifier": identifier("input-sha256", input_sha256),
            "display": "request body as received",
        },
    }
    read = [{"role": "source", "what": quote(source)} for source in sources]
    return {
        "resourceType": "Provenance",
        "target": [to(identity, kind) for identity, kind in targets],
        "occurredDateTime": occurred,
        "recorded": recorded,
        "policy": [f"{CANONICAL}/PlanDefinition/ocrelizumab|{release}"],
        "activity": {"coding": [_CREATE]},
        "agent": [{"type": {"coding": [_ASSEMBLER]}, "who": to(device_id, "Device")}],
        "entity": [received, *read],
    }
