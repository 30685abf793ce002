"""Breast cancer screening: due by the ages and the interval of the site's schedule."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate, days, years_between
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.imaging_age import Image, images, newest
from app.rules.malignancy import HISTORY
from app.rules.new_symptoms import shown
from app.rules.result_age import Age, in_months, months_turn
from app.rules.rule import LOW, MONITORING, WARN, Row, rule

MAMMOGRAPHY, CANCER = "imaging_mammography", "cond_breast_cancer"

MAL_01 = Row(
    id="MAL-01",
    title="Breast cancer screening",
    statement="Breast cancer screening follows the standard schedule; a raised risk may exist.",
    code="COND",
    cites=("seed-002", "seed-003", "uspstf-breast-2024"),
    scope=(MONITORING,),
    texts={
        "overdue": "The last mammography is of {when}, more than {months} months before {start}: "
        "screening is due by the schedule in force. A raised risk of breast cancer may exist with "
        "ocrelizumab. Arrange it, or supply a newer result.",
        "inexact": "The last mammography is of {when}: the exact date is needed. It may be more "
        "than {months} months before {start}, when screening is due by the schedule in force.",
        "missing": "No mammography is in the record, and by the schedule in force the age of the "
        "patient is one of screening. A raised risk of breast cancer may exist with ocrelizumab. "
        "Supply the date of the last one, or arrange it.",
        "undated": "A mammography is in the record ({found}) without a date that can be used. "
        "Supply the date of the last one, or arrange it.",
        "remind": "A raised risk of breast cancer may exist with ocrelizumab. Follow the schedule "
        "of breast cancer screening of the region.",
    },
    parameters=(
        "malignancy.breast.schedule",
        "malignancy.breast.minYears",
        "malignancy.breast.maxYears",
        "malignancy.breast.intervalMonths",
    ),
    inputs=("DiagnosticReport", "Procedure"),
    reads=(MAMMOGRAPHY,),
    reads_types=("Procedure", "DiagnosticReport", "ImagingStudy", "Observation"),
    if_unusable=(WARN, LOW),
)
MAL_02 = Row(
    id="MAL-02",
    title="Breast self-examination",
    statement="Regular breast self-examination.",
    code="COND",
    cites=("seed-002",),
    scope=(MONITORING,),
    texts={"examine": "Regular breast self-examination is advised; any change is reported."},
)


_REMIND, _EXAMINE = MAL_01.note("remind"), MAL_02.note("examine")


@rule(MAL_01, MAL_02)
def breast_screening(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Not for men, not outside the ages of the schedule, not while breast cancer is known."""
    if chart.patient.gender == "male" or chart.course.stopped:
        return
    yield _EXAMINE
    if p.code("malignancy.breast.schedule") != "site":
        yield _REMIND
        return
    birth = chart.patient.birth
    if birth is None:
        yield MAL_01.undecided(chart.patient)
    elif _of_age(birth, chart, p) and not _has_cancer(chart):
        yield _judged(chart, p.months("malignancy.breast.intervalMonths"))


def _of_age(birth: PartialDate, chart: Chart, p: Parameters) -> bool:
    """At the planned start, on one of the days that the birth date may be."""
    oldest, youngest = (years_between(day, chart.start) for day in (birth.earliest, birth.latest))
    return oldest >= p.years("malignancy.breast.minYears") and youngest <= p.years(
        "malignancy.breast.maxYears"
    )


def _has_cancer(chart: Chart) -> bool:
    """MAL-03 holds for it, and screening is for those who have none."""
    return any(not d.over and HISTORY not in d.topics for d in chart.diagnoses(CANCER))


def _judged(chart: Chart, months: int) -> Finding:
    taken = images(chart, MAMMOGRAPHY)
    last = newest(taken)
    if last is None or last.when is None:
        return _none(taken)
    age = in_months(last.when, chart.start, months)
    if age is Age.WITHIN:
        return MAL_01.clear(last, until=months_turn((last,), chart.start, months))
    exact = age is Age.BEYOND
    return MAL_01.finding(
        WARN,
        LOW,
        "overdue" if exact else "inexact",
        because=(last,),
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        missing=(Missing("DiagnosticReport", MAMMOGRAPHY, last.when.latest + days(1)),),
        until=months_turn((last,), chart.start, months),
        when=last.when.text,
        months=months,
        start=chart.start,
    )


def _none(undated: tuple[Image, ...]) -> Finding:
    return MAL_01.finding(
        WARN,
        LOW,
        "undated" if undated else "missing",
        because=undated,
        basis=Basis.UNUSABLE if undated else Basis.MISSING,
        missing=(Missing("DiagnosticReport", MAMMOGRAPHY),),
        found=shown(undated),
    )


RULES = (breast_screening,)
