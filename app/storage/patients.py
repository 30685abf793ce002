"""Erasure of a patient: the key is destroyed, hashes and audit stay."""

import hashlib
from uuid import UUID

from app.errors import NotFound
from app.storage.audit import Act
from app.storage.database import Database, deadline

_FORGET = """
update patient set identity = null, data_key = null, erased_at = $2::timestamptz
where identity = $1::bytea returning id
"""
_ENDED = "update review set due = null where patient_id = $1::uuid"
_NOTED = """
insert into audit_event (tenant_id, recorded_at, actor, action, what, outcome, patient_id,
  request_id)
values ($1::uuid, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::uuid, $8::text)
"""


def pseudonym(tenant: UUID, who: str) -> bytes:
    """Who it is, without saying so: two tenants cannot compare theirs."""
    return hashlib.sha256(tenant.bytes + who.encode()).digest()


def of_patient(tenant: UUID, identity: str) -> bytes:
    return pseudonym(tenant, f"patient {identity}")


async def erase(database: Database, tenant: UUID, identity: str, act: Act) -> UUID:
    """Destroy the key of all that is kept of a patient, and the link to who it was.

    What rests (row ids, days, hashes, audit) leads to nobody. A later evaluation of the same
    person starts anew.

    Raises:
        NotFound: nothing is kept of this patient.
        Unavailable: the database did not answer in time; ask again.
    """
    return await deadline(_erase(database, tenant, identity, act))


async def _erase(database: Database, tenant: UUID, identity: str, act: Act) -> UUID:
    async with database.transaction(tenant) as connection:
        found = await connection.exec_driver_sql(
            _FORGET, (of_patient(tenant, identity), act.recorded_at)
        )
        patient = found.scalar_one_or_none()
        if not isinstance(patient, UUID):
            raise NotFound("no such patient")
        await connection.exec_driver_sql(_ENDED, (patient,))
        await connection.exec_driver_sql(
            _NOTED,
            (
                tenant,
                act.recorded_at,
                act.actor,
                act.action,
                act.what,
                act.outcome,
                patient,
                act.request_id,
            ),
        )
    return patient
