"""Blood count: neutrophils too low for a dose, below normal, and counts due on treatment."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.clinical.chart import Chart
from app.clinical.dates import days
from app.clinical.facts import Fact, LabResult
from app.clinical.finding import Action, Basis, Finding, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.late_neutropenia import (
    CBC_04,
    LATE_TEXTS,
    Late,
    last_dose_before,
    late_text,
    lateness,
)
from app.rules.result_age import (
    Age,
    beyond_months_on,
    in_months,
    is_old,
    months_turn,
    within_months_from,
)
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

CBC_01 = Row(
    id="CBC-01",
    title="Neutrophils too low for the dose",
    statement="Neutrophils below 1.0 x10^9/L: assess the risk of infection before the dose; below "
    "0.5 urgently.",
    code="LAB",
    cites=("seed-001", "S19"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "severe": "Neutrophils are {found}, below {severe} {unit}. Infections can become "
        "dangerous within hours: see the patient urgently. A recorded assessment releases the "
        "hold.",
        "low": "Neutrophils are {found}, below {alert} {unit}. Assess the risk of infection "
        "before the dose; the recorded assessment releases the hold.",
        "severe_open": "Neutrophils are reported as {found}, which may be below {severe} {unit}. "
        "Infections can become dangerous within hours: see the patient urgently and supply the "
        "number. A recorded assessment releases the hold.",
        "repeat": "The newest neutrophils are {found}, below {alert} {unit} and older than "
        "{months} months. Repeat the count before the dose.",
        "unproven": "Neutrophils are reported as {found}, which may be below {alert} {unit}. "
        "Supply the number or repeat the count.",
    },
    parameters=("cbc.anc.alert", "cbc.anc.severe", "result.alertMaxAgeMonths"),
    inputs=("neutrophils",),
    released_by=DECISION,
)
CBC_02 = Row(
    id="CBC-02",
    title="Blood count due on treatment",
    statement="Blood counts are checked periodically on treatment.",
    code="LAB",
    cites=("seed-002",),
    scope=(MONITORING,),
    texts={
        "due": "The last neutrophil count is of {when}, more than {due} months before {start}. "
        "Repeat the blood count with this visit.",
        "inexact": "The last neutrophil count is of {when}: the exact date is needed. It may be "
        "more than {due} months before {start}.",
        "never": "No usable neutrophil count is in the record of a treated patient. Have a blood "
        "count done.",
    },
    parameters=("cbc.dueMonths", "baseline.extra"),
    inputs=("neutrophils",),
)
CBC_03 = Row(
    id="CBC-03",
    title="Neutrophils below normal",
    statement="Neutropenia is a known effect: from 1.0 x10^9/L up to the lower limit it is said.",
    code="LAB",
    cites=("seed-003",),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "low": "Neutrophils are {found}, below the limit of normal but not below {alert} {unit}. "
        "Neutropenia is a known effect. Ask about infections and follow the count.",
        "repeat": "The newest neutrophils are {found}, below the limit of normal and older than "
        "{months} months. Repeat the count.",
        "unusable": "Neutrophils are {found}, not below {alert} {unit}, but without a limit of "
        "normal. Supply the laboratory's limit.",
    },
    parameters=("cbc.anc.alert", "result.alertMaxAgeMonths"),
    inputs=("neutrophils",),
)

Verdict = tuple[Row, Action, Severity, str]
_DATED = ("severe", "severe_open", "low", "late_severe", *LATE_TEXTS)
_OPEN = ("severe_open", "unproven", "unusable", "late_open", "late_inexact")
_MILDEST_FIRST = (LOW, MODERATE, HIGH)


@rule(CBC_01, CBC_03, CBC_04)
def neutrophils(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The worst of the newest final count and newer preliminary ones."""
    counts = chart.current("neutrophils")
    if not counts:
        return
    alert, severe = p.decimal("cbc.anc.alert"), p.decimal("cbc.anc.severe")
    months = p.months("result.alertMaxAgeMonths")
    judged = [(_late_verdict(c, _verdict(c, alert, severe), chart, p), c) for c in counts]
    told = [(v, c) for v, c in judged if v is not None]
    if not told:
        yield CBC_03.clear(*counts)
        return
    (row, action, severity, text), count = max(told, key=_worst)
    if text in _DATED and is_old((count,), chart.start, months):
        text, severity = "repeat", MODERATE if row is CBC_01 else LOW
    basis = Basis.CONFLICTING if count.conflicting else Basis.FINDING
    yield row.finding(
        action,
        severity,
        text,
        because=(count,),
        basis=Basis.UNUSABLE if text in _OPEN else basis,
        missing=(Missing("Observation", "lab_neutrophils_absolute", _after(count)),)
        if text == "repeat" or text in _OPEN
        else (),
        until=months_turn((count,), chart.start, months) if text in _DATED else None,
        found=count.display,
        alert=str(alert),
        severe=str(severe),
        unit=p.about("cbc.anc.alert").unit,
        months=months,
        late=str(p.decimal("cbc.late.anc")),
        least=p.days("cbc.late.minDays"),
        dose=_dose(count, chart),
    )


