"""Reads the FHIR ValueSets, and refuses mistyped codes and codes in two exclusive sets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.errors import KnowledgeFault

LOINC = "http://loinc.org"


class _Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    display: str


class _Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    property: str
    op: str
    value: str


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: str
    concept: list[_Concept] = []
    filter: list[_Filter] = []


class _Compose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    include: list[_Part]
    exclude: list[_Part] = []


class _ValueSet(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag_field="resourceType",
    tag="ValueSet",
):
    """The elements that tools/value_sets.py writes."""

    id: str
    url: str
    version: str
    name: str
    title: str
    status: str
    experimental: bool
    date: str
    publisher: str
    description: str
    copyright: str = ""
    compose: _Compose = _Compose(include=[])


@dataclass(frozen=True, slots=True)
class Member:
    """A code that a value set lists, as its code system writes it."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A named list of codes.

    Attributes:
        members: codes listed one by one.
        branches: (system, code) whose whole branch belongs to the set.
        excluded: (system, code) whose whole branch does not.
    """

    name: str
    members: tuple[Member, ...]
    branches: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, str], ...]


def _branches(parts: Iterable[_Part], name: str) -> Iterator[tuple[str, str]]:
    for part in parts:
        for branch in part.filter:
            if (branch.property, branch.op) != ("concept", "is-a"):
                raise KnowledgeFault(f"{name}: only the filter concept is-a is understood")
            yield part.system, branch.value


def _read(path: Path) -> ValueSet:
    try:
        source = msgspec.json.decode(path.read_bytes(), type=_ValueSet)
    except msgspec.MsgspecError as fault:
        raise KnowledgeFault(f"{path.name}: {fault}") from fault
    if source.name != path.stem:
        raise KnowledgeFault(f"{path.name} holds the value set {source.name}")
    parts = source.compose.include
    if any(part.system == LOINC for part in parts) and "loinc.org/license" not in source.copyright:
        raise KnowledgeFault(f"{path.name} has LOINC codes without the LOINC notice")
    return ValueSet(
        source.name,
        tuple(Member(p.system, c.code, c.display) for p in parts for c in p.concept),
        tuple(_branches(parts, source.name)),
        tuple(_branches(source.compose.exclude, source.name)),
    )


def read(folder: Path) -> tuple[ValueSet, ...]:
    return tuple(_read(path) for path in sorted((folder / "value_sets").glob("*.json")))


def check_exclusive(
    groups: Iterable[Iterable[str]], topics: Mapping[tuple[str, str], frozenset[str]]
) -> None:
    """Refuse a code that is in two sets of one group.

    Raises:
        KnowledgeFault: naming the code and the sets.
    """
    rivals = [frozenset(group) for group in groups]
    for (system, code), names in topics.items():
        for group in rivals:
            both = names & group
            if len(both) > 1:
                raise KnowledgeFault(
                    f"{system}|{code} is in {' and '.join(sorted(both))}, which exclude each other"
                )
