"""Erasure destroys the patient's key; hashes and audit stay, and the person can come again."""

from uuid import UUID

import pytest

from app.errors import NotFound
from app.storage.audit import Act
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.kept import PatientState
from app.storage.patients import erase
from tests.storage.judged import NOON, Judged, issue, request

ACT = Act(NOON, "dr", "D", "erase")


async def test_nothing_of_an_erased_patient_can_be_read(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    kept = await evaluations.keep(request(tenant), Judged(issues=(issue("HBV-03"),)))
    device = Judged()  # another patient of the tenant stays readable
    other = await evaluations.keep(request(tenant, "k2", identity="mrn|2"), device)
    await erase(database, tenant, "mrn|1", ACT)
    with pytest.raises(NotFound):
        await evaluations.input_of(tenant, kept.id)
    with pytest.raises(NotFound):
        await evaluations.keep(request(tenant), Judged())
    assert await evaluations.input_of(tenant, other.id)


async def test_its_hash_and_its_audit_stay(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await evaluations.keep(request(tenant), Judged())
    patient = await erase(database, tenant, "mrn|1", ACT)
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql(
            "select action from audit_event where patient_id = $1 order by sequence", (patient,)
        )
        assert rows.scalars().all() == ["C", "D"]
        hashes = await connection.exec_driver_sql("select length(input_sha256) from evaluation")
        assert hashes.scalars().all() == [32]
        left = await connection.exec_driver_sql("select identity, data_key from patient")
        assert [tuple(r) for r in left] == [(None, None)]


async def test_the_same_person_starts_anew(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await evaluations.keep(request(tenant), Judged(issues=(issue("HBV-03"),)))
    await erase(database, tenant, "mrn|1", ACT)
    state = await evaluations.look(request(tenant, "k2"))
    assert isinstance(state, PatientState)
    assert (state.sequence, state.alerts) == (0, ())
    kept = await evaluations.keep(request(tenant, "k2"), Judged(issues=(issue("HBV-03"),)))
    assert [change.event for change in kept.changes] == ["opened"]


async def test_who_is_not_known_cannot_be_erased(database: Database, tenant: UUID) -> None:
    with pytest.raises(NotFound):
        await erase(database, tenant, "mrn|9", ACT)
