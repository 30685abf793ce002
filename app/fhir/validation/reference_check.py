"""One Reference: its form, the type it names, and the contained resource it points to."""

from collections.abc import Collection, Mapping

from app.fhir.outcome import Issue
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.validation.contained import Container
from app.fhir.validation.references import Form, form_of, is_well_formed_urn

FORM = (
    "Not a reference that FHIR knows. Give Type/id, an absolute URL, urn:uuid:, urn:oid: or # and "
    "the id of a contained resource."
)
URN = "A urn:uuid: or urn:oid: reference should hold a valid UUID or OID."
UNKNOWN = "The reference names a resource type that FHIR R4 does not have."
NOT_CONTAINED = "The reference points to a contained resource that is not there."
ACTORS = frozenset(
    {"CareTeam", "HealthcareService", "Organization", "Practitioner", "PractitionerRole"}
)
_MOST_TYPES_TOLD = 12


def check_reference(
    reference: str, targets: Collection[str], container: Container, addresses: Mapping[str, str]
) -> Issue | None:
    """The fault of a literal reference; the place is filled in by the walk."""
    form = form_of(reference)
    if form is None:
        return Issue("error", "value", FORM)
    if form.kind == "contained":
        return _check_fragment(form, targets, container)
    if form.kind == "urn":
        if not is_well_formed_urn(reference):
            return Issue("warning", "value", URN)
        return wrong_type(addresses.get(reference, ""), targets)
    if form.type and form.type not in RESOURCE_TYPES:
        # An absolute URL may end in Something/x without being a FHIR address.
        return Issue("error", "value", UNKNOWN) if form.kind != "restful" else None
    return wrong_type(form.type or addresses.get(reference, ""), targets)


def _check_fragment(form: Form, targets: Collection[str], container: Container) -> Issue | None:
    if not form.id:
        return None
    found = container.types.get(form.id)
    if found is None:
        return Issue("error", "invariant", NOT_CONTAINED, diagnostics="ref-1")
    return wrong_type(found, targets)


def wrong_type(found: str, targets: Collection[str]) -> Issue | None:
    """The issue of a reference to a type that its element does not allow."""
    if not found or not targets or found in targets:
        return None
    told = ", ".join(sorted(targets)[:_MOST_TYPES_TOLD])
    text = f"This element may not refer to {found}. Allowed: {told}."
    # Who of several actors is named where does no harm, and official examples mix them up.
    harmless = found in ACTORS and not ACTORS.isdisjoint(targets)
    return Issue("warning" if harmless else "error", "value", text)
