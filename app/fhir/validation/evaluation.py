"""Invariants judged on one element: by hand where we have the rule, else by FHIRPath."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.fhir.outcome import Issue
from app.fhir.r4.tables import Invariant
from app.fhir.validation import fhirpath
from app.fhir.validation.element import wrap
from app.fhir.validation.invariants import BY_HAND, BY_WALK, Rule

Json = dict[str, Any]

NOT_JUDGED = "This rule could not be judged here: the FHIRPath engine gave no answer."


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: its path in the answer, and the resource around it."""

    path: str
    resource: Json
    sound: bool


def broken(invariants: Iterable[Invariant], value: object, place: Place) -> Iterator[Issue]:
    """An issue of its own severity for each invariant that the element does not satisfy."""
    for invariant in invariants:
        verdict = _verdict(invariant, value, place)
        if verdict is None:
            text = f"{NOT_JUDGED} ({invariant.key})"
            yield Issue("information", "not-supported", text, place.path, invariant.key)
        elif not verdict:
            text = f"{invariant.human} ({invariant.key})"
            if invariant.severity == "warning":
                yield Issue("warning", "invariant", text, place.path, invariant.key)
            else:
                yield Issue("error", "invariant", text, place.path, invariant.key)


def _verdict(invariant: Invariant, value: object, place: Place) -> bool | None:
    key = invariant.key
    rule = BY_HAND.get(key)
    if rule is not None:
        return _verdict_by_hand(rule, value, place)
    if key in BY_WALK or not fhirpath.is_checked(key) or not place.sound:
        return True
    return fhirpath.holds(invariant.expression, value, invariant.path, place.resource)


def _verdict_by_hand(rule: Rule, value: object, place: Place) -> bool:
    if place.sound:
        return rule(wrap(value))
    try:
        return rule(wrap(value))
    except (AttributeError, TypeError, ValueError):
        # The element is already refused for its structure and may lack the shape to be judged.
        return True
