"""DYSPH-01: dysphagia in primary progressive disease."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Basis
from app.knowledge.parameters import Parameters
from app.rules.dysphagia import DYSPH_01, dysphagia_in_progressive_disease
from tests.charts import chart, coded, cs, diagnosis, only
from tests.rules.spoken import MODERATE, WARN, briefly, spoken

SYMPTOM = "symptom_dysphagia"
PPMS = diagnosis("ms_any", "ms_primary_progressive", onset="2019", name="PPMS")


def with_(course: Diagnosis, *symptoms: Diagnosis | Coded) -> Chart:
    listed = tuple(s for s in symptoms if isinstance(s, Diagnosis))
    answers = tuple(s for s in symptoms if isinstance(s, Coded))
    return chart(replace(cs(), diagnoses=(course, *listed), coded=answers))


@pytest.mark.row("DYSPH-01")
@pytest.mark.parametrize(
    "symptom",
    [
        diagnosis(SYMPTOM, onset="2024-05-01"),
        diagnosis(SYMPTOM),
        diagnosis(SYMPTOM, clinical="recurrence", verification="unconfirmed"),
        coded(SYMPTOM),
        coded(SYMPTOM, present=True, when=None),
    ],
)
def test_dysphagia_in_primary_progressive_disease_warns(
    symptom: Diagnosis | Coded, parameters: Parameters
) -> None:
    patient = with_(PPMS, symptom)
    found = only(spoken(dysphagia_in_progressive_disease, patient, parameters))
    assert (found.row, found.action, found.severity) == ("DYSPH-01", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("aspiration", Basis.FINDING, "")
    assert found.because == (symptom, PPMS)
    assert found.values == {"dysphagia": symptom.display, "course": "PPMS"}


@pytest.mark.row("DYSPH-01")
def test_a_progressive_course_left_open_may_be_primary(parameters: Parameters) -> None:
    unclear = diagnosis("ms_any", "ms_progressive_course_ambiguous")
    patient = with_(unclear, diagnosis(SYMPTOM))
    assert briefly(dysphagia_in_progressive_disease, patient, parameters) == [
        ("DYSPH-01", WARN, MODERATE, "aspiration")
    ]


@pytest.mark.row("DYSPH-01")
@pytest.mark.parametrize(
    "answers",
    [
        # of one day the worse one; an undated one may be the newest; a preliminary "no" is open
        (coded(SYMPTOM, present=False), coded(SYMPTOM, present=True)),
        (coded(SYMPTOM, present=True), coded(SYMPTOM, present=False)),
        (coded(SYMPTOM, present=False), coded(SYMPTOM, when=None)),
        (coded(SYMPTOM, present=False, when="2025-11"), coded(SYMPTOM)),
        (coded(SYMPTOM, present=False, preliminary=True),),
    ],
)
def test_an_answer_that_may_be_the_newest_warns(
    answers: tuple[Coded, ...], parameters: Parameters
) -> None:
    found = only(spoken(dysphagia_in_progressive_disease, with_(PPMS, *answers), parameters))
    wanted = [a for a in answers if a.present is not False or a.preliminary]
    assert found.because == (*wanted, PPMS)


@pytest.mark.row("DYSPH-01")
def test_the_disease_in_remission_stands_and_each_part_is_quoted(parameters: Parameters) -> None:
    quiet = replace(PPMS, clinical="remission")
    symptom = diagnosis(SYMPTOM, onset="2024-05-01", name="Trouble swallowing")
    over = diagnosis(SYMPTOM, clinical="resolved", name="over")
    found = only(spoken(dysphagia_in_progressive_disease, with_(quiet, over, symptom), parameters))
    assert found.because == (symptom, quiet)
    assert DYSPH_01.sentence(found) == (
        "Trouble swallowing, 2024-05-01 is recorded in progressive multiple sclerosis (PPMS). "
        "With ocrelizumab the risk of breathing in food and of pneumonia is raised. Have "
        "swallowing assessed, and ask about cough and fever before the infusion."
    )


@pytest.mark.row("DYSPH-01")
@pytest.mark.parametrize(
    "patient",
    [
        chart(),
        with_(PPMS),
        with_(PPMS, diagnosis(SYMPTOM, clinical="resolved")),
        with_(PPMS, coded(SYMPTOM, present=False)),
        with_(PPMS, coded(SYMPTOM, present=False), coded(SYMPTOM, when="2025-01-01")),
        with_(diagnosis("ms_any", "ms_relapsing_remitting"), diagnosis(SYMPTOM)),
        with_(replace(PPMS, clinical="inactive"), diagnosis(SYMPTOM)),
        with_(PPMS, coded(SYMPTOM, present=False, when=None)),
    ],
)
def test_otherwise_it_is_silent(patient: Chart, parameters: Parameters) -> None:
    assert list(dysphagia_in_progressive_disease.judge(patient, parameters)) == []
