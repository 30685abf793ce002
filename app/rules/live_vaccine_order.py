"""Orders of live vaccines: blocked on treatment, and after it until the B cells are back."""

from collections.abc import Iterator
from datetime import date

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, months_passed, years_between
from app.clinical.facts import LabResult, Vaccination, VaccineClass
from app.clinical.finding import Basis, Finding, Missing, Target
from app.clinical.newest import recency
from app.clinical.recovery import deciding_count
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_on_treatment import VAX_LIVE_03, said
from app.rules.maternal_exposure import is_infant
from app.rules.rule import (
    BLOCK,
    ELIGIBILITY,
    HIGH,
    HOLD,
    INPUT,
    LOW,
    MODERATE,
    MONITORING,
    TIME,
    WARN,
    Row,
    rule,
)
from app.rules.schedule import B_CELLS
from app.rules.vaccine_days import LIVE_OR_UNKNOWN, Days, cause_of, days_of, name_of, recovered_by

VAX_LIVE_04 = Row(
    id="VAX-LIVE-04",
    title="Live vaccine before the B cells are back",
    statement="After stopping, no live vaccine until the B cells are normal or back at the "
    "patient's own baseline.",
    code="DRG",
    cites=("seed-000", "seed-003", "S7", "S26"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "not_recovered": "{vaccine}, a live vaccine, is ordered for {given}, but the B cells are "
        "not back: {count}. A live vaccine can cause an infection while B cells are depleted. "
        "Repeat the count before any live vaccine.",
        "no_count": "{vaccine}, a live vaccine, is ordered for {given}, and no B-cell count after "
        "the last dose of ocrelizumab shows that the B cells are back. Obtain a CD19 count first.",
        "wait": "After the last dose of ocrelizumab no live vaccine until the B cells have "
        "recovered, shown by a CD19 count. A European consensus plans live vaccines about {months} "
        "months after the last dose.",
    },
    parameters=(
        "vaccine.live.postStop.requireBCellRecovery",
        "vaccine.live.postStop.typicalMonths",
    ),
    inputs=("MedicationRequest",),
    released_by=INPUT,
    target=Target.VACCINE,
)
VAX_LIVE_05 = Row(
    id="VAX-LIVE-05",
    title="Live vaccine too soon after the last dose",
    statement="After stopping, no live vaccine for at least 6 months.",
    code="TIME",
    cites=("seed-002",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "early": "{vaccine}, a live vaccine, is ordered for {given}; the last dose of ocrelizumab "
        "was given on {last}. At least {months} months must pass, until {release}, and the B cells "
        "must be back.",
        "inexact": "{vaccine}, a live vaccine, is ordered for {given}; the last dose of "
        "ocrelizumab is dated {last}: the exact date is needed. At least {months} months must "
        "pass, without the exact date until {release}, and the B cells must be back.",
        "undated": "{vaccine}, a live vaccine, is ordered for {given}, but the day of the last "
        "dose of ocrelizumab is not known. At least {months} months must have passed. Supply the "
        "day of the last dose.",
    },
    parameters=("vaccine.live.postStop.minMonths",),
    inputs=("MedicationRequest", "MedicationAdministration"),
    released_by=TIME,
    target=Target.VACCINE,
)


