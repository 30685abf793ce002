"""When a class of vaccines may be given: what the vaccine planner answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.clinical.facts import Fact, VaccineClass


class Side(StrEnum):
    """Where a window lies."""

    BEFORE = "before"
    AFTER = "after"
    STOPPED = "stopped"


class Status(StrEnum):
    """What a schedule says: the codes of immunization-recommendation-status that are used."""

    DUE = "due"
    OVERDUE = "overdue"
    CONTRAINDICATED = "contraindicated"


class Why(StrEnum):
    """The reason for a window; its words are the writer's."""

    WINDOW = "window"
    LATE = "late"
    NO_DAY_LEFT = "no day left"
    NO_WINDOW = "no window"
    ON_TREATMENT = "on treatment"
    NOT_RECOVERED = "not recovered"
    RECOVERED = "recovered"
    ANY_TIME = "any time"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When vaccines of these classes may be given.

    Attributes:
        earliest: the first useful day; `due` the best one; `latest` the last safe one.
        infusion: the infusion that it lies before or after; None once treatment has stopped.
        because: the doses and counts that it rests on.
    """

    classes: tuple[VaccineClass, ...]
    side: Side
    status: Status
    why: Why
    earliest: date | None = None
    due: date | None = None
    latest: date | None = None
    infusion: date | None = None
    because: tuple[Fact, ...] = ()
