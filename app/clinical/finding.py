"""What a rule says of a chart: block, hold, warn, note or clear, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import NamedTuple

from app.clinical.facts import Decision, Fact


class Action(IntEnum):
    """What a finding asks for, ordered from nothing to the worst for the dose."""

    CLEAR = 0
    NOTE = 1
    WARN = 2
    HOLD = 3
    BLOCK = 4


class Severity(StrEnum):
    """Clinical harm, as DetectedIssue.severity."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Basis(StrEnum):
    """What a finding rests on."""

    FINDING = "finding"
    MISSING = "missing-data"
    UNUSABLE = "unusable-data"
    CONFLICTING = "conflicting-data"


class Target(StrEnum):
    """What a finding acts on; decision and proposals look at ocrelizumab alone."""

    OCRELIZUMAB = "ocrelizumab"
    VACCINE = "vaccine"
    ORDER = "order"
    PREPARATION = "preparation"


@dataclass(frozen=True, slots=True)
class Missing:
    """An input that would settle a finding: becomes a GuidanceResponse.dataRequirement.

    Attributes:
        type: FHIR resource type.
        value_set: name of the value set of its code, "" when any resource of the type would do.
        since: the earliest day that would count.
        path: the element that the value set applies to.
    """

    type: str
    value_set: str = ""
    since: date | None = None
    path: str = "code"


Value = str | int | date


_NO_VALUES: Mapping[str, Value] = MappingProxyType({})


class Finding(NamedTuple):
    """One answer of one catalogue row; a tuple, because every judgement makes dozens of them.

    Attributes:
        row: catalogue row id, the code of the DetectedIssue.
        text: key of the sentence in the row's texts.
        values: what the sentence quotes.
        because: the facts that decided; they become the evidence.
        cause: key of the cause from clinical content, "" for the row itself (decisions.md 3).
        releases_on: the first day on which a hold ends by time alone.
        until: the first day on which this answer changes if nothing new arrives.
        released_by: the recorded decision that turned a hold into a warning.
    """

    row: str
    action: Action
    text: str = ""
    severity: Severity | None = None
    basis: Basis = Basis.FINDING
    target: Target = Target.OCRELIZUMAB
    values: Mapping[str, Value] = _NO_VALUES
    because: tuple[Fact, ...] = ()
    implicated: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()
    cause: str = ""
    releases_on: date | None = None
    until: date | None = None
    released_by: Decision | None = None
