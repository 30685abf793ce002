"""When a vaccine was or will be given, and whether the B cells were back by then."""

from datetime import date
from typing import NamedTuple

from app.clinical.chart import Chart
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
    latest = as_of if written is None else min(written.latest, as_of)
    if day is None:
        known = written is not None
        return Days(None, latest, f"a day up to {latest}") if known else _UNKNOWN_DAY
    latest = min(latest, day.latest)
    return Days(day.earliest, max(latest, day.earliest), day.text)


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
    counts = chart.once(_counts)
    if not counts or counts[0][0] > day:
        return None
    before = [d.when for d in course.doses if d.when is not None and d.when.earliest <= day]
    if not before:
        return None
    known = [count for latest, count in counts if latest <= day]
    return b_cells_recovered(known, course.first_day, before[-1])


def _counts(chart: Chart) -> list[tuple[date, LabResult]]:
    """The dated counts with their last possible day, oldest first."""
    counts = (count for name in B_CELLS for count in chart.results(name))
    dated = [(count.when.latest, count) for count in counts if count.when is not None]
    return sorted(dated, key=lambda entry: entry[0])
