"""What every fact has: its day, its source, and why it may not be usable."""

from dataclasses import dataclass
from enum import StrEnum

from app.clinical.dates import PartialDate

Topics = frozenset[str]
"""Names of the value sets that a code belongs to; rules name value sets, never codes."""

NO_TOPICS: Topics = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read.

    Attributes:
        reference: how to quote the resource (contract.md section 1, References).
        type: its FHIR resource type.
        expression: FHIRPath of the resource from the root of the body.
        identifier: (system, value) where the resource can be quoted by nothing else.
    """

    reference: str
    type: str
    expression: str = ""
    identifier: tuple[str, str] | None = None


class Grade(StrEnum):
    """Severity of a reaction."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    LIFE_THREATENING = "life-threatening"
    DISABLING = "disabling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact has.

    Attributes:
        when: the day that counts clinically; None when the record gives none.
        source: where it was read.
        name: what it is, in the record's own words or ours; never a patient's name.
        problem: why it cannot be used, "" when it can; an unusable fact is present, not absent.
        also: further sources that state the same or contradict it.
    """

    when: PartialDate | None
    source: Source
    name: str = ""
    problem: str = ""
    also: tuple[Source, ...] = ()

    @property
    def display(self) -> str:
        return f"{self.name}, {self.when}" if self.when else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Fact):
    """The one person judged. `when` is the birth date; gender as FHIR writes it, "" if absent."""

    gender: str = ""
    deceased: bool = False
    active: bool = True

    @property
    def birth(self) -> PartialDate | None:
        return self.when


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Fact):
    """An invalid resource, other than a result or a vaccination, whose code a row reads.

    Attributes:
        topics: value sets of its code, as far as readable.
        place: FHIRPath of the first error.
    """

    topics: Topics = NO_TOPICS
    place: str = ""
