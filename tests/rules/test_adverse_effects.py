"""ADR-01: pyoderma gangrenosum on treatment, and other adverse effects that are told."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, Reaction
from app.clinical.finding import Basis
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.adverse_effects import ADR_01, PYODERMA, other_adverse_effects
from tests.charts import chart, cs, day, diagnosis, infusion, on_treatment, reaction
from tests.rules.spoken import MODERATE, NOTE, WARN, briefly, spoken

OTHERS = ("ADR-01", NOTE, None, "others")


def with_(*facts: Diagnosis | Reaction, record: Record | None = None) -> Chart:
    kept = record or on_treatment()  # first dose on 2025-06-01
    return chart(
        replace(
            kept,
            diagnoses=(*kept.diagnoses, *(f for f in facts if isinstance(f, Diagnosis))),
            reactions=tuple(f for f in facts if isinstance(f, Reaction)),
        )
    )


@pytest.mark.row("ADR-01")
@pytest.mark.parametrize(
    "disease",
    [
        diagnosis(PYODERMA, onset="2025-06-01"),
        diagnosis(PYODERMA, onset="2025-10", verification="unconfirmed"),
        reaction(PYODERMA, when="2025-10-01"),
    ],
)
def test_pyoderma_on_treatment_is_a_moderate_warning(
    disease: Diagnosis | Reaction, parameters: Parameters
) -> None:
    note, found = spoken(other_adverse_effects, with_(disease), parameters)
    assert (note.action, note.text) == (NOTE, "others")
    assert (found.row, found.action, found.severity) == ("ADR-01", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("pyoderma", Basis.FINDING, PYODERMA)
    assert found.because == (disease,)
    assert disease.when is not None
    assert found.values == {"disease": PYODERMA, "since": disease.when.text}


@pytest.mark.row("ADR-01")
@pytest.mark.parametrize(
    "disease",
    [
        diagnosis(PYODERMA),
        diagnosis(PYODERMA, onset="2025"),
        diagnosis(PYODERMA, recorded=day("2025-10-01"), when=day("2025-10-01")),
        reaction(PYODERMA),
        reaction(PYODERMA, when="2025-10-01", onset_stated=False),
    ],
)
def test_pyoderma_of_unknown_begin_may_be_one_of_treatment(
    disease: Diagnosis | Reaction, parameters: Parameters
) -> None:
    _, found = spoken(other_adverse_effects, with_(disease), parameters)
    assert (found.action, found.severity, found.text) == (WARN, MODERATE, "inexact")
    assert (found.basis, found.because) == (Basis.UNUSABLE, (disease,))
    assert found.values["since"] == (disease.when.text if disease.when else "an unknown day")


@pytest.mark.row("ADR-01")
@pytest.mark.parametrize(
    "disease",
    [
        diagnosis(PYODERMA, onset="2025-05-31"),
        diagnosis(PYODERMA, onset="2025-10-01", clinical="resolved"),
        reaction(PYODERMA, when="2025-10-01", resolved=True),
        reaction("reaction_generic", when="2025-10-01"),
    ],
)
def test_before_treatment_or_over_it_is_silent(
    disease: Diagnosis | Reaction, parameters: Parameters
) -> None:
    assert briefly(other_adverse_effects, with_(disease), parameters) == [OTHERS]


@pytest.mark.row("ADR-01")
def test_an_unnamed_disease_and_an_undated_first_dose(parameters: Parameters) -> None:
    disease = diagnosis(PYODERMA, onset="2025-10-01", name="")
    patient = with_(disease, record=on_treatment(infusion(None)))
    _, found = spoken(other_adverse_effects, patient, parameters)
    assert (found.text, found.values["disease"]) == ("inexact", "Pyoderma gangrenosum")


@pytest.mark.row("ADR-01")
def test_others_are_told_beside_the_order_of_a_treated_patient(parameters: Parameters) -> None:
    assert ADR_01.with_order
    assert briefly(other_adverse_effects, with_(), parameters) == [OTHERS]
    untreated = with_(diagnosis(PYODERMA, onset="2025-10-01"), record=cs())
    assert list(other_adverse_effects.judge(untreated, parameters)) == []
