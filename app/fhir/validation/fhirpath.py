"""The published FHIRPath of an invariant, through fhirpathpy; imported only when one is needed."""

from collections.abc import Callable
from functools import cache
from typing import Any

Json = dict[str, Any]
Expression = Callable[[Any, dict[str, Any]], list[Any]]

# Invariants that cannot be judged, and why; everything else is judged by hand or by FHIRPath.
UNCHECKED = {
    "ctm-1": "needs the resource behind a reference, which a validator does not fetch",
    "eld-11": "its published expression is true of every element that has a type",
}


def is_checked(key: str) -> bool:
    return key not in UNCHECKED


def _no_trace(*_traced: object) -> None:
    """What an expression traces is said nowhere."""


@cache
def _compiled(expression: str) -> Expression:
    import fhirpathpy  # noqa: PLC0415 - the hot pass never needs it; it costs 60 ms and 15 MB
    from fhirpathpy.models import models  # noqa: PLC0415 - as above

    # Without a function of ours, trace() in a published expression would print the patient.
    return fhirpathpy.compile(expression, models["r4"], {"traceFn": _no_trace})


@cache
def _node_at() -> Callable[[object, str], object]:
    from fhirpathpy.engine.nodes import ResourceNode  # noqa: PLC0415 - as above

    create: Callable[[object, str], object] = ResourceNode.create_node
    return create


def holds(expression: str, element: object, path: str, resource: Json) -> bool | None:
    """Whether the expression is true of an element; None when the library cannot tell.

    An empty answer is not true, as in the HL7 validator.
    """
    context = {"resource": resource, "rootResource": resource}
    try:
        answer = _compiled(expression)(_node_at()(element, path), context)
    except Exception:  # noqa: BLE001 - fhirpathpy raises bare Exception; this is its one wrapper
        return None
    return answer == [True]
