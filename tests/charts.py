"""Builders of charts for tests of rules: keyword-only facts, no FHIR, no random data.

`cs()` is the man of contract.md section 5: every screening result normal, nothing recorded
against a first dose. Tests add, replace or drop one thing at a time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count

from app.clinical.chart import Chart, Question
from app.clinical.course import Schedule, derive
from app.clinical.dates import PartialDate
from app.clinical.facts import (
    Administration,
    Allergy,
    Coded,
    Diagnosis,
    LabResult,
    Medication,
    Patient,
    Procedure,
    Reaction,
    Reading,
    Serology,
    Source,
    Vaccination,
    VaccineClass,
)
from app.clinical.finding import Action, Finding
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.rule import Rule
from tests.sound import sound

AS_OF = date(2025, 12, 1)
DRAWN = "2025-11-20"
COMPLETE = frozenset(
    [
        "Immunization",
        "AllergyIntolerance",
        "MedicationAdministration",
        "MedicationRequest",
        "MedicationStatement",
        "Condition",
    ]
)
SCHEDULE = Schedule(
    second_after_days=14,
    second_until_days=42,
    interval_months=6,
    min_interval_months=5,
    late_days=21,
    restart_months=12,
    stopped_months=9,
    first_mg=Decimal(300),
    maintenance_mg=Decimal(600),
    subcutaneous_mg=Decimal(920),
)
_LIMITS = {  # analyte: (value, unit, lower limit, upper limit)
    "igg": ("10.0", "g/L", "7.0", "16.0"),
    "iga": ("2.0", "g/L", "0.7", "4.0"),
    "igm": ("1.0", "g/L", "0.4", "2.3"),
    "alt": ("25", "U/L", None, "40"),
    "ast": ("22", "U/L", None, "40"),
    "alp": ("70", "U/L", "30", "120"),
    "bilirubin": ("10.26", "umol/L", None, "20.52"),
    "neutrophils": ("4.0", "10*9/L", "1.5", "8.0"),
    "lymphocytes": ("1.6", "10*9/L", "1.0", "4.8"),
    "leukocytes": ("6.0", "10*9/L", "4.0", "11.0"),
    "platelets": ("240", "10*9/L", "150", "450"),
    "haemoglobin": ("140", "g/L", "130", "170"),
    "cd19": ("150", "{cells}/uL", "100", "500"),
}
_numbers = count(1)


def day(written: str | None) -> PartialDate | None:
    return PartialDate.parse(written) if written else None


def source(kind: str) -> Source:
    return Source(reference=f"{kind}/{next(_numbers)}", type=kind)


def patient(born: str | None = "1987-06-15", gender: str = "male", **other: bool) -> Patient:
    fact = Patient(when=day(born), source=source("Patient"), gender=gender)
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def lab(
    analyte: str, value: str | None = None, when: str | None = DRAWN, **other: object
) -> LabResult:
    """A result with the usual limits; `low=` and `high=` as strings, or None for no limit."""
    normal, unit, low, high = _LIMITS.get(analyte, (None, "", None, None))
    limits = {"low": low, "high": high} | {k: other.pop(k) for k in ("low", "high") if k in other}
    number = value if value is not None else normal
    result = LabResult(
        analyte=analyte,
        name=analyte,
        when=day(when),
        source=source("Observation"),
        value=None if number is None else Decimal(number),
        unit=unit,
        low=None if limits["low"] is None else Decimal(str(limits["low"])),
        high=None if limits["high"] is None else Decimal(str(limits["high"])),
    )
    return replace(result, **other)  # type: ignore[arg-type]  # tests name the fields


def serology(
    marker: str, reading: Reading | None, when: str | None = DRAWN, **other: bool | str
) -> Serology:
    fact = Serology(
        marker=marker, name=marker, reading=reading, when=day(when), source=source("Observation")
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def vaccination(
    kind: VaccineClass, when: str | None, key: str = "cvx|03", name: str = "MMR", **other: object
) -> Vaccination:
    fact = Vaccination(kind=kind, key=key, name=name, when=day(when), source=source("Immunization"))
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def diagnosis(*topics: str, onset: str | None = None, **other: object) -> Diagnosis:
    """An active, confirmed condition; `recorded=` and `abatement=` take PartialDates."""
    fact = Diagnosis(
        topics=frozenset(topics),
        key="|".join(topics),
        name=topics[0],
        clinical="active",
        verification="confirmed",
        when=day(onset),
        onset=day(onset),
        source=source("Condition"),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def infusion(when: str | None, mg: str | None = "600", **other: object) -> Administration:
    """A completed ocrelizumab infusion."""
    fact = Administration(
        topics=frozenset(("drug_ocrelizumab_iv",)),
        key="ocrelizumab",
        name="ocrelizumab",
        status="completed",
        when=day(when),
        dose_mg=None if mg is None else Decimal(mg),
        source=source("MedicationAdministration"),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def medication(
    *topics: str, status: str = "active", kind: str = "MedicationRequest", **other: object
) -> Medication:
    """An order; `kind=` makes it a statement or a dispense, dates are PartialDates."""
    fact = Medication(
        topics=frozenset(topics),
        key="|".join(topics),
        name=topics[0],
        status=status,
        intent="order",
        when=None,
        source=source(kind),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def allergy(*topics: str, **other: object) -> Allergy:
    """A confirmed, active allergy without further detail."""
    fact = Allergy(
        topics=frozenset(topics),
        key="|".join(topics),
        name=topics[0],
        when=None,
        source=source("AllergyIntolerance"),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def reaction(*topics: str, when: str | None = None, **other: object) -> Reaction:
    """An adverse event; `grade=` and `suspects=` as the record states them."""
    fact = Reaction(
        topics=frozenset(topics),
        key="|".join(topics),
        name=topics[0],
        when=day(when),
        source=source("AdverseEvent"),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def coded(*topics: str, when: str | None = DRAWN, **other: object) -> Coded:
    """An observation answered by a code or by yes and no; `answers=` takes value sets."""
    fact = Coded(
        topics=frozenset(topics),
        key="|".join(topics),
        name=topics[0],
        when=day(when),
        source=source("Observation"),
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def procedure(topic: str, when: str | None) -> Procedure:
    return Procedure(
        topics=frozenset((topic,)), name=topic, when=day(when), source=source("DiagnosticReport")
    )


def cs() -> Record:
    """The complete screening of contract.md section 5."""
    return Record(
        patient=patient(),
        results=tuple(lab(analyte) for analyte in _LIMITS if analyte != "cd19"),
        serologies=(
            serology("hbsag", Reading.NEGATIVE),
            serology("anti_hbc_total", Reading.NEGATIVE),
        ),
        diagnoses=(diagnosis("ms_any", "ms_relapsing_remitting", onset="2024-03-10"),),
        procedures=(procedure("imaging_mri_brain", DRAWN),),
        complete=COMPLETE,
    )


def on_treatment(*more: Administration) -> Record:
    """CS after 300 + 300 mg in June 2025 (due on 2025-12-01), or after the infusions given."""
    given = more or (infusion("2025-06-01", "300"), infusion("2025-06-15", "300"))
    return replace(cs(), administrations=given)


def chart(
    record: Record | None = None,
    *,
    start: date = AS_OF,
    as_of: date = AS_OF,
    product: str = "iv",
    option: str = "",
    at: datetime | None = None,
) -> Chart:
    """`at`: the planned time; its day is the planned day."""
    kept = record or cs()
    question = Question(
        as_of=as_of,
        planned_start=at.date() if at else start,
        planned_time=at,
        product=product,
        option=option,
    )
    ocrelizumab = ("drug_ocrelizumab_iv", "drug_ocrelizumab_sc")
    given = [a for a in kept.administrations if a.topics.intersection(ocrelizumab)]
    orders = [m for m in kept.medications if m.topics.intersection(ocrelizumab)]
    counts = [r for r in kept.results if r.analyte in ("cd19", "cd20")]
    split = product == "iv"
    course = derive(given, orders, question.planned_start, SCHEDULE, b_cells=counts, split=split)
    return Chart(kept, question, course)


def judged(rule: Rule, patient_chart: Chart, parameters: Parameters) -> tuple[Finding, ...]:
    """What the rule says, without what it clears; fails where a finding is not sound."""
    rows = {row.id: row for row in rule.rows}
    found = tuple(rule.judge(patient_chart, parameters))
    for finding in found:
        sound(finding, rows[finding.row])
    return tuple(f for f in found if f.action > Action.CLEAR)


def only(findings: Iterable[Finding]) -> Finding:
    """The single finding; fails when there are more or none."""
    (finding,) = findings
    return finding
