"""The last infusion while it is recent: from when to when it ran."""

from dataclasses import dataclass
from datetime import date, datetime

from app.clinical.chart import Chart
from app.clinical.course import Dose
from app.clinical.dates import PartialDate, days
from app.knowledge.parameters import Parameters

_RUNNING = ("in-progress", "on-hold")


@dataclass(frozen=True, slots=True)
class LastDose:
    """The last dose, given a few days ago at most.

    Attributes:
        day: the day it was given; it may be inexact.
        until: the last day on which it is recent.
    """

    dose: Dose
    day: PartialDate
    until: date

    @property
    def over(self) -> bool:
        statuses = {given.status for given in self.dose.facts}
        return "completed" in statuses or statuses.isdisjoint(_RUNNING)

    @property
    def begun_at(self) -> datetime | None:
        times = [a.when.instant for a in self.dose.facts if a.when and a.when.instant]
        return min(times, default=None)

    @property
    def ended_at(self) -> datetime | None:
        times = [a.ended.instant for a in self.dose.facts if a.ended and a.ended.instant]
        return max(times, default=None)

    @property
    def last_day(self) -> date:
        """The day on which it ended, as far as that is stated."""
        return max((a.ended.latest for a in self.dose.facts if a.ended), default=self.day.latest)


def recent_dose(chart: Chart, p: Parameters) -> LastDose | None:
    """The last dose where it may have been given within the days that are looked back."""
    last = chart.course.last
    if last is None or last.when is None:
        return None
    until = last.when.latest + days(p.days("mon.lookbackDays"))
    return LastDose(last, last.when, until) if chart.as_of <= until else None


def recent_infusion(chart: Chart, p: Parameters) -> LastDose | None:
    """The same for an infusion that is over."""
    recent = recent_dose(chart, p)
    if recent is None or recent.dose.subcutaneous or not recent.over:
        return None
    return recent
