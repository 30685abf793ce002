"""NEO-01 to NEO-03: several doses, counts and vaccines together, and what is not there."""

import pytest

from app.clinical.finding import Action, Missing
from app.knowledge.parameters import Parameters
from app.rules.infant_rows import NEO_01, NEO_02
from app.rules.maternal_exposure import Exposed, exposure_of
from tests.charts import lab, only, vaccination
from tests.rules.infants import (
    EXPOSED,
    LIVE,
    NONLIVE,
    ROTAVIRUS,
    cd19,
    infant,
    maternal,
    menstruation,
    mother,
    neo_01,
    said,
)

HEXAVALENT = vaccination(NONLIVE, "2025-11-15", "cvx|146", "hexavalent")


@pytest.mark.row("NEO-01")
def test_all_doses_and_all_low_counts_are_quoted(parameters: Parameters) -> None:
    hers = mother(maternal(), maternal("2025-08-01"))
    counts = [cd19("299"), lab("cd20", "50", low="300", name="CD20")]
    finding = only(neo_01(parameters, hers, ROTAVIRUS, results=counts))
    assert finding.values["exposure"] == "ocrelizumab, 2025-03-01; ocrelizumab, 2025-08-01"
    assert finding.values["count"] == "; ".join(c.display for c in counts)
    assert NEO_01.sentence(finding) == (
        "rotavirus, a live vaccine, is planned for 2025-12-03, but the infant's B cells are not "
        "normal: cd19 299 {cells}/uL, 2025-11-20; CD20 50, 2025-11-20. Exposure to the mother's "
        "ocrelizumab: ocrelizumab, 2025-03-01; ocrelizumab, 2025-08-01. A live vaccine can cause "
        "an infection while B cells are depleted; none until a count is confirmed normal."
    )


@pytest.mark.row("NEO-01")
def test_without_a_birth_date_a_count_of_any_day_is_asked_for(parameters: Parameters) -> None:
    patient = infant(EXPOSED, ROTAVIRUS, born=None)
    finding = only(said(patient, parameters, "NEO-01"))
    assert (finding.action, finding.text, finding.until) == (Action.HOLD, "doubtful", None)
    assert finding.missing[1] == Missing("Observation", "lab_cd19_absolute", None)


@pytest.mark.row("NEO-01", "NEO-02")
@pytest.mark.parametrize("given", ["2025-10-20", "2025-11-30", None])
def test_a_vaccine_of_another_kind_hides_none(given: str | None, parameters: Parameters) -> None:
    other = vaccination(NONLIVE, given, "cvx|146", "hexavalent")
    assert only(neo_01(parameters, EXPOSED, other, ROTAVIRUS)).because[0] is ROTAVIRUS
    live = vaccination(LIVE, given, "cvx|119", "rotavirus")
    found = only(said(infant(EXPOSED, live, HEXAVALENT), parameters, "NEO-02"))
    assert found.implicated == (HEXAVALENT,)


@pytest.mark.row("NEO-02")
def test_a_vaccine_without_a_name_is_still_told(parameters: Parameters) -> None:
    unnamed = vaccination(NONLIVE, None, "cvx|146", "")
    found = only(said(infant(EXPOSED, unnamed), parameters, "NEO-02"))
    assert found.values == {"vaccines": "A vaccine"}
    assert NEO_02.sentence(found) == (
        "Given to an infant who was or may have been exposed to ocrelizumab before birth: A "
        "vaccine. Non-live vaccines stay on schedule, but the response may be weaker while B "
        "cells are depleted. Check it by serology."
    )


@pytest.mark.row("NEO-01")
def test_a_date_of_the_pregnancy_without_a_day_hides_none(parameters: Parameters) -> None:
    # last menstruation on 2025-01-01: the window opens on 2024-07-01, not on 2024-06-05
    begun = menstruation("2025-01-01")
    dose = maternal("2024-06-20")
    hers = mother(dose, dates=[menstruation(None), begun])
    assert exposure_of(infant(hers), parameters).exposed is Exposed.NO
    assert exposure_of(infant(mother(dose)), parameters).exposed is Exposed.YES
