"""A resource as the home of contained ones: who is there, and who is spoken of (dom-2 to dom-5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.fhir.outcome import Issue

Json = dict[str, Any]

UNREFERENCED = "A contained resource must be referred to by its id from the resource around it."
NESTED = "A contained resource must not contain others; move them up to the outer resource."
VERSIONED = "A contained resource must not have meta.versionId or meta.lastUpdated."
LABELLED = "A contained resource must not have a security label."


@dataclass(frozen=True, slots=True)
class Container:
    """The contained resources of one resource: their types by id."""

    types: dict[str, str]

    @classmethod
    def of(cls, resource: Json) -> "Container":
        return cls(
            {
                held["id"]: held["resourceType"]
                for held in _contained(resource)
                if isinstance(held.get("id"), str) and isinstance(held.get("resourceType"), str)
            }
        )


def _contained(resource: Json) -> Iterator[Json]:
    held = resource.get("contained")
    for one in held if isinstance(held, list) else ():
        if isinstance(one, dict):
            yield one


def _fragments(value: object) -> Iterator[str]:
    """Every `#…` that a reference, canonical or uri anywhere below holds."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "div":
                yield from _fragments(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fragments(inner)
    elif isinstance(value, str) and value.startswith("#"):
        yield value


def check_contained(resource: Json, path: str) -> list[Issue]:
    if "contained" not in resource:
        return []
    spoken_of = set(_fragments(resource))
    issues = []
    for index, held in enumerate(_contained(resource)):
        at = f"{path}.contained[{index}]"
        meta = held.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        faults = (
            ("contained" in held, NESTED, "dom-2"),
            (
                f"#{held.get('id')}" not in spoken_of and "#" not in set(_fragments(held)),
                UNREFERENCED,
                "dom-3",
            ),
            ("versionId" in meta or "lastUpdated" in meta, VERSIONED, "dom-4"),
            ("security" in meta, LABELLED, "dom-5"),
        )
        issues += [Issue("error", "invariant", text, at, key) for bad, text, key in faults if bad]
    return issues
