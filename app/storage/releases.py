"""Releases of the knowledge: what was in force, by content hash; never changed, only followed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.storage.database import Database

Status = Literal["draft", "active", "retired"]

# A new row only when it says something new: starting the service again says nothing.
_REGISTER = """
insert into rule_release (content_hash, version, status, active_from, signed_by)
select $1::text, $2::text, $3::text, $4::date, $5::text
where not exists (
  select from (
    select version, status, active_from, signed_by from rule_release
    where content_hash = $1 order by recorded_at desc limit 1
  ) last
  where (last.version, last.status) = ($2, $3) and last.active_from is not distinct from $4
    and last.signed_by is not distinct from $5
)
"""
_LATEST = """
select content_hash, version, status, active_from, signed_by from rule_release
where content_hash = $1::text order by recorded_at desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Release:
    """The knowledge as published.

    Attributes:
        signed_by: the person who answers for it; None while unsigned.
    """

    content_hash: str
    version: str
    status: Status
    active_from: date | None = None
    signed_by: str | None = None


async def register(database: Database, release: Release) -> None:
    """Record the release that this service judges with."""
    await database.rows(
        _REGISTER,
        release.content_hash,
        release.version,
        release.status,
        release.active_from,
        release.signed_by,
    )


async def latest(database: Database, content_hash: str) -> Release | None:
    """What was last recorded of a release."""
    rows = await database.rows(_LATEST, content_hash)
    if not rows:
        return None
    row = rows[0]
    return Release(row.content_hash, row.version, row.status, row.active_from, row.signed_by)
