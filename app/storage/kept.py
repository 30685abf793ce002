"""What goes into the store and what comes out: plain values, bytes and names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.storage.alerts import AlertChange, AlertOpen, OpenAlert, RowState


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks what, before it is judged.

    Attributes:
        idempotency_key: the caller's own (with its route and client), else a hash of all that
            decides the answer.
        request_hash: sha256 that tells another body under the same key.
        identity: who the patient is (decisions.md 16); None: no continuity, nothing is opened.
    """

    tenant: UUID
    idempotency_key: str
    request_hash: bytes
    identity: str | None
    actor: str = "anonymous"
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptResource:
    """Where a resource stands in the output followed by `beyond`."""

    type: str
    id: UUID
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class NewEvaluation:
    """A judged request with its answer.

    Attributes:
        as_of: as the answer writes it; `day` is the same as the local day.
        applies: whether rule state, alerts and review may move (decisions.md 17).
        input: the exact bytes received.
        parameters: as resolved, canonical.
        output: the exact bytes answered.
        beyond: resources that the operation's view leaves out of the answer, but that are kept.
        resources: all that GET by id finds, in `output + beyond`.
        rows: every row that was judged, once.
        review: the instant at which the findings change by time alone.
    """

    id: UUID
    route: str
    as_of: str
    day: date
    planned_start: str
    recorded_at: datetime
    applies: bool
    site: str
    input: bytes
    input_sha256: bytes
    release_version: str
    release_hash: str
    parameters: bytes
    decision: str
    output: bytes
    resources: tuple[KeptResource, ...] = ()
    beyond: bytes = b""
    alerts: tuple[AlertOpen, ...] = ()
    rows: tuple[RowState, ...] = ()
    review: datetime | None = None


@dataclass(frozen=True, slots=True)
class PatientState:
    """What is known of the patient before this evaluation.

    Attributes:
        continuity: whether the patient can be recognised again; else nothing may apply.
        alerts: open and not confirmed ones.
        applied_day: asOf day of the last evaluation that moved the state; with `applied_at`.
    """

    id: UUID
    key: bytes = field(repr=False)
    identity: bytes = field(repr=False)
    continuity: bool
    sequence: int = 0
    applied_day: date | None = None
    applied_at: datetime | None = None
    alerts: tuple[OpenAlert, ...] = ()
    rows: tuple[RowState, ...] = ()

    def may_apply(self, day: date, recorded_at: datetime) -> bool:
        """Whether state and alerts may move: never backwards, never without continuity."""
        if not self.continuity:
            return False
        if self.applied_day is None or self.applied_at is None:
            return True
        return (day, recorded_at) >= (self.applied_day, self.applied_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """An evaluation in the store.

    Attributes:
        replayed: it was there before, under the same key.
        output: the exact bytes answered.
        changes: what it did to the patient's alerts; empty when replayed.
    """

    id: UUID
    output: bytes
    replayed: bool
    changes: tuple[AlertChange, ...] = ()
