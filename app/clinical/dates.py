"""Days as records know them: a day, a month or a year is the interval it names."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Self

_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_IN_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day known to the precision it was written with (catalogue section 0, item 3).

    Attributes:
        earliest: first day it may be.
        latest: last day it may be; equal to `earliest` when the day is known.
        text: the day, month or year as written ("2024-03"), for people.
        instant: the moment with its offset, where a time was given.
    """

    earliest: date
    latest: date
    text: str
    instant: datetime | None = None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day, day, day.isoformat())

    @classmethod
    def parse(cls, written: str, zone: tzinfo | None = None) -> Self:
        """Read a FHIR date, dateTime or instant; an instant is the local day in `zone`.

        Without `zone` an instant keeps the day as written.

        Raises:
            ValueError: not a FHIR date, or a day that no calendar has.
        """
        if "T" in written:
            moment = datetime.fromisoformat(written)
            if moment.tzinfo is None:
                message = "a time needs its time zone"
                raise ValueError(message)
            day = (moment.astimezone(zone) if zone else moment).date()
            return cls(day, day, day.isoformat(), moment)
        parts = _WRITTEN.fullmatch(written)
        if parts is None:
            message = "not a FHIR date"
            raise ValueError(message)
        year, month, day_of_month = (int(p) if p else None for p in parts.groups())
        if year is None or month is None:
            return cls(date(int(written), 1, 1), date(int(written), 12, 31), written)
        if day_of_month is None:
            last = calendar.monthrange(year, month)[1]
            return cls(date(year, month, 1), date(year, month, last), written)
        exact = date(year, month, day_of_month)
        return cls(exact, exact, written)

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    def __str__(self) -> str:
        return self.text


def first_after(day: date, turns: Iterable[date]) -> date | None:
    """The first of these days that is still ahead: when an answer changes by time alone."""
    return min((turn for turn in turns if turn > day), default=None)


def apart(one: PartialDate, other: PartialDate) -> timedelta:
    """How far two days lie apart at least; nothing where they may be the same."""
    return max(other.earliest - one.latest, one.earliest - other.latest, timedelta(0))


def days(count: int) -> timedelta:
    return timedelta(days=count)


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """Add calendar months, clamped to the month's end: 31 August + 6 = 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_passed(day: date, months: int) -> date:
    """The first day on which at least `months` calendar months have passed since `day`.

    Where clamping to the month's end would shorten the interval the next day is taken:
    30 September + 5 months is 1 March (decisions.md 6).
    """
    clamped = add_months(day, months)
    return clamped if clamped.day == day.day else clamped + timedelta(days=1)


def years_between(birth: date, day: date) -> int:
    """Completed years of age on `day`; someone born on 29 February turns on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
