"""Live vaccines before the first dose: four weeks at least, six weeks as some authorities ask."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    ELIGIBILITY,
    HIGH,
    HOLD,
    LOW,
    MODERATE,
    MONITORING,
    TIME,
    WARN,
    Row,
    rule,
)
from app.rules.vaccine_days import (
    LIVE_OR_UNKNOWN,
    Days,
    cause_of,
    days_of,
    name_of,
    recovered_by,
    turn_of,
)

VAX_LIVE_01 = Row(
    id="VAX-LIVE-01",
    title="Live vaccine too close to the first dose",
    statement="Complete live or live-attenuated vaccines at least 4 weeks before the first dose.",
    code="TIME",
    cites=("seed-000", "seed-001", "seed-003", "S1", "S3", "S5"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "recent": "{vaccine}, a live vaccine, was given on {given}, {days} days before the planned "
        "dose on {start}. A live vaccine needs {limit} days before the first dose of "
        "ocrelizumab. The hold ends on {release}.",
        "ordered": "{vaccine}, a live vaccine, is ordered for {given}, {days} days before the "
        "planned dose on {start}. A live vaccine needs {limit} days before the first dose of "
        "ocrelizumab. Cancel the vaccine, or give the first dose on {release} or later.",
        "unknown": "{vaccine}, dated {given}, is {days} days before the planned dose on "
        "{start}, and the record does not tell whether it is a live vaccine. A live one needs "
        "{limit} days. The hold ends on {release}, or when a clinician records the product.",
        "inexact": "{vaccine} is dated {given}: the exact date is needed. A live vaccine, or one "
        "that may be live, needs {limit} days before the first dose of ocrelizumab, planned for "
        "{start}. Without the exact date the hold ends on {release}.",
        "undated": "{vaccine}, a live vaccine, is in the record without a day. A live vaccine "
        "needs {limit} days before the first dose of ocrelizumab, planned for {start}. Supply the "
        "day.",
        "ordered_undated": "{vaccine}, a live vaccine, is ordered without a day. A live vaccine "
        "needs {limit} days before the first dose of ocrelizumab, planned for {start}. Cancel the "
        "vaccine, or supply the day it is planned for.",
        "unknown_undated": "{vaccine} is in the record without a day, and the record does not tell "
        "whether it is a live vaccine. A live one needs {limit} days before the first dose of "
        "ocrelizumab, planned for {start}. Find out the product and the day.",
    },
    parameters=("vaccine.live.hardMinDays",),
    inputs=("Immunization",),
    reads=("cvx_live", "cvx_group_all_live", "vaccine_live_snomed", "vaccine_live_atc"),
    if_unusable=(HOLD, HIGH),
    released_by=TIME,
)
VAX_LIVE_02 = Row(
    id="VAX-LIVE-02",
    title="Live vaccine within the longer interval before the first dose",
    statement="Recommended vaccines complete at least 6 weeks before the first dose.",
    code="TIME",
    cites=("seed-002", "S7", "S16"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "recent": "{vaccine}, a live vaccine, was given on {given}, {days} days before the planned "
        "dose on {start}. Some authorities ask for {limit} days before the first dose. "
        "From {release} on both intervals are kept.",
        "ordered": "{vaccine}, a live vaccine, is ordered for {given}, {days} days before the "
        "planned dose on {start}. Some authorities ask for {limit} days before the first dose. "
        "From {release} on both intervals are kept.",
        "unknown": "{vaccine}, dated {given}, is {days} days before the planned dose on "
        "{start}, and the record does not tell whether it is a live vaccine. Some authorities ask "
        "for {limit} days after a live one. From {release} on both intervals are kept.",
        "inexact": "{vaccine} is dated {given}, which may be less than the {limit} days before the "
        "planned dose on {start} that some authorities ask for. From {release} on both "
        "intervals are kept whatever the day.",
    },
    parameters=("vaccine.live.preferredMinDays",),
    inputs=("Immunization",),
    released_by=TIME,
)


@rule(VAX_LIVE_01, VAX_LIVE_02)
def live_vaccine_before_first_dose(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A live vaccine holds the first dose until the day that both ends of its date allow."""
    kept: list[Vaccination] = []
    for vaccine in chart.vaccinations:
        if vaccine.forecast or vaccine.kind not in LIVE_OR_UNKNOWN:
            continue
        given = days_of(vaccine, chart.as_of)
        if not _judged_here(chart, vaccine, given):
            continue
        finding = _too_close(chart, p, vaccine, given)
        if finding is None:
            kept.append(vaccine)
        else:
            yield _answered(chart, finding, vaccine)
    if kept:
        yield VAX_LIVE_01.clear(*kept)


def _judged_here(chart: Chart, vaccine: Vaccination, given: Days) -> bool:
    """Before a first dose, or after the B cells came back; an order for later is VAX-LIVE-03's."""
    if vaccine.planned and given.earliest is not None and given.earliest > chart.start:
        return False
    return chart.course.before_first or recovered_by(chart, given.earliest) is True


def _too_close(chart: Chart, p: Parameters, vaccine: Vaccination, given: Days) -> Finding | None:
    hard, preferred = p.days("vaccine.live.hardMinDays"), p.days("vaccine.live.preferredMinDays")
    if given.latest is None:
        return _undated(chart, vaccine, hard)
    latest = min(given.latest, chart.start) if vaccine.planned else given.latest
    passed = (chart.start - latest).days
    if passed >= max(hard, preferred):
        return None
    row, limit = (VAX_LIVE_01, hard) if passed < hard else (VAX_LIVE_02, preferred)
    inexact = given.earliest is None or (chart.start - given.earliest).days >= limit
    known = vaccine.kind is VaccineClass.LIVE
    release = latest + days(limit)
    return row.finding(
        HOLD if row is VAX_LIVE_01 else WARN,
        _severity(row, known=known),
        "inexact" if inexact else _text(vaccine),
        because=(vaccine,),
        basis=Basis.FINDING if known and not inexact else Basis.UNUSABLE,
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        releases_on=release,
        until=turn_of(chart, vaccine, given, limit, release),
        vaccine=name_of(vaccine),
        given=given.text,
        days=passed,
        start=chart.start,
        limit=limit,
        release=release,
    )


def _severity(row: Row, *, known: bool) -> Severity:
    if row is VAX_LIVE_02:
        return LOW
    return HIGH if known else MODERATE


def _text(vaccine: Vaccination) -> str:
    if vaccine.kind is VaccineClass.UNKNOWN:
        return "unknown"
    return "ordered" if vaccine.planned else "recent"


def _undated(chart: Chart, vaccine: Vaccination, limit: int) -> Finding:
    """No day at all: a live vaccine holds the dose, a product of unknown kind warns."""
    live = vaccine.kind is VaccineClass.LIVE
    known = "ordered_undated" if vaccine.planned else "undated"
    return VAX_LIVE_01.finding(
        HOLD if live else WARN,
        HIGH if live else MODERATE,
        known if live else "unknown_undated",
        because=(vaccine,),
        basis=Basis.UNUSABLE,
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        vaccine=name_of(vaccine),
        start=chart.start,
        limit=limit,
    )


def _answered(chart: Chart, finding: Finding, vaccine: Vaccination) -> Finding:
    """A clinician who looked the product up may release the hold of an unknown one only."""
    if finding.action is not HOLD or vaccine.kind is VaccineClass.LIVE:
        return finding
    decision = chart.decision(VAX_LIVE_01.id, (vaccine,))
    if decision is None:
        return finding
    return finding._replace(action=WARN, released_by=decision)


RULES = (live_vaccine_before_first_dose,)
