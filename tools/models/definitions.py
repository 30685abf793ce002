"""The official R4 4.0.1 definitions, as plain dictionaries by url and by type name."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "definitions"
Json = dict[str, Any]


def _lines(name: str) -> Iterator[Json]:
    with gzip.open(FOLDER / f"{name}.ndjson.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


@cache
def structures() -> dict[str, Json]:
    return {found["type"]: found for found in _lines("structure-definitions")}


@cache
def value_sets() -> dict[str, Json]:
    return {found["url"]: found for found in _lines("value-sets")}


@cache
def code_systems() -> dict[str, Json]:
    return {found["url"]: found for found in _lines("code-systems")}


def _concepts(concepts: list[Json]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _concepts(concept.get("concept", []))


def _included(include: Json) -> list[tuple[str, str]] | None:
    system = include.get("system", "")
    if "concept" in include:
        return [(system, concept["code"]) for concept in include["concept"]]
    defined = code_systems().get(system)
    if defined is None or defined.get("content") != "complete" or "filter" in include:
        return None
    return [(system, code) for code in _concepts(defined.get("concept", []))]


@cache
def expansion(url: str) -> tuple[tuple[str, str], ...] | None:
    """All (system, code) of a value set; None where the definitions cannot say them."""
    defined = value_sets().get(url.split("|", maxsplit=1)[0])
    compose = defined.get("compose", {}) if defined else {}
    if not compose.get("include") or "exclude" in compose:
        return None
    codings: dict[tuple[str, str], None] = {}
    for include in compose["include"]:
        found = None if "valueSet" in include else _included(include)
        if found is None:
            return None
        codings.update(dict.fromkeys(found))
    return tuple(codings)
