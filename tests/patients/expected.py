"""The sample patients: each a request body and the answer worked out by hand beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msgspec

from app.assess import Answer, Call, answer
from app.clinical.finding import Finding
from app.knowledge.reading import read_yaml
from tests.answers.judge import JUDGE

FIXTURES = Path(__file__).parent.parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
NOW = datetime.fromisoformat("2026-06-01T09:00:00+00:00")


class ExpectedAlert(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One alert; where no basis is written, the catalogue leaves it open."""

    row: str
    action: str
    severity: str
    basis: str | None = None
    releases_on: date | None = None


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The answer by hand; what is unset is not stated by the catalogue."""

    decision: str
    orders: list[str]
    alerts: list[ExpectedAlert]
    next_dose_due: date | msgspec.UnsetType | None = msgspec.UNSET
    infusion_minutes: int | None = None
    antihistamine: str | None = None
    now: datetime = NOW


@dataclass(frozen=True, slots=True)
class Told:
    """An alert in the terms of the expectation."""

    row: str
    action: str
    severity: str
    basis: str
    releases_on: date | None


@cache
def expected(name: str) -> Expected:
    return read_yaml(FIXTURES / f"{name}.yaml", Expected)


@cache
def body_of(name: str) -> bytes:
    return (FIXTURES / f"{name}.json").read_bytes()


def judged(body: bytes, name: str, operation: str = "evaluate") -> Answer:
    """The answer to this body on the day of the named patient."""
    call = Call(body=body, operation=operation, now=expected(name).now, request_id="r")
    return answer(call, JUDGE)


@cache
def answered(name: str, operation: str = "evaluate") -> Answer:
    return judged(body_of(name), name, operation)


def told(finding: Finding) -> Told:
    return Told(
        finding.row,
        finding.action.name.lower(),
        str(finding.severity),
        str(finding.basis),
        finding.releases_on,
    )
