"""BP-01 and HF-01: the sentences, and which answers count as the newest."""

import pytest

from app.clinical.facts import Coded
from app.clinical.finding import Basis
from app.knowledge.parameters import Parameters
from app.rules.circulation import BP_01, HF_01, antihypertensives, heart_failure
from tests.charts import chart, coded, cs, day, diagnosis, medication, only
from tests.rules.spoken import spoken
from tests.rules.test_circulation import (
    ASKED,
    DRUG,
    FAILURE,
    HEART,
    HIGH,
    LOW_CLASS,
    answer,
    failing,
    taking,
)


@pytest.mark.row("BP-01")
def test_what_is_said_of_a_drug_against_high_blood_pressure(parameters: Parameters) -> None:
    stopped = medication(DRUG, name="atenolol", status="stopped")
    drug = medication(DRUG, name="lisinopril", when=day("2025-01-01"))
    found = only(spoken(antihypertensives, taking(stopped, drug), parameters))
    assert BP_01.sentence(found) == (
        "A drug that lowers the blood pressure is recorded as taken: lisinopril. Blood pressure "
        "can fall during the infusion. Let the prescriber decide whether to withhold it from 12 "
        "hours before the infusion until it has ended."
    )
    assert found.because == (drug,)


@pytest.mark.row("HF-01")
def test_what_is_said_of_heart_failure(parameters: Parameters) -> None:
    heart = diagnosis(FAILURE, onset="2020", name="Heart failure")
    high = answer(HIGH, name="NYHA class")
    severe = only(spoken(heart_failure, failing(heart, high), parameters))
    assert HF_01.sentence(severe) == (
        "The record shows heart failure of NYHA class III or IV (Heart failure, 2020; NYHA class, "
        "2025-11-20). Ocrelizumab was not studied there. Decide with cardiology, and watch "
        "closely during the infusion."
    )
    assert severe.missing == ()
    open_ = only(spoken(heart_failure, failing(heart), parameters))
    assert HF_01.sentence(open_) == (
        "Heart failure is recorded (Heart failure, 2020), but not its NYHA class. Ocrelizumab was "
        "not studied in class III or IV. Supply the class, or decide with cardiology."
    )
    assert open_.because == (heart,)


@pytest.mark.row("HF-01")
@pytest.mark.parametrize(
    ("answers", "text"),
    [
        # an undated or a preliminary answer is no newest one that hides an older
        ((answer(LOW_CLASS, None), answer(HIGH, "2025-01-01")), "severe"),
        ((answer(LOW_CLASS, preliminary=True), answer(HIGH, "2025-01-01")), "severe"),
        ((answer(HIGH, "2025-11-01"), answer(LOW_CLASS)), None),
        # a plain "no" to a class states none and hides nothing
        ((coded(HIGH, present=False), answer(HIGH, "2025-01-01")), "severe"),
        ((coded(LOW_CLASS, present=False), answer(LOW_CLASS, "2025-01-01")), None),
        # an answer that is "no" to the question itself cannot be read as a class
        ((coded(ASKED, present=False), answer(LOW_CLASS, "2025-01-01")), "unclassed"),
        ((answer(LOW_CLASS, None),), None),
    ],
)
def test_the_newest_statement_of_the_class_counts(
    answers: tuple[Coded, ...], text: str | None, parameters: Parameters
) -> None:
    found = spoken(heart_failure, failing(HEART, *answers), parameters)
    assert [f.text for f in found] == ([text] if text else [])


@pytest.mark.row("HF-01")
def test_of_several_diagnoses_the_worst_class_counts(parameters: Parameters) -> None:
    mild = diagnosis(FAILURE, stages=frozenset((LOW_CLASS,)), name="mild")
    severe = diagnosis(FAILURE, HIGH, name="severe")
    over = diagnosis(FAILURE, HIGH, clinical="resolved", name="over")
    found = only(spoken(heart_failure, failing(over, mild, severe), parameters))
    assert (found.text, set(found.because)) == ("severe", {mild, severe})
    assert spoken(heart_failure, failing(over, mild), parameters) == ()
    assert chart(cs()).diagnoses(FAILURE) == ()


@pytest.mark.row("HF-01")
def test_a_diagnosis_of_the_class_alone_tells_it(parameters: Parameters) -> None:
    light = diagnosis(LOW_CLASS, name="NYHA II")
    (cleared,) = heart_failure.judge(failing(HEART, light), parameters)
    assert cleared.because == (HEART, light)


@pytest.mark.row("HF-01")
def test_the_answers_that_cannot_be_read_are_named(parameters: Parameters) -> None:
    unread, read = coded(ASKED, text_only=True), answer(LOW_CLASS)
    found = only(spoken(heart_failure, failing(HEART, read, unread), parameters))
    assert (found.basis, found.because) == (Basis.UNUSABLE, (HEART, unread))
