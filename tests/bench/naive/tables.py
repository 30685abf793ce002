"""What the naive service keeps: the product's tables as mapped classes, a merge for each row."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import ForeignKey, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.assess import Answer, Call
from app.clinical.plan import Alert
from app.rules.engine import Verdict

SCHEMA = "naive"
_PERSON = f"{SCHEMA}.person.id"
_EVALUATION = f"{SCHEMA}.evaluation.id"


class Base(DeclarativeBase):
    __table_args__ = {"schema": SCHEMA}  # noqa: RUF012 - SQLAlchemy's name, read once


class Person(Base):
    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(index=True)
    applied_at: Mapped[datetime] = mapped_column()


class Evaluation(Base):
    __tablename__ = "evaluation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(_PERSON), index=True)
    recorded_at: Mapped[datetime] = mapped_column()
    route: Mapped[str] = mapped_column()
    decision: Mapped[str] = mapped_column()
    input: Mapped[bytes] = mapped_column()
    input_sha256: Mapped[bytes] = mapped_column()
    output: Mapped[bytes] = mapped_column()


class Opened(Base):
    """An alert."""

    __tablename__ = "alert"
    identity: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(_PERSON), index=True)
    row_id: Mapped[str] = mapped_column()
    action: Mapped[str] = mapped_column()
    basis: Mapped[str] = mapped_column()
    opened_by: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))


class OpenedHistory(Base):
    __tablename__ = "alert_history"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(index=True)
    event: Mapped[str] = mapped_column()
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))


class RuleState(Base):
    __tablename__ = "rule_state"
    person_id: Mapped[UUID] = mapped_column(ForeignKey(_PERSON), primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))


class Resource(Base):
    __tablename__ = "resource"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column()
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))
    body: Mapped[bytes] = mapped_column()


class Review(Base):
    __tablename__ = "review"
    person_id: Mapped[UUID] = mapped_column(ForeignKey(_PERSON), primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))


class Audit(Base):
    __tablename__ = "audit_event"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column()
    actor: Mapped[str] = mapped_column()
    what: Mapped[str] = mapped_column()
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey(_EVALUATION))


class Store:
    """A pool of sessions; one evaluation is one transaction."""

    def __init__(self, url: str, size: int) -> None:
        # Parsing one body holds up the open transactions of all others beyond our limit.
        patient = {"server_settings": {"idle_in_transaction_session_timeout": "0"}}
        self._engine = create_async_engine(url, pool_size=size, connect_args=patient)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def create(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(text(f"create schema if not exists {SCHEMA}"))
            await connection.run_sync(Base.metadata.create_all)

    async def close(self) -> None:
        await self._engine.dispose()

    async def keep(
        self, call: Call, identity: str, answer: Answer, verdicts: Sequence[Verdict]
    ) -> None:
        async with self._sessions.begin() as session:
            person, evaluation = await _evaluation(session, call, identity, answer)
            for alert in answer.alerts:
                await _alert(session, alert, person, evaluation)
            for verdict in verdicts:
                await session.merge(
                    RuleState(
                        person_id=person,
                        row_id=verdict.row.id,
                        verdict=verdict.verdict,
                        until=verdict.until,
                        evaluation_id=evaluation,
                    )
                )
            await _resources(session, answer, evaluation)
            await session.merge(Review(person_id=person, evaluation_id=evaluation))


async def _evaluation(
    session: AsyncSession, call: Call, identity: str, answer: Answer
) -> tuple[UUID, UUID]:
    person, evaluation, now = uuid5(NAMESPACE_URL, identity), uuid4(), call.now.replace(tzinfo=None)
    await session.merge(Person(id=person, identity=identity, applied_at=now))
    await session.flush()
    await session.merge(
        Evaluation(
            id=evaluation,
            person_id=person,
            recorded_at=now,
            route=call.operation,
            decision=answer.decision,
            input=call.body,
            input_sha256=sha256(call.body).digest(),
            output=answer.body,
        )
    )
    await session.flush()
    session.add(
        Audit(id=uuid4(), recorded_at=now, actor=call.actor, what="C", evaluation_id=evaluation)
    )
    return person, evaluation


async def _alert(session: AsyncSession, alert: Alert, person: UUID, evaluation: UUID) -> None:
    found = alert.finding
    await session.merge(
        Opened(
            identity=alert.identity,
            person_id=person,
            row_id=found.row,
            action=found.action.name.lower(),
            basis=found.basis.value,
            opened_by=evaluation,
        )
    )
    session.add(
        OpenedHistory(id=uuid4(), identity=alert.identity, event="opened", evaluation_id=evaluation)
    )


async def _resources(session: AsyncSession, answer: Answer, evaluation: UUID) -> None:
    for entry in json.loads(answer.body)["entry"]:
        resource = entry["resource"]
        await session.merge(
            Resource(
                id=uuid4(),
                type=resource["resourceType"],
                evaluation_id=evaluation,
                body=json.dumps(resource).encode(),
            )
        )
