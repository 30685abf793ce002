"""Serious infections: those that count together with low IgG."""

from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, add_months
from app.clinical.facts import Diagnosis, Grade, Stay

SERIOUS_BY_KIND = (
    "cond_infection_sepsis",
    "cond_infection_cns",
    "cond_infection_opportunistic",
    "cond_infection_bone_or_heart",
    "cond_herpes_serious",
    "cond_tuberculosis_active",
)
INFECTIONS = ("cond_active_infection", *SERIOUS_BY_KIND)
_SEVERE = (Grade.SEVERE, Grade.LIFE_THREATENING, Grade.DISABLING)


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
        not infection.topics.isdisjoint(SERIOUS_BY_KIND)
        or infection.grade in _SEVERE
        or "severe" in infection.stated
        or any(_in_hospital(infection.when, stay) for stay in chart.stays if stay.inpatient)
    )


def _in_hospital(onset: PartialDate | None, stay: Stay) -> bool:
    """Began during the stay, as far as both days are known."""
    if onset is None or stay.when is None:
        return False
    left = stay.ended
    return stay.when.earliest <= onset.latest and (left is None or onset.earliest <= left.latest)
