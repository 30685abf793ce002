"""Evaluations as the assessor hands them over, in a few words."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from app.storage.alerts import AlertOpen, RowState
from app.storage.kept import KeptResource, NewEvaluation, PatientState, Request

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
INPUT = b'{"resourceType": "Bundle", "note": "kept \xc3\xa9 1.10e2 as written"}\n'


def request(
    tenant: UUID, key: str = "k1", *, body: bytes = INPUT, identity: str | None = "mrn|1"
) -> Request:
    return Request(tenant, key, hashlib.sha256(body).digest(), identity)


def issue(row: str, cause: str = "", *, action: str = "hold") -> AlertOpen:
    identity = f"{row} {cause}".strip()
    return AlertOpen(
        identity, row, action, "high", "finding", "ocrelizumab", uuid5(NAMESPACE_URL, identity)
    )


def known(row: str, verdict: str = "clear") -> RowState:
    return RowState(row, verdict, inputs_known=True)


def unknown(row: str) -> RowState:
    return RowState(row, "unknown", inputs_known=False)


@dataclass(frozen=True)
class Judged:
    """Builds the evaluation of one day."""

    day: date = date(2026, 1, 1)
    issues: tuple[AlertOpen, ...] = ()
    rows: tuple[RowState, ...] = ()
    applies: bool = True
    recorded_at: datetime = NOON
    input: bytes = INPUT
    review: datetime | None = None

    def on(self, day: date, *issues: AlertOpen, rows: tuple[RowState, ...] = ()) -> "Judged":
        return replace(self, day=day, issues=issues, rows=rows)

    def __call__(self, patient: PatientState) -> NewEvaluation:
        device = uuid4()
        text = f'{{"resourceType":"Device","id":"{device}"}}'
        start = b'{"resourceType":"Bundle","entry":[{"resource":'
        output = start + text.encode() + b"}]}"
        return NewEvaluation(
            id=uuid4(),
            route="Patient/$ocrelizumab-evaluate",
            as_of=self.day.isoformat(),
            day=self.day,
            planned_start=self.day.isoformat(),
            recorded_at=self.recorded_at,
            applies=self.applies and patient.may_apply(self.day, self.recorded_at),
            site="default",
            input=self.input,
            input_sha256=sha256(self.input).digest(),
            release_version="2026.1",
            release_hash="abc",
            parameters=b"{}",
            decision="hold",
            output=output,
            resources=(KeptResource("Device", device, len(start), len(text)),),
            alerts=self.issues,
            rows=self.rows,
            review=self.review,
        )


Build = Callable[[PatientState], NewEvaluation]
