"""Charts of infants for tests of NEO-01 to NEO-03: born on 2025-10-01, judged two months later.

Without a day of the last menstruation the window opens 300 days and 6 months before birth:
2025-10-01 - 300 d = 2024-12-05 (day 274 of 2025 is day 340 of 2024), - 6 months = 2024-06-05.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.clinical.chart import Chart
from app.clinical.facts import (
    Flag,
    LabResult,
    MaternalDose,
    Mother,
    PregnancyDate,
    Unreadable,
    Vaccination,
    VaccineClass,
)
from app.clinical.finding import Action, Finding
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.infant import infant_of_treated_mother
from tests.charts import AS_OF, chart, day, judged, lab, patient, source, vaccination

BORN = "2025-10-01"
LIVE, NONLIVE, UNKNOWN = VaccineClass.LIVE, VaccineClass.NONLIVE, VaccineClass.UNKNOWN
ROTAVIRUS = vaccination(LIVE, "2025-12-03", "cvx|119", "rotavirus", planned=True)


def maternal(when: str | None = "2025-03-01", *, given: bool = True) -> MaternalDose:
    """Ocrelizumab of the mother, by default in pregnancy."""
    return MaternalDose(
        when=day(when), source=source("MedicationAdministration"), name="ocrelizumab", given=given
    )


def menstruation(when: str | None, *, expected_delivery: bool = False) -> PregnancyDate:
    return PregnancyDate(
        when=day(when),
        source=source("Observation"),
        name="last menstruation",
        expected_delivery=expected_delivery,
    )


def mother(
    *doses: MaternalDose, dates: Iterable[PregnancyDate] = (), complete: bool = True
) -> Mother:
    return Mother(ocrelizumab=doses, dates=tuple(dates), complete=complete)


EXPOSED = mother(maternal())


def infant(
    hers: Mother | None = EXPOSED,
    *vaccines: Vaccination,
    results: Iterable[LabResult] = (),
    born: str | None = BORN,
    lost: Iterable[Unreadable] = (),
    as_of: date = AS_OF,
) -> Chart:
    record = Record(
        patient=patient(born, "female"),
        results=tuple(results),
        vaccinations=vaccines,
        unreadable=tuple(lost),
        mother=hers,
    )
    return chart(record, as_of=as_of, start=as_of)


def lost_dose() -> Unreadable:
    topics = frozenset(("drug_ocrelizumab_iv",))
    return Unreadable(when=None, source=source("MedicationAdministration"), topics=topics)


def cd19(value: str, when: str | None = "2025-11-20", **other: object) -> LabResult:
    """With the laboratory's limits for the age, 300 to 2000 cells/uL."""
    return lab("cd19", value, when, **({"low": "300", "high": "2000"} | other))


def said(patient_chart: Chart, p: Parameters, row: str) -> list[Finding]:
    """Alerts of one row."""
    found = judged(infant_of_treated_mother, patient_chart, p)
    return [f for f in found if f.row == row and f.action > Action.NOTE]


def without_number(flag: Flag | None, when: str = "2025-11-20") -> LabResult:
    """The laboratory's low or normal alone, or nothing readable at all."""
    return replace(cd19("300", when), value=None, low=None, high=None, flag=flag)


def neo_01(
    p: Parameters,
    hers: Mother | None,
    *vaccines: Vaccination,
    results: Iterable[LabResult] = (),
    as_of: date = AS_OF,
) -> list[Finding]:
    """Alerts of NEO-01 on these vaccines."""
    return said(infant(hers, *vaccines, results=results, as_of=as_of), p, "NEO-01")
