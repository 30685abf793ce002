"""Late-onset neutropenia: neutrophils that are low weeks after an infusion.

Each count is told by one row. Long enough after a dose CBC-04 takes the place of CBC-03, and of
CBC-01 where the count is dangerously low; in between CBC-01 holds and says more than CBC-04 would.
"""

from decimal import Decimal
from enum import StrEnum

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import LabResult
from app.rules.rule import DECISION, ELIGIBILITY, MONITORING, Row

CBC_04 = Row(
    id="CBC-04",
    title="Late-onset neutropenia",
    statement="Neutrophils below 1.5 x10^9/L four or more weeks after a dose are late-onset "
    "neutropenia; below 0.5 the dose waits.",
    code="LAB",
    cites=("S19",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "late_severe": "Neutrophils are {found}, below {severe} {unit}, {least} days or more after "
        "the dose of {dose}: late-onset neutropenia. Infections can become dangerous within "
        "hours: see the patient urgently. A recorded assessment releases the hold.",
        "late": "Neutrophils are {found}, below {late} {unit}, {least} days or more after the dose "
        "of {dose}: late-onset neutropenia. Ask about fever and infections, and follow the count "
        "until it has recovered.",
        "late_open": "Neutrophils are reported as {found}, which may be below {late} {unit}, "
        "{least} days or more after the dose of {dose}: it may be late-onset neutropenia. Supply "
        "the number or repeat the count.",
        "late_inexact": "Neutrophils are {found}, which is or may be below {late} {unit}. The day "
        "of the count or of the last dose before it ({dose}) is not exact: the exact date is "
        "needed to tell whether it is late-onset neutropenia. Ask about fever and infections.",
    },
    parameters=(
        "cbc.late.anc",
        "cbc.late.minDays",
        "cbc.anc.severe",
        "result.alertMaxAgeMonths",
    ),
    inputs=("neutrophils",),
    released_by=DECISION,
)


LATE_TEXTS = ("late", "late_open", "late_inexact")


class Late(StrEnum):
    """Whether a count was drawn long enough after the last dose before it."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


def last_dose_before(count: LabResult, chart: Chart) -> PartialDate | None:
    """Day of the last dose that may have been given before the count."""
    return next(iter(_doses_before(count, chart)), None)


def lateness(count: LabResult, chart: Chart, least: int) -> Late:
    """An inexact dose that may be after the count leaves it open whether an earlier one decides."""
    if count.when is None:
        return Late.NO
    doses = _doses_before(count, chart)
    if not doses:
        return Late.PERHAPS if chart.course.undated else Late.NO
    for dose in doses:
        if dose is doses[0] and (count.when.earliest - dose.latest).days >= least:
            return Late.YES
        if (count.when.latest - dose.earliest).days >= least:
            return Late.PERHAPS
        if dose.latest < count.when.earliest:
            break
    return Late.NO


def _doses_before(count: LabResult, chart: Chart) -> list[PartialDate]:
    """Newest first; on the day of an infusion blood is drawn before it."""
    if count.when is None:
        return []
    days = [d.when for d in chart.course.doses if d.when is not None]
    before = [day for day in days if day.earliest < count.when.latest]
    return sorted(before, key=lambda day: day.latest, reverse=True)


def late_text(count: LabResult, limit: Decimal, late: Late) -> str:
    """How CBC-04 speaks of a count, "" where it does not."""
    below = count.below(limit)
    called_normal = count.value is None and count.is_low is False
    if late is Late.NO or below is False or called_normal:
        return ""
    if late is Late.PERHAPS:
        return "late_inexact"
    return "late" if below else "late_open"
