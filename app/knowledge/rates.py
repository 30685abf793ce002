"""Infusion rate tables: steps of rate and time, the last one until the bag is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.evidence import Evidence
from app.knowledge.reading import read_yaml

_HOUR = 60
_SHOWN = Decimal("0.01")


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rate: Decimal
    minutes: Decimal | None = None


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    volume: Decimal
    steps: list[_Step]
    text: str
    citations: list[str]


@dataclass(frozen=True, slots=True)
class RateStep:
    """One step; `minutes` is rounded to hundredths, as orders show it."""

    number: int
    rate_ml_h: Decimal
    minutes: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class RateTable:
    """How fast a bag runs.

    Attributes:
        row: catalogue row id.
        total_minutes: from the first drop to the last, rounded to hundredths.
    """

    row: str
    title: str
    volume_ml: Decimal
    steps: tuple[RateStep, ...]
    total_minutes: Decimal
    text: str
    citations: tuple[str, ...]

    @property
    def lowest(self) -> Decimal:
        return min(step.rate_ml_h for step in self.steps)

    @property
    def highest(self) -> Decimal:
        return max(step.rate_ml_h for step in self.steps)


def _shown(minutes: Fraction) -> Decimal:
    """Minutes as people write them: 30, 8.33."""
    exact = (Decimal(minutes.numerator) / Decimal(minutes.denominator)).quantize(_SHOWN)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _durations(row: str, table: _Table) -> list[Fraction]:
    """Minutes of each step; those of the last empty what the others leave of the bag."""
    *fixed, last = table.steps
    if last.minutes is not None or any(step.minutes is None for step in fixed):
        raise KnowledgeFault(f"{row}: every step but the last has minutes")
    minutes = [Fraction(step.minutes or 0) for step in fixed]
    run = sum(Fraction(s.rate) * m / _HOUR for s, m in zip(fixed, minutes, strict=True))
    left = Fraction(table.volume) - run
    if left <= 0:
        raise KnowledgeFault(f"{row}: the bag is empty before the last step")
    return [*minutes, left * _HOUR / Fraction(last.rate)]


def _table(row: str, table: _Table, evidence: Evidence) -> RateTable:
    durations = _durations(row, table)
    steps = tuple(
        RateStep(
            number,
            step.rate,
            _shown(minutes),
            f"Step {number} of {len(durations)}: {step.rate} mL/h for {_shown(minutes)} min",
        )
        for number, (step, minutes) in enumerate(zip(table.steps, durations, strict=True), 1)
    )
    total = _shown(sum(durations, Fraction(0)))
    cited = evidence.check(table.citations, row)
    return RateTable(row, table.title, table.volume, steps, total, table.text, cited)


def read(folder: Path, evidence: Evidence) -> Mapping[str, RateTable]:
    tables = read_yaml(folder / "orders" / "rates.yaml", dict[str, _Table])
    return {row: _table(row, table, evidence) for row, table in tables.items()}
