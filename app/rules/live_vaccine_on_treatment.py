"""Live vaccines given between the first dose and the return of the B cells."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import add_months, days, first_after
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    DECISION,
    ELIGIBILITY,
    HIGH,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    WARN,
    Row,
    rule,
)
from app.rules.vaccine_days import LIVE_OR_UNKNOWN, Days, cause_of, days_of, name_of, recovered_by

VAX_LIVE_03 = Row(
    id="VAX-LIVE-03",
    title="Live vaccine during treatment",
    statement="No live vaccine from the first dose until the B cells have recovered.",
    code="DRG",
    cites=("seed-000", "seed-002", "seed-003", "S3"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "given": "{vaccine}, a live vaccine, was given on {given}, during treatment with "
        "ocrelizumab. It can cause an infection while B cells are depleted. Examine the patient "
        "now; the next dose waits until the review is recorded.",
        "inexact": "{vaccine}, a live vaccine, is dated {given}: the exact date is needed, as it "
        "may have been given during treatment with ocrelizumab. It can cause an infection while B "
        "cells are depleted. The next dose waits for the date or a recorded review.",
        "long_ago": "{vaccine}, a live vaccine, was given on {given}, during treatment with "
        "ocrelizumab and more than {months} months ago. Confirm that the patient stayed well.",
        "unknown": "{vaccine}, dated {given}, was given during treatment with ocrelizumab, and the "
        "record does not tell whether it is a live vaccine. Live vaccines are not given during "
        "treatment. Find out which product it was.",
        "ordered": "{vaccine}, a live vaccine, is ordered for {given}. Live vaccines are not given "
        "from the first dose of ocrelizumab until the B cells have recovered. Cancel the vaccine.",
        "unknown_ordered": "{vaccine} is ordered for {given}, and the order does not tell whether "
        "it is a live vaccine. Live vaccines are not given from the first dose of ocrelizumab "
        "until the B cells have recovered. Order a product that is known not to be live.",
        "forecast": "The vaccination schedule recommends {vaccine}, a live vaccine, for {given}. "
        "Do not give it during treatment with ocrelizumab or before the B cells have recovered.",
    },
    parameters=("vaccine.live.onTreatment.reviewMonths", "vaccine.unknown.onTreatment.holdDays"),
    inputs=("Immunization", "MedicationRequest"),
    released_by=DECISION,
)


@rule(VAX_LIVE_03)
def live_vaccine_given_on_treatment(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Given between the first dose and recovery: a recent one holds the dose for a review."""
    course = chart.course
    if not course.started:
        return
    first = course.first_day
    for vaccine in chart.vaccinations:
        if vaccine.planned or vaccine.forecast or vaccine.kind not in LIVE_OR_UNKNOWN:
            continue
        given = days_of(vaccine, chart.as_of)
        before = first is not None and given.latest is not None and given.latest < first.earliest
        if before or recovered_by(chart, given.earliest):
            continue
        if vaccine.kind is VaccineClass.LIVE:
            yield _live_given(chart, p, vaccine, given)
        else:
            yield _unknown_given(chart, p, vaccine, given)


def _live_given(chart: Chart, p: Parameters, vaccine: Vaccination, given: Days) -> Finding:
    months = p.months("vaccine.live.onTreatment.reviewMonths")
    first, latest = chart.course.first_day, given.latest
    ends = None if latest is None else add_months(latest, months)
    recent = ends is None or ends >= chart.start
    surely_on = given.earliest is not None and first is not None and given.earliest >= first.latest
    surely_recent = given.earliest is not None and add_months(given.earliest, months) >= chart.start
    exact = surely_on and (surely_recent or not recent)
    text = "long_ago" if not recent else "given" if exact else "inexact"
    return said(
        vaccine,
        given,
        *((HOLD, HIGH) if recent else (WARN, LOW)),
        text=text,
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        until=_long_ago_from(chart, given, months),
        months=months,
    )


def _long_ago_from(chart: Chart, given: Days, months: int) -> date | None:
    """The next day on which one of the days it can have been given becomes long ago."""
    ends = (add_months(day, months) for day in (given.earliest, given.latest) if day)
    return first_after(chart.start, (end + days(1) for end in ends))


def _unknown_given(chart: Chart, p: Parameters, vaccine: Vaccination, given: Days) -> Finding:
    """A vaccine of unknown kind never weighs more than a live one of the same day."""
    window = days(p.days("vaccine.unknown.onTreatment.holdDays"))
    months = p.months("vaccine.live.onTreatment.reviewMonths")
    action, severity, until = WARN, MODERATE, None
    if given.latest is not None and chart.start - given.latest <= window:
        action, until = HOLD, given.latest + window + days(1)
    elif given.latest is not None and add_months(given.latest, months) < chart.start:
        severity = LOW
    return said(vaccine, given, action, severity, text="unknown", basis=Basis.UNUSABLE, until=until)


def said(
    vaccine: Vaccination,
    given: Days,
    action: Action,
    severity: Severity,
    *,
    text: str,
    basis: Basis = Basis.FINDING,
    until: date | None = None,
    months: int = 0,
) -> Finding:
    """One finding of the row; the vaccine and its day are the cause."""
    return VAX_LIVE_03.finding(
        action,
        severity,
        text,
        because=(vaccine,),
        basis=basis,
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        until=until,
        vaccine=name_of(vaccine),
        given=given.text,
        months=months,
    )


RULES = (live_vaccine_given_on_treatment,)
