"""When a vaccine was or will be given, and whether the B cells were back by then."""

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.dates import days, first_after
from app.clinical.facts import LabResult, Vaccination, VaccineClass
from app.clinical.recovery import b_cells_recovered
from app.rules.schedule import B_CELLS

LIVE_OR_UNKNOWN = (VaccineClass.LIVE, VaccineClass.UNKNOWN)
"""A product that cannot be classed may be live; it is never guessed to be harmless."""


class Days(NamedTuple):
    """The days on which a vaccine can have been given.

    Attributes:
        earliest: first possible day; None when nothing limits it.
        latest: last possible day; None when the record tells nothing at all.
        text: the day as people read it.
    """

    earliest: date | None
    latest: date | None
    text: str


_UNKNOWN_DAY = Days(None, None, "an unknown day")


def days_of(vaccine: Vaccination, as_of: date) -> Days:
    """The interval of a vaccine: a given one was given by the day it was written down.

    A planned one can still come, so neither its writing nor the day of judgement ends it.
    """
    day = None if vaccine.problem else vaccine.when
    if vaccine.planned or vaccine.forecast:
        return (
            Days(day.earliest, day.latest, day.text) if day else Days(None, None, "no stated day")
        )
    written = vaccine.recorded
    latest = as_of if written is None or written.latest > as_of else written.latest
    if day is None:
        known = written is not None
        return Days(None, latest, f"a day up to {latest}") if known else _UNKNOWN_DAY
    latest = min(latest, day.latest)
    return Days(day.earliest, max(latest, day.earliest), day.text)


def turn_of(
    chart: Chart, vaccine: Vaccination, given: Days, limit: int, release: date
) -> date | None:
    """The next day on which the answer to its interval changes by time alone.

    Tomorrow, where only the day of judgement ends the days on which it can have been given.
    """
    if not (vaccine.planned or vaccine.forecast or _ended(vaccine, chart.as_of)):
        return chart.as_of + days(1)
    inexact = () if given.earliest is None else (given.earliest + days(limit),)
    return first_after(chart.start, (*inexact, release))


def _ended(vaccine: Vaccination, as_of: date) -> bool:
    stated = None if vaccine.problem else vaccine.when
    return any(day is not None and day.latest <= as_of for day in (vaccine.recorded, stated))


def cause_of(vaccine: Vaccination) -> str:
    """The vaccine and its day as written: the same vaccination is the same alert for life."""
    day = vaccine.when or vaccine.recorded
    return f"{vaccine.key}|{day.text if day else 'undated'}"


def name_of(vaccine: Vaccination) -> str:
    """CVX 999 is displayed as "unknown", which reads as no name at all."""
    return vaccine.name if vaccine.name.casefold() not in ("", "unknown") else "A vaccine"


def recovered_by(chart: Chart, day: date | None) -> bool | None:
    """Whether the B cells were back on this day after the doses before it; None: not known."""
    course = chart.course
    if day is None or not course.doses or course.doses[0].when is None:
        return None
    history = chart.once(_history)
    given, counted = bisect_right(history.given, day), bisect_right(history.counted, day)
    if not given or not counted:
        return None
    if (given, counted) not in history.answers:
        history.answers[given, counted] = b_cells_recovered(
            history.counts[:counted], course.first_day, course.doses[given - 1].when
        )
    return history.answers[given, counted]


class _History(NamedTuple):
    """Doses and B-cell counts by day, oldest first; between two of them no answer changes.

    Attributes:
        given: first possible days of the doses.
        counted: last possible days of the dated counts.
        answers: whether the B cells were back after so many doses and counts, as far as asked.
    """

    given: list[date]
    counted: list[date]
    counts: list[LabResult]
    answers: dict[tuple[int, int], bool | None]


def _history(chart: Chart) -> _History:
    results = (count for name in B_CELLS for count in chart.results(name))
    dated = [(count.when.latest, count) for count in results if count.when is not None]
    dated.sort(key=lambda entry: entry[0])
    given = [dose.when.earliest for dose in chart.course.doses if dose.when is not None]
    return _History(given, [day for day, _ in dated], [count for _, count in dated], {})
