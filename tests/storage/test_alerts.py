"""One alert for each cause: opened, confirmed, left open when not known, closed, opened again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from app.storage.alerts import AlertChange, OpenAlert, changes
from app.storage.database import Database
from app.storage.evaluations import Evaluations
from app.storage.kept import Kept, PatientState
from tests.storage.judged import Judged, issue, known, request, unknown

FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
JUDGED = Judged()


async def open_alerts(evaluations: Evaluations, tenant: UUID) -> tuple[OpenAlert, ...]:
    state = await evaluations.look(request(tenant, "only looking"))
    assert isinstance(state, PatientState)
    return state.alerts


async def history(database: Database, tenant: UUID) -> list[tuple[str, str]]:
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql(
            "select event, as_of from alert_history order by sequence"
        )
        return [(row.event, row.as_of) for row in rows]


async def keep(evaluations: Evaluations, tenant: UUID, build: Judged) -> Kept:
    return await evaluations.keep(request(tenant, build.day.isoformat()), build)


async def test_the_same_cause_on_the_next_run_is_the_same_alert(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    first = await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    await keep(evaluations, tenant, JUDGED.on(SECOND, issue("HBV-03")))
    (alert,) = await open_alerts(evaluations, tenant)
    assert (alert.opened_as_of, alert.opened_by) == ("2026-01-01", first.id)
    assert alert.confirmed_as_of == "2026-02-01"
    assert await history(database, tenant) == [("opened", "2026-01-01")]


async def test_it_is_closed_once_its_cause_is_gone_and_its_inputs_are_known(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    closed = await keep(evaluations, tenant, JUDGED.on(SECOND, rows=(known("HBV-03"),)))
    assert [(c.identity, c.status) for c in closed.changes] == [("HBV-03", "closed")]
    assert await open_alerts(evaluations, tenant) == ()
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql("select closed_by, closed_as_of from alert")
        assert rows.one() == (closed.id, "2026-02-01")


async def test_it_stays_open_and_says_so_while_its_inputs_are_not_known(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    await keep(evaluations, tenant, JUDGED.on(SECOND, rows=(unknown("HBV-03"),)))
    await keep(evaluations, tenant, JUDGED.on(THIRD))
    (alert,) = await open_alerts(evaluations, tenant)
    assert (alert.status, alert.unconfirmed_as_of) == ("not-confirmed", "2026-03-01")
    assert alert.confirmed_as_of == "2026-01-01"
    await keep(evaluations, tenant, JUDGED.on(date(2026, 4, 1), issue("HBV-03")))
    (alert,) = await open_alerts(evaluations, tenant)
    assert (alert.status, alert.unconfirmed_as_of) == ("open", None)
    assert [event for event, _ in await history(database, tenant)] == [
        "opened",
        "not-confirmed",
        "confirmed",
    ]


async def test_a_cause_that_comes_back_opens_the_same_alert_again(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    await keep(evaluations, tenant, JUDGED.on(SECOND, rows=(known("HBV-03"),)))
    await keep(evaluations, tenant, JUDGED.on(THIRD, issue("HBV-03")))
    (alert,) = await open_alerts(evaluations, tenant)
    assert (alert.status, alert.opened_as_of) == ("open", "2026-03-01")
    assert alert.resource_id == issue("HBV-03").resource_id
    assert await history(database, tenant) == [
        ("opened", "2026-01-01"),
        ("closed", "2026-02-01"),
        ("reopened", "2026-03-01"),
    ]


async def test_one_cause_gone_closes_its_alert_and_leaves_the_other_of_the_row(
    evaluations: Evaluations, tenant: UUID
) -> None:
    both = (issue("VAX-LIVE-01", "MMR"), issue("VAX-LIVE-01", "varicella"))
    await keep(evaluations, tenant, JUDGED.on(FIRST, *both))
    rows = (known("VAX-LIVE-01", "hold"),)
    await keep(evaluations, tenant, JUDGED.on(SECOND, both[1], rows=rows))
    assert [a.identity for a in await open_alerts(evaluations, tenant)] == ["VAX-LIVE-01 varicella"]


async def test_the_patient_of_another_identity_keeps_the_own_alerts(
    evaluations: Evaluations, tenant: UUID
) -> None:
    await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    other = JUDGED.on(SECOND, rows=(known("HBV-03"),))
    await evaluations.keep(request(tenant, "other", identity="mrn|2"), other)
    assert len(await open_alerts(evaluations, tenant)) == 1


async def test_rule_states_say_since_when_and_their_history_holds_each_change(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    hold = replace(known("HBV-03", "hold"), until=THIRD)
    await keep(evaluations, tenant, JUDGED.on(FIRST, rows=(hold, known("PREG-01"))))
    await keep(evaluations, tenant, JUDGED.on(SECOND, rows=(hold, known("PREG-01"))))
    await keep(evaluations, tenant, JUDGED.on(THIRD, rows=(known("HBV-03"), known("PREG-01"))))
    async with database.transaction(tenant) as connection:
        now = await connection.exec_driver_sql(
            "select row_id, verdict, since, until from rule_state order by 1"
        )
        past = await connection.exec_driver_sql(
            "select row_id, verdict, since from rule_state_history order by 1, 3"
        )
        assert [tuple(r) for r in now] == [
            ("HBV-03", "clear", THIRD, None),
            ("PREG-01", "clear", FIRST, None),
        ]
        assert [tuple(r) for r in past] == [
            ("HBV-03", "hold", FIRST),
            ("HBV-03", "clear", THIRD),
            ("PREG-01", "clear", FIRST),
        ]


async def test_the_next_review_is_the_latest_evaluations(
    evaluations: Evaluations, database: Database, tenant: UUID
) -> None:
    due = datetime(2026, 3, 1, tzinfo=UTC)
    await keep(evaluations, tenant, replace(JUDGED, review=due))
    async with database.transaction(tenant) as connection:
        rows = await connection.exec_driver_sql("select due from review")
        assert rows.scalars().all() == [due]


def test_a_worse_action_is_a_change_of_the_same_alert() -> None:
    before = OpenAlert(
        **{f: getattr(issue("HBV-03"), f) for f in ("identity", "row", "action", "severity")},
        basis="finding",
        target="ocrelizumab",
        resource_id=issue("HBV-03").resource_id,
        status="open",
        opened_as_of="2026-01-01",
        opened_by=UUID(int=1),
        confirmed_as_of="2026-01-01",
        unconfirmed_as_of=None,
    )
    (change,) = changes([before], [issue("HBV-03", action="block")], [])
    assert (change.event, change.action) == ("changed", "block")


def test_changes_are_sorted_so_that_writers_never_wait_for_each_other_in_a_circle() -> None:
    found = changes([], [issue("C"), issue("A"), issue("B")], [])
    assert [change.identity for change in found] == ["A", "B", "C"]


def test_of_two_issues_with_one_identity_the_first_counts() -> None:
    found: tuple[AlertChange, ...] = changes([], [issue("A"), issue("A", action="warn")], [])
    assert [(change.identity, change.action) for change in found] == [("A", "hold")]


async def test_a_row_that_is_judged_twice_is_kept_once_and_closes_only_if_both_know(
    evaluations: Evaluations, tenant: UUID
) -> None:
    await keep(evaluations, tenant, JUDGED.on(FIRST, issue("HBV-03")))
    rows = (known("HBV-03"), unknown("HBV-03"))
    await keep(evaluations, tenant, JUDGED.on(SECOND, rows=rows))
    (alert,) = await open_alerts(evaluations, tenant)
    assert alert.status == "not-confirmed"
