"""The same write as an ORM user would do it: a mapped class a table, session.merge for each row."""

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry

from app.storage import tables
from app.storage.database import SERVER_SETTINGS, Value
from app.storage.kept import NewEvaluation

_registry = registry()


def mapped(table: Table) -> type:
    """A class with one attribute a column."""

    def fill(self: object, **columns: object) -> None:
        for name, value in columns.items():
            setattr(self, name, value)

    made = type(table.name.title().replace("_", ""), (), {"__init__": fill})
    _registry.map_imperatively(made, table)
    return made


Patient, Evaluation, Alert = mapped(tables.patient), mapped(tables.evaluation), mapped(tables.alert)
AlertHistory, RuleState = mapped(tables.alert_history), mapped(tables.rule_state)
RuleStateHistory, Resource = mapped(tables.rule_state_history), mapped(tables.resource)
Review, AuditEvent = mapped(tables.review), mapped(tables.audit_event)


class Orm:
    """A pool of sessions."""

    def __init__(self, url: str, size: int) -> None:
        self._engine = create_async_engine(
            url, pool_size=size, connect_args={"server_settings": SERVER_SETTINGS}
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def close(self) -> None:
        await self._engine.dispose()

    async def keep(self, values: tuple[Value, ...], new: NewEvaluation) -> None:
        """Keep one evaluation; `values` are those of the one statement, in its order."""
        async with self._sessions.begin() as session:
            await session.execute(
                text("select set_config('cds.tenant', :tenant, true)"), {"tenant": str(values[0])}
            )
            await _person_and_evaluation(session, values, new)
            await _alerts(session, values, new)
            await _rest(session, values, new)


async def _person_and_evaluation(
    session: AsyncSession, values: tuple[Value, ...], new: NewEvaluation
) -> None:
    tenant, patient, identity, key = values[:4]
    await session.merge(
        Patient(
            tenant_id=tenant,
            id=patient,
            identity=identity,
            data_key=key,
            sequence=1,
            applied_day=new.day,
            applied_at=new.recorded_at,
        )
    )
    await session.merge(
        Evaluation(
            tenant_id=tenant,
            patient_id=patient,
            applied=new.applies,
            day=new.day,
            recorded_at=new.recorded_at,
            id=new.id,
            idempotency_key=values[9],
            request_hash=values[10],
            route=new.route,
            as_of=new.as_of,
            planned_start=new.planned_start,
            site=new.site,
            input=values[15],
            input_sha256=values[16],
            release_version=new.release_version,
            release_hash=new.release_hash,
            parameters=values[19],
            decision=new.decision,
            output=values[21],
            output_length=values[22],
            output_sha256=values[23],
        )
    )


async def _alerts(session: AsyncSession, values: tuple[Value, ...], new: NewEvaluation) -> None:
    tenant, patient = values[:2]
    for issue in new.alerts:
        await session.merge(
            Alert(
                tenant_id=tenant,
                patient_id=patient,
                identity=issue.identity,
                resource_id=issue.resource_id,
                row_id=issue.row,
                action=issue.action,
                severity=issue.severity,
                basis=issue.basis,
                target=issue.target,
                status="open",
                openings=1,
                opened_as_of=new.as_of,
                opened_by=new.id,
                confirmed_as_of=new.as_of,
                confirmed_by=new.id,
            )
        )
        session.add(
            AlertHistory(
                tenant_id=tenant,
                patient_id=patient,
                identity=issue.identity,
                event="opened",
                as_of=new.as_of,
                evaluation_id=new.id,
                recorded_at=new.recorded_at,
            )
        )


async def _rest(session: AsyncSession, values: tuple[Value, ...], new: NewEvaluation) -> None:
    tenant, patient = values[:2]
    for row in new.rows:
        state = {
            "tenant_id": tenant,
            "patient_id": patient,
            "row_id": row.row,
            "verdict": row.verdict,
            "since": new.day,
            "until": row.until,
            "evaluation_id": new.id,
        }
        await session.merge(RuleState(**state))
        session.add(RuleStateHistory(**state))
    for place in new.resources:
        await session.merge(
            Resource(
                tenant_id=tenant,
                type=place.type,
                id=place.id,
                evaluation_id=new.id,
                start=place.start,
                length=place.length,
                applied=new.applies,
            )
        )
    await session.merge(
        Review(tenant_id=tenant, patient_id=patient, due=new.review, evaluation_id=new.id)
    )
    session.add(
        AuditEvent(
            tenant_id=tenant,
            recorded_at=new.recorded_at,
            actor=values[28],
            action="C",
            what=new.route,
            outcome="0",
            evaluation_id=new.id,
            patient_id=patient,
        )
    )
