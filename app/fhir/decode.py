"""Bytes of one resource into its strict struct and back, and a Bundle into its entries.

`at` is the FHIRPath of the resource from the root of what the caller was sent, such as
`Parameters.parameter[0].resource.entry[3].resource`; expressions of issues begin with it. Without
it they begin with the resource's own type (`Observation.status`).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

import msgspec

from app.errors import OcrelizumabError
from app.fhir import formats
from app.fhir.fault import issue_of
from app.fhir.outcome import Issue
from app.fhir.r4 import RESOURCE_TYPES, struct_for
from app.fhir.r4.datatypes import Resource

Json = bytes | bytearray | memoryview | msgspec.Raw

FIRST_MEMBER = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"').match
MOST_LEFT_OUT: Final = 25

NO_TYPE: Final = "A resource is a JSON object with a resourceType; add it."
UNKNOWN_TYPE: Final = "resourceType must name a resource type of FHIR R4 (4.0.1)."
NOT_JSON: Final = "This is not JSON."


class Invalid(OcrelizumabError):  # noqa: N818 - reads as the standard says it
    """A resource that is not valid FHIR R4; `issues` has the first error at least."""

    def __init__(self, *issues: Issue) -> None:
        self.issues = issues
        super().__init__("; ".join(f"{i.expression}: {i.text}" for i in issues))


class _Typed(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's name


def _decoder(resource_type: str, number: Callable[[str], Decimal]) -> Callable[[Json], Resource]:
    found = struct_for(resource_type)
    if found is None:
        raise KeyError(resource_type)
    return msgspec.json.Decoder(found, float_hook=number).decode


# The decoders in use, by the type as it stands in the bytes.
_ready: dict[bytes, Callable[[Json], Resource]] = {}
_typed = msgspec.json.Decoder(_Typed).decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encoder = msgspec.json.Encoder(decimal_format="number")


def peek_type(raw: Json) -> str | None:
    """The resourceType as written, known to R4 or not; None where there is none to read."""
    first = FIRST_MEMBER(raw)
    if first is not None:
        return first[1].decode()
    try:
        return _typed(raw).resourceType
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def decode_resource(raw: Json, expected_type: str | None = None, *, at: str = "") -> Resource:
    """The struct of the resource's own type, or Invalid with the first error.

    Raises:
        Invalid: not JSON, no or an unknown resourceType, or not as its type asks.
    """
    first = FIRST_MEMBER(raw)
    ready = _ready.get(first[1]) if first and expected_type is None else None
    if ready is not None:
        return _decoded(raw, ready, at)
    resource_type = peek_type(raw)
    if resource_type is None:
        raise Invalid(Issue("error", "structure", NO_TYPE, at))
    if resource_type not in RESOURCE_TYPES:
        raise Invalid(Issue("error", "structure", UNKNOWN_TYPE, at))
    if expected_type not in (None, resource_type):
        text = f"A resource of type {expected_type} is expected here."
        raise Invalid(Issue("error", "structure", text, at or resource_type))
    _ready[resource_type.encode()] = ready = _decoder(resource_type, formats.quick_number)
    return _decoded(raw, ready, at)


def _decoded(raw: Json, decoder: Callable[[Json], Resource], at: str) -> Resource:
    try:
        return decoder(raw)
    except ArithmeticError:  # a number beyond the limits: the slower hook says which
        return _decoded(raw, _decoder(peek_type(raw) or "", formats.number), at)
    except msgspec.ValidationError as error:
        raise Invalid(issue_of(str(error), peek_type(raw) or "", at)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        place = at or peek_type(raw) or ""
        raise Invalid(Issue("fatal", "structure", NOT_JSON, place)) from None


def decode_needed(
    raw: Json, needed: frozenset[str], *, at: str = ""
) -> tuple[Resource, tuple[Issue, ...]]:
    """As `decode_resource`, but leaving out the faulty top-level elements that nobody needs.

    Args:
        raw: the resource.
        needed: JSON names of the top-level elements whose fault makes the resource unusable,
            `_` names of primitives not included.
        at: see the top of this module.

    Returns:
        The struct without the faulty elements, and one issue for each of them.
    """
    issues: list[Issue] = []
    while len(issues) < MOST_LEFT_OUT:
        try:
            return decode_resource(raw, at=at), tuple(issues)
        except Invalid as error:
            issues += error.issues
            raw = _without(raw, error.issues[0], needed, at, issues)
    raise Invalid(*issues)


def _without(raw: Json, fault: Issue, needed: frozenset[str], at: str, issues: list[Issue]) -> Json:
    """The resource without the members of the fault's top-level element."""
    root = at or peek_type(raw) or ""
    element = re.match(r"\.(\w+)", fault.expression.removeprefix(root))
    if fault.severity == "fatal" or element is None:
        raise Invalid(*issues)
    stem = element[1]
    kept = _members(raw)
    members = {n for n in kept if n.lstrip("_") == stem or _is_choice(n.lstrip("_"), stem)}
    if not members or members & {*needed, "resourceType", "modifierExtension"}:
        raise Invalid(*issues)
    return msgspec.json.encode({name: kept[name] for name in kept.keys() - members})


def _is_choice(name: str, stem: str) -> bool:
    return name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper()


def encode(resource: Resource) -> bytes:
    """The resource as JSON: decimals, dates and extensions as they came."""
    return _encoder.encode(resource)
