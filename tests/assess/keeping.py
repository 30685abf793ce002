"""Calls of one patient, kept in the real store, in a few words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.assess import Answer, Call, Judge, assess
from app.storage.evaluations import Evaluations
from tests.answers.judge import JUDGE
from tests.bundles import COMPLETE, Json, immunization, parameters, screening

MORNING = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)
MMR = immunization("mmr", "03", "2025-11-04")
"""27 days before 2025-12-01: VAX-LIVE-01 holds until 2025-12-02."""
NOT_VACCINES = tuple(kind for kind in COMPLETE if kind != "Immunization")


def record(
    *more: Json,
    day: str = "2025-12-01",
    complete: Sequence[str] = COMPLETE,
    given: Sequence[Json] = (),
) -> bytes:
    return parameters([*screening().values(), *more], day=day, complete=complete, more=given)


@dataclass(frozen=True)
class Ward:
    """One hospital with its store."""

    store: Evaluations
    tenant: UUID

    @property
    def judge(self) -> Judge:
        return replace(JUDGE, tenant=self.tenant)

    async def asks(
        self, body: bytes, *, days: float = 0, operation: str = "evaluate", key: str = ""
    ) -> Answer:
        """Send the body, so many days after the first morning."""
        now = MORNING + timedelta(days=days)
        call = Call(body=body, operation=operation, now=now, request_id="r", key=key)
        return await assess(call, self.judge, self.store)

    async def get(self, kind: str, identity: str) -> Json | None:
        """The resource as a GET would find it."""
        raw = await self.store.get_resource(self.tenant, kind, UUID(identity))
        return None if raw is None else dict(json.loads(raw))


def resources(told: Answer, kind: str = "") -> list[Json]:
    held = [entry["resource"] for entry in json.loads(told.body)["entry"]]
    return [r for r in held if kind in ("", r["resourceType"])]


def issue(told: Answer, row: str) -> Json | None:
    """The DetectedIssue of a row, None when the answer shows none."""
    found = [r for r in resources(told, "DetectedIssue") if f'"{row}"' in json.dumps(r["code"])]
    return found[0] if found else None


def shown(told: Answer, row: str) -> Json:
    found = issue(told, row)
    assert found is not None, f"the answer shows no {row}"
    return found


def notes(told: Answer) -> str:
    return "\n".join(told.notes)
