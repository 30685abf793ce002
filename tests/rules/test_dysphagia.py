"""DYSPH-01: dysphagia in primary progressive disease."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis
from app.clinical.finding import Basis
from app.knowledge.parameters import Parameters
from app.rules.dysphagia import dysphagia_in_progressive_disease
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
    "patient",
    [
        chart(),
        with_(PPMS),
        with_(PPMS, diagnosis(SYMPTOM, clinical="resolved")),
        with_(PPMS, coded(SYMPTOM, present=False)),
        with_(PPMS, coded(SYMPTOM, present=False), coded(SYMPTOM, when="2025-01-01")),
        with_(diagnosis("ms_any", "ms_relapsing_remitting"), diagnosis(SYMPTOM)),
        with_(replace(PPMS, clinical="inactive"), diagnosis(SYMPTOM)),
    ],
)
def test_otherwise_it_is_silent(patient: Chart, parameters: Parameters) -> None:
    assert list(dysphagia_in_progressive_disease.judge(patient, parameters)) == []
