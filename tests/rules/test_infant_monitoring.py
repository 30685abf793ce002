"""NEO-02 and NEO-03: response to vaccines and B cells of an infant exposed before birth."""

from datetime import date

import pytest

from app.clinical.facts import Flag, LabResult, Mother, Vaccination
from app.clinical.finding import Action, Basis, Missing, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.infant import infant_of_treated_mother
from tests.charts import lab, only, vaccination
from tests.rules.infants import (
    EXPOSED,
    LIVE,
    NONLIVE,
    UNKNOWN,
    cd19,
    infant,
    maternal,
    mother,
    said,
    without_number,
)

WARN, MODERATE, LOW = Action.WARN, Severity.MODERATE, Severity.LOW
INCOMPLETE, UNEXPOSED = mother(complete=False), mother(maternal("2024-01-01"))
COUNT = Missing("Observation", "lab_cd19_absolute", date(2025, 10, 1))
HEXAVALENT = vaccination(NONLIVE, "2025-11-15", "cvx|146", "hexavalent")
GROWN = date(2027, 10, 1)


@pytest.mark.row("NEO-02")
@pytest.mark.parametrize("hers", [EXPOSED, INCOMPLETE, mother(maternal(None))])
def test_the_response_to_non_live_vaccines_is_checked(hers: Mother, parameters: Parameters) -> None:
    second = vaccination(NONLIVE, None, "cvx|08", "hepatitis B")
    finding = only(said(infant(hers, HEXAVALENT, second), parameters, "NEO-02"))
    assert (finding.action, finding.severity, finding.text) == (WARN, LOW, "given")
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert finding.because == (HEXAVALENT, second, *hers.ocrelizumab)
    assert finding.implicated == (HEXAVALENT, second)
    assert finding.values == {"vaccines": "hexavalent, 2025-11-15; hepatitis B"}
    assert (finding.until, finding.cause) == (GROWN, "")


@pytest.mark.row("NEO-02")
@pytest.mark.parametrize(
    ("vaccine", "counted", "told"),
    [
        (HEXAVALENT, "2025-11-16", True),
        (HEXAVALENT, "2025-11-15", False),  # the B cells were normal by then
        (vaccination(NONLIVE, "2025-11"), "2025-11-15", True),
        (vaccination(NONLIVE, "2025-11"), "2025-11-01", False),
        (vaccination(NONLIVE, None), "2025-11-01", True),
        (vaccination(LIVE, "2025-11-15"), "2025-11-20", False),
        (vaccination(UNKNOWN, "2025-11-15"), "2025-11-20", False),
        (vaccination(NONLIVE, "2025-12-10", planned=True), "2025-12-20", False),
        (vaccination(NONLIVE, "2025-12-10", forecast=True), "2025-12-20", False),
        (vaccination(NONLIVE, None, problem="not valid"), "2025-11-20", False),
    ],
)
def test_only_vaccines_given_before_a_normal_count(
    *, vaccine: Vaccination, counted: str, told: bool, parameters: Parameters
) -> None:
    patient = infant(EXPOSED, vaccine, results=[cd19("300", counted)])
    assert bool(said(patient, parameters, "NEO-02")) is told


@pytest.mark.row("NEO-02")
def test_unexposed_lone_and_older_children_are_not_told(parameters: Parameters) -> None:
    for hers in (UNEXPOSED, None):
        assert said(infant(hers, HEXAVALENT), parameters, "NEO-02") == []
    assert said(infant(EXPOSED, HEXAVALENT, as_of=GROWN), parameters, "NEO-02") == []
    low = cd19("299")
    assert said(infant(EXPOSED, HEXAVALENT, results=[low]), parameters, "NEO-02") != []
    undecided = [(f.row, f.basis) for f in infant_of_treated_mother.judge(infant(None), parameters)]
    assert undecided == [("NEO-02", Basis.UNUSABLE), ("NEO-03", Basis.UNUSABLE)]


@pytest.mark.row("NEO-03")
@pytest.mark.parametrize(
    ("results", "severity", "text", "missing"),
    [
        ([], LOW, "no_count", (COUNT,)),
        ([cd19("150", low=None)], LOW, "unclear", (COUNT,)),
        ([cd19("299")], MODERATE, "low", ()),
        ([lab("lymphocytes", "2.9", low="3.0")], MODERATE, "low", (COUNT,)),
        ([lab("lymphocytes", "3.0", low="3.0")], LOW, "no_count", (COUNT,)),
        ([lab("lymphocytes", "0.9", low=None)], LOW, "no_count", (COUNT,)),
        ([cd19("300"), lab("lymphocytes", "2.9", low="3.0")], MODERATE, "low", ()),
        ([cd19("299"), lab("lymphocytes", "2.9", low="3.0")], MODERATE, "low", ()),
    ],
)
@pytest.mark.parametrize("hers", [EXPOSED, INCOMPLETE])
def test_low_b_cells_or_lymphocytes_go_to_immunology(
    *,
    results: list[LabResult],
    severity: Severity,
    text: str,
    missing: tuple[Missing, ...],
    hers: Mother,
    parameters: Parameters,
) -> None:
    finding = only(said(infant(hers, results=results), parameters, "NEO-03"))
    assert (finding.action, finding.severity, finding.text) == (WARN, severity, text)
    basis = {"low": Basis.FINDING, "unclear": Basis.UNUSABLE, "no_count": Basis.MISSING}
    assert (finding.basis, finding.missing) == (basis[text], missing)
    told = [r for r in results if r.is_low] if text == "low" else results
    told = [] if text == "no_count" else told
    assert finding.because == (*told, *hers.ocrelizumab)
    assert finding.values == {"count": "; ".join(r.display for r in told)}
    assert (finding.target, finding.until) == (Target.OCRELIZUMAB, GROWN)


@pytest.mark.row("NEO-03")
def test_a_normal_count_clears(parameters: Parameters) -> None:
    normal = cd19("300")
    patient = infant(EXPOSED, results=[normal, lab("lymphocytes", "3.0", low="3.0")])
    found = [f for f in infant_of_treated_mother.judge(patient, parameters) if f.row == "NEO-03"]
    assert [(f.action, f.because) for f in found] == [(Action.CLEAR, (normal,))]


@pytest.mark.row("NEO-03")
def test_of_a_lone_infant_only_low_cells_are_told(parameters: Parameters) -> None:
    assert said(infant(None), parameters, "NEO-03") == []
    unclear = cd19("150", low=None)
    assert said(infant(None, results=[unclear]), parameters, "NEO-03") == []
    low = without_number(Flag.LOW)
    assert only(said(infant(None, results=[low]), parameters, "NEO-03")).text == "low"
    assert said(infant(UNEXPOSED, results=[low]), parameters, "NEO-03") == []
    assert said(infant(EXPOSED, as_of=GROWN), parameters, "NEO-03") == []
