"""Releases and site settings are followed, never changed; a setting counts once approved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app.storage.audit import Act, note
from app.storage.database import Database
from app.storage.releases import Release, latest, register
from app.storage.site_parameters import in_force
from tests.storage.judged import NOON

PROPOSE = """
insert into site_parameter (tenant_id, id, site, name, value, valid_from, recorded_at, proposed_by,
  approved_by, proposal_id, reason)
values ($1, $2, 'ward', 'igg.limit', $3, $4, $5, 'a', $6, $7, 'local laboratory')
"""


@dataclass(frozen=True)
class Setting:
    value: str
    day: date
    known: datetime = NOON
    by: str | None = "b"


async def settle(database: Database, tenant: UUID, new: Setting) -> None:
    approved = uuid4() if new.by else None
    async with database.transaction(tenant) as connection:
        await connection.exec_driver_sql(
            PROPOSE, (tenant, uuid4(), new.value, new.day, new.known, new.by, approved)
        )


async def test_a_setting_holds_from_its_day_as_it_was_known(
    database: Database, tenant: UUID
) -> None:
    january, march = date(2026, 1, 1), date(2026, 3, 1)
    later = datetime(2026, 6, 1, tzinfo=UTC)
    await settle(database, tenant, Setting("7.00", january))
    await settle(database, tenant, Setting("6.50", march, later))
    for day, known_at, expected in (
        (january, later, ["7.00"]),
        (march, later, ["6.50"]),
        (march, NOON, ["7.00"]),
        (date(2025, 12, 31), later, []),
    ):
        found = await in_force(database, tenant, "ward", day=day, known_at=known_at)
        assert [p.value for p in found] == expected
    assert await in_force(database, uuid4(), "ward", day=march, known_at=later) == ()


async def test_a_proposal_does_not_hold(database: Database, tenant: UUID) -> None:
    await settle(database, tenant, Setting("7.00", date(2026, 1, 1), by=None))
    assert await in_force(database, tenant, "ward", day=date(2026, 2, 1), known_at=NOON) == ()


async def test_nobody_approves_the_own_proposal(database: Database, tenant: UUID) -> None:
    with pytest.raises(IntegrityError, match="approved_by_another"):
        await settle(database, tenant, Setting("7.00", date(2026, 1, 1), by="a"))


async def test_a_release_is_recorded_once_until_its_status_changes(database: Database) -> None:
    draft = Release(uuid4().hex, "2026.1", "draft")
    for _ in range(3):
        await register(database, draft)
    active = Release(draft.content_hash, "2026.1", "active", date(2026, 1, 1), "Dr. A")
    await register(database, active)
    assert await latest(database, draft.content_hash) == active
    rows = await database.rows(
        "select status from rule_release where content_hash = $1 order by recorded_at",
        draft.content_hash,
    )
    assert [row.status for row in rows] == ["draft", "active"]
    assert await latest(database, "unheard of") is None


async def test_an_act_without_an_evaluation_is_audited(database: Database, tenant: UUID) -> None:
    await note(database, tenant, Act(NOON, "ehr", "R", "DetectedIssue", request_id="r1"))
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql("select actor, action, what from audit_event")
        assert [tuple(r) for r in rows] == [("ehr", "R", "DetectedIssue")]
