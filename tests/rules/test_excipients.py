"""HYPS-02: allergy to an excipient of ocrelizumab or to proteins of its cells."""

from dataclasses import replace

import pytest

from app.clinical.facts import Allergy, Grade
from app.clinical.finding import Basis
from app.knowledge.parameters import Parameters
from app.rules.excipients import CELL_PROTEIN, EXCIPIENT, HYPS_02, allergy_to_excipient
from app.rules.rule import DECISION
from tests.charts import allergy, chart, cs, day, on_treatment, only
from tests.rules.spoken import HOLD, LOW, MODERATE, WARN, briefly, spoken


@pytest.mark.row("HYPS-02")
@pytest.mark.parametrize(
    ("known", "text"),
    [
        (allergy(EXCIPIENT), "excipient"),
        (allergy(CELL_PROTEIN), "cells"),
        (allergy(EXCIPIENT, CELL_PROTEIN), "excipient"),
        (allergy(EXCIPIENT, grade=Grade.MILD, criticality="low"), "excipient"),
        (allergy(EXCIPIENT, confirmed=False, when=day("2020")), "excipient"),
    ],
)
def test_an_allergy_to_an_excipient_holds_the_dose(
    known: Allergy, text: str, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        patient = chart(replace(record, allergies=(known,)))
        found = only(spoken(allergy_to_excipient, patient, parameters))
        assert (found.row, found.action, found.severity) == ("HYPS-02", HOLD, MODERATE)
        assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, known.key)
        assert (found.because, found.values["substance"]) == ((known,), known.display)
    assert HYPS_02.released_by == DECISION


@pytest.mark.row("HYPS-02")
def test_an_allergy_that_is_over_only_warns(parameters: Parameters) -> None:
    known = allergy(EXCIPIENT, over=True)
    patient = chart(replace(cs(), allergies=(known,)))
    assert briefly(allergy_to_excipient, patient, parameters) == [("HYPS-02", WARN, LOW, "past")]


@pytest.mark.row("HYPS-02")
def test_each_allergen_speaks_and_others_are_silent(parameters: Parameters) -> None:
    both = (allergy(EXCIPIENT), allergy(CELL_PROTEIN), allergy("drug_antihistamine"))
    found = spoken(allergy_to_excipient, chart(replace(cs(), allergies=both)), parameters)
    assert {f.text for f in found} == {"excipient", "cells"}
    assert spoken(allergy_to_excipient, chart(), parameters) == ()


@pytest.mark.row("HYPS-02")
@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (
            allergy(EXCIPIENT, name="Polysorbate 20", when=day("2020")),
            (
                "An allergy to Polysorbate 20, 2020 is recorded, and ocrelizumab contains such an "
                "excipient. An infusion may cause an allergic reaction. Clarify the allergy; the "
                "recorded decision of a specialist releases the hold."
            ),
        ),
        (
            allergy(CELL_PROTEIN, name="Hamster protein"),
            (
                "An allergy to Hamster protein is recorded, and ocrelizumab is made in Chinese "
                "hamster ovary cells. An infusion may cause an allergic reaction. Clarify the "
                "allergy; the recorded decision of a specialist releases the hold."
            ),
        ),
        (
            allergy(CELL_PROTEIN, name="Hamster protein", over=True),
            (
                "An allergy to Hamster protein is recorded as resolved or inactive, and "
                "ocrelizumab may contain traces of it or contains it. Watch closely during the "
                "infusion."
            ),
        ),
    ],
)
def test_the_allergen_is_quoted(known: Allergy, sentence: str, parameters: Parameters) -> None:
    patient = chart(replace(cs(), allergies=(known,)))
    assert HYPS_02.sentence(only(spoken(allergy_to_excipient, patient, parameters))) == sentence
