"""PML-01 and PML-04."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.pml import PML_01, PML_04, new_neurological_symptom, pml
from app.rules.rule import DECISION, NEVER
from tests.charts import chart, coded, cs, day, diagnosis, infusion, judged, on_treatment, only

HOLD, WARN, BLOCK = Action.HOLD, Action.WARN, Action.BLOCK
HIGH, MODERATE = Severity.HIGH, Severity.MODERATE
SYMPTOM = "symptom_pml_suspect"
SINCE_MARCH = (infusion("2025-03-01", "300"), infusion("2025-03-15", "300"))


def treated(*facts: Diagnosis | Coded) -> Chart:
    """First dose on 2025-03-01, judged on 2025-12-01."""
    record = replace(
        on_treatment(*SINCE_MARCH),
        diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
        coded=tuple(f for f in facts if isinstance(f, Coded)),
    )
    return chart(record)


@pytest.mark.row("PML-01")
@pytest.mark.parametrize(
    ("onset", "text", "action", "severity", "basis", "until"),
    [
        ("2025-11-20", "new", HOLD, HIGH, Basis.FINDING, date(2026, 5, 21)),
        ("2025-06-01", "new", HOLD, HIGH, Basis.FINDING, date(2025, 12, 2)),  # six months
        ("2025-06", "new", HOLD, HIGH, Basis.FINDING, date(2025, 12, 31)),
        ("2025", "inexact", HOLD, HIGH, Basis.UNUSABLE, date(2026, 7, 1)),  # 31 December + 6
    ],
)
def test_a_new_symptom_holds_the_dose(
    *,
    onset: str,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    until: date,
    parameters: Parameters,
) -> None:
    patient = treated(diagnosis(SYMPTOM, onset=onset))
    finding = only(judged(new_neurological_symptom, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("PML-01", text, basis)
    assert (finding.action, finding.severity, finding.until) == (action, severity, until)
    assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, SYMPTOM)
    assert finding.releases_on is None


@pytest.mark.row("PML-01")
@pytest.mark.parametrize("onset", ["2025-05-31", "2025-02-28", "2020"])
def test_an_older_symptom_or_one_from_before_treatment_is_silent(
    onset: str, parameters: Parameters
) -> None:
    patient = treated(diagnosis(SYMPTOM, onset=onset))
    assert judged(new_neurological_symptom, patient, parameters) == ()


@pytest.mark.row("PML-01")
def test_a_symptom_listed_again_keeps_its_first_day(parameters: Parameters) -> None:
    again = diagnosis(SYMPTOM, onset="2025-11-20")
    for first in ("2024-01-01", "2025-05-01"):
        patient = treated(diagnosis(SYMPTOM, onset=first), again)
        assert judged(new_neurological_symptom, patient, parameters) == ()
    other = replace(diagnosis(SYMPTOM, onset="2024-01-01"), key="another symptom")
    assert only(judged(new_neurological_symptom, treated(other, again), parameters)).text == "new"


@pytest.mark.row("PML-01")
@pytest.mark.parametrize(
    ("found", "text"),
    [
        (diagnosis(SYMPTOM, onset="2025-04-01", stated=frozenset(["progressive"])), "progressive"),
        (diagnosis(SYMPTOM, onset="2025-04-01", clinical="recurrence"), "progressive"),
        (diagnosis(SYMPTOM, onset="2024-04-01", stated=frozenset(["progressive"])), None),
    ],
)
def test_stated_progression_holds_unless_known_before_treatment(
    found: Diagnosis, text: str | None, parameters: Parameters
) -> None:
    findings = judged(new_neurological_symptom, treated(found), parameters)
    assert [(f.text, f.action, f.severity) for f in findings] == (
        [(text, HOLD, HIGH)] if text else []
    )


@pytest.mark.row("PML-01")
@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (diagnosis(SYMPTOM), "undated"),
        # recorded day alone: the latest day it can have begun
        (diagnosis(SYMPTOM, when=day("2025-11-20"), recorded=day("2025-11-20")), "undated"),
        (coded(SYMPTOM, when="2025-11-20", text_only=True), "text"),
        (coded(SYMPTOM, when="2099-01-01", present=True, problem="future"), "undated"),
        (diagnosis(SYMPTOM, onset="2025-11-20", clinical="resolved"), "over"),
    ],
)
def test_what_cannot_be_dated_or_is_over_warns(
    fact: Diagnosis | Coded, text: str, parameters: Parameters
) -> None:
    finding = only(judged(new_neurological_symptom, treated(fact), parameters))
    assert (finding.text, finding.action, finding.severity) == (text, WARN, MODERATE)
    assert finding.basis is (Basis.FINDING if text == "over" else Basis.UNUSABLE)


@pytest.mark.row("PML-01")
def test_an_observed_symptom_counts_unless_it_is_absent(parameters: Parameters) -> None:
    seen = treated(coded(SYMPTOM, when="2025-11-20", present=True))
    assert only(judged(new_neurological_symptom, seen, parameters)).text == "new"
    absent = treated(coded(SYMPTOM, when="2025-11-20", present=False))
    assert judged(new_neurological_symptom, absent, parameters) == ()


@pytest.mark.row("PML-01")
def test_before_the_first_dose_symptoms_belong_to_the_disease(parameters: Parameters) -> None:
    record = replace(cs(), diagnoses=(diagnosis(SYMPTOM, onset="2025-11-20"),))
    assert judged(new_neurological_symptom, chart(record), parameters) == ()
    assert (PML_01.released_by, PML_01.aliases) == (DECISION, ("PML-02", "PML-03"))


@pytest.mark.row("PML-04")
@pytest.mark.parametrize(
    ("found", "text", "action"),
    [
        (diagnosis("cond_pml"), "confirmed", BLOCK),
        (diagnosis("cond_pml", clinical="resolved", onset="2015"), "confirmed", BLOCK),
        (diagnosis("cond_pml", verification=""), "confirmed", BLOCK),
        (diagnosis("cond_pml", verification="provisional"), "suspected", HOLD),
        (diagnosis("cond_pml", verification="differential"), "suspected", HOLD),
    ],
)
def test_pml_blocks_for_good_and_a_suspicion_holds(
    found: Diagnosis, text: str, action: Action, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        patient = chart(replace(record, diagnoses=(found,)))
        finding = only(judged(pml, patient, parameters))
        assert (finding.row, finding.text, finding.basis) == ("PML-04", text, Basis.FINDING)
        assert (finding.action, finding.severity) == (action, HIGH)
        assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, "")
    assert PML_04.released_by == NEVER


@pytest.mark.row("PML-04")
def test_a_suspicion_that_is_over_is_silent(parameters: Parameters) -> None:
    over = diagnosis("cond_pml", verification="provisional", clinical="resolved")
    assert judged(pml, chart(replace(cs(), diagnoses=(over,))), parameters) == ()
    assert judged(pml, chart(cs()), parameters) == ()
