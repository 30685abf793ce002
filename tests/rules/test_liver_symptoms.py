"""LIV-02 and LIV-05: symptoms of liver injury on treatment, and liver tests due."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, LabResult, Reaction
from app.clinical.finding import Action, Basis, Missing, Severity
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.liver_symptoms import LIV_02, liver_tests_due, symptoms
from app.rules.rule import DECISION
from tests.charts import chart, cs, day, diagnosis, infusion, lab, on_treatment, only, source
from tests.rules.results import but
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

PAIN = "symptom_abdominal_pain"


def answered(topic: str, when: str | None, *, present: bool = True) -> Coded:
    return Coded(
        when=day(when),
        source=source("Observation"),
        name=topic,
        topics=frozenset((topic,)),
        present=present,
    )


def reaction(topic: str, when: str, *, resolved: bool = False) -> Reaction:
    return Reaction(
        when=day(when),
        source=source("AdverseEvent"),
        name=topic,
        topics=frozenset((topic,)),
        resolved=resolved,
    )


def ill(record: Record, *facts: Diagnosis | Coded | Reaction) -> Chart:
    return chart(
        replace(
            record,
            diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
            coded=tuple(f for f in facts if isinstance(f, Coded)),
            reactions=tuple(f for f in facts if isinstance(f, Reaction)),
        )
    )


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("fact", "text", "asked"),
    [
        # first dose on 2025-06-01, all liver tests of 2025-11-20
        (diagnosis("symptom_jaundice", onset="2025-11-25"), "signs", 3),
        (diagnosis("symptom_dark_urine", onset="2025-11-20"), "signs_tests", 0),
        (diagnosis("symptom_right_upper_pain", PAIN, onset="2025-11-25"), "signs", 3),
        (diagnosis("sign_liver_injury"), "signs", 3),  # no onset: nothing is shown to be later
        (diagnosis("symptom_jaundice", onset="2025"), "signs", 3),
        (diagnosis("symptom_jaundice", onset="2025-11-25", verification="provisional"), "signs", 3),
        (answered("symptom_jaundice", "2025-11-25"), "signs", 3),
        (reaction("symptom_jaundice", "2025-06-01"), "signs_tests", 0),
    ],
)
def test_a_sign_of_liver_injury_on_treatment_holds_the_dose(
    fact: Diagnosis | Coded | Reaction, text: str, asked: int, parameters: Parameters
) -> None:
    found = only(spoken(symptoms, ill(on_treatment(), fact), parameters))
    assert (found.row, found.action, found.severity) == ("LIV-02", HOLD, HIGH)
    assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, "signs")
    assert (found.because, len(found.missing)) == ((fact,), asked)
    assert (found.releases_on, LIV_02.released_by) == (None, DECISION)


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    "fact",
    [
        diagnosis("symptom_jaundice", onset="2025-05-31"),  # before the first dose
        diagnosis("symptom_jaundice", onset="2025-11-25", clinical="resolved"),
        answered("symptom_jaundice", "2025-11-25", present=False),
        reaction("symptom_jaundice", "2025-11-25", resolved=True),
        diagnosis("finding_liver_laboratory", onset="2025-11-25"),  # a result, not a symptom
    ],
)
def test_what_is_over_older_or_no_symptom_is_silent(
    fact: Diagnosis | Coded | Reaction, parameters: Parameters
) -> None:
    assert briefly(symptoms, ill(on_treatment(), fact), parameters) == []


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(("when", "said"), [("2025-06-01", 1), ("2025-05-31", 0), (None, 1)])
def test_an_answer_counts_for_six_months(
    when: str | None, said: int, parameters: Parameters
) -> None:
    treated = on_treatment(infusion("2023-01-02"), infusion("2025-06-15"))
    patient = ill(treated, answered("symptom_jaundice", when))
    assert len(spoken(symptoms, patient, parameters)) == said


@pytest.mark.row("LIV-02")
def test_before_the_first_dose_the_baseline_tests_answer(parameters: Parameters) -> None:
    patient = ill(cs(), diagnosis("symptom_jaundice", onset="2025-11-25"))
    assert briefly(symptoms, patient, parameters) == []


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("onset", "asked"),
    [
        ("2025-11-20", []),
        ("2025-11-21", ["lab_alt", "lab_ast", "lab_bilirubin_total"]),
        ("2025-11", ["lab_alt", "lab_ast", "lab_bilirubin_total"]),  # may be 30 November
        (None, ["lab_alt", "lab_ast", "lab_bilirubin_total"]),
    ],
)
def test_abdominal_pain_waits_for_liver_tests_of_the_time(
    onset: str | None, asked: list[str], parameters: Parameters
) -> None:
    patient = ill(on_treatment(), diagnosis(PAIN, onset=onset))
    found = spoken(symptoms, patient, parameters)
    assert [[m.value_set for m in f.missing] for f in found] == ([asked] if asked else [])
    for f in found:
        assert (f.action, f.severity, f.text) == (HOLD, MODERATE, "pain")
        assert (f.basis, f.cause) == (Basis.MISSING, "pain")


@pytest.mark.row("LIV-02")
def test_abdominal_pain_names_the_test_that_is_missing(parameters: Parameters) -> None:
    record = but(on_treatment(), lab("bilirubin", when="2025-11-19")).record
    found = only(spoken(symptoms, ill(record, diagnosis(PAIN, onset="2025-11-20")), parameters))
    assert found.missing == (Missing("Observation", "lab_bilirubin_total", date(2025, 11, 20)),)


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("result", "severity"),
    [
        (lab("alt", "120"), None),  # three times 40
        (lab("alt", "121"), HIGH),
        (lab("ast", "121"), HIGH),
        (lab("bilirubin", "20.52"), None),
        (lab("bilirubin", "20.53"), HIGH),
    ],
)
def test_abdominal_pain_with_raised_tests_is_severe(
    result: LabResult, severity: Severity | None, parameters: Parameters
) -> None:
    record = but(on_treatment(), result).record
    found = spoken(symptoms, ill(record, diagnosis(PAIN, onset="2025-11-20")), parameters)
    assert [(f.severity, f.text, f.basis) for f in found] == (
        [] if severity is None else [(severity, "pain_raised", Basis.FINDING)]
    )


@pytest.mark.row("LIV-05")
@pytest.mark.parametrize(
    ("alt", "bilirubin", "said"),
    [
        # six months before 2025-12-01 is 2025-06-01
        ("2025-06-01", "2025-06-01", []),
        ("2025-05-31", "2025-11-20", [("due", Basis.FINDING)]),
        ("2025-11-20", "2025-05-31", [("due", Basis.FINDING)]),
        ("2025", "2025-11-20", [("inexact", Basis.UNUSABLE)]),
    ],
)
def test_liver_tests_are_due_after_six_months(
    alt: str, bilirubin: str, said: list[tuple[str, Basis]], parameters: Parameters
) -> None:
    patient = but(on_treatment(), lab("alt", when=alt), lab("bilirubin", when=bilirubin))
    found = spoken(liver_tests_due, patient, parameters)
    assert [(f.text, f.basis) for f in found] == said
    assert all((f.row, f.action, f.severity) == ("LIV-05", WARN, LOW) for f in found)
    assert all(f.cause == "" and len(f.missing) == 2 for f in found)


@pytest.mark.row("LIV-05")
def test_recent_liver_tests_are_due_again_in_six_months(parameters: Parameters) -> None:
    cleared = only(liver_tests_due.judge(chart(on_treatment()), parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2026, 5, 21))


@pytest.mark.row("LIV-05")
@pytest.mark.parametrize(
    "patient",
    [
        but(cs(), lab("alt", when="2020-01-01")),
        but(on_treatment(), without=["alt"]),  # BASE-LFT-01 asks
        but(on_treatment(infusion("2024-01-02")), lab("alt", when="2020-01-01")),  # restart
    ],
)
def test_liver_tests_are_due_on_treatment_only(patient: Chart, parameters: Parameters) -> None:
    assert briefly(liver_tests_due, patient, parameters) == []
