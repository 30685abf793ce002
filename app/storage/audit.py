"""Audit events of what leaves no evaluation: reads, refusals, calls that keep nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.storage.database import Database

_NOTE = """
with here as materialized (select set_config('cds.tenant', $1::uuid::text, true)::uuid as tenant)
insert into audit_event (tenant_id, recorded_at, actor, action, what, outcome, request_id)
select tenant, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text from here
"""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done.

    Attributes:
        action: AuditEvent.action: C, R, U, D or E.
        what: route or interaction; never a value of a patient.
        outcome: AuditEvent.outcome: "0" good, "4" minor, "8" serious, "12" major failure.
    """

    recorded_at: datetime
    actor: str
    action: str
    what: str
    outcome: str = "0"
    request_id: str | None = None


async def note(database: Database, tenant: UUID, act: Act) -> None:
    await database.rows(
        _NOTE,
        tenant,
        act.recorded_at,
        act.actor,
        act.action,
        act.what,
        act.outcome,
        act.request_id,
    )
