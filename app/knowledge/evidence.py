"""The sources that clinical knowledge cites, each with its kind and reliability."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.reading import read_yaml

SourceKind = Literal[
    "label",
    "regulator",
    "guideline",
    "manufacturer",
    "compendium",
    "study",
    "seed",
    "terminology",
    "other",
    "derived",
    "general-knowledge",
]


class Cited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source.

    Attributes:
        rank: reliability, 1 is best.
        dated: day, month or year of the text where known.
        where: where it was found.
    """

    title: str
    kind: SourceKind
    rank: int
    dated: str = ""
    where: str = ""


class Evidence:
    """All sources by their id."""

    __slots__ = ("_sources",)

    def __init__(self, sources: Mapping[str, Cited]) -> None:
        self._sources = MappingProxyType(dict(sources))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._sources)

    def of(self, identifier: str) -> Cited:
        if identifier not in self._sources:
            raise KnowledgeFault(f"evidence.yaml has no source {identifier}")
        return self._sources[identifier]

    def check(self, citations: Iterable[str], where: str) -> tuple[str, ...]:
        """The citations, refused when there is none or one is unknown.

        Raises:
            KnowledgeFault: naming the place and what is missing.
        """
        cited = tuple(citations)
        if not cited:
            raise KnowledgeFault(f"{where} cites no source")
        unknown = [identifier for identifier in cited if identifier not in self._sources]
        if unknown:
            raise KnowledgeFault(f"{where} cites {', '.join(unknown)}, not in evidence.yaml")
        return cited


def read(folder: Path) -> Evidence:
    return Evidence(read_yaml(folder / "evidence.yaml", dict[str, Cited]))
