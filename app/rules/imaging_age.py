"""Imaging that is repeated: all of it, and the newest."""

from datetime import date

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Procedure

Image = Procedure | Coded


def images(chart: Chart, topic: str) -> tuple[Image, ...]:
    """Procedures, reports and observations of it; an answer that it was not done is none."""
    return (
        *chart.procedures(topic),
        *(c for c in chart.coded(topic) if c.present is not False and not c.preliminary),
    )


def newest(taken: tuple[Image, ...]) -> Image | None:
    """The newest with a day that can be used; of an inexact day the earliest it may be counts."""
    dated = [i for i in taken if i.when is not None and not i.problem]
    return max(dated, key=_day, default=None)


def _day(image: Image) -> tuple[date, date]:
    if image.when is None:
        return date.min, date.min
    return image.when.earliest, image.when.latest
