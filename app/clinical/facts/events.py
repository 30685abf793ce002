"""What happened to the patient and what was decided: diagnoses, reactions, answers, stays."""

from dataclasses import dataclass

from app.clinical.dates import PartialDate
from app.clinical.facts.fact import NO_TOPICS, Fact, Grade, Topics


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
        stages: value sets of its stage, such as a NYHA class.
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
    stages: Topics = NO_TOPICS
    stated: frozenset[str] = frozenset()

    @property
    def confirmed(self) -> bool:
        return self.verification in ("", "confirmed")

    @property
    def over(self) -> bool:
        """Stated to be resolved, inactive, in remission or ended."""
        return self.clinical in ("resolved", "inactive", "remission") or self.abated


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
        resolved_fully: its complete resolution is stated: no remission, no sequelae.
        onset_stated: False when `when` is only the day it was noticed or written down.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    grade: Grade | None = None
    serious: bool = False
    suspects: Topics = NO_TOPICS
    generic: bool = False
    resolved: bool = False
    resolved_fully: bool = False
    confirmed: bool = True
    onset_stated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded(Fact):
    """An Observation whose answer is a code, a yes/no or text: status, symptom, questionnaire.

    Attributes:
        topics: value sets of what was asked or observed.
        answers: value sets of the answer.
        present: yes/no answer or stated presence; None when the answer is neither.
        text_only: the answer is free text that no value set covers.
        grade: severity, where the answer states it.
        began: start of the period that it was observed in; `when` is its end.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    answers: Topics = NO_TOPICS
    present: bool | None = None
    text_only: bool = False
    preliminary: bool = False
    grade: Grade | None = None
    began: PartialDate | None = None


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
