"""A site's settings in two times: what holds on a day, as it was known at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.storage.database import Database

_IN_FORCE = """
with here as materialized (select set_config('cds.tenant', $1::uuid::text, true)::uuid as tenant)
select p.* from here cross join lateral (
  select distinct on (name) name, value, valid_from, recorded_at, approved_by, reason
  from site_parameter
  where tenant_id = here.tenant and site = $2::text and approved_by is not null
    and valid_from <= $3::date and recorded_at <= $4::timestamptz
  order by name, valid_from desc, recorded_at desc offset 0
) p
"""


@dataclass(frozen=True, slots=True)
class SiteParameter:
    """One approved setting.

    Attributes:
        value: as written by the proposer, digits and all; bounds are checked by whoever reads it.
    """

    name: str
    value: str
    valid_from: date
    recorded_at: datetime
    approved_by: str
    reason: str


async def in_force(
    database: Database, tenant: UUID, site: str, *, day: date, known_at: datetime
) -> tuple[SiteParameter, ...]:
    """The approved settings of a site on `day`, as they were known at `known_at`."""
    rows = await database.rows(_IN_FORCE, tenant, site, day, known_at)
    return tuple(
        SiteParameter(r.name, r.value, r.valid_from, r.recorded_at, r.approved_by, r.reason)
        for r in rows
    )
