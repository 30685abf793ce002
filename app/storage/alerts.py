"""One alert for each cause, for life: what an evaluation does to the alerts of its patient."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

UNKNOWN = "unknown"
Status = Literal["open", "not-confirmed", "closed"]


@dataclass(frozen=True, slots=True)
class AlertOpen:
    """An issue of this evaluation.

    Attributes:
        identity: key of the cause, the DetectedIssue's identifier value.
        resource_id: the DetectedIssue's id, the same for the same cause.
    """

    identity: str
    row: str
    action: str
    severity: str | None
    basis: str
    target: str
    resource_id: UUID


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row of the catalogue said.

    Attributes:
        verdict: block, hold, warn, note, clear or unknown.
        until: first day on which it changes by time alone.
        inputs_known: what it reads was present or declared complete; else nothing is closed.
    """

    row: str
    verdict: str
    until: date | None = None
    inputs_known: bool = False


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that an earlier evaluation opened and none has closed.

    Attributes:
        opened_as_of: the asOf, as written, that opened it: DetectedIssue.identifiedDateTime.
        unconfirmed_as_of: the last asOf on which its inputs were not known.
    """

    identity: str
    row: str
    action: str
    severity: str | None
    basis: str
    target: str
    resource_id: UUID
    status: Status
    opened_as_of: str
    opened_by: UUID
    confirmed_as_of: str
    unconfirmed_as_of: str | None


@dataclass(frozen=True, slots=True)
class AlertChange:
    """One alert after an evaluation.

    Attributes:
        event: what its history says; empty where nothing changed but the day of confirmation.
    """

    identity: str
    row: str
    action: str
    severity: str | None
    basis: str
    target: str
    resource_id: UUID
    status: Status
    event: Literal["", "opened", "changed", "confirmed", "not-confirmed", "closed"]


def changes(
    before: Iterable[OpenAlert], issues: Iterable[AlertOpen], rows: Iterable[RowState]
) -> tuple[AlertChange, ...]:
    """What becomes of each alert, sorted by identity so that writers never deadlock.

    An alert whose cause is gone is closed only when the inputs of its row were known; else it
    stays open and is marked not confirmed. Of two issues with one identity the first counts.
    """
    open_before = {alert.identity: alert for alert in before}
    now: dict[str, AlertOpen] = {}
    for issue in issues:
        now.setdefault(issue.identity, issue)
    judged = tuple(rows)
    closing = {row.row for row in judged} - {
        row.row for row in judged if not row.inputs_known or row.verdict == UNKNOWN
    }
    found = [_raised(issue, open_before.get(issue.identity)) for issue in now.values()]
    gone = (alert for alert in open_before.values() if alert.identity not in now)
    found.extend(_without_cause(gone, closing))
    return tuple(sorted(found, key=lambda change: change.identity))


def _raised(issue: AlertOpen, before: OpenAlert | None) -> AlertChange:
    event: Literal["opened", "confirmed", "changed", ""]
    if before is None:
        event = "opened"
    elif before.status == "not-confirmed":
        event = "confirmed"
    else:
        same = (issue.action, issue.severity, issue.basis, issue.target) == (
            before.action,
            before.severity,
            before.basis,
            before.target,
        )
        event = "" if same else "changed"
    return AlertChange(
        identity=issue.identity,
        row=issue.row,
        action=issue.action,
        severity=issue.severity,
        basis=issue.basis,
        target=issue.target,
        resource_id=before.resource_id if before else issue.resource_id,
        status="open",
        event=event,
    )


def _without_cause(gone: Iterable[OpenAlert], closing: set[str]) -> Iterator[AlertChange]:
    for alert in gone:
        closed = alert.row in closing
        news: Literal["", "not-confirmed"] = "not-confirmed" if alert.status == "open" else ""
        yield AlertChange(
            identity=alert.identity,
            row=alert.row,
            action=alert.action,
            severity=alert.severity,
            basis=alert.basis,
            target=alert.target,
            resource_id=alert.resource_id,
            status="closed" if closed else "not-confirmed",
            event="closed" if closed else news,
        )
