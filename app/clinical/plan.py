"""What the service proposes: the decision, the orders of the visit, the alerts to raise."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.clinical.facts import Fact
from app.clinical.finding import Finding


class Decision(StrEnum):
    """The worst action on ocrelizumab."""

    PROCEED = "proceed"
    CAUTION = "caution"
    HOLD = "hold"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its system URI and display."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class RateStep:
    """One step of an infusion: mL/h for some minutes."""

    rate_ml_h: Decimal
    minutes: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One order of the visit, ready to be written as a MedicationRequest.

    Attributes:
        action: code of the ActivityDefinition (contract.md section 3), also the action id.
        title: short name for the RequestGroup.
        medication: text of the medication; `codings` its codes, first one first.
        text: the whole instruction in words.
        dose_mg: amount of one administration.
        steps: the rate steps of an infusion, empty for other orders.
        minutes: how long the infusion takes.
        before: minutes before the start of the infusion, (low, high); None for the infusion.
        required: False for orders that a clinician may leave out.
        notes: further instructions (vials, line, filter).
        patient_instruction: what the patient is told, in plain words.
        because: facts quoted as supporting information.
        reasons: the diagnoses treated.
        warnings: the findings that ride on the order.
    """

    action: str
    title: str
    medication: str
    codings: tuple[Coding, ...]
    text: str
    route: Coding
    dose_mg: Decimal
    start: date | datetime
    steps: tuple[RateStep, ...] = ()
    minutes: Decimal | None = None
    before: tuple[int, int] | None = None
    required: bool = True
    notes: tuple[str, ...] = ()
    patient_instruction: str = ""
    because: tuple[Fact, ...] = ()
    reasons: tuple[Fact, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The findings and the order templates folded into one answer.

    Attributes:
        standing: the order of somebody else for this dose: none is proposed beside it.
        due: the day the next dose is due; earliest and latest: the window it may be given in.
        review_on: the first day on which anything here changes by time alone.
    """

    decision: Decision
    proposals: tuple[Proposal, ...]
    due: date | None
    earliest: date | None
    latest: date | None
    review_on: date | None
    standing: Fact | None = None

    @property
    def ordered(self) -> bool:
        """The dose is ordered: proposed here, or by an order that stands."""
        return bool(self.proposals) or self.standing is not None


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding in words, with the identity that its cause keeps for life.

    Attributes:
        code: nearest v3-ActCode.
        detail: two or three sentences that stand alone.
        identity: value of DetectedIssue.identifier.
        opened: the `asOf` that opened it.
        closed: its cause is gone: written as cancelled.
    """

    finding: Finding
    title: str
    code: Coding
    detail: str
    identity: str
    opened: str
    closed: bool = False
