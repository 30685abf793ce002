"""PREG-02, PREG-03, PREG-04 and LACT-01."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Fact, Patient, Procedure, Reading, Serology
from app.clinical.finding import Action, Basis, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.reproduction import breast_feeding, contraception, exposed_pregnancy
from tests.charts import (
    chart,
    coded,
    cs,
    day,
    diagnosis,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
    patient,
    procedure,
    serology,
)

WARN, NOTE = Action.WARN, Action.NOTE
LOW, MODERATE = Severity.LOW, Severity.MODERATE
WOMAN = patient(born="1995-05-01", gender="female")
FEEDING = "obs_breastfeeding_status"
PREGNANT = serology("hcg", Reading.POSITIVE, "2025-11-28")


def record(base: Record, *facts: Fact, who: Patient = WOMAN) -> Record:
    return replace(
        base,
        patient=who,
        serologies=tuple(f for f in facts if isinstance(f, Serology)),
        coded=tuple(f for f in facts if isinstance(f, Coded)),
        diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
        procedures=tuple(f for f in facts if isinstance(f, Procedure)),
    )


def stopped(last: str, as_of: date) -> Chart:
    order = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-05-01"))
    base = replace(on_treatment(infusion(last)), medications=(order,))
    return chart(record(base), start=as_of, as_of=as_of)


@pytest.mark.row("PREG-02")
def test_contraception_is_counselled_before_and_during_treatment(parameters: Parameters) -> None:
    for base in (cs(), on_treatment()):
        finding = only(judged(contraception, chart(record(base)), parameters))
        assert (finding.row, finding.text, finding.basis) == ("PREG-02", "counsel", Basis.FINDING)
        assert (finding.action, finding.severity) == (WARN, LOW)
        assert (finding.target, finding.cause) == (Target.OCRELIZUMAB, "")
        assert finding.releases_on is None


@pytest.mark.row("PREG-02")
@pytest.mark.parametrize(
    ("as_of", "warned"), [(date(2025, 12, 10), True), (date(2025, 12, 11), False)]
)
def test_contraception_is_advised_until_six_months_after_the_last_dose(
    as_of: date, *, warned: bool, parameters: Parameters
) -> None:
    findings = judged(contraception, stopped("2025-06-10", as_of), parameters)
    assert [(f.text, f.action, f.releases_on) for f in findings] == (
        [("until", WARN, date(2025, 12, 11))] if warned else []
    )


@pytest.mark.row("PREG-02")
@pytest.mark.parametrize(
    ("fact", "warned"),
    [
        (diagnosis("cond_contraception_effective"), False),
        (diagnosis("cond_contraception_effective", clinical="resolved"), True),
        (coded("cond_contraception_effective", present=True), False),
        (coded("cond_contraception_effective", present=False), True),
        (procedure("cond_contraception_effective", "2024"), False),
        (procedure("cond_not_of_childbearing_potential", "2024"), False),
        (PREGNANT, False),
    ],
)
def test_contraception_recorded_or_not_needed_is_silent(
    fact: Fact, *, warned: bool, parameters: Parameters
) -> None:
    assert bool(judged(contraception, chart(record(cs(), fact)), parameters)) is warned
    man = record(cs(), fact, who=patient())
    assert judged(contraception, chart(man), parameters) == ()


@pytest.mark.row("PREG-03")
@pytest.mark.row("PREG-04")
@pytest.mark.parametrize(
    ("last", "test", "exposed"),
    [
        ("2025-06-10", "2025-11-28", True),
        # 28 November - 300 days = 1 February 2025; a dose counts for 6 months: from 1 August 2024
        ("2024-08-01", "2025-11-28", True),
        ("2024-07-31", "2025-11-28", False),
        ("2024-07", "2025-11-28", False),
        ("2024-08", "2025-11-28", True),
        (None, "2025-11-28", True),
        ("2024-07-31", None, True),
        ("2025-06-10", "2025-02-04", True),  # 300 days
        ("2025-06-10", "2025-02-03", False),  # no longer the present pregnancy
    ],
)
def test_a_pregnancy_that_a_dose_can_have_reached_is_told(
    last: str | None, test: str | None, *, exposed: bool, parameters: Parameters
) -> None:
    found = serology("hcg", Reading.POSITIVE, test)
    patient_chart = chart(record(on_treatment(infusion(last)), found))
    findings = judged(exposed_pregnancy, patient_chart, parameters)
    assert [(f.row, f.action, f.severity, f.basis) for f in findings] == (
        [
            ("PREG-03", WARN, MODERATE, Basis.FINDING),
            ("PREG-04", NOTE, None, Basis.FINDING),
        ]
        if exposed
        else []
    )
    assert all(f.target is Target.OCRELIZUMAB and f.cause == "" for f in findings)


@pytest.mark.row("PREG-03")
def test_an_untreated_or_not_pregnant_patient_exposed_nobody(parameters: Parameters) -> None:
    assert judged(exposed_pregnancy, chart(record(cs(), PREGNANT)), parameters) == ()
    assert judged(exposed_pregnancy, chart(record(on_treatment())), parameters) == ()


@pytest.mark.row("LACT-01")
@pytest.mark.parametrize(
    ("facts", "fed"),
    [
        ((coded(FEEDING, answers=frozenset(["answer_breastfeeding"])),), True),
        ((coded(FEEDING, present=True),), True),
        ((diagnosis(FEEDING, onset="2025-10-01"),), True),
        ((diagnosis("answer_breastfeeding"),), True),
        ((coded("answer_breastfeeding"),), True),
        ((coded(FEEDING, answers=frozenset(["answer_not_breastfeeding"])),), False),
        ((coded(FEEDING, present=False),), False),
        ((diagnosis(FEEDING, clinical="resolved"),), False),
        (
            (
                coded(FEEDING, when="2025-10-01", present=True),
                coded(FEEDING, when="2025-11-01", present=False),
            ),
            False,
        ),
        # of one day the worse one; an undated statement may be the newest
        (
            (
                coded(FEEDING, when="2025-11-01", present=True),
                coded(FEEDING, when="2025-11-01", present=False),
            ),
            True,
        ),
        (
            (coded(FEEDING, when=None, present=True), coded(FEEDING, present=False)),
            True,
        ),
        # and hides no dated one; 20 November may be after a "no" of some day of that month
        (
            (coded(FEEDING, when=None, present=False), coded(FEEDING, present=True)),
            True,
        ),
        (
            (coded(FEEDING, when="2025-11", present=False), coded(FEEDING, present=True)),
            True,
        ),
        (
            (coded(FEEDING, when="2025-12", present=False), coded(FEEDING, present=True)),
            False,
        ),
    ],
)
def test_breast_feeding_needs_a_decision(
    facts: tuple[Fact, ...], *, fed: bool, parameters: Parameters
) -> None:
    findings = judged(breast_feeding, chart(record(cs(), *facts)), parameters)
    assert [(f.row, f.text, f.action, f.severity, f.basis) for f in findings] == (
        [("LACT-01", "feeding", WARN, MODERATE, Basis.FINDING)] if fed else []
    )
    assert all(f.target is Target.OCRELIZUMAB and f.cause == "" for f in findings)


@pytest.mark.row("LACT-01")
@pytest.mark.parametrize(
    ("fact", "asked"),
    [
        (diagnosis("cond_pregnancy_ended", onset="2024-12-02"), True),
        (diagnosis("cond_pregnancy_ended", onset="2024-12-01"), False),  # 12 months
        (diagnosis("cond_pregnancy_ended", onset="2024-12"), True),
        (procedure("cond_pregnancy_ended", "2025-10-01"), True),
        (diagnosis("cond_pregnancy_ended"), True),
        (diagnosis("cond_pregnancy_ended", "cond_pregnancy_loss", onset="2025-10-01"), False),
    ],
)
def test_after_a_delivery_breast_feeding_is_asked_for(
    fact: Fact, *, asked: bool, parameters: Parameters
) -> None:
    findings = judged(breast_feeding, chart(record(cs(), fact)), parameters)
    assert [(f.row, f.text, f.action, f.severity, f.basis) for f in findings] == (
        [("LACT-01", "ask", WARN, LOW, Basis.MISSING)] if asked else []
    )
    told = record(cs(), fact, coded(FEEDING, present=False))
    assert judged(breast_feeding, chart(told), parameters) == ()
    man = record(cs(), fact, who=patient())
    assert judged(breast_feeding, chart(man), parameters) == ()
