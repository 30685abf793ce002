"""Plain clinical facts, each with its date and its source. FHIR stops before this module."""

from dataclasses import dataclass
from decimal import Decimal
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
class LabResult(Fact):
    """A measured amount in the analyte's canonical unit (knowledge/data/units.yaml).

    Attributes:
        analyte: igg, iga, igm, alt, ast, alp, bilirubin, neutrophils, lymphocytes, leukocytes,
            platelets, haemoglobin, cd19, egfr, creatinine, temperature, hbv_dna …
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
        return f"{self.comparator}{number} {self.unit}".strip()

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


class VaccineClass(StrEnum):
    """How a vaccine stands to the live-vaccine rules (terminology notes, section 2.9)."""

    LIVE = "live"
    LIVE_NONREPLICATING = "live_nonreplicating"
    NONLIVE = "nonlive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaccination(Fact):
    """A vaccine given, ordered or forecast. `when` is the day given or intended.

    Attributes:
        kind: live or not; UNKNOWN for unclassifiable products, never guessed.
        key: stable clinical key of the product (code or normalised text), for the cause.
        recorded: the day it was written down: the latest day it can have been given.
        planned: ordered, not given.
        forecast: recommended by a schedule, not ordered.
    """

    kind: VaccineClass
    key: str
    recorded: PartialDate | None = None
    planned: bool = False
    forecast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Fact):
    """A Condition. `when` is onset, else the recorded date.

    Attributes:
        topics: value sets of its code.
        key: stable clinical key of the code (system|code or normalised text).
        clinical: active, recurrence, relapse, inactive, remission, resolved or "".
        verification: confirmed, unconfirmed, provisional, differential or "".
        onset, abatement, recorded: as stated; `abated` is True when an end is stated at all.
        grade: severity where stated.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    clinical: str = ""
    verification: str = ""
    onset: PartialDate | None = None
    abatement: PartialDate | None = None
    abated: bool = False
    recorded: PartialDate | None = None
    grade: Grade | None = None
    sites: Topics = NO_TOPICS
    stated: frozenset[str] = frozenset()

    @property
    def confirmed(self) -> bool:
        return self.verification in ("", "confirmed")

    @property
    def over(self) -> bool:
        """Stated to be resolved, inactive, in remission or ended."""
        return self.clinical in ("resolved", "inactive", "remission") or self.abated


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication(Fact):
    """An order, a statement or a dispense. `when` is the authored, dispensed or asserted day.

    Attributes:
        topics: value sets of the product's codes.
        key: stable clinical key of the product.
        status, intent: as FHIR writes them ("" if absent).
        planned: the day the dose is intended for, where stated.
        ends: the last day of the supply or of the stated period.
        routes: value sets of the route (route_iv, route_sc …), empty when not stated.
        route_stated: a route is given, coded or as text.
        dose_mg: stated dose, None when absent or not in mg.
        ours: a proposal of this service.
        reasons: value sets of the reason's codes; `reason_stated` when any reason is given,
            `reason_coded` when one carries a code of a public system, known to us or not.
        order: key that joins an order with its administrations.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    status: str = ""
    intent: str = ""
    planned: PartialDate | None = None
    ends: PartialDate | None = None
    routes: Topics = NO_TOPICS
    route_stated: bool = False
    dose_mg: Decimal | None = None
    ours: bool = False
    reasons: Topics = NO_TOPICS
    reason_stated: bool = False
    reason_coded: bool = False
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Fact):
    """A MedicationAdministration: the only evidence of a dose. `when` is its start.

    Attributes:
        status: completed, in-progress, on-hold, stopped, unknown (not-done is not kept).
        ended: end of the infusion where stated.
        dose_mg: amount given, None when absent or not readable.
        dose_problem: why a stated amount is not readable, "" when none is stated.
        order: key of the order it carries out; identifiers: its own business identifiers.
        rate_ml_h: stated rate.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    status: str = ""
    ended: PartialDate | None = None
    dose_mg: Decimal | None = None
    dose_problem: str = ""
    routes: Topics = NO_TOPICS
    order: str = ""
    identifiers: frozenset[str] = frozenset()
    rate_ml_h: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy(Fact):
    """An AllergyIntolerance. `when` is onset or recorded date.

    Attributes:
        topics: value sets of the substance.
        criticality: low, high, unable-to-assess or "".
        grade: worst stated severity; manifestations: value sets of all reactions.
        confirmed: verificationStatus confirmed or absent.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    criticality: str = ""
    grade: Grade | None = None
    manifestations: Topics = NO_TOPICS
    confirmed: bool = True
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Fact):
    """An adverse reaction from an AdverseEvent or a coded Condition. `when` is its onset.

    Attributes:
        topics: value sets of the event or symptom.
        grade: None when the record does not grade it.
        serious: hospital care, disability or other seriousness is stated.
        suspects: value sets of the suspected products; empty when none is named.
        generic: the code names no symptom ("adverse reaction caused by drug").
        resolved: an end or the status resolved is stated.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    grade: Grade | None = None
    serious: bool = False
    suspects: Topics = NO_TOPICS
    generic: bool = False
    resolved: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Fact):
    """An Observation whose answer is a code, a yes/no or text: status, symptom, questionnaire.

    Attributes:
        topics: value sets of what was asked or observed.
        answers: value sets of the answer.
        present: yes/no answer or stated presence; None when the answer is neither.
        text_only: the answer is free text that no value set covers.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    answers: Topics = NO_TOPICS
    present: bool | None = None
    text_only: bool = False
    preliminary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Fact):
    """A Procedure, DiagnosticReport or ImagingStudy that was carried out."""

    topics: Topics = NO_TOPICS
    sites: Topics = NO_TOPICS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay(Fact):
    """An Encounter; `when` is its start."""

    inpatient: bool = False
    ended: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Fact):
    """What a person decided on a row (decisions.md 12). `when` is the day it was decided.

    Attributes:
        row: catalogue row id that it answers.
        action: code of the mitigation, as (system, code).
        author: reference of the person, as written.
        cause: the alert's stable identifier value, "" when not given.
    """

    row: str
    action: tuple[str, str] = ("", "")
    author: str = ""
    cause: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Fact):
    """An invalid resource, other than a result or a vaccination, whose code a row reads.

    Attributes:
        topics: value sets of its code, as far as readable.
        place: FHIRPath of the first error.
    """

    topics: Topics = NO_TOPICS
    place: str = ""
