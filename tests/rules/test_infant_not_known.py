"""NEO-01: an exposure that is not known, a product that cannot be classed, an older child."""

from collections.abc import Iterable
from datetime import date

import pytest

from app.clinical.facts import LabResult, Mother, Vaccination
from app.clinical.finding import Action, Basis, Missing, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.infant import infant_of_treated_mother
from tests.charts import only, vaccination
from tests.rules.infants import (
    EXPOSED,
    LIVE,
    ROTAVIRUS,
    UNKNOWN,
    cd19,
    infant,
    lost_dose,
    maternal,
    mother,
    neo_01,
    said,
)

BLOCK, HOLD, WARN, HIGH, MODERATE = (
    Action.BLOCK,
    Action.HOLD,
    Action.WARN,
    Severity.HIGH,
    Severity.MODERATE,
)
DOSES = Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication")
COUNT = Missing("Observation", "lab_cd19_absolute", date(2025, 10, 1))
GIVEN = vaccination(LIVE, "2025-11-15", "cvx|119", "rotavirus")
NORMAL = cd19("300")


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("hers", "text", "basis", "exposure"),
    [
        (mother(maternal(None)), "doubtful", Basis.UNUSABLE, "ocrelizumab"),
        (mother(complete=False), "incomplete", Basis.MISSING, "not known"),
        (None, "untold", Basis.MISSING, "not known"),
    ],
)
def test_an_exposure_that_is_not_known_holds_the_vaccine(
    *, hers: Mother | None, text: str, basis: Basis, exposure: str, parameters: Parameters
) -> None:
    unclear = cd19("150", low=None)
    finding = only(neo_01(parameters, hers, ROTAVIRUS, results=[unclear]))
    assert (finding.action, finding.severity, finding.text) == (HOLD, MODERATE, text)
    assert (finding.basis, finding.target) == (basis, Target.VACCINE)
    assert finding.because == (ROTAVIRUS, *(hers.ocrelizumab if hers else ()), unclear)
    assert finding.missing == (DOSES, COUNT)
    assert (finding.implicated, finding.cause) == ((ROTAVIRUS,), "cvx|119|2025-12-03")
    assert finding.until == date(2027, 10, 1)  # two years old
    assert finding.values == {
        "vaccine": "rotavirus",
        "given": "2025-12-03",
        "exposure": exposure,
        "months": 6,
    }
    assert neo_01(parameters, hers, ROTAVIRUS, results=[NORMAL]) == []
    low = only(neo_01(parameters, hers, ROTAVIRUS, results=[cd19("299")]))
    assert (low.action, low.text, low.until) == (BLOCK, "not_normal", date(2027, 10, 1))
    assert low.values["exposure"] == exposure


@pytest.mark.row("NEO-01")
def test_of_a_vaccine_given_a_lone_infant_is_not_told(parameters: Parameters) -> None:
    assert neo_01(parameters, None, GIVEN) == []
    patient = infant(None, GIVEN)
    undecided = [f for f in infant_of_treated_mother.judge(patient, parameters) if f.because]
    assert [(f.row, f.basis, f.because) for f in undecided] == [
        ("NEO-01", Basis.UNUSABLE, (GIVEN,))
    ]
    held = only(neo_01(parameters, mother(complete=False), GIVEN))
    assert (held.action, held.text) == (HOLD, "incomplete")
    lost = said(infant(None, GIVEN, lost=[lost_dose()]), parameters, "NEO-01")
    assert only(lost).text == "doubtful"


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("hers", "vaccine", "action", "until"),
    [
        (EXPOSED, vaccination(UNKNOWN, "2025-12-03", planned=True), HOLD, None),
        (EXPOSED, vaccination(UNKNOWN, "2025-11-03"), WARN, None),
        (EXPOSED, vaccination(UNKNOWN, "2025-12-03", forecast=True), None, None),
        (None, vaccination(UNKNOWN, "2025-12-03", planned=True), HOLD, date(2027, 10, 1)),
        (None, vaccination(UNKNOWN, "2025-11-03"), None, None),
        (mother(), vaccination(UNKNOWN, "2025-12-03", planned=True), None, None),
    ],
)
def test_a_product_that_cannot_be_classed_may_be_live(
    *,
    hers: Mother | None,
    vaccine: Vaccination,
    action: Action | None,
    until: date | None,
    parameters: Parameters,
) -> None:
    found = neo_01(parameters, hers, vaccine)
    assert [f.action for f in found] == ([action] if action else [])
    for finding in found:
        assert (finding.severity, finding.text) == (MODERATE, "unknown_product")
        assert (finding.basis, finding.until) == (Basis.UNUSABLE, until)
        assert finding.because == (vaccine, *(hers.ocrelizumab if hers else ()))
        assert (finding.implicated, finding.cause) == ((vaccine,), f"cvx|03|{vaccine.when}")
        assert finding.values == {"vaccine": "MMR", "given": str(vaccine.when)}
    assert neo_01(parameters, hers, vaccine, results=[NORMAL]) == []


@pytest.mark.row("NEO-01")
def test_after_infancy_only_a_known_exposure_counts(parameters: Parameters) -> None:
    late = vaccination(LIVE, "2027-10-20", planned=True)
    grown = date(2027, 10, 1)
    assert only(neo_01(parameters, EXPOSED, late, as_of=grown)).text == "no_count"
    assert neo_01(parameters, mother(complete=False), late, as_of=grown) == []
    assert neo_01(parameters, None, late, as_of=grown) == []


@pytest.mark.row("NEO-01")
def test_an_alert_is_not_closed_because_the_mother_is_not_sent(parameters: Parameters) -> None:
    def told(born: str | None, *vaccines: Vaccination, counts: Iterable[LabResult] = ()) -> int:
        patient = infant(None, *vaccines, results=counts, born=born)
        found = list(infant_of_treated_mother.judge(patient, parameters))
        assert all((f.row, f.basis) == ("NEO-01", Basis.UNUSABLE) for f in found)
        return len(found)

    assert told("2020-10-01", ROTAVIRUS) == 1
    assert told("2020-10-01") == 0
    assert told("2020-10-01", ROTAVIRUS, counts=[NORMAL]) == 0
    assert told("2007-12-02", ROTAVIRUS) == 1  # 17 years old until tomorrow
    assert told("2007-12-01", ROTAVIRUS) == 0
    assert told(None, ROTAVIRUS) == 0
