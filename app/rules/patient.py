"""The patient: alive and active, of age, and older patients watched more closely."""

from collections.abc import Iterator

from app.clinical.chart import Chart
from app.clinical.dates import months_passed, years_between
from app.clinical.finding import Basis, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.rule import (
    BLOCK,
    ELIGIBILITY,
    HIGH,
    HOLD,
    LOW,
    MONITORING,
    NEVER,
    PREMEDICATION,
    WARN,
    Row,
    rule,
)

PAT_01 = Row(
    id="PAT-01",
    title="Patient deceased or record not active",
    statement="Nothing is proposed for a patient who has died or whose record is not active.",
    code="COND",
    cites=("derived",),
    scope=(ELIGIBILITY, PREMEDICATION, MONITORING),
    texts={
        "deceased": "The record says that the patient has died. Nothing is proposed. If that is "
        "wrong, correct the patient's record and ask again.",
        "inactive": "The patient's record is marked as not active, so it may be closed or replaced "
        "by another. Nothing is proposed. Use the active record, or correct this one.",
    },
    released_by=NEVER,
)
PAED_01 = Row(
    id="PAED-01",
    title="Under the age of use",
    statement="Efficacy and safety are not established below 18 years: not recommended. The age "
    "is that on the day of the planned dose.",
    code="AGE",
    cites=("seed-000", "seed-003"),
    texts={
        "young": "The patient, born on {born}, is younger than {limit} years on the planned day "
        "{start}. Efficacy and safety are not established below that age. The dose is not given.",
        "missing": "The record has no usable birth date. Ocrelizumab is not given below {limit} "
        "years. Supply the birth date.",
        "inexact": "The patient was born in {born}: the exact date is needed. On the planned day "
        "{start} some days of {born} give an age below {limit} years, and ocrelizumab is not given "
        "below that.",
    },
    parameters=("age.minYears",),
)
GER_01 = Row(
    id="GER-01",
    title="Older patient: watch for infections",
    statement="Data in older adults are limited: no other dose, closer watch for infections.",
    code="AGE",
    cites=("seed-000", "general-knowledge"),
    scope=(ELIGIBILITY, MONITORING),
    texts={
        "older": "The patient, born on {born}, is {limit} years or older on the planned day "
        "{start}. Data at this age are limited. The dose does not change; watch more closely for "
        "infections.",
        "inexact": "The patient was born in {born} and may be {limit} years or older on the "
        "planned day {start}. Data at this age are limited; watch more closely for infections. "
        "The exact birth date would settle it.",
    },
    parameters=("age.olderYears",),
)

_MONTHS = 12


@rule(PAT_01)
def alive_and_active(chart: Chart, p: Parameters) -> Iterator[Finding]:  # noqa: ARG001 - every rule has them
    patient = chart.patient
    if patient.deceased:
        yield PAT_01.finding(BLOCK, HIGH, "deceased", because=(patient,), cause="deceased")
    if not patient.active:
        yield PAT_01.finding(BLOCK, HIGH, "inactive", because=(patient,), cause="inactive")


@rule(PAED_01)
def of_age(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Old enough at both ends of the birth date; a birth date that leaves it open is a hold."""
    limit, born, facts = p.years("age.minYears"), chart.patient.birth, (chart.patient,)
    if born is None:
        basis = Basis.UNUSABLE if chart.patient.problem else Basis.MISSING
        yield PAED_01.finding(
            HOLD,
            HIGH,
            "missing",
            because=facts,
            basis=basis,
            missing=(Missing("Patient", path="birthDate"),),
            limit=limit,
        )
        return
    youngest, oldest = (years_between(d, chart.start) for d in (born.latest, born.earliest))
    if youngest >= limit:
        yield PAED_01.clear(*facts)
        return
    certain = oldest < limit
    yield PAED_01.finding(
        BLOCK if certain else HOLD,
        HIGH,
        "young" if certain else "inexact",
        because=facts,
        basis=Basis.FINDING if certain else Basis.UNUSABLE,
        missing=() if certain else (Missing("Patient", path="birthDate"),),
        until=months_passed(born.earliest if certain else born.latest, limit * _MONTHS),
        born=born.text,
        start=chart.start,
        limit=limit,
    )


@rule(GER_01)
def older_patient(chart: Chart, p: Parameters) -> Iterator[Finding]:
    """Older at the worst end of the birth date; PAED-01 answers where there is none."""
    limit, born, facts = p.years("age.olderYears"), chart.patient.birth, (chart.patient,)
    if born is None:
        return
    if years_between(born.earliest, chart.start) < limit:
        yield GER_01.clear(*facts, until=months_passed(born.earliest, limit * _MONTHS))
        return
    certain = years_between(born.latest, chart.start) >= limit
    yield GER_01.finding(
        WARN,
        LOW,
        "older" if certain else "inexact",
        because=facts,
        basis=Basis.FINDING if certain else Basis.UNUSABLE,
        born=born.text,
        start=chart.start,
        limit=limit,
    )


RULES = (alive_and_active, of_age, older_patient)
