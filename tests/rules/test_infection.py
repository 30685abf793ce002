"""INF-HOLD-01, INF-HOLD-02, INF-HSV-01, INF-CHR-01 and BASE-INF-01."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Decision, Diagnosis, Grade, Medication
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.engine import RuleBook
from app.rules.infection import INF_HOLD_01, INF_HOLD_02, INF_HSV_01, active_infection, herpes
from app.rules.infection_status import INF_CHR_01, chronic_infection, infection_status
from app.rules.rule import DECISION
from tests.charts import (
    chart,
    coded,
    cs,
    day,
    diagnosis,
    judged,
    lab,
    medication,
    on_treatment,
    only,
    source,
)

HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW
CYSTITIS = ("cond_active_infection", "cond_infection_urinary")


def with_diagnoses(*found: Diagnosis, medications: tuple[Medication, ...] = ()) -> Chart:
    return chart(replace(cs(), diagnoses=found, medications=medications))


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    ("onset", "text", "action", "severity", "basis", "until"),
    [
        # judged on 2025-12-01: 42 days before is 20 October
        ("2025-11-30", "active", HOLD, HIGH, Basis.FINDING, date(2026, 1, 12)),
        ("2025-10-20", "active", HOLD, HIGH, Basis.FINDING, date(2025, 12, 2)),
        ("2025-10-19", "listed", WARN, MODERATE, Basis.FINDING, None),
        ("2025-10", "inexact", HOLD, HIGH, Basis.UNUSABLE, date(2025, 12, 13)),
        ("2025-11", "active", HOLD, HIGH, Basis.FINDING, date(2025, 12, 14)),  # 1 November + 43
        ("2025-09", "listed", WARN, MODERATE, Basis.FINDING, None),
        (None, "active", HOLD, HIGH, Basis.FINDING, None),
    ],
)
def test_a_recent_infection_holds_and_an_old_one_is_confirmed(
    *,
    onset: str | None,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    until: date | None,
    parameters: Parameters,
) -> None:
    finding = only(
        judged(active_infection, with_diagnoses(diagnosis(*CYSTITIS, onset=onset)), parameters)
    )
    assert (finding.row, finding.text, finding.basis) == ("INF-HOLD-01", text, basis)
    assert (finding.action, finding.severity) == (action, severity)
    assert (finding.target, finding.until) == (Target.OCRELIZUMAB, until)
    assert finding.releases_on is None
    assert finding.cause == f"{'|'.join(CYSTITIS)}|{onset or 'an unknown day'}"


@pytest.mark.row("INF-HOLD-02")
def test_after_the_first_dose_the_other_row_speaks(parameters: Parameters) -> None:
    record = replace(on_treatment(), diagnoses=(diagnosis(*CYSTITIS, onset="2025-11-20"),))
    finding = only(judged(active_infection, chart(record), parameters))
    assert (finding.row, finding.action, finding.severity) == ("INF-HOLD-02", HOLD, HIGH)


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.row("INF-HOLD-02")
@pytest.mark.row("INF-HSV-01")
def test_a_recorded_decision_releases_infections() -> None:
    released = [r.released_by for r in (INF_HOLD_01, INF_HOLD_02, INF_HSV_01, INF_CHR_01)]
    assert released == [DECISION] * 4


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    ("recorded", "action"),
    [(None, WARN), ("2025-11-24", WARN), ("2025-11-25", WARN), ("2025-11-26", HOLD)],
)
def test_a_decision_does_not_release_an_infection_written_down_after_it(
    recorded: str | None, action: Action, parameters: Parameters
) -> None:
    found = diagnosis(*CYSTITIS, onset="2025-11-20", recorded=day(recorded))
    decided = Decision(row="INF-HOLD-01", when=day("2025-11-25"), source=source("DetectedIssue"))
    patient = chart(replace(cs(), diagnoses=(found,), decisions=(decided,)))
    findings = RuleBook([active_infection]).judge(patient, parameters).alerts
    assert only(findings).action is action


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    "found",
    [
        diagnosis(*CYSTITIS, onset="2025-11-20", clinical="resolved"),
        diagnosis(*CYSTITIS, onset="2025-11-20", clinical="inactive"),
        diagnosis(*CYSTITIS, onset="2025-11-20", clinical="remission"),
        diagnosis(*CYSTITIS, onset="2025-11-20", clinical="", abated=True),
        diagnosis("cond_active_infection", "cond_infection_not_acute"),
        diagnosis("cond_active_infection", "cond_pml"),
        diagnosis("cond_active_infection", "cond_hiv"),
        diagnosis("cond_hbv_carrier"),
        diagnosis("cond_active_infection", "cond_herpes_any"),
    ],
)
def test_resolved_infections_and_those_of_other_rows_are_silent(
    found: Diagnosis, parameters: Parameters
) -> None:
    assert judged(active_infection, with_diagnoses(found), parameters) == ()


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize("clinical", ["active", "recurrence", "relapse", ""])
def test_active_and_unstated_statuses_hold(clinical: str, parameters: Parameters) -> None:
    found = diagnosis(*CYSTITIS, onset="2025-11-20", clinical=clinical, verification="provisional")
    assert only(judged(active_infection, with_diagnoses(found), parameters)).action is HOLD


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    "found",
    [
        diagnosis("cond_infection_sepsis", onset="2020"),
        diagnosis("cond_infection_cns", onset="2020"),
        diagnosis("cond_infection_opportunistic", onset="2020"),
        diagnosis("cond_tuberculosis_active", onset="2020"),
        diagnosis("cond_infection_bone_or_heart", onset="2020"),
        diagnosis(*CYSTITIS, onset="2020", grade=Grade.SEVERE),
        diagnosis(*CYSTITIS, onset="2020", stated=frozenset(["disseminated"])),
    ],
)
def test_a_serious_infection_holds_whatever_its_age(
    found: Diagnosis, parameters: Parameters
) -> None:
    finding = only(judged(active_infection, with_diagnoses(found), parameters))
    assert (finding.text, finding.action, finding.severity) == ("serious", HOLD, HIGH)
    assert finding.until is None


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    ("drug", "text"),
    [
        (medication("drug_anti_infective"), "treated"),
        (medication("drug_anti_infective", ends=day("2025-12-01")), "treated"),
        (medication("drug_anti_infective", ends=day("2025-11-30")), "listed"),
        (medication("drug_anti_infective", status="completed"), "listed"),
    ],
)
def test_an_old_infection_still_treated_holds(
    drug: Medication, text: str, parameters: Parameters
) -> None:
    patient = with_diagnoses(diagnosis(*CYSTITIS, onset="2025-01-01"), medications=(drug,))
    finding = only(judged(active_infection, patient, parameters))
    assert (finding.text, finding.action) == (text, HOLD if text == "treated" else WARN)


@pytest.mark.row("INF-HSV-01")
@pytest.mark.parametrize(
    ("topics", "onset", "text", "action", "severity", "basis"),
    [
        (("cond_herpes_zoster",), "2020", "serious", HOLD, HIGH, Basis.FINDING),
        (("cond_herpes_serious",), None, "serious", HOLD, HIGH, Basis.FINDING),
        ((), "2025-10-20", "active", HOLD, HIGH, Basis.FINDING),  # 42 days
        ((), "2025-10-19", "lesions", WARN, MODERATE, Basis.FINDING),  # 43 days
        ((), "2025-10", "inexact", HOLD, HIGH, Basis.UNUSABLE),
        ((), None, "active", HOLD, HIGH, Basis.FINDING),
        (("cond_herpes_mild_site",), "2025-11-30", "lesions", WARN, MODERATE, Basis.FINDING),
        (("cond_herpes_mild_site",), None, "lesions", WARN, MODERATE, Basis.FINDING),
    ],
)
def test_herpes_by_site_and_age(
    *,
    topics: tuple[str, ...],
    onset: str | None,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    parameters: Parameters,
) -> None:
    found = diagnosis("cond_herpes_any", *topics, onset=onset)
    finding = only(judged(herpes, with_diagnoses(found), parameters))
    assert (finding.row, finding.text, finding.basis) == ("INF-HSV-01", text, basis)
    assert (finding.action, finding.severity) == (action, severity)
    assert finding.target is Target.OCRELIZUMAB
    assert finding.cause == f"{found.key}|{onset or 'an unknown day'}"


@pytest.mark.row("INF-HSV-01")
def test_severe_herpes_is_serious_and_recurrent_herpes_warns(parameters: Parameters) -> None:
    severe = diagnosis("cond_herpes_any", onset="2020", grade=Grade.SEVERE)
    assert only(judged(herpes, with_diagnoses(severe), parameters)).text == "serious"
    again = diagnosis("cond_herpes_any", onset="2025-11-30", stated=frozenset(["recurrent"]))
    assert only(judged(herpes, with_diagnoses(again), parameters)).text == "lesions"
    over = diagnosis("cond_herpes_zoster", onset="2025-11-30", clinical="resolved")
    after = diagnosis("cond_herpes_any", "cond_infection_not_acute")
    assert judged(herpes, with_diagnoses(over, after), parameters) == ()


@pytest.mark.row("INF-CHR-01")
@pytest.mark.parametrize("topic", ["cond_hiv", "cond_hcv", "cond_tuberculosis_latent"])
def test_a_chronic_infection_waits_for_a_decision(topic: str, parameters: Parameters) -> None:
    finding = only(judged(chronic_infection, with_diagnoses(diagnosis(topic)), parameters))
    assert (finding.row, finding.action, finding.severity) == ("INF-CHR-01", HOLD, MODERATE)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert finding.cause == topic
    cured = with_diagnoses(diagnosis(topic, clinical="resolved"))
    assert judged(chronic_infection, cured, parameters) == ()


@pytest.mark.row("BASE-INF-01")
@pytest.mark.parametrize(
    ("start", "asked"),
    [(date(2025, 12, 1), True), (date(2025, 12, 2), True), (date(2025, 12, 3), False)],
)
def test_shortly_before_the_dose_somebody_must_have_looked(
    start: date, *, asked: bool, parameters: Parameters
) -> None:
    record = replace(cs(), complete=frozenset())
    findings = judged(infection_status, chart(record, start=start), parameters)
    assert [(f.row, f.action, f.severity, f.basis) for f in findings] == (
        [("BASE-INF-01", WARN, LOW, Basis.MISSING)] if asked else []
    )
    assert all(f.missing and f.target is Target.OCRELIZUMAB for f in findings)


@pytest.mark.row("BASE-INF-01")
@pytest.mark.parametrize(
    ("when", "problem", "asked"),
    [
        ("2025-11-30", "", False),
        ("2025-11-29", "", True),
        (None, "", True),
        ("2025-11-30", "no unit", True),
    ],
)
def test_an_observation_of_the_last_day_satisfies(
    when: str | None, problem: str, *, asked: bool, parameters: Parameters
) -> None:
    warm = lab("temperature", "36.8", when, problem=problem)
    record = replace(cs(), complete=frozenset(), results=(warm,))
    assert bool(judged(infection_status, chart(record), parameters)) is asked


@pytest.mark.row("BASE-INF-01")
def test_a_complete_list_an_answer_or_a_listed_infection_is_a_statement(
    parameters: Parameters,
) -> None:
    assert judged(infection_status, chart(cs()), parameters) == ()
    answer = coded("cond_active_infection", when="2025-12-01", present=False)
    told = replace(cs(), complete=frozenset(), coded=(answer,))
    assert judged(infection_status, chart(told), parameters) == ()
    listed = replace(cs(), complete=frozenset(), diagnoses=(diagnosis(*CYSTITIS),))
    assert judged(infection_status, chart(listed), parameters) == ()
