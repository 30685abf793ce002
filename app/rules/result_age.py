"""How old a result is at the planned start, also where its day is a month or a year."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from app.clinical.dates import PartialDate, add_months, days, first_after, months_passed
from app.clinical.facts import Fact


class Age(StrEnum):
    """Against a limit; EITHER when some days of an inexact date are older and some are not."""

    WITHIN = "within"
    BEYOND = "beyond"
    EITHER = "either"


def in_days(when: PartialDate, start: date, limit: int) -> Age:
    """Older than `limit` days; exactly that many days is within."""
    return _age((start - when.earliest).days > limit, (start - when.latest).days > limit)


def in_months(when: PartialDate, start: date, limit: int) -> Age:
    """Older than `limit` calendar months; the same day of the month is within."""
    return _age(add_months(when.earliest, limit) < start, add_months(when.latest, limit) < start)


def is_old(results: Iterable[Fact], start: date, months: int) -> bool:
    """All older than that; a day that may still be recent is not old."""
    ages = [in_months(r.when, start, months) for r in results if r.when is not None]
    return bool(ages) and all(age is Age.BEYOND for age in ages)


def within_months_from(start: date, limit: int) -> date:
    """The first day of which a result is not older than that."""
    return months_passed(start, -limit)


def beyond_days_on(when: PartialDate, limit: int) -> date:
    """The first day on which the result may be older than that."""
    return when.earliest + days(limit + 1)


def beyond_months_on(when: PartialDate, limit: int) -> date:
    """The first day on which the result may be older than that."""
    return add_months(when.earliest, limit) + days(1)


def months_turn(results: Iterable[Fact], start: date, *limits: int) -> date | None:
    """The next planned day on which an end of one of these days gets older than a limit."""
    days_known = [r.when for r in results if r.when is not None]
    return first_after(
        start,
        (
            add_months(end, limit) + days(1)
            for when in days_known
            for end in (when.earliest, when.latest)
            for limit in limits
        ),
    )


def _age(at_worst: bool, at_best: bool) -> Age:  # noqa: FBT001 - the two ends of one interval
    if at_worst == at_best:
        return Age.BEYOND if at_worst else Age.WITHIN
    return Age.EITHER
