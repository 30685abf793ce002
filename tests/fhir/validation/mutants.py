"""Resources with one fault each, made from valid ones in a fixed order: no chance, no seed."""

import copy
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Step = str | int
Place = tuple[Step, ...]

REMOVED = object()
WRONG: tuple[Any, ...] = (None, 5, True, "", " ", "2024-02-30", {}, [], [None], "x y ", 1.5)


def places(value: object, place: Place = ()) -> Iterator[Place]:
    """Every member and item of a resource, outermost first."""
    if isinstance(value, dict):
        inner: Iterator[tuple[Step, object]] = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    else:
        return
    for step, held in inner:
        yield (*place, step)
        yield from places(held, (*place, step))


def mutated(resource: Json, place: Place, value: object) -> Json:
    changed = copy.deepcopy(resource)
    holder: Any = changed
    for step in place[:-1]:
        holder = holder[step]
    if value is REMOVED:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return changed


def mutants(resource: Json) -> Iterator[tuple[str, Json]]:
    """Each place removed, replaced by each wrong value, wrapped, unwrapped, and added to."""
    for place in places(resource):
        if place == ("resourceType",):
            continue
        label = ".".join(map(str, place))
        held: Any = resource
        for step in place:
            held = held[step]
        yield f"{label} removed", mutated(resource, place, REMOVED)
        for wrong in WRONG:
            yield f"{label} = {wrong!r}", mutated(resource, place, wrong)
        yield f"{label} wrapped", mutated(resource, place, [held])
        if isinstance(held, list):
            yield f"{label} unwrapped", mutated(resource, place, held[0])
        name = str(place[-1])
        if name.startswith(("value", "effective", "abatement", "medication")):
            beside = {"extension": [{"url": "http://x", "valueBoolean": True}]}
            yield (
                f"{label} + _valueString",
                mutated(resource, (*place[:-1], "_valueString"), beside),
            )
        if isinstance(held, dict):
            yield f"{label} + unknown", mutated(resource, (*place, "unknownElement"), "x")
            yield f"{label} + choice", mutated(resource, (*place, "valueBoolean"), "x")
