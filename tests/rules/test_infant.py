"""NEO-01: live vaccines of an infant exposed before birth wait for a normal B-cell count."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Flag, LabResult, Mother, Vaccination
from app.clinical.finding import Action, Basis, Missing, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.infant import infant_of_treated_mother
from app.rules.live_vaccine_order import live_vaccine_ordered
from tests.charts import chart, cs, judged, lab, only, vaccination
from tests.rules.infants import (
    BORN,
    EXPOSED,
    LIVE,
    NONLIVE,
    ROTAVIRUS,
    UNKNOWN,
    cd19,
    infant,
    maternal,
    mother,
    neo_01,
    without_number,
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
    ("counts", "text", "basis", "missing"),
    [
        ([], "no_count", Basis.MISSING, (COUNT,)),
        ([cd19("299")], "not_normal", Basis.FINDING, ()),
        ([NORMAL], None, None, ()),
        ([lab("cd20", "300", low="300")], None, None, ()),
        ([cd19("150", low=None, high=None)], "unclear", Basis.UNUSABLE, (COUNT,)),
        ([without_number(Flag.NORMAL)], None, None, ()),
        ([cd19("300", preliminary=True)], "unclear", Basis.UNUSABLE, (COUNT,)),
        ([cd19("300", problem="no unit")], "unclear", Basis.UNUSABLE, (COUNT,)),
        ([cd19("300", None)], "unclear", Basis.UNUSABLE, (COUNT,)),
        ([cd19("300", "2025-09-30")], "unclear", Basis.UNUSABLE, (COUNT,)),  # before birth
        ([cd19("300", BORN)], None, None, ()),
        # a newer, an undated or a same-day result that is not normal speaks against
        ([NORMAL, cd19("299", "2025-11-21")], "not_normal", Basis.FINDING, ()),
        ([NORMAL, cd19("299", "2025-11-19")], None, None, ()),
        ([NORMAL, cd19("299", None)], "not_normal", Basis.FINDING, ()),
        ([NORMAL, cd19("299", "2025-11", preliminary=True)], "not_normal", Basis.FINDING, ()),
        ([NORMAL, without_number(None, "2025-11-21")], "unclear", Basis.UNUSABLE, (COUNT,)),
        ([cd19("310", "2025-11-01"), cd19("299", "2025-11-10"), NORMAL], None, None, ()),
    ],
)
def test_a_planned_live_vaccine_waits_for_a_normal_count(
    *,
    counts: list[LabResult],
    text: str | None,
    basis: Basis | None,
    missing: tuple[Missing, ...],
    parameters: Parameters,
) -> None:
    found = neo_01(parameters, EXPOSED, ROTAVIRUS, results=counts)
    assert [(f.text, f.basis, f.missing) for f in found] == (
        [(text, basis, missing)] if text else []
    )
    for finding in found:
        assert (finding.action, finding.severity) == (BLOCK, HIGH)
        assert (finding.target, finding.cause) == (Target.VACCINE, "cvx|119|2025-12-03")
        assert finding.implicated == (ROTAVIRUS,)
        assert (finding.until, finding.releases_on) == (None, None)
        assert finding.because[:2] == (ROTAVIRUS, EXPOSED.ocrelizumab[0])
        assert set(finding.because[2:]) <= set(counts)
        assert bool(finding.because[2:]) is (text != "no_count")
        assert finding.values["vaccine"] == "rotavirus"
        assert finding.values["given"] == "2025-12-03"
        assert finding.values["exposure"] == "ocrelizumab, 2025-03-01"
        shown = "; ".join(f.display for f in finding.because[2:])
        assert finding.values["count"] == shown


@pytest.mark.row("NEO-01")
def test_a_normal_count_clears_and_says_on_what(parameters: Parameters) -> None:
    patient = infant(EXPOSED, ROTAVIRUS, results=[NORMAL])
    cleared = [f for f in infant_of_treated_mother.judge(patient, parameters) if f.row == "NEO-01"]
    assert [(f.action, f.because) for f in cleared] == [(Action.CLEAR, (ROTAVIRUS, NORMAL))]


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    "coming", [vaccination(LIVE, None, planned=True), vaccination(LIVE, None, forecast=True)]
)
def test_an_order_and_a_forecast_are_both_blocked(
    coming: Vaccination, parameters: Parameters
) -> None:
    finding = only(neo_01(parameters, EXPOSED, coming))
    assert (finding.action, finding.text) == (BLOCK, "no_count")
    assert finding.values["given"] == "no stated day"


@pytest.mark.row("NEO-01")
@pytest.mark.parametrize(
    ("counts", "text", "basis"),
    [
        ([], "given", Basis.MISSING),
        ([cd19("150", low=None)], "given", Basis.UNUSABLE),
        ([cd19("299")], "given_not_normal", Basis.FINDING),
    ],
)
def test_a_live_vaccine_already_given_is_told(
    counts: list[LabResult], text: str, basis: Basis, parameters: Parameters
) -> None:
    finding = only(neo_01(parameters, EXPOSED, GIVEN, results=counts))
    assert (finding.action, finding.severity) == (BLOCK, HIGH)
    assert (finding.text, finding.basis) == (text, basis)
    assert finding.values["given"] == "2025-11-15"
    assert neo_01(parameters, EXPOSED, GIVEN, results=[NORMAL]) == []


@pytest.mark.row("NEO-01")
def test_without_exposure_or_live_vaccine_the_row_is_silent(parameters: Parameters) -> None:
    unexposed = mother(maternal("2024-01-01"))
    assert judged(infant_of_treated_mother, infant(unexposed, ROTAVIRUS), parameters) == ()
    cleared = list(infant_of_treated_mother.judge(infant(unexposed), parameters))
    assert [(f.row, f.because) for f in cleared] == [
        (row, unexposed.ocrelizumab) for row in ("NEO-01", "NEO-02", "NEO-03")
    ]
    assert neo_01(parameters, EXPOSED, vaccination(NONLIVE, "2025-12-03", planned=True)) == []


@pytest.mark.row("NEO-01")
def test_before_any_live_vaccine_a_note_tells_to_wait(parameters: Parameters) -> None:
    def notes(*vaccines: Vaccination, hers: Mother, count: Iterable[LabResult] = ()) -> list[str]:
        found = judged(infant_of_treated_mother, infant(hers, *vaccines, results=count), parameters)
        return [f.text for f in found if f.action is Action.NOTE]

    assert notes(hers=EXPOSED) == ["wait"]
    assert notes(vaccination(UNKNOWN, "2025-11-03"), hers=EXPOSED) == ["wait"]
    assert notes(ROTAVIRUS, hers=EXPOSED) == []
    assert notes(hers=EXPOSED, count=[NORMAL]) == []
    assert notes(hers=mother(complete=False)) == []
    (note,) = (
        f for f in judged(infant_of_treated_mother, infant(), parameters) if f.action is Action.NOTE
    )
    assert note.because == EXPOSED.ocrelizumab
    assert note.values == {"exposure": "ocrelizumab, 2025-03-01"}


@pytest.mark.row("NEO-01")
@pytest.mark.row("VAX-LIVE-03")
def test_vaccines_of_an_untreated_infant_are_left_to_neo_01(parameters: Parameters) -> None:
    after = replace(ROTAVIRUS, when=None)
    order = vaccination(LIVE, "2025-12-02", planned=True)
    for vaccine in (after, order):
        assert judged(live_vaccine_ordered, infant(mother(), vaccine), parameters) == ()
    # under 18 on 2025-12-01 at both ends of the birth date, a start does not lie ahead
    for born, told in [("2007-12-02", 0), ("2007-12-01", 1), ("2007-12", 1), ("2008", 0)]:
        child = infant(None, order, born=born)
        assert len(judged(live_vaccine_ordered, child, parameters)) == told, born
    adult = chart(replace(cs(), vaccinations=(order,)))
    assert only(judged(live_vaccine_ordered, adult, parameters)).row == "VAX-LIVE-03"
    assert judged(infant_of_treated_mother, adult, parameters) == ()
