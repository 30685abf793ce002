"""One evaluation is one transaction, kept byte for byte, and the same request is kept once."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.errors import Conflict, NotFound
from app.storage.database import Database
from app.storage.evaluations import Evaluations, Moved
from app.storage.kept import KeptResource, NewEvaluation, PatientState
from tests.storage.judged import INPUT, NOON, Judged, issue, request

DAY = date(2026, 1, 1)


async def count(database: Database, tenant: UUID, table: str) -> int:
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql(f"select count(*) from {table}")  # noqa: S608
        return int(rows.scalar_one())


async def test_the_same_request_again_gives_the_same_bytes_and_no_second_alert(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    build = Judged(issues=(issue("HBV-03"),))
    first = await evaluations.keep(request(tenant), build)
    again = await evaluations.keep(request(tenant), build)
    assert (again.id, again.output, again.replayed) == (first.id, first.output, True)
    assert await count(database, tenant, "evaluation") == 1
    assert await count(database, tenant, "alert_history") == 1
    assert await count(database, tenant, "audit_event") == 1


@pytest.mark.parametrize("identity", ["mrn|1", None])
async def test_sixteen_at_once_keep_one_evaluation(
    evaluations: Evaluations, database: Database, tenant: UUID, identity: str | None
) -> None:
    build = Judged(issues=(issue("HBV-03"),), applies=identity is not None)
    asked = request(tenant, identity=identity)
    kept = await asyncio.gather(*(evaluations.keep(asked, build) for _ in range(16)))
    assert len({k.id for k in kept}) == len({k.output for k in kept}) == 1
    assert sum(not k.replayed for k in kept) == 1
    assert await count(database, tenant, "evaluation") == 1
    assert await count(database, tenant, "patient") == 1


async def test_evaluations_of_one_patient_at_once_follow_one_another(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    build = Judged(issues=tuple(issue(f"ROW-{n}") for n in range(10)))
    await asyncio.gather(*(evaluations.keep(request(tenant, f"k{n}"), build) for n in range(6)))
    assert await count(database, tenant, "evaluation") == 6
    assert await count(database, tenant, "alert") == 10
    assert await count(database, tenant, "alert_history") == 10


async def test_another_body_under_the_same_key_is_a_conflict(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await evaluations.keep(request(tenant), Judged())
    with pytest.raises(Conflict):
        await evaluations.keep(request(tenant, body=b"{}", identity="mrn|2"), Judged())
    with pytest.raises(Conflict):
        await evaluations.find(tenant, "k1", hashlib.sha256(b"{}").digest())
    assert await count(database, tenant, "patient") == 1


async def test_a_write_after_somebody_elses_is_refused_whole(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    looked = await evaluations.look(request(tenant, "late"))
    assert isinstance(looked, PatientState)
    await evaluations.keep(request(tenant, "first"), Judged())
    with pytest.raises(Moved):
        await evaluations.write(request(tenant, "late"), looked, Judged()(looked))
    assert await count(database, tenant, "evaluation") == 1


async def test_input_comes_back_byte_for_byte_and_is_not_readable_in_the_table(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    large = INPUT + b" " * 300_000
    for key, body in (("small", INPUT), ("large", large)):
        kept = await evaluations.keep(request(tenant, key, body=body), Judged(input=body))
        assert await evaluations.input_of(tenant, kept.id) == body
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql("select input, output from evaluation")
        assert not any(b"Bundle" in sealed for row in rows for sealed in row)


async def test_a_resource_is_found_by_type_and_id_exactly_as_answered(
    evaluations: Evaluations, tenant: UUID
) -> None:
    kept = await evaluations.keep(request(tenant), Judged())
    device = json.loads(kept.output)["entry"][0]["resource"]
    found = await evaluations.get_resource(tenant, "Device", UUID(device["id"]))
    assert found is not None
    assert found in kept.output
    assert json.loads(found) == device
    assert await evaluations.get_resource(tenant, "Provenance", UUID(device["id"])) is None
    assert await evaluations.get_resource(tenant, "Device", uuid4()) is None


async def test_what_a_view_leaves_out_is_kept_but_not_answered(
    evaluations: Evaluations, tenant: UUID
) -> None:
    hidden = b'{"resourceType":"DetectedIssue"}'
    hidden_id = uuid4()

    def build(patient: PatientState) -> NewEvaluation:
        new = Judged()(patient)
        place = KeptResource("DetectedIssue", hidden_id, len(new.output), len(hidden))
        return replace(new, beyond=hidden, resources=(*new.resources, place))

    kept = await evaluations.keep(request(tenant), build)
    again = await evaluations.keep(request(tenant), build)
    assert hidden not in kept.output
    assert again.output == kept.output
    assert await evaluations.get_resource(tenant, "DetectedIssue", hidden_id) == hidden


async def test_without_continuity_nothing_is_opened(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    build = Judged(issues=(issue("HBV-03"),))
    for key in ("k1", "k2"):
        kept = await evaluations.keep(request(tenant, key, identity=None), build)
        assert kept.changes == ()
    assert await count(database, tenant, "evaluation") == 2
    assert await count(database, tenant, "alert") == 0


async def test_state_moves_only_forwards_in_as_of_and_time_of_recording(
    evaluations: Evaluations, tenant: UUID
) -> None:
    await evaluations.keep(request(tenant), Judged())
    state = await evaluations.look(request(tenant, "next"))
    assert isinstance(state, PatientState)
    second = timedelta(seconds=1)
    assert state.may_apply(DAY, NOON)
    assert not state.may_apply(DAY, NOON - second)
    assert not state.may_apply(DAY - timedelta(days=1), NOON + second)
    assert state.may_apply(DAY + timedelta(days=1), NOON - second)
    backwards = replace(Judged()(state), applies=True, day=DAY - timedelta(days=1))
    with pytest.raises(ValueError, match="may_apply"):
        await evaluations.write(request(tenant, "next"), state, backwards)


async def test_a_what_if_is_kept_but_moves_nothing(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await evaluations.keep(request(tenant), Judged(issues=(issue("HBV-03"),)))
    what_if = Judged(applies=False, issues=(issue("PREG-01"),), review=NOON)
    kept = await evaluations.keep(request(tenant, "k2"), what_if)
    assert kept.changes == ()
    state = await evaluations.look(request(tenant, "k3"))
    assert isinstance(state, PatientState)
    assert [a.row for a in state.alerts] == ["HBV-03"]
    async with database.transaction(tenant) as connection:
        due = await connection.exec_driver_sql("select due from review")
        assert due.scalars().all() == [None]


async def test_an_unknown_evaluation_is_not_found(evaluations: Evaluations, tenant: UUID) -> None:
    assert await evaluations.find(tenant, "never", b"") is None
    with pytest.raises(NotFound):
        await evaluations.input_of(tenant, uuid4())
