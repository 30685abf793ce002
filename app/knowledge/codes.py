"""Which value sets a code belongs to. Rules name value sets, never codes.

A code matches by system and code. In ICD-10 and ATC a longer code lies below its prefix. SNOMED CT
is matched by the enumerated codes alone: walking its hierarchy needs the deployer's licence and
terminology server. Codes that nobody verified are in no value set.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from app.clinical.facts import NO_TOPICS, Topics
from app.errors import KnowledgeFault
from app.knowledge import code_systems, value_sets
from app.knowledge.code_systems import CodeSystems
from app.knowledge.reading import read_yaml
from app.knowledge.value_sets import Member, ValueSet

Key = tuple[str, str]
"""(canonical system, code in its one form)."""

_REMEMBERED = 32_768


def _plain(text: str) -> str:
    """Text as it is compared: case and spacing do not matter."""
    return " ".join(text.casefold().split())


class Codes:
    """An immutable index from (system, code) to value sets."""

    __slots__ = (
        "_branches",
        "_displays",
        "_exact",
        "_excluded",
        "_local",
        "_sets",
        "_systems",
        "_texts",
        "topics",
    )

    def __init__(
        self,
        systems: CodeSystems,
        sets: Iterable[ValueSet],
        local: Mapping[Key, str] = MappingProxyType({}),
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._systems = systems
        self._sets = MappingProxyType({value_set.name: value_set for value_set in sets})
        self._local, self._texts = local, texts
        self._displays: dict[Key, str] = {}
        exact: defaultdict[Key, set[str]] = defaultdict(set)
        branches: defaultdict[Key, set[str]] = defaultdict(set)
        excluded: defaultdict[Key, set[str]] = defaultdict(set)
        for value_set in self._sets.values():
            for member in value_set.members:
                key = self._sound(member)
                exact[key].add(value_set.name)
                self._displays.setdefault(key, member.display)
            for system, code in value_set.branches:
                branches[self.normalised(system, code)].add(value_set.name)
            for system, code in value_set.excluded:
                excluded[self.normalised(system, code)].add(value_set.name)
        self._exact = {key: frozenset(names) for key, names in exact.items()}
        self._branches = {key: frozenset(names) for key, names in branches.items()}
        self._excluded = {key: frozenset(names) for key, names in excluded.items()}
        # One look-up for each different coding of a process; bounded, as senders choose the codes.
        self.topics: Callable[[str, str], Topics] = lru_cache(_REMEMBERED)(self._topics)

    def _sound(self, member: Member) -> Key:
        key = self.normalised(member.system, member.code)
        if not self._systems.sound(*key):
            raise KnowledgeFault(f"{member.system}|{member.code} has a wrong check digit")
        return key

    def normalised(self, system: str, code: str) -> Key:
        return self._systems.normalised(system, code)

    def _topics(self, system: str, code: str) -> Topics:
        """The value sets of a coding as written; `topics` is this function, remembered."""
        found: Topics = NO_TOPICS
        for key in self._systems.candidates(system, code):
            found |= self._exact.get(key, NO_TOPICS) | self._above(key)
            if key in self._local:
                found |= {self._local[key]}
        return found

    def _above(self, key: Key) -> Topics:
        """The sets that hold a whole branch above the code, less those that exclude its branch."""
        system, code = key
        if not self._systems.branches(system):
            return NO_TOPICS
        found = excluded = NO_TOPICS
        for length in range(1, len(code) + 1):
            stem = (system, code[:length])
            found |= self._branches.get(stem, NO_TOPICS)
            excluded |= self._excluded.get(stem, NO_TOPICS)
        return found - excluded

    def of_text(self, text: str) -> Topics:
        """The value set that the site gives this text; a text means nothing by itself."""
        name = self._texts.get(_plain(text))
        return frozenset({name}) if name else NO_TOPICS

    def display(self, system: str, code: str) -> str:
        """Our name of the code, "" when no value set lists it."""
        return self._displays.get(self.normalised(system, code), "")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._sets)

    def members(self, name: str) -> tuple[Member, ...]:
        """The codes a value set lists one by one."""
        if name not in self._sets:
            raise KnowledgeFault(f"no value set is named {name}")
        return self._sets[name].members

    def every(self) -> dict[Key, Topics]:
        """All listed codes with all their value sets."""
        return {key: self._exact[key] | self._above(key) for key in self._exact}

    def with_local(self, codes: Mapping[Key, str], texts: Mapping[str, str]) -> "Codes":
        """The same index with a site's own codes and texts (decisions.md 31)."""
        unknown = sorted({*codes.values(), *texts.values()} - self.names)
        if unknown:
            raise KnowledgeFault(f"local codes map to unknown value sets: {', '.join(unknown)}")
        local = {self.normalised(*key): name for key, name in codes.items()}
        plain = {_plain(text): name for text, name in texts.items()}
        return Codes(
            self._systems, self._sets.values(), {**self._local, **local}, {**self._texts, **plain}
        )


def read(folder: Path) -> Codes:
    codes = Codes(code_systems.read(folder), value_sets.read(folder))
    groups = read_yaml(folder / "exclusive.yaml", list[list[str]])
    unknown = sorted({name for group in groups for name in group} - codes.names)
    if unknown:
        raise KnowledgeFault(f"exclusive.yaml names unknown value sets: {', '.join(unknown)}")
    value_sets.check_exclusive(groups, codes.every())
    return codes
