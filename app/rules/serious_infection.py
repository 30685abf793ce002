"""Serious infections: those that count together with low IgG, or when they repeat."""

from collections.abc import Iterable
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months
from app.clinical.facts import Administration, Diagnosis, Fact, Medication, Stay
from app.rules.infection import INFECTIONS as SITES_OF_INFECTION
from app.rules.infection import RECURRENT, is_serious

INFECTIONS = (*SITES_OF_INFECTION, RECURRENT, "cond_herpes_any", "cond_herpes_serious")


INTO_A_VEIN = "route_iv"
_NOT_GIVEN = ("draft", "cancelled", "intended", "preparation", "declined")

Treatment = Medication | Administration


def serious_infections(chart: Chart, months: int, gap: int) -> tuple[Diagnosis, ...]:
    """Of the months before the planned start or still going on; undated ones count.

    Args:
        months: how far back.
        gap: days between the beginnings of two infections (see `treated`).
    """
    return tuple(d for d in infections_within(chart, months, INFECTIONS) if is_grave(d, chart, gap))


def infections_within(chart: Chart, months: int, topics: tuple[str, ...]) -> tuple[Diagnosis, ...]:
    """Of the months before the planned start or still going on; undated ones count."""
    since = add_months(chart.start, -months)
    return tuple(d for d in chart.diagnoses(*topics) if _within(d, since))


def treatments(chart: Chart) -> tuple[Treatment, ...]:
    """Anti-infective medicines that were given, dispensed or ordered; a draft is none."""
    known: tuple[Treatment, ...] = (
        *chart.medications("drug_anti_infective"),
        *chart.administrations("drug_anti_infective"),
    )
    return tuple(t for t in known if t.status not in _NOT_GIVEN)


def treated(infection: Diagnosis, medicines: tuple[Treatment, ...], gap: int) -> bool:
    """Whether one began nearer to its beginning than another infection would (`gap` days)."""
    onset = infection.when
    return onset is not None and any(
        t.when is not None
        and (t.when.earliest - onset.latest).days < gap
        and (onset.earliest - t.when.latest).days < gap
        for t in medicines
    )


def is_grave(infection: Diagnosis, chart: Chart, gap: int) -> bool:
    """Serious by its kind or as stated, in hospital, or treated through a vein."""
    if is_serious(infection) or "cond_herpes_serious" in infection.topics:
        return True
    return bool(grave_by((infection,), chart, gap))


def grave_by(infections: Iterable[Diagnosis], chart: Chart, gap: int) -> tuple[Fact, ...]:
    """The stays in hospital, and the medicines given through a vein, that make them serious."""
    known = tuple(infections)
    stays = (s for s in chart.stays if s.inpatient and any(_in_hospital(i, s) for i in known))
    medicines = (t for t in chart.once(treatments) if INTO_A_VEIN in t.routes)
    return (*stays, *(t for t in medicines if any(treated(i, (t,), gap) for i in known)))


def _within(infection: Diagnosis, since: date) -> bool:
    last = infection.abatement or infection.when
    return not infection.over or last is None or last.latest >= since


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
