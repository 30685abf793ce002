"""Results: measured amounts and qualitative readings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.clinical.facts.fact import Fact

_NO_UNIT = "1"
"""UCUM of a score, which is written without a unit."""


class Reading(StrEnum):
    """What a qualitative result says."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"


class Flag(StrEnum):
    """The laboratory's own interpretation of a number."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult(Fact):
    """A measured amount in the analyte's canonical unit (knowledge/data/units.yaml).

    Attributes:
        analyte: igg, iga, igm, alt, ast, alp, bilirubin, neutrophils, lymphocytes, leukocytes,
            platelets, haemoglobin, cd19, egfr, creatinine, temperature, hbv_dna,
            edss, walking_distance …
        value: Decimal as written, converted exactly; None when only `flag` is known.
        comparator: "<", "<=", ">=", ">" or "".
        low, high: limits of normal in the canonical unit.
        from_table: the limits come from the shipped or site table, not from the laboratory.
        flag: the laboratory's interpretation.
        preliminary: may raise an alert, cannot clear a check.
        conflicting: two results of one time disagree; this is the worse one.
    """

    analyte: str
    value: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    from_table: bool = False
    flag: Flag | None = None
    preliminary: bool = False
    conflicting: bool = False

    @property
    def shown(self) -> str:
        number = "" if self.value is None else f"{self.value:f}"
        unit = "" if self.unit == _NO_UNIT else self.unit
        return f"{self.comparator}{number} {unit}".strip()

    @property
    def display(self) -> str:
        amount = self.shown if self.value is not None else (self.flag or "")
        return f"{self.name} {amount}".strip() + (f", {self.when}" if self.when else "")

    def below(self, limit: Decimal) -> bool | None:
        """Whether the amount is below `limit`; None when the comparator leaves it open."""
        if self.value is None:
            return None
        if self.comparator in ("<", "<="):
            beyond = self.value <= limit if self.comparator == "<" else self.value < limit
            return True if beyond else None
        if self.comparator in (">", ">="):
            return False if self.value >= limit else None
        return self.value < limit

    def above(self, limit: Decimal) -> bool | None:
        """Whether the amount is above `limit`; None when the comparator leaves it open."""
        if self.value is None:
            return None
        if self.comparator in (">", ">="):
            beyond = self.value >= limit if self.comparator == ">" else self.value > limit
            return True if beyond else None
        if self.comparator in ("<", "<="):
            return False if self.value <= limit else None
        return self.value > limit

    @property
    def is_low(self) -> bool | None:
        """Below the limit of normal: by number, else by the laboratory's flag; None if unknown."""
        if self.value is not None and self.low is not None:
            return self.below(self.low)
        return None if self.flag in (None, Flag.ABNORMAL) else self.flag is Flag.LOW

    @property
    def is_high(self) -> bool | None:
        """Above the limit of normal: by number, else by the laboratory's flag; None if unknown."""
        if self.value is not None and self.high is not None:
            return self.above(self.high)
        return None if self.flag in (None, Flag.ABNORMAL) else self.flag is Flag.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Serology(Fact):
    """A qualitative result.

    Attributes:
        marker: hbsag, anti_hbc_total, anti_hbc_igg, anti_hbc_igm, anti_hbs, hbeag, hbv_dna,
            hcg (pregnancy test) …
        reading: None when nothing readable was reported.
        conflicting: value and interpretation, or two results of one time, disagree;
            `reading` is then the worse one.
        preliminary: may raise an alert, cannot clear a check.
    """

    marker: str
    reading: Reading | None = None
    conflicting: bool = False
    preliminary: bool = False

    @property
    def display(self) -> str:
        words = f"{self.name} {self.reading or 'not readable'}"
        return f"{words}, {self.when}" if self.when else words


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSign(Fact):
    """A final vital sign of the last infusion; that it was measured, and when, is all we keep."""