@rule(CBC_02)
def blood_count_due(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Silent without any count where BASE-CBC-01 asks for it."""
    course = chart.course
    if not course.started or course.before_first or course.stopped:
        return
    newest, due = chart.latest("neutrophils"), p.months("cbc.dueMonths")
    if newest is None or newest.when is None:
        if "cbc" not in p.codes("baseline.extra"):
            basis, unread = chart.why_absent("neutrophils")
            yield _due("never", unread, basis, chart.start, due)
        return
    age = in_months(newest.when, chart.start, due)
    if age is Age.WITHIN:
        yield CBC_02.clear(newest, until=beyond_months_on(newest.when, due))
        return
    text, basis = ("due", Basis.FINDING) if age is Age.BEYOND else ("inexact", Basis.UNUSABLE)
    until = months_turn((newest,), chart.start, due)
    yield _due(text, (newest,), basis, chart.start, due, until=until, when=newest.when.text)


def _verdict(count: LabResult, alert: Decimal, severe: Decimal) -> Verdict | None:
    if count.below(severe):
        return CBC_01, HOLD, HIGH, "severe"
    if count.below(alert):
        open_ = count.below(severe) is None
        return (CBC_01, HOLD, HIGH, "severe_open") if open_ else (CBC_01, HOLD, MODERATE, "low")
    if count.below(alert) is None and (count.value is not None or count.is_low is not False):
        return CBC_01, HOLD, MODERATE, "unproven"
    if count.is_low:
        return CBC_03, WARN, LOW, "low"
    return (CBC_03, WARN, LOW, "unusable") if count.is_low is None else None


def _late_verdict(
    count: LabResult, verdict: Verdict | None, chart: Chart, p: Parameters
) -> Verdict | None:
    """CBC-04 instead, where it says more; an old count stays with the row that asks to repeat."""
    late = lateness(count, chart, p.days("cbc.late.minDays"))
    old = is_old((count,), chart.start, p.months("result.alertMaxAgeMonths"))
    text = late_text(count, p.decimal("cbc.late.anc"), late)
    if not text or old:
        return verdict
    if verdict is not None and verdict[0] is CBC_01:
        certain = late is Late.YES and verdict[3] == "severe"
        return (CBC_04, HOLD, HIGH, "late_severe") if certain else verdict
    return CBC_04, WARN, MODERATE, text


def _worst(told: tuple[Verdict, LabResult]) -> tuple[Action, int]:
    _, action, severity, _ = told[0]
    return action, _MILDEST_FIRST.index(severity)


def _dose(count: LabResult, chart: Chart) -> str:
    dose = last_dose_before(count, chart)
    return dose.text if dose else "an unknown day"


def _due(
    text: str,
    facts: tuple[Fact, ...],
    basis: Basis,
    start: date,
    due: int,
    *,
    until: date | None = None,
    when: str = "",
) -> Finding:
    return CBC_02.finding(
        WARN,
        LOW,
        text,
        because=facts,
        basis=basis,
        missing=(
            Missing("Observation", "lab_neutrophils_absolute", within_months_from(start, due)),
        ),
        until=until,
        due=due,
        start=start,
        when=when,
    )


def _after(count: LabResult) -> date | None:
    return count.when.latest + days(1) if count.when else None


RULES = (neutrophils, blood_count_due)
