"""BP-01 and HF-01: antihypertensive drugs, heart failure and its NYHA class."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Medication
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.circulation import antihypertensives, heart_failure
from tests.charts import chart, coded, cs, day, diagnosis, medication, on_treatment, only
from tests.rules.spoken import LOW, MODERATE, WARN, briefly, spoken

DRUG, FAILURE, ASKED = "drug_antihypertensive", "cond_heart_failure", "obs_nyha_class"
HIGH, LOW_CLASS = "finding_nyha_high", "finding_nyha_low"
DISPENSE = "MedicationDispense"


def taking(*drugs: Medication, product: str = "iv") -> Chart:
    return chart(replace(cs(), medications=drugs), product=product)


@pytest.mark.row("BP-01")
@pytest.mark.parametrize(
    "drug",
    [
        medication(DRUG),
        medication(DRUG, when=day("2019")),  # an active order counts however old it is
        medication(DRUG, kind="MedicationStatement", status="unknown"),
        medication(DRUG, kind=DISPENSE, status="completed"),
        # the day of judgement is 2025-12-01
        medication(DRUG, ends=day("2025-12-01")),
        medication(DRUG, ends=day("2025-12")),
        medication(DRUG, kind=DISPENSE, status="completed", ends=day("2025-12-01")),
    ],
)
def test_a_drug_against_high_blood_pressure_is_a_low_warning(
    drug: Medication, parameters: Parameters
) -> None:
    found = only(spoken(antihypertensives, taking(drug), parameters))
    assert (found.row, found.action, found.severity) == ("BP-01", WARN, LOW)
    assert (found.text, found.basis, found.cause) == ("taken", Basis.FINDING, "")
    assert (found.because, found.implicated) == ((drug,), (drug,))
    assert found.values == {"drugs": DRUG, "hours": 12}


@pytest.mark.row("BP-01")
@pytest.mark.parametrize(
    "drug",
    [
        medication(DRUG, status="stopped"),
        medication(DRUG, status="completed"),
        medication(DRUG, status="draft"),
        medication(DRUG, ours=True),
        medication(DRUG, ends=day("2025-11-30")),
        medication(DRUG, kind=DISPENSE, status="cancelled"),
        medication(DRUG, kind=DISPENSE, status="declined"),
        medication(DRUG, kind=DISPENSE, status="preparation"),
        medication("drug_acetaminophen"),
    ],
)
def test_what_is_not_taken_is_silent(drug: Medication, parameters: Parameters) -> None:
    assert briefly(antihypertensives, taking(drug), parameters) == []


@pytest.mark.row("BP-01")
def test_all_drugs_are_one_warning_and_the_injection_has_none(parameters: Parameters) -> None:
    drugs = (
        medication(DRUG, name="lisinopril"),
        medication(DRUG, name="amlodipine"),
        medication(DRUG, name="lisinopril", kind="MedicationStatement"),
    )
    found = only(spoken(antihypertensives, taking(*drugs), parameters))
    assert (len(found.because), found.values["drugs"]) == (3, "lisinopril; amlodipine")
    assert briefly(antihypertensives, taking(*drugs, product="sc"), parameters) == []


def failing(*facts: Diagnosis | Coded) -> Chart:
    diagnoses = tuple(f for f in facts if isinstance(f, Diagnosis))
    answers = tuple(f for f in facts if isinstance(f, Coded))
    record = on_treatment()
    return chart(replace(record, diagnoses=(*record.diagnoses, *diagnoses), coded=answers))


def answer(nyha: str, when: str | None = "2025-11-20", **other: object) -> Coded:
    return coded(ASKED, when=when, answers=frozenset((nyha,)), **other)


HEART = diagnosis(FAILURE, onset="2020")


@pytest.mark.row("HF-01")
@pytest.mark.parametrize(
    "facts",
    [
        (HEART, answer(HIGH)),
        (HEART, answer(HIGH, None)),
        (HEART, answer(HIGH, preliminary=True)),
        (HEART, answer(HIGH), answer(LOW_CLASS)),  # two of one day: the worse one
        (HEART, answer(LOW_CLASS), answer(HIGH, "2025-11")),  # may be as new
        (HEART, answer(LOW_CLASS), answer(HIGH, None)),
        (diagnosis(FAILURE, stages=frozenset((HIGH,))),),
        (diagnosis(FAILURE, stages=frozenset((HIGH,))), answer(LOW_CLASS)),
        (diagnosis(HIGH),),
        (coded(HIGH),),
        (coded(HIGH, present=True),),
    ],
)
def test_class_three_or_four_is_a_moderate_warning(
    facts: tuple[Diagnosis | Coded, ...], parameters: Parameters
) -> None:
    found = only(spoken(heart_failure, failing(*facts), parameters))
    assert (found.row, found.action, found.severity) == ("HF-01", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("severe", Basis.FINDING, "")
    told = [f for f in facts if LOW_CLASS not in getattr(f, "answers", ())]
    assert list(found.because) == told
    assert found.values == {"found": "; ".join(f.display for f in told)}


@pytest.mark.row("HF-01")
@pytest.mark.parametrize(
    ("facts", "basis"),
    [
        ((HEART,), Basis.MISSING),
        ((HEART, coded(HIGH, present=False)), Basis.MISSING),
        ((HEART, coded(ASKED, text_only=True)), Basis.UNUSABLE),
        ((HEART, coded(ASKED), answer(LOW_CLASS, "2024-01-01")), Basis.UNUSABLE),
        ((HEART, answer(LOW_CLASS, preliminary=True)), Basis.UNUSABLE),
    ],
)
def test_heart_failure_without_a_class_asks_for_it(
    facts: tuple[Diagnosis | Coded, ...], basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(heart_failure, failing(*facts), parameters))
    assert (found.action, found.severity, found.text) == (WARN, MODERATE, "unclassed")
    assert (found.basis, found.missing) == (basis, (Missing("Observation", ASKED),))
    assert found.because[0] is HEART
    assert len(found.because) == (1 if basis is Basis.MISSING else 2)
    assert found.values == {"found": HEART.display}


@pytest.mark.row("HF-01")
@pytest.mark.parametrize(
    "facts",
    [
        (HEART, answer(LOW_CLASS)),
        (HEART, answer(LOW_CLASS), answer(HIGH, "2025-11-19")),
        (HEART, answer(LOW_CLASS), answer(HIGH, "2025-11-01", preliminary=True)),
        (diagnosis(FAILURE, stages=frozenset((LOW_CLASS,))),),
        (HEART, coded(LOW_CLASS)),
    ],
)
def test_class_one_or_two_is_clear(
    facts: tuple[Diagnosis | Coded, ...], parameters: Parameters
) -> None:
    (found,) = heart_failure.judge(failing(*facts), parameters)
    assert (found.row, found.action) == ("HF-01", Action.CLEAR)
    assert found.because[0] is facts[0]
    assert set(found.because) == {f for f in facts if HIGH not in getattr(f, "answers", ())}


@pytest.mark.row("HF-01")
def test_no_heart_failure_or_one_that_is_over_is_silent(parameters: Parameters) -> None:
    over = diagnosis(FAILURE, clinical="resolved")
    assert list(heart_failure.judge(failing(), parameters)) == []
    assert list(heart_failure.judge(failing(over, answer(HIGH)), parameters)) == []
    assert list(heart_failure.judge(failing(answer(LOW_CLASS)), parameters)) == []
    assert (
        list(heart_failure.judge(failing(diagnosis(HIGH, clinical="resolved")), parameters)) == []
    )
