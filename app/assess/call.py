"""One call as it came, and what answers it: both plain, so that a replay can repeat them."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from app.knowledge import Knowledge
from app.rules.engine import RuleBook

TENANT = UUID("00000000-0000-4000-8000-000000000001")
"""The one tenant until callers are authenticated (decisions.md 23)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What came in.

    Attributes:
        body: the exact bytes.
        operation: eligibility, premedication, monitoring or evaluate.
        now: the wall clock, with its offset; the only clock of the whole story.
        request_id: names the request in answer and log.
        strict: `Prefer: handling=strict`: any invalid entry refuses the whole.
        as_of: the day of judgement where the body names none (command line, Python face).
        key: the caller's Idempotency-Key, "" for none.
        actor: who calls.
    """

    body: bytes
    operation: str
    now: datetime
    request_id: str
    strict: bool = False
    as_of: str = ""
    key: str = ""
    actor: str = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who answers: the knowledge, the rules, and what the deployment sets.

    Attributes:
        site: the parameter set that applies when a call names none.
        zone: the deployment's time zone, None to take the offset of the call.
        base: public address, for links.
    """

    knowledge: Knowledge
    book: RuleBook
    software: str
    base: str
    site: str = "default"
    zone: tzinfo | None = None
    tenant: UUID = TENANT
