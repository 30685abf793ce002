"""An answer that is kept: one evaluation, one transaction, one alert a cause."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

import msgspec

from app.assess.call import Call, Judge
from app.assess.composing import Composed, composed
from app.assess.identity import Owner, digest, uuid_of
from app.assess.judging import Judged, judged
from app.assess.telling import Answer, told
from app.clinical.finding import Finding
from app.fhir.writing.answer import Written
from app.knowledge.parameters import Parameters
from app.storage.alerts import AlertOpen, OpenAlert, RowState, changes
from app.storage.evaluations import Evaluations
from app.storage.kept import Kept, KeptResource, NewEvaluation, PatientState, Request

INLINE = 256 * 1024
"""Bytes; a larger record is judged in a thread, so that the event loop turns meanwhile."""

_MEMBER = b'"resource":'
_NO_CONTINUITY = (
    "This patient cannot be recognised again: no identifier of the site's system, none of type MR, "
    "no absolute fullUrl. The evaluation is kept on its own; it opens and closes no alert."
)
_WHAT_IF = (
    "This is a what-if (a start far ahead, a day of judgement that has not come, or another site "
    "or product than the default): it is kept, but moves no rule state, no alert and no review."
)
_BACKWARDS = (
    "A later evaluation of this patient was applied before: this one is kept, but moves no rule "
    "state, no alert and no review."
)
_STANDING = (
    "[{row}] The alert opened on {opened} stays open, not confirmed on {day}: what it rests on was "
    "not supplied."
)


async def assess(call: Call, judge: Judge, store: Evaluations) -> Answer:
    """Judge a record and keep the evaluation; the same request again gives the same answer.

    Raises:
        BadInput: what was sent cannot be judged; says where and how to mend it.
        Conflict: the Idempotency-Key came before with another body.
        Unavailable: the database did not answer in time.
    """
    if len(call.body) > INLINE:
        case = await asyncio.to_thread(judged, call, judge)
    else:
        case = judged(call, judge)
    if not case.request.save:
        return told(case, judge)
    before = await _repeated(case, judge, store)
    if before is not None:
        return _repeat(before, case)
    made: list[Composed] = []
    request = _request(case, judge, _key(case, judge, call.now))
    kept = await store.keep(request, lambda state: _built(case, judge, state, request, made))
    if kept.replayed:
        return _repeat(kept, case)
    last = made[-1]
    return Answer(
        body=kept.output,
        decision=last.plan.decision.value,
        evaluation=str(kept.id),
        kept=True,
        alerts=last.alerts,
        plan=last.plan,
        notes=last.notes,
    )


async def _repeated(case: Judged, judge: Judge, store: Evaluations) -> Kept | None:
    """An explicit key holds for 24 hours: one of yesterday still counts (decisions.md 18)."""
    if not case.call.key:
        return None
    yesterday = _key(case, judge, case.call.now - timedelta(days=1))
    return await store.find(judge.tenant, yesterday, _hash(case))


def _repeat(kept: Kept, case: Judged) -> Answer:
    return Answer(
        body=kept.output,
        decision=case.plan.decision.value,
        evaluation=str(kept.id),
        kept=True,
        replayed=True,
    )


def _request(case: Judged, judge: Judge, key: str) -> Request:
    return Request(
        tenant=judge.tenant,
        idempotency_key=key,
        request_hash=_hash(case),
        identity=case.read.patient_key,
        actor=case.call.actor,
        request_id=case.call.request_id,
    )


def _hash(case: Judged) -> bytes:
    return sha256(case.call.operation.encode() + case.input_sha256).digest()


def _key(case: Judged, judge: Judge, now: datetime) -> str:
    """The caller's key of the day, else the hash of all that decides the answer."""
    call, asked = case.call, case.asked
    if call.key:
        return f"given {call.operation} {now.astimezone(UTC).date()} {call.key}"
    release = judge.knowledge.release
    return "made " + digest(
        call.operation,
        case.input_sha256.hex(),
        asked.question.as_of.isoformat(),
        asked.question.planned_start.isoformat(),
        asked.site.name,
        asked.zone_name,
        str(call.strict),
        release.version,
        release.content_hash,
        judge.book.versions,
        _canonical(asked.parameters)[1],
    )


@lru_cache(maxsize=16)
def _canonical(parameters: Parameters) -> tuple[bytes, str]:
    """The resolved parameters as they are kept, and their hash; few sets are in use at a time."""
    resolved = {name: parameters.value(name) for name in sorted(parameters.names)}
    written = msgspec.json.encode(resolved, order="sorted")
    return written, sha256(written).hexdigest()


