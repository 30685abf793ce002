"""Symptoms of liver injury on treatment, and liver tests due."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.facts import LabResult
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.liver_levels import raised
from app.rules.new_symptoms import Symptom, new_symptoms, shown
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

SIGNS = (
    "symptom_jaundice",
    "symptom_dark_urine",
    "symptom_right_upper_pain",
    "sign_liver_injury",
)
PAIN = "symptom_abdominal_pain"
NAMES = {"alt": "ALT", "ast": "AST", "bilirubin": "bilirubin"}
_TESTS = {"alt": "lab_alt", "ast": "lab_ast", "bilirubin": "lab_bilirubin_total"}

LIV_02 = Row(
    id="LIV-02",
    title="Symptoms of liver injury",
    statement="Jaundice, dark urine or right upper pain new on treatment stop the dose; so does "
    "abdominal pain until ALT, AST and bilirubin of that time are seen, and with such results "
    "raised.",
    code="COND",
    cites=("seed-000", "S10", "S11", "label-5.7"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "signs": "On treatment: {found}. This may be liver injury. Measure ALT, AST and bilirubin "
        "at once and evaluate; a recorded decision releases the hold.",
        "signs_tests": "On treatment: {found}. This may be liver injury. ALT, AST and bilirubin "
        "since then are in the record: evaluate; a recorded decision releases the hold.",
        "pain_raised": "Abdominal pain on treatment ({found}) with raised liver tests "
        "({results}). This may be liver injury. Evaluate now; a recorded decision releases the "
        "hold.",
        "pain": "Abdominal pain on treatment: {found}. It can be the first sign of liver injury. "
        "ALT, AST and bilirubin of the same day or later release the hold; missing: {tests}.",
    },
    parameters=("liver.altMultiple", "liver.biliMultiple", "result.alertMaxAgeMonths"),
    inputs=("Condition", "Observation"),
    reads=(*SIGNS, PAIN),
    released_by=DECISION,
)
LIV_05 = Row(
    id="LIV-05",
    title="Liver tests due on treatment",
    statement="Liver tests are part of the laboratory monitoring on treatment.",
    code="LAB",
    cites=("seed-001", "seed-002"),
    scope=(MONITORING,),
    texts={
        "due": "The last ALT or bilirubin is of {when}, more than {due} months before {start}. "
        "Repeat the liver tests with this visit.",
        "inexact": "The last ALT or bilirubin is of {when}: the exact date is needed. It may be "
        "more than {due} months before {start}.",
    },
    parameters=("liver.dueMonths",),
    inputs=("alt", "bilirubin"),
)


@rule(LIV_02)
def symptoms(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """A sign of liver injury always; pain until the tests are seen, and with raised tests."""
    if not chart.course.started:
        return
    months = p.months("result.alertMaxAgeMonths")
    signs = new_symptoms(chart, SIGNS, months)
    if signs:
        absent = not_seen(chart, signs)
        yield LIV_02.finding(
            HOLD,
            HIGH,
            "signs" if absent else "signs_tests",
            because=signs,
            missing=asked(absent, signs),
            cause="signs",
            found=shown(signs),
        )
    pain = tuple(s for s in new_symptoms(chart, (PAIN,), months) if s not in signs)
    if not pain:
        return
    results = tuple(r for r in _raised(chart, p) if not is_old((r,), chart.start, months))
    absent = not_seen(chart, pain)
    if results or absent:
        yield LIV_02.finding(
            HOLD,
            HIGH if results else MODERATE,
            "pain_raised" if results else "pain",
            because=(*pain, *results),
            basis=Basis.FINDING if results else Basis.MISSING,
            missing=asked(absent, pain),
            cause="pain",
            found=shown(pain),
            results=shown(results),
            tests=", ".join(NAMES[test] for test in absent),
        )
    else:
        yield LIV_02.clear(*pain)


@rule(LIV_05)
def liver_tests_due(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """The older of ALT and bilirubin; silent without one of them, where BASE-LFT-01 asks."""
    course = chart.course
    if not course.started or course.before_first or course.stopped:
        return
    alt, bilirubin = chart.latest("alt"), chart.latest("bilirubin")
    if alt is None or bilirubin is None or alt.when is None or bilirubin.when is None:
        return
    due = p.months("liver.dueMonths")
    oldest = min(alt.when, bilirubin.when, key=lambda when: when.earliest)
    age = in_months(oldest, chart.start, due)
    if age is Age.WITHIN:
        yield LIV_05.clear(alt, bilirubin, until=beyond_months_on(oldest, due))
        return
    exact = age is Age.BEYOND
    yield LIV_05.finding(
        WARN,
        LOW,
        "due" if exact else "inexact",
        because=(alt, bilirubin),
        basis=Basis.FINDING if exact else Basis.UNUSABLE,
        missing=[
            Missing("Observation", name, within_months_from(chart.start, due))
            for name in ("lab_alt", "lab_bilirubin_total")
        ],
        until=months_turn((alt, bilirubin), chart.start, due),
        when=oldest.text,
        due=due,
        start=chart.start,
    )


def not_seen(chart: Chart, found: tuple[Symptom, ...]) -> tuple[str, ...]:
    """Tests without a result that tells, of the day of the newest symptom or later."""
    begun = [s.when.latest for s in found if s.when is not None]
    if len(begun) < len(found):
        return tuple(_TESTS)
    onset = max(begun)
    return tuple(
        test
        for test in _TESTS
        if (newest := chart.latest(test)) is None
        or newest.when is None
        or newest.when.earliest < onset
        or newest.is_high is None
    )


def _raised(chart: Chart, p: Parameters) -> tuple[LabResult, ...]:
    alt, bilirubin = p.decimal("liver.altMultiple"), p.decimal("liver.biliMultiple")
    return (
        *(r for test in ("alt", "ast") for r in chart.current(test) if raised(r, alt)),
        *(r for r in chart.current("bilirubin") if raised(r, bilirubin)),
    )


def asked(absent: tuple[str, ...], found: tuple[Symptom, ...]) -> tuple[Missing, ...]:
    since = max((s.when.latest for s in found if s.when is not None), default=None)
    return tuple(Missing("Observation", _TESTS[test], since) for test in absent)


RULES = (symptoms, liver_tests_due)
