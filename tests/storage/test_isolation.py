"""A tenant never sees another's rows, and the service cannot rewrite what it kept."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import ProgrammingError

from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.kept import Kept, PatientState
from app.storage.migrations import OPEN_KEYS, TOO_MIGHTY, UNGUARDED, check
from app.storage.tables import APPLICATION_ROLE, metadata
from tests.database import as_owner
from tests.storage.judged import Judged, issue, known, request

TENANT_TABLES = [t.name for t in metadata.sorted_tables if "tenant_id" in t.columns]
APPEND_ONLY = [
    "evaluation",
    "audit_event",
    "site_parameter",
    "rule_release",
    "alert_history",
    "rule_state_history",
]


@pytest.fixture
async def kept(evaluations: Evaluations, tenant: UUID) -> Kept:
    build = Judged(issues=(issue("HBV-03"),), rows=(known("HBV-03", "hold"),))
    return await evaluations.keep(request(tenant), build)


async def test_the_service_runs_in_a_role_that_owns_nothing(database: Database) -> None:
    (row,) = await database.rows(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole as mighty from pg_roles "
        "where rolname = current_user"
    )
    assert (row.rolname, row.mighty) == (APPLICATION_ROLE, False)


async def test_every_tenant_table_is_guarded_and_every_key_begins_with_the_tenant(
    database_url: str,
) -> None:
    assert len(TENANT_TABLES) == 10
    for question in (UNGUARDED, OPEN_KEYS, TOO_MIGHTY):
        assert await as_owner(database_url, question) == []


async def test_the_migrations_equal_the_tables(database_url: str) -> None:
    assert await check(database_url) == ()


@pytest.mark.parametrize("table", TENANT_TABLES)
@pytest.mark.usefixtures("kept")
async def test_a_tenant_sees_own_rows_only(database: Database, tenant: UUID, table: str) -> None:
    seen = f"select count(*) from {table} where tenant_id <> $1"  # noqa: S608 - a table's name
    async with database.transaction(tenant) as connection:
        assert (await connection.exec_driver_sql(seen, (tenant,))).scalar() == 0
    async with database.transaction(uuid4()) as connection:
        assert (await connection.exec_driver_sql(seen, (uuid4(),))).scalar() == 0


@pytest.mark.parametrize("table", TENANT_TABLES)
@pytest.mark.usefixtures("kept")
async def test_without_a_tenant_there_is_nothing(database: Database, table: str) -> None:
    rows = await database.rows(f"select 1 from {table}")  # noqa: S608 - a table's name
    assert rows == []


async def test_the_tenant_does_not_outlive_its_statement(
    evaluations: Evaluations, database: Database, tenant: UUID, kept: Kept
) -> None:
    for _ in range(8):  # every connection of the pool may be the one
        await evaluations.find(tenant, "k1", request(tenant).request_hash)
        (row,) = await database.rows("select nullif(current_setting('cds.tenant', true), '')")
        assert row[0] is None
    assert kept.replayed is False


async def test_a_row_of_another_tenant_cannot_be_written(database: Database, tenant: UUID) -> None:
    sql = (
        "insert into audit_event (tenant_id, actor, action, what, outcome) "
        "values ($1, 'a', 'R', 'w', '0')"
    )
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with database.transaction(tenant) as connection:
            await connection.exec_driver_sql(sql, (uuid4(),))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", ["update {} set recorded_at = now()", "delete from {}"])
async def test_history_cannot_be_rewritten(
    database: Database, tenant: UUID, table: str, change: str
) -> None:
    if table == "rule_state_history":
        change = change.replace("recorded_at = now()", "verdict = 'clear'")
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(tenant) as connection:
            await connection.exec_driver_sql(change.format(table))


async def test_the_same_key_and_patient_of_two_tenants_do_not_meet(
    evaluations: Evaluations, tenant: UUID, kept: Kept
) -> None:
    other = uuid4()
    state = await evaluations.look(request(other))
    assert isinstance(state, PatientState)
    assert state.alerts == ()
    again = await evaluations.keep(request(other), Judged(issues=(issue("HBV-03"),)))
    assert not again.replayed
    assert again.id != kept.id
    shared = issue("HBV-03").resource_id
    assert await evaluations.get_resource(tenant, "DetectedIssue", shared) is None
