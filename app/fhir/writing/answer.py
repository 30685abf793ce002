"""The whole answer: one collection Bundle of everything that was found and proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from app.clinical.facts import Source
from app.clinical.finding import Finding
from app.clinical.plan import Alert, Plan
from app.clinical.vaccine_window import Window
from app.fhir.writing.detected_issue import detected_issue
from app.fhir.writing.guidance_response import Head, guidance_response
from app.fhir.writing.immunization_recommendation import immunization_recommendation
from app.fhir.writing.medication_request import Visit, medication_request
from app.fhir.writing.names import Json, urn
from app.fhir.writing.provenance import device, provenance
from app.fhir.writing.request_group import request_group

_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Ids of the answer's resources, decided before writing so that they can quote each other.

    Attributes:
        issues: id of each alert, in the order of the alerts.
        orders: (id, stable proposal identity) of each proposal, in order.
        group: (id, stable identity) of the RequestGroup.
        kept: whether the resources are kept, so that they carry their id and address.
    """

    guidance: str
    device: str
    provenance: str
    group: tuple[str, str]
    issues: Sequence[str]
    orders: Sequence[tuple[str, str]]
    recommendation: str
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything the answer is made of.

    Attributes:
        findings: all findings that this operation shows.
        alerts: the same findings in words, warnings and worse.
        windows: of the vaccine planner, where it was asked for.
        sources: the caller's resources that were read.
        base: address of this server, for links.
        recorded: the wall clock.
    """

    head: Head
    plan: Plan
    findings: Sequence[Finding]
    alerts: Sequence[Alert]
    windows: Sequence[Window]
    sources: Sequence[Source]
    visit_key: str
    software: str
    base: str
    recorded: str
    input_sha256: str


@dataclass(frozen=True, slots=True)
class Written:
    """One resource of the answer, encoded."""

    type: str
    id: str
    body: bytes


def write(material: Material, ids: Identities) -> tuple[bytes, tuple[Written, ...]]:
    """Encode the answer, and each of its resources for keeping."""
    resources = _resources(material, ids)
    if ids.kept:
        resources = [(identity, _with_id(body, identity)) for identity, body in resources]
    written = tuple(
        Written(str(body["resourceType"]), identity, _ENCODER.encode(body))
        for identity, body in resources
    )
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": material.recorded,
        "entry": [_entry(resource, material.base, kept=ids.kept) for resource in written],
    }
    return _ENCODER.encode(bundle), written


def issues_alone(material: Material, alerts: Sequence[tuple[Alert, str]]) -> tuple[Written, ...]:
    """DetectedIssues that are kept although the operation does not show them."""
    return tuple(
        Written("DetectedIssue", i, _ENCODER.encode(_with_id(_issue(alert, material), i)))
        for alert, i in alerts
    )


def _issue(alert: Alert, material: Material) -> Json:
    head = material.head
    page = f"{material.base}/rules/{alert.finding.row}"
    return detected_issue(alert, patient=head.patient, device=head.device, page=page)


def _with_id(body: Json, identity: str) -> Json:
    return {"resourceType": body["resourceType"], "id": identity} | body


def _entry(resource: Written, base: str, *, kept: bool) -> Json:
    entry: Json = {"fullUrl": urn(resource.id)}
    if kept:
        address = f"{base}/fhir/{resource.type}/{resource.id}"
        entry["link"] = [{"relation": "self", "url": address}]
    return entry | {"resource": msgspec.Raw(resource.body)}


def _resources(material: Material, ids: Identities) -> list[tuple[str, Json]]:
    head, plan = material.head, material.plan
    issues = [_issue(alert, material) for alert in material.alerts]
    group = ids.group[0] if plan.proposals else ""
    guidance = guidance_response(
        head, plan, material.findings, issues=list(ids.issues), group=group
    )
    made = [(ids.guidance, guidance), *zip(ids.issues, issues, strict=True)]
    made.extend(_orders(material, ids))
    if material.windows:
        planned = immunization_recommendation(material.windows, head, material.visit_key)
        made.append((ids.recommendation, planned))
    machine = device(software=material.software, release=head.release, signed=head.signed)
    targets = [(identity, str(body["resourceType"])) for identity, body in made]
    story = provenance(
        targets,
        material.sources,
        device_id=ids.device,
        occurred=head.occurred,
        recorded=material.recorded,
        release=head.release,
        input_sha256=material.input_sha256,
    )
    return [*made, (ids.device, machine), (ids.provenance, story)]


def _orders(material: Material, ids: Identities) -> list[tuple[str, Json]]:
    proposals = material.plan.proposals
    if not proposals:
        return []
    head = material.head
    visit = Visit(
        patient=head.patient,
        device=ids.device,
        key=material.visit_key,
        authored=head.occurred,
        author=head.author,
    )
    issue_of = {
        id(alert.finding): identity
        for alert, identity in zip(material.alerts, ids.issues, strict=True)
    }
    group_id, group_identity = ids.group
    order_ids = [identity for identity, _ in ids.orders]
    group = request_group(
        material.plan, visit, identity=group_identity, release=head.release, ids=order_ids
    )
    written: list[tuple[str, Json]] = [(group_id, group)]
    for proposal, (order_id, stable) in zip(proposals, ids.orders, strict=True):
        riding = [issue_of[id(f)] for f in proposal.warnings if id(f) in issue_of]
        written.append(
            (order_id, medication_request(proposal, visit, identity=stable, issues=riding))
        )
    return written
