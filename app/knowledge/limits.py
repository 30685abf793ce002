"""Adult limits of normal for results whose laboratory gave none (catalogue 6.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.evidence import Evidence
from app.knowledge.reading import read_yaml
from app.knowledge.units import Units

_SEXES = ("male", "female")


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    analyte: str
    status: Literal["cited", "general-knowledge"]
    citations: list[str]
    sex: Literal["male", "female"] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    from_years: int
    limits: list[_Written]


@dataclass(frozen=True, slots=True)
class Limit:
    """Limits in the analyte's canonical unit; None where a side has none."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    citations: tuple[str, ...]


class Limits:
    """The table, for adults only."""

    __slots__ = ("_adult_years", "_table")

    def __init__(self, table: Mapping[tuple[str, str], Limit], adult_years: int) -> None:
        self._table = MappingProxyType(dict(table))
        self._adult_years = adult_years

    def of(self, analyte: str, sex: str, age_years: int | None) -> Limit | None:
        """The limits for this sex; for an unknown sex the stricter of both.

        None for analytes that the table lacks, below adult age and at unknown age.
        """
        if age_years is None or age_years < self._adult_years:
            return None
        known = self._table.get((analyte, sex))
        if known or sex in _SEXES:
            return known
        both = [self._table[analyte, each] for each in _SEXES if (analyte, each) in self._table]
        return _stricter(both)


def _stricter(limits: list[Limit]) -> Limit | None:
    if not limits:
        return None
    lows = [limit.low for limit in limits if limit.low is not None]
    highs = [limit.high for limit in limits if limit.high is not None]
    first = limits[0]
    return Limit(max(lows, default=None), min(highs, default=None), first.unit, first.citations)


def read(folder: Path, evidence: Evidence, units: Units) -> Limits:
    table: dict[tuple[str, str], Limit] = {}
    file = read_yaml(folder / "limits.yaml", _File)
    for row in file.limits:
        place = f"limits.yaml: {row.analyte}"
        if row.low is None and row.high is None:
            raise KnowledgeFault(f"{place} has no limit")
        if row.low is not None and row.high is not None and row.low >= row.high:
            raise KnowledgeFault(f"{place}: the low limit is not below the high one")
        cited = evidence.check(row.citations, place)
        limit = Limit(row.low, row.high, units.canonical(row.analyte), cited)
        for sex in (row.sex,) if row.sex else _SEXES:
            if (row.analyte, sex) in table:
                raise KnowledgeFault(f"{place} has two limits for one sex")
            table[row.analyte, sex] = limit
    return Limits(table, file.from_years)
