"""The words of structural errors: what is wrong and how to mend it, never what was sent."""

import re
from collections.abc import Collection, Sequence

ARRAY = "This element repeats: give a JSON array, also for a single item."
BLANK = "null is not allowed here; leave the element out."
EMPTY_ARRAY = "An array must not be empty; leave the element out."
EMPTY_OBJECT = "An element must have a value, a child or an extension (ele-1); leave it out."
NO_RESOURCE_TYPE = "resourceType must name a resource type of FHIR R4 (4.0.1)."
NOT_A_RESOURCE = "A resource is a JSON object with a resourceType."
NO_VALUE = "A null in an array needs an extension at the same place."
OBJECT = "Give a JSON object here."
RELATIVE_SYSTEM = "The system of a Coding must be an absolute URI."
SINGLE = "This element does not repeat: give one value, not an array."
NO_NARRATIVE = "A resource should have narrative for robust management (dom-6)."

_NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}")
_MOST_CODES_TOLD = 15


def readable(name: str) -> str:
    """A member's name if it looks like one; anything else might be a value in a wrong place."""
    return name if _NAME.fullmatch(name) else "(unreadable)"


def unknown(type_name: str) -> str:
    return f"{type_name} has no such element in FHIR R4; remove it or send it as an extension."


def required(name: str) -> str:
    return f"{name} is required here; add it."


def required_choice(names: Sequence[str]) -> str:
    return f"Exactly one of {', '.join(names)} is required here; add it."


def several(names: Sequence[str]) -> str:
    return f"Only one of {', '.join(names)} may be given; keep one."


def allowed_codes(codes: Collection[str], value_set: str) -> str:
    if len(codes) <= _MOST_CODES_TOLD:
        return f"Use a code of the required value set: {', '.join(sorted(codes))}."
    return f"Use a code of the required value set {value_set}."
