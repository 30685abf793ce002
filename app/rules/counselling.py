"""Counselling: what to tell the patient at an infusion, and after stopping (catalogue 1.23)."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.clinical.chart import Chart
from app.clinical.course import Stage
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.counselling_rows import (
    AFTER_STOPPING,
    EVERY_INFUSION,
    FIRST_DOSE,
    PATIENT,
    STOPPED,
    TOLD,
)
from app.rules.rule import Row, rule

_NOT_RECOVERED = (Stage.STOPPED, Stage.RECOVERING)


class _Numbers(NamedTuple):
    """What the texts quote, by their placeholders."""

    hours: int
    interval: int
    least: int
    most: int


@rule(*EVERY_INFUSION, *FIRST_DOSE)
def counselling(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Told beside the order; what still holds after stopping is told without one."""
    stopped = chart.course.stage in _NOT_RECOVERED
    yield from _told(_numbers(p), first=chart.course.before_first, stopped=stopped)


def patient_instruction(chart: Chart, p: Parameters) -> str:
    """The rows that are meant for the patient, as one text, a line each."""
    return _instruction(_numbers(p), first=chart.course.before_first)


def _numbers(p: Parameters) -> _Numbers:
    return _Numbers(
        hours=p.hours("irr.onsetHours"),
        interval=p.months("dose.intervalMonths"),
        least=p.months("counselling.mriEffect.minMonths"),
        most=p.months("counselling.mriEffect.maxMonths"),
    )


@cache
def _told(numbers: _Numbers, *, first: bool, stopped: bool) -> tuple[Finding, ...]:
    """The same for everyone in this place of the therapy: built once."""
    values = numbers._asdict()
    return tuple(
        row.note(STOPPED if stopped and row in AFTER_STOPPING else TOLD, **values)
        for row in _rows(first=first)
    )


@cache
def _instruction(numbers: _Numbers, *, first: bool) -> str:
    values = numbers._asdict()
    words = (row.texts[PATIENT] for row in _rows(first=first) if PATIENT in row.texts)
    return "\n".join(line.format_map(values) for line in words)


def _rows(*, first: bool) -> tuple[Row, ...]:
    return (*EVERY_INFUSION, *FIRST_DOSE) if first else EVERY_INFUSION


RULES = (counselling,)