@rule(VAX_LIVE_03, VAX_LIVE_04, VAX_LIVE_05)
def live_vaccine_ordered(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """An order of a live vaccine is blocked on treatment, and after it until both rows allow it.

    A child never treated is not about to be (PAED-01): of its vaccines NEO-01 speaks.
    """
    if not chart.course.started and (is_infant(chart, p) or _too_young(chart, p)):
        return
    for vaccine in chart.vaccinations:
        if not (vaccine.planned or vaccine.forecast) or vaccine.kind not in LIVE_OR_UNKNOWN:
            continue
        given = days_of(vaccine, chart.as_of)
        after_start = given.latest is not None and given.latest > chart.start
        if not chart.course.started and not (vaccine.planned and after_start):
            continue
        off = chart.course.stopped or (chart.course.restart and not after_start)
        waits = list(_after_stopping(chart, p, vaccine, given)) if off else []
        if off and not waits:
            yield VAX_LIVE_04.clear(vaccine)
        elif vaccine.planned and off and vaccine.kind is VaccineClass.LIVE:
            yield from waits
        elif vaccine.planned:
            yield _ordered(vaccine, given)
        elif vaccine.kind is VaccineClass.LIVE:
            finding = said(vaccine, given, WARN, LOW, text="forecast")
            yield finding._replace(target=Target.VACCINE)
    if chart.course.stopped and not recovered_by(chart, chart.as_of):
        months = p.months("vaccine.live.postStop.typicalMonths")
        yield VAX_LIVE_04.note("wait", months=months)


def _ordered(vaccine: Vaccination, given: Days) -> Finding:
    if vaccine.kind is VaccineClass.LIVE:
        finding = said(vaccine, given, BLOCK, HIGH, text="ordered")
    else:
        basis = Basis.UNUSABLE
        finding = said(vaccine, given, HOLD, MODERATE, text="unknown_ordered", basis=basis)
    return finding._replace(target=Target.VACCINE)


def _too_young(chart: Chart, p: Parameters) -> bool:
    """Surely under the age of use on the planned day."""
    birth = chart.patient.birth
    return birth is not None and years_between(birth.earliest, chart.start) < p.years(
        "age.minYears"
    )


def _after_stopping(
    chart: Chart, p: Parameters, vaccine: Vaccination, given: Days
) -> Iterator[Finding]:
    """Both must pass: the months since the last dose, and the recovery of the B cells."""
    day = max(given.earliest or chart.as_of, chart.as_of)
    too_soon = _too_soon(chart, p, vaccine, given, day)
    if too_soon is not None:
        yield too_soon
    needed = p.flag("vaccine.live.postStop.requireBCellRecovery")
    recovered = recovered_by(chart, chart.as_of)
    if not needed or recovered:
        return
    last = chart.course.last_day
    count = _quoted_count(chart, last)
    since = last.earliest if last else None
    missing = [Missing("Observation", "lab_cd19_absolute", since)]
    yield VAX_LIVE_04.finding(
        BLOCK,
        HIGH,
        "no_count" if recovered is None else "not_recovered",
        because=(vaccine,) if count is None else (vaccine, count),
        basis=Basis.MISSING if recovered is None else Basis.FINDING,
        missing=missing if recovered is None else (),
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        vaccine=name_of(vaccine),
        given=given.text,
        count=count.display if count else "",
    )


def _too_soon(
    chart: Chart, p: Parameters, vaccine: Vaccination, given: Days, day: date
) -> Finding | None:
    months = p.months("vaccine.live.postStop.minMonths")
    last = None if chart.course.undated else chart.course.last_day
    release = None if last is None else months_passed(last.latest, months)
    if release is not None and day >= release:
        return None
    exact = last is not None and day < months_passed(last.earliest, months)
    inexact = "undated" if last is None else "inexact"
    doses = (*chart.course.undated, *chart.course.doses[-1:])
    given_before = dict.fromkeys(fact for dose in doses for fact in dose.facts)
    return VAX_LIVE_05.finding(
        BLOCK,
        HIGH,
        "early" if exact else inexact,
        because=(vaccine, *given_before),
        basis=Basis.FINDING if exact else Basis.MISSING if last is None else Basis.UNUSABLE,
        missing=[Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication")]
        if last is None
        else (),
        implicated=(vaccine,),
        cause=cause_of(vaccine),
        releases_on=release,
        vaccine=name_of(vaccine),
        given=given.text,
        last=last.text if last else "",
        months=months,
        release=release or "",
    )


def _quoted_count(chart: Chart, last: PartialDate | None) -> LabResult | None:
    """The count that decides; where none does, the newest that is dated."""
    counts = [count for name in B_CELLS for count in chart.results(name)]
    dated = [count for count in counts if count.when]
    newest = max(dated, key=recency, default=None)
    return deciding_count(counts, last) or newest


RULES = (live_vaccine_ordered,)
