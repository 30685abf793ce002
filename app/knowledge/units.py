"""Exact conversion of amounts, each analyte by its own closed table of units."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from pathlib import Path
from types import MappingProxyType

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.reading import read_yaml

# Wide enough that no product of a value within the JSON limits and a factor is rounded.
_EXACT = Context(prec=400)
_FREEZING = Decimal(32)
_FAHRENHEIT = Decimal("1.8")
_ONE, _TEN = Decimal(1), Decimal(10)
# A logarithm beyond this is a mistaken unit: no assay reports it.
_LOG_LIMIT = Decimal(15)
_POWER = Context(prec=12)


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    analytes: list[str]
    canonical: str
    factors: dict[str, Decimal]
    logarithms: list[str] = []
    fahrenheit: list[str] = []


@dataclass(frozen=True, slots=True)
class _Table:
    """How amounts of one analyte become its canonical unit."""

    canonical: str
    factors: Mapping[str, Decimal]
    logarithms: frozenset[str]
    fahrenheit: frozenset[str]

    def convert(self, value: Decimal, unit: str) -> Decimal | None:
        factor = self.factors.get(unit)
        if factor is not None:
            return value if factor == _ONE else _EXACT.multiply(value, factor)
        if unit in self.fahrenheit:
            return (value - _FREEZING) / _FAHRENHEIT
        if unit in self.logarithms and abs(value) <= _LOG_LIMIT:
            return _POWER.power(_TEN, value)
        return None


class Units:
    """All conversion tables, by analyte."""

    __slots__ = ("_canonical", "_tables")

    def __init__(self, tables: Mapping[str, _Table]) -> None:
        self._tables = MappingProxyType(dict(tables))
        self._canonical = {analyte: table.canonical for analyte, table in tables.items()}

    def convert(self, analyte: str, value: Decimal, unit: str) -> Decimal | None:
        """The amount in the analyte's canonical unit; None when the unit is not in its table.

        `unit` is the UCUM code, or the printed unit where there is no code.
        """
        if unit == self._canonical.get(analyte):  # of factor 1, and what most laboratories send
            return value
        return self._of(analyte).convert(value, unit.strip())

    def canonical(self, analyte: str) -> str:
        return self._canonical.get(analyte) or self._of(analyte).canonical

    @property
    def analytes(self) -> frozenset[str]:
        return frozenset(self._tables)

    def _of(self, analyte: str) -> _Table:
        try:
            return self._tables[analyte]
        except KeyError:
            raise KnowledgeFault(f"units.yaml has no analyte {analyte}") from None


def _table(group: _Group) -> _Table:
    if group.factors.get(group.canonical) != _ONE:
        raise KnowledgeFault(f"units.yaml: {group.canonical} must have the factor 1")
    wrong = [unit for unit, factor in group.factors.items() if factor <= 0]
    if wrong:
        raise KnowledgeFault(f"units.yaml: factors of {', '.join(wrong)} must be above 0")
    twice = set(group.factors) & {*group.logarithms, *group.fahrenheit}
    if twice:
        raise KnowledgeFault(f"units.yaml: {', '.join(sorted(twice))} is converted in two ways")
    return _Table(
        group.canonical,
        MappingProxyType(group.factors),
        frozenset(group.logarithms),
        frozenset(group.fahrenheit),
    )


def read(folder: Path) -> Units:
    tables: dict[str, _Table] = {}
    for group in read_yaml(folder / "units.yaml", list[_Group]):
        for analyte in group.analytes:
            if analyte in tables:
                raise KnowledgeFault(f"units.yaml has {analyte} twice")
            tables[analyte] = _table(group)
    return Units(tables)
