"""Live vaccines: before the first dose, during treatment, and until the B cells are back."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import VaccineClass
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.rule import HIGH, HOLD, LOW, TIME, WARN, Row, rule

VAX_LIVE_01 = Row(
    id="VAX-LIVE-01",
    title="Live vaccine too close to the first dose",
    statement="Complete live or live-attenuated vaccines at least 4 weeks before the first dose.",
    code="TIME",
    cites=("seed-000", "seed-001", "seed-003", "S1", "S3", "S5"),
    texts={
        "recent": "{vaccine}, a live vaccine, was given on {given}, {days} days before the planned "
        "infusion on {start}. A live vaccine needs {limit} days before the first dose of "
        "ocrelizumab. The hold ends on {release}.",
    },
    parameters=("vaccine.live.hardMinDays",),
    inputs=("Immunization",),
    released_by=TIME,
)
VAX_LIVE_02 = Row(
    id="VAX-LIVE-02",
    title="Live vaccine within the longer interval before the first dose",
    statement="Recommended vaccines complete at least 6 weeks before the first dose.",
    code="TIME",
    cites=("seed-002", "S7", "S16"),
    texts={
        "recent": "{vaccine}, a live vaccine, was given on {given}, {days} days before the planned "
        "infusion on {start}. Some authorities ask for {limit} days before the first dose. "
        "From {release} on both intervals are kept.",
    },
    parameters=("vaccine.live.preferredMinDays",),
    inputs=("Immunization",),
    released_by=TIME,
)


@rule(VAX_LIVE_01, VAX_LIVE_02)
def live_vaccine_before_first_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A live vaccine holds the first dose until the day that both readings of its date allow."""
    if not chart.course.before_first:
        return
    hard, preferred = p.days("vaccine.live.hardMinDays"), p.days("vaccine.live.preferredMinDays")
    for given in chart.vaccinations:
        if given.kind is not VaccineClass.LIVE or given.when is None:
            continue
        passed = (chart.start - given.when.latest).days
        release = given.when.latest + days(hard if passed < hard else preferred)
        row, action, severity, limit = (
            (VAX_LIVE_01, HOLD, HIGH, hard)
            if passed < hard
            else (VAX_LIVE_02, WARN, LOW, preferred)
        )
        if passed < preferred:
            yield row.finding(
                action,
                severity,
                "recent",
                because=(given,),
                implicated=(given,),
                cause=f"{given.key}|{given.when}",
                releases_on=release,
                vaccine=given.name,
                given=given.when.text,
                days=passed,
                start=chart.start,
                limit=limit,
                release=release,
            )


RULES = (live_vaccine_before_first_dose,)