def _built(
    case: Judged, judge: Judge, before: PatientState, request: Request, made: list[Composed]
) -> NewEvaluation:
    """The evaluation as it will be kept, on what is known of the patient."""
    call, asked = case.call, case.asked
    evaluation = uuid_of("Evaluation", str(judge.tenant), request.idempotency_key)
    owner = Owner(str(judge.tenant), request.identity or evaluation)
    day, applies = case.chart.as_of, not asked.what_if
    applies = applies and before.may_apply(day, call.now)
    rows = _row_states(case, judge)
    opened = tuple(_opened(f, owner) for f in case.judgement.alerts)
    gone, standing = _after(before, opened, rows) if applies else ((), ())
    known = {alert.identity: alert for alert in before.alerts}
    made.append(
        composed(
            case,
            judge,
            owner,
            evaluation=evaluation,
            known=known,
            closed=gone,
            notes=(*_why_not(case, before, applies=applies), *_not_confirmed(standing, case)),
            kept=True,
        )
    )
    last, release = made[-1], judge.knowledge.release
    beyond = b"".join(w.body for w in last.beyond)
    return NewEvaluation(
        id=UUID(evaluation),
        route=call.operation,
        as_of=asked.occurred,
        day=day,
        planned_start=case.chart.start.isoformat(),
        recorded_at=call.now,
        applies=applies,
        site=asked.site.name,
        input=call.body,
        input_sha256=case.input_sha256,
        release_version=release.version,
        release_hash=release.content_hash,
        parameters=_canonical(asked.parameters)[0],
        decision=last.plan.decision.value,
        output=last.body,
        resources=_places(last),
        beyond=beyond,
        alerts=opened,
        rows=rows,
        review=_review(case),
    )


def _row_states(case: Judged, judge: Judge) -> tuple[RowState, ...]:
    verdicts = judge.book.verdicts(case.judgement, case.chart)
    return tuple(RowState(v.row.id, v.verdict, v.until, v.inputs_known) for v in verdicts)


def _opened(finding: Finding, owner: Owner) -> AlertOpen:
    identity = owner.alert(finding)
    return AlertOpen(
        identity=identity,
        row=finding.row,
        action=finding.action.name.lower(),
        severity=finding.severity.value if finding.severity else None,
        basis=finding.basis.value,
        target=finding.target.value,
        resource_id=UUID(owner.issue(identity)),
    )


def _after(
    before: PatientState, opened: Sequence[AlertOpen], rows: Sequence[RowState]
) -> tuple[tuple[OpenAlert, ...], tuple[OpenAlert, ...]]:
    """The alerts that this evaluation closes, and those it can neither confirm nor close."""
    status = {c.identity: c.status for c in changes(before.alerts, opened, rows)}
    closed = tuple(a for a in before.alerts if status[a.identity] == "closed")
    standing = tuple(a for a in before.alerts if status[a.identity] == "not-confirmed")
    return closed, standing


def _why_not(case: Judged, before: PatientState, *, applies: bool) -> tuple[str, ...]:
    if applies:
        return ()
    if not before.continuity:
        return (_NO_CONTINUITY,)
    return (_WHAT_IF if case.asked.what_if else _BACKWARDS,)


def _not_confirmed(standing: Sequence[OpenAlert], case: Judged) -> tuple[str, ...]:
    day = case.chart.as_of
    return tuple(_STANDING.format(row=a.row, opened=a.opened_as_of, day=day) for a in standing)


def _places(made: Composed) -> tuple[KeptResource, ...]:
    """Where each resource stands in the body followed by what is kept beyond it.

    Between two resources the body holds only an address, which needs no look at the resource.
    """
    places: list[KeptResource] = []
    at = 0
    for resource in made.shown:
        at = made.body.index(_MEMBER, at) + len(_MEMBER)
        places.append(_place(resource, at))
        at += len(resource.body)
    at = len(made.body)
    for resource in made.beyond:
        places.append(_place(resource, at))
        at += len(resource.body)
    return tuple(places)


def _place(resource: Written, at: int) -> KeptResource:
    return KeptResource(resource.type, UUID(resource.id), at, len(resource.body))


def _review(case: Judged) -> datetime | None:
    """The first moment of the day on which something changes by time alone, in the site's zone."""
    day = case.judgement.review_on
    return None if day is None else datetime.combine(day, time.min, case.asked.zone)
