"""Reads the parameter files: what each parameter does, its dated values, bounds and citations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.evidence import Evidence
from app.knowledge.reading import read_yaml

Value = int | Decimal | bool | str | tuple[str, ...]
Type = Literal[
    "days", "months", "years", "hours", "minutes", "count", "decimal", "flag", "code", "codes"
]

_NAME = re.compile(r"[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+")
_UCUM = {"days": "d", "months": "mo", "years": "a", "hours": "h", "minutes": "min"}
_TRUTH = {"true": True, "false": False}


class Dated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One value as written, from a day on."""

    since: date
    value: str | list[str]
    citations: list[str]
    note: str = ""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    describes: str
    type: Type
    values: list[Dated]
    status: Literal["cited", "general-knowledge"]
    unit: str = ""
    bounds: tuple[Decimal, Decimal] | None = None
    allowed: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A value from a day on.

    Attributes:
        source: the profile or site that sets it, as it is told; "" for a shipped default.
    """

    since: date
    value: Value
    citations: tuple[str, ...]
    note: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a parameter is and what values it may take.

    Attributes:
        describes: one sentence that says what the number does.
        unit: UCUM, "" for flags and codes.
        bounds: smallest and largest value a site may set; None for flags and codes.
        allowed: the codes it may hold; None where they are names of value sets.
        steps: its shipped values, oldest first.
    """

    name: str
    describes: str
    type: Type
    unit: str
    status: str
    bounds: tuple[Decimal, Decimal] | None
    allowed: tuple[str, ...] | None
    steps: tuple[Step, ...]

    def read(
        self, values: list[Dated], evidence: Evidence, where: str, source: str = ""
    ) -> tuple[Step, ...]:
        """Check written values against type, bounds, order of dates and citations.

        Raises:
            KnowledgeFault: naming the parameter and what is wrong.
        """
        place = f"{where}: {self.name}"
        days = [value.since for value in values]
        if not days or days != sorted(set(days)):
            raise KnowledgeFault(f"{place} needs values with different dates, oldest first")
        return tuple(
            Step(
                v.since,
                self.parse(v.value, place),
                evidence.check(v.citations, place),
                v.note,
                source,
            )
            for v in values
        )

    def parse(self, written: str | list[str], place: str) -> Value:
        match self.type, written:
            case "codes", list():
                return tuple(self._allowed(code, place) for code in written)
            case "code", str():
                return self._allowed(written, place)
            case "flag", str() if written in _TRUTH:
                return _TRUTH[written]
            case (("flag" | "code" | "codes"), _):
                raise KnowledgeFault(f"{place} is not a {self.type}")
            case _, str():
                return self._number(written, place)
            case _:
                raise KnowledgeFault(f"{place} is not a number")

    def _number(self, written: str, place: str) -> int | Decimal:
        try:
            number = Decimal(written)
        except InvalidOperation:
            raise KnowledgeFault(f"{place} is not a number") from None
        if self.bounds is None or not self.bounds[0] <= number <= self.bounds[1]:
            raise KnowledgeFault(f"{place} is outside its bounds")
        if self.type == "decimal":
            return number
        if number != int(number):
            raise KnowledgeFault(f"{place} must be a whole number")
        return int(number)

    def _allowed(self, code: str, place: str) -> str:
        if self.allowed is not None and code not in self.allowed:
            raise KnowledgeFault(f"{place} must be one of {', '.join(self.allowed)}")
        return code


def _define(name: str, written: _Written, evidence: Evidence, where: str) -> Definition:
    place = f"{where}: {name}"
    if not _NAME.fullmatch(name):
        raise KnowledgeFault(f"{place} is not a name of the form area.noun")
    numeric = written.type not in ("flag", "code", "codes")
    if numeric is (written.bounds is None):
        raise KnowledgeFault(f"{place}: numbers, and only numbers, have bounds")
    if written.type == "code" and not written.allowed:
        raise KnowledgeFault(f"{place} must list the codes it may take")
    unit = written.unit or _UCUM.get(written.type, "")
    if numeric and not unit:
        raise KnowledgeFault(f"{place} has no unit")
    allowed = None if written.allowed is None else tuple(written.allowed)
    bare = Definition(
        name, written.describes, written.type, unit, written.status, written.bounds, allowed, ()
    )
    return replace(bare, steps=bare.read(written.values, evidence, where))


def read(folder: Path, evidence: Evidence) -> Mapping[str, Definition]:
    found: dict[str, Definition] = {}
    for path in sorted((folder / "parameters").glob("*.yaml")):
        for name, written in read_yaml(path, dict[str, _Written]).items():
            if name in found:
                raise KnowledgeFault(f"{path.name}: {name} is defined twice")
            found[name] = _define(name, written, evidence, path.name)
    return found
