"""Serious infections: those that count together with low IgG."""

from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months
from app.clinical.facts import Diagnosis, Stay
from app.rules.infection import INFECTIONS as SITES_OF_INFECTION
from app.rules.infection import RECURRENT, is_serious

INFECTIONS = (*SITES_OF_INFECTION, RECURRENT, "cond_herpes_any", "cond_herpes_serious")


def serious_infections(chart: Chart, months: int) -> tuple[Diagnosis, ...]:
    """Of the months before the planned start or still going on; undated ones count."""
    since = add_months(chart.start, -months)
    return tuple(
        d for d in chart.diagnoses(*INFECTIONS) if _within(d, since) and _serious(d, chart)
    )


def _within(infection: Diagnosis, since: date) -> bool:
    last = infection.abatement or infection.when
    return not infection.over or last is None or last.latest >= since


def _serious(infection: Diagnosis, chart: Chart) -> bool:
    return (
        is_serious(infection)
        or "cond_herpes_serious" in infection.topics
        or any(_in_hospital(infection, stay) for stay in chart.stays if stay.inpatient)
    )


def _in_hospital(infection: Diagnosis, stay: Stay) -> bool:
    """Going on at admission or begun during the stay; pneumonia begins at home.

    One that is over without a day of its end must have begun during the stay.
    """
    onset, end = infection.when, infection.abatement
    if onset is None or stay.when is None:
        return False
    left = stay.ended
    if left is not None and onset.earliest > left.latest:
        return False
    if end is not None:
        return end.latest >= stay.when.earliest
    return not infection.over or onset.latest >= stay.when.earliest
