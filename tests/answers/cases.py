"""Answers to look at: the worked examples, and the real Bundles of other systems."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.assess import Call, answer
from tests.answers.judge import JUDGE
from tests.bundles import (
    POSITIVE,
    immunization,
    infusion,
    injection,
    observation,
    order,
    parameters,
    patient,
    screening,
)

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SUBCUTANEOUS: dict[str, object] = {"name": "product", "valueCode": "sc"}
_REAL = Path(__file__).parent.parent / "conformance/bundles"


def _screened(*more: dict[str, object], **replaced: dict[str, object]) -> bytes:
    return parameters([*(screening() | replaced).values(), *more])


def _real(path: Path) -> Callable[[], bytes]:
    return path.read_bytes


CASES: dict[str, Callable[[], bytes]] = {
    "complete screening": _screened,
    "live vaccine": lambda: _screened(immunization("mmr", "03", "2025-11-04")),
    "unit missing": lambda: _screened(
        igg=observation("igg", "2465-3", valueQuantity={"value": 7.2})
    ),
    "maintenance": lambda: _screened(
        infusion("one", "2025-06-01", 300), infusion("two", "2025-06-15", 300)
    ),
    "ordered already": lambda: _screened(
        infusion("one", "2025-06-01", 300),
        infusion("two", "2025-06-15", 300),
        order("plan", "2025-12-01", 600),
    ),
    "first injection": lambda: parameters(screening().values(), more=[SUBCUTANEOUS]),
    "later injection": lambda: parameters(
        [*screening().values(), injection("one", "2025-06-03")], more=[SUBCUTANEOUS]
    ),
    "injection held": lambda: parameters(
        [*screening().values(), infusion("one", "2025-06-03", 600)], more=[SUBCUTANEOUS]
    ),
    "pregnant": lambda: _screened(
        observation("hcg", "2106-3", when="2025-11-28", valueCodeableConcept=POSITIVE),
        p1=patient("female", "1995-06-15"),
    ),
    "nothing but a patient": lambda: parameters([patient()], complete=()),
} | {path.stem: _real(path) for path in sorted(_REAL.glob("*.json"))}


@cache
def body_of(case: str) -> bytes:
    """The answer to a case; one line, as all that we write."""
    call = Call(body=CASES[case](), operation="evaluate", now=NOW, request_id="r")
    return answer(call, JUDGE).body


def resources_of(case: str) -> list[dict[str, object]]:
    """The resources of the answer."""
    return [entry["resource"] for entry in json.loads(body_of(case))["entry"]]
