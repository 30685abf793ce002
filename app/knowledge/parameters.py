"""The clinical numbers and choices in force on a day at a site, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from app.errors import KnowledgeFault
from app.knowledge.definitions import Definition, Value

Kept = TypeVar("Kept", int, Decimal, bool, str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter as it applies.

    Attributes:
        source: "shipped default, release 1.0.0", "profile eu, release 1.0.0" or "site <name>".
        since: first day of this value.
        note: where sources disagree, why this value was taken.
    """

    value: Value
    source: str
    since: date
    citations: tuple[str, ...]
    note: str
    definition: Definition

    @property
    def describes(self) -> str:
        return self.definition.describes

    @property
    def type(self) -> str:
        return self.definition.type

    @property
    def unit(self) -> str:
        return self.definition.unit

    @property
    def status(self) -> str:
        return self.definition.status


class Parameters:
    """Look-ups by name and type. An unknown name or another type stops the evaluation at once."""

    __slots__ = ("_all", "_codes", "_decimals", "_flags", "_lists", "_whole")

    def __init__(self, values: Mapping[str, InForce]) -> None:
        self._all = MappingProxyType(dict(values))
        self._whole: dict[tuple[str, str], int] = {}
        self._decimals: dict[str, Decimal] = {}
        self._flags: dict[str, bool] = {}
        self._codes: dict[str, str] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        for name, found in values.items():
            match found.value:
                case bool(flag):
                    self._flags[name] = flag
                case int(number):
                    self._whole[found.type, name] = number
                case Decimal() as number:
                    self._decimals[name] = number
                case str(code):
                    self._codes[name] = code
                case tuple() as codes:
                    self._lists[name] = codes

    def days(self, name: str) -> int:
        return self._number("days", name)

    def months(self, name: str) -> int:
        return self._number("months", name)

    def years(self, name: str) -> int:
        return self._number("years", name)

    def hours(self, name: str) -> int:
        return self._number("hours", name)

    def minutes(self, name: str) -> int:
        return self._number("minutes", name)

    def count(self, name: str) -> int:
        return self._number("count", name)

    def decimal(self, name: str) -> Decimal:
        return _get(self._decimals, name, "decimal")

    def flag(self, name: str) -> bool:
        return _get(self._flags, name, "flag")

    def code(self, name: str) -> str:
        return _get(self._codes, name, "code")

    def codes(self, name: str) -> tuple[str, ...]:
        return _get(self._lists, name, "codes")

    def value(self, name: str) -> Value:
        return self.about(name).value

    def source(self, name: str) -> str:
        return self.about(name).source

    def about(self, name: str) -> InForce:
        try:
            return self._all[name]
        except KeyError:
            raise KnowledgeFault(f"no parameter is named {name}") from None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._all)

    def _number(self, kind: str, name: str) -> int:
        try:
            return self._whole[kind, name]
        except KeyError:
            raise KnowledgeFault(f"no parameter in {kind} is named {name}") from None


def _get(kept: Mapping[str, Kept], name: str, kind: str) -> Kept:
    try:
        return kept[name]
    except KeyError:
        raise KnowledgeFault(f"no {kind} parameter is named {name}") from None
