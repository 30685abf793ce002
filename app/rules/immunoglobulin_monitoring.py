"""IgG tests due: on treatment, and after stopping until the B cells are back."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.course import Stage
from app.clinical.dates import add_months, days, first_after
from app.clinical.facts import LabResult
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.immunoglobulin_replacement import readable_igg
from app.rules.result_age import Age, beyond_months_on, in_months
from app.rules.rule import LOW, MODERATE, MONITORING, WARN, Row, rule

IG_01 = Row(
    id="IG-01",
    title="IgG due on treatment",
    statement="IgG every 6 to 12 months on treatment.",
    code="LAB",
    cites=("seed-000", "seed-001", "seed-002", "S1"),
    scope=(MONITORING,),
    texts={
        "due": "The last IgG that counts is of {when}, more than {due} months before {start}. "
        "Measure it with this visit.",
        "overdue": "The last IgG that counts is of {when}, more than {overdue} months before "
        "{start}. Ocrelizumab can lower it unnoticed. Measure it now.",
        "inexact": "The last IgG that counts is of {when}: the exact date is needed. It may be "
        "more than {due} months before {start}. Supply the date or measure IgG.",
    },
    parameters=("ig.dueMonths", "ig.overdueMonths"),
    inputs=("igg",),
)
IG_02 = Row(
    id="IG-02",
    title="Immunoglobulins and B cells after stopping",
    statement="After stopping, immunoglobulins are monitored until the B cells are back, above "
    "all if infections recur.",
    code="LAB",
    cites=("seed-003",),
    scope=(MONITORING,),
    texts={
        "due": "Treatment is stopped, the B cells are not shown to be back, and the last IgG that "
        "counts is of {when}, more than {due} months before {start}. Measure it.",
        "inexact": "Treatment is stopped and the last IgG that counts is of {when}: the exact "
        "date is needed. It may be more than {due} months before {start}.",
        "never": "Treatment is stopped and no usable IgG is in the record. Measure it until the "
        "B cells are back.",
        "b_cells": "Treatment is stopped and no usable CD19 count after the last dose says "
        "whether the B cells are back. Measure it; until then immunoglobulins are monitored and "
        "no live vaccine is given.",
        "table_limit": "The laboratory gave no limit of normal for the CD19 count, so the limit "
        "of this service's table was used ({limit} {unit}). The laboratory's own may differ.",
    },
    parameters=("ig.dueMonths",),
    inputs=("igg", "cd19"),
)


@rule(IG_01)
def igg_due(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Silent without any IgG: BASE-IG-01 asks for it; silent once stopped: IG-02."""
    course = chart.course
    if not course.started or course.before_first or course.stopped:
        return
    newest = readable_igg(chart, p)
    if newest is None or newest.when is None:
        return
    due, overdue = p.months("ig.dueMonths"), p.months("ig.overdueMonths")
    age = in_months(newest.when, chart.start, due)
    if age is Age.WITHIN:
        yield IG_01.clear(newest, until=beyond_months_on(newest.when, due))
        return
    late = in_months(newest.when, chart.start, overdue) is not Age.WITHIN
    exact = age is Age.BEYOND
    yield IG_01.finding(
        WARN,
        MODERATE if late else LOW,
        ("overdue" if late else "due") if exact else "inexact",
        because=(newest,),
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        missing=(Missing("Observation", "lab_igg", newest.when.latest + days(1)),),
        until=first_after(
            chart.start,
            (beyond_months_on(newest.when, overdue), add_months(newest.when.latest, due) + days(1)),
        ),
        when=newest.when.text,
        due=due,
        overdue=overdue,
        start=chart.start,
    )


@rule(IG_02)
def after_stopping(chart: Chart, p: Parameters) -> Iterator[Finding]:
    course = chart.course
    if course.stage not in (Stage.STOPPED, Stage.RECOVERING):
        return
    yield from _igg_after_stopping(chart, p)
    if course.stage is Stage.STOPPED:
        basis, unread = chart.why_absent("cd19", "cd20")
        last = course.last_day
        since = None if last is None else last.latest + days(1)
        yield IG_02.finding(
            WARN,
            LOW,
            "b_cells",
            because=unread,
            basis=basis,
            missing=(Missing("Observation", "lab_cd19_absolute", since),),
            cause="b-cells",
        )
    yield from _table_limit(chart.latest("cd19"))


def _igg_after_stopping(chart: Chart, p: Parameters) -> Iterator[Finding]:
    newest, due = readable_igg(chart, p), p.months("ig.dueMonths")
    missing = (Missing("Observation", "lab_igg", chart.start),)
    if newest is None or newest.when is None:
        basis, unread = chart.why_absent("igg")
        yield IG_02.finding(
            WARN, LOW, "never", because=unread, basis=basis, missing=missing, cause="igg"
        )
        return
    age = in_months(newest.when, chart.start, due)
    if age is Age.WITHIN:
        yield IG_02.clear(newest, until=beyond_months_on(newest.when, due))
        return
    yield IG_02.finding(
        WARN,
        LOW,
        "due" if age is Age.BEYOND else "inexact",
        because=(newest,),
        basis=Basis.FINDING if age is Age.BEYOND else Basis.UNUSABLE,
        missing=missing,
        cause="igg",
        when=newest.when.text,
        due=due,
        start=chart.start,
    )


def _table_limit(count: LabResult | None) -> Iterator[Finding]:
    if count is not None and count.from_table:
        yield IG_02.finding(
            WARN,
            LOW,
            "table_limit",
            because=(count,),
            cause="table-limit",
            limit=str(count.low),
            unit=count.unit,
        )


RULES = (igg_due, after_stopping)
