"""$validate: every finding about one resource of any R4 type, from its bytes."""

from app.errors import BadInput
from app.fhir.decode import Invalid, decode_resource
from app.fhir.json_gate import VALIDATING, Limits, gate
from app.fhir.outcome import VALID, Issue, has_errors
from app.fhir.validation.reading import parse
from app.fhir.validation.walk import Walk


def validate(
    raw: bytes, expected_type: str | None = None, limits: Limits = VALIDATING
) -> list[Issue]:
    """Every issue of a resource, in the order of the resource; without an error, the last says so.

    Args:
        raw: the resource as it was sent.
        expected_type: the type that the address of the operation names, if any.
        limits: of the JSON gate.

    Returns:
        One `fatal` issue when the bytes are no JSON that FHIR allows.
    """
    try:
        gate(raw, limits)
    except BadInput as refused:
        return [Issue("fatal", one.code, one.text, one.expression) for one in refused.problems]
    issues = validate_tree(parse(raw), expected_type)
    if not has_errors(issues):
        issues += _second_opinion(raw, expected_type)
    return issues if has_errors(issues) else [*issues, VALID]


def validate_tree(tree: object, expected_type: str | None = None) -> list[Issue]:
    """As `validate`, of a resource that has passed the gate and is plain JSON already."""
    walk = Walk()
    walk.enter(tree)
    found = tree.get("resourceType") if isinstance(tree, dict) else None
    if expected_type is not None and found != expected_type:
        text = f"A resource of type {expected_type} is expected here."
        walk.error("structure", text, "resourceType")
    return walk.issues


def _second_opinion(raw: bytes, expected_type: str | None) -> list[Issue]:
    """What the strict decoder of the records refuses, should the walk have nothing to say."""
    try:
        decode_resource(raw, expected_type)
    except Invalid as refused:
        return list(refused.issues)
    return []
