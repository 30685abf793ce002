"""The Python face: a record in, an answer out; no database, no server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

import msgspec

from app.assess import Answer, Call, Judge, answer
from app.knowledge import load
from app.rules import BOOK
from app.settings import Settings

if TYPE_CHECKING:
    from fhir.resources.R4B.bundle import Bundle

DISTRIBUTION = "ocrelizumab-cds"
OFFLINE = "offline"
"""Request id of answers that no server gave."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")


@runtime_checkable
class Model(Protocol):
    """A fhir.resources model: it writes itself as JSON."""

    def model_dump_json(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An answer, as bytes and on demand as models.

    Attributes:
        body: the answer's Bundle as FHIR JSON, every digit as it was written.
        answer: the same in words: alerts, plan, notes.
    """

    body: bytes
    answer: Answer

    @property
    def decision(self) -> str:
        """Proceed, caution, hold or block."""
        return self.answer.decision

    def bundle(self) -> "Bundle":
        """The answer as a fhir.resources.R4B model, which turns decimals into floats."""
        from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - slow, and only wanted here

        return Bundle.model_validate_json(self.body)


def evaluate(
    record: bytes | str | Mapping[str, object] | Model,
    *,
    as_of: date | str = "",
    operation: str = "evaluate",
    strict: bool = False,
    now: datetime | None = None,
    judge: Judge | None = None,
    **parameters: str | Sequence[str] | date | bool,
) -> Evaluated:
    """Judge a patient's record and keep nothing.

    Args:
        record: a Bundle (or a whole Parameters resource) as JSON, as plain dict, or as
            fhir.resources model. Models hold decimals as floats: send bytes where digits matter.
        as_of: the day of judgement; today when neither this nor the record names one.
        operation: eligibility, premedication, monitoring or evaluate.
        strict: refuse the whole record for any invalid entry.
        now: the wall clock, for answers that can be repeated.
        parameters: further parameters of the operation in snake case: `planned_start`,
            `infusion_option`, `complete_for`, `site`, `subject`.

    Raises:
        BadInput: what was given cannot be judged; `problems` says where and how to mend it.
    """
    body = _json(record)
    if parameters:
        body = _ENCODER.encode(_wrapped(body, parameters))
    call = Call(
        body=body,
        operation=operation,
        now=now or datetime.now(UTC),
        request_id=OFFLINE,
        strict=strict,
        as_of=as_of if isinstance(as_of, str) else as_of.isoformat(),
    )
    told = answer(call, judge or shipped_judge())
    return Evaluated(told.body, told)


@lru_cache(maxsize=1)
def shipped_judge() -> Judge:
    """The judge of the shipped knowledge and default settings."""
    return judge_of(Settings())


def judge_of(settings: Settings) -> Judge:
    """Load and check the knowledge.

    Raises:
        KnowledgeFault: it is not sound; nothing may be judged with it.
    """
    return Judge(
        # load(None) would be another load to its cache, which the rules share
        knowledge=load(Path(settings.sites)) if settings.sites else load(),
        book=BOOK,
        software=version(DISTRIBUTION),
        base=settings.base,
        site=settings.site,
        zone=_zone(settings.time_zone),
    )


def _zone(name: str) -> tzinfo | None:
    return ZoneInfo(name) if name else None


def _json(record: bytes | str | Mapping[str, object] | Model) -> bytes:
    if isinstance(record, bytes):
        return record
    if isinstance(record, str):
        return record.encode()
    if isinstance(record, Model):
        return record.model_dump_json().encode()
    return _ENCODER.encode(record)


def _wrapped(
    body: bytes, parameters: Mapping[str, str | Sequence[str] | date | bool]
) -> dict[str, object]:
    """The Parameters resource that carries the record with its options."""
    given: list[dict[str, object]] = [{"name": "record", "resource": msgspec.Raw(body)}]
    for name, value in parameters.items():
        several = [value] if isinstance(value, str | bool | date) else value
        given.extend({"name": _camel(name)} | _value(_camel(name), one) for one in several)
    return {"resourceType": "Parameters", "parameter": given}


def _value(name: str, value: str | date | bool) -> dict[str, object]:  # noqa: FBT001 - one of many
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, date):
        return {"valueDateTime": value.isoformat()}
    return {("valueDateTime" if name in ("plannedStart", "asOf") else "valueString"): value}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
