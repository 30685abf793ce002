"""PREMED rows: what an allergy, the age or the liver changes before the infusion."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Allergy, LabResult
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.allergy_list import allergies_known
from app.rules.corticosteroid import corticosteroid, steroid_choice
from app.rules.premedication import (
    antihistamine,
    antihistamine_choice,
    antipyretic,
    antipyretic_suppressed,
)
from tests.charts import (
    AS_OF,
    COMPLETE,
    allergy,
    chart,
    cs,
    diagnosis,
    judged,
    lab,
    only,
    patient,
)

DIPHENHYDRAMINE = allergy("drug_antihistamine", "drug_diphenhydramine", name="diphenhydramine")
CETIRIZINE = allergy("drug_antihistamine", "drug_cetirizine", name="cetirizine")
LORATADINE = allergy("drug_antihistamine", name="loratadine")
METHYLPREDNISOLONE = allergy("drug_methylprednisolone", name="methylprednisolone")
BY_ATC = allergy(
    "drug_methylprednisolone", "drug_corticosteroid_equivalent", name="methylprednisolone"
)
DEXAMETHASONE = allergy(
    "drug_corticosteroid_equivalent", "drug_dexamethasone", name="dexamethasone"
)


def allergic(*allergies: Allergy) -> Chart:
    return chart(replace(cs(), allergies=allergies))


def spoken(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Without the notes that every dose carries."""
    return tuple(f for f in findings if f.text not in ("time", "route", "given"))


@pytest.fixture(scope="module")
def with_dexamethasone(tmp_path_factory: pytest.TempPathFactory) -> Parameters:
    """A site that names dexamethasone as its equivalent."""
    return site_with("premed.steroid.equivalent", "dexamethasone", tmp_path_factory)


def site_with(name: str, value: str, folders: pytest.TempPathFactory) -> Parameters:
    folder: Path = folders.mktemp("sites")
    (folder / "north.yaml").write_text(
        f"title: North\ntimeZone: Europe/Paris\nparameters:\n  {name}:\n"
        f'    - {{from: 2024-01-01, value: "{value}", citations: [general-knowledge]}}\n'
    )
    return load(folder).parameters(AS_OF, "north")


@pytest.mark.row("PREMED-01")
def test_no_list_of_allergies_is_a_moderate_warning(parameters: Parameters) -> None:
    record = replace(cs(), complete=COMPLETE - {"AllergyIntolerance"})
    finding = only(spoken(judged(allergies_known, chart(record), parameters)))
    assert (finding.row, finding.action, finding.severity) == (
        "PREMED-01",
        Action.WARN,
        Severity.MODERATE,
    )
    assert (finding.basis, finding.target) == (Basis.MISSING, Target.OCRELIZUMAB)
    assert [m.type for m in finding.missing] == ["AllergyIntolerance"]
    assert spoken(judged(allergies_known, chart(), parameters)) == ()


@pytest.mark.row("PREMED-STER-01", "PREMED-STER-03")
@pytest.mark.parametrize(
    ("allergies", "text"),
    [
        ((METHYLPREDNISOLONE,), "allergy"),
        ((BY_ATC,), "allergy"),
        ((allergy("drug_methylprednisolone_oral"),), "allergy"),
        ((replace(METHYLPREDNISOLONE, confirmed=False),), "allergy"),
        ((DEXAMETHASONE,), "steroids"),
        ((METHYLPREDNISOLONE, DEXAMETHASONE), "steroids"),
    ],
)
def test_an_allergy_to_the_corticosteroid_holds_the_dose(
    allergies: tuple[Allergy, ...], text: str, parameters: Parameters
) -> None:
    patient_chart = allergic(*allergies)
    finding = only(spoken(judged(corticosteroid, patient_chart, parameters)))
    assert (finding.row, finding.text) == ("PREMED-STER-01", text)
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert (finding.basis, finding.releases_on) == (Basis.FINDING, None)
    assert set(finding.because) == set(allergies)
    assert steroid_choice(patient_chart, parameters) is None


@pytest.mark.row("PREMED-STER-03")
def test_a_site_may_name_an_equivalent(with_dexamethasone: Parameters) -> None:
    patient_chart = allergic(METHYLPREDNISOLONE)
    finding = only(spoken(judged(corticosteroid, patient_chart, with_dexamethasone)))
    assert (finding.row, finding.text) == ("PREMED-STER-03", "substituted")
    assert (finding.action, finding.severity) == (Action.WARN, Severity.LOW)
    assert steroid_choice(patient_chart, with_dexamethasone) == "dexamethasone"


@pytest.mark.row("PREMED-STER-03")
def test_an_allergy_to_steroids_holds_even_where_an_equivalent_is_named(
    with_dexamethasone: Parameters,
) -> None:
    patient_chart = allergic(METHYLPREDNISOLONE, DEXAMETHASONE)
    finding = only(spoken(judged(corticosteroid, patient_chart, with_dexamethasone)))
    assert (finding.row, finding.text, finding.action) == (
        "PREMED-STER-01",
        "steroids",
        Action.HOLD,
    )


@pytest.mark.row("PREMED-STER-01")
def test_an_allergy_that_is_over_changes_nothing(parameters: Parameters) -> None:
    over = allergic(replace(METHYLPREDNISOLONE, over=True), replace(DIPHENHYDRAMINE, over=True))
    assert spoken(judged(corticosteroid, over, parameters)) == ()
    assert spoken(judged(antihistamine, over, parameters)) == ()
    assert steroid_choice(over, parameters) == "methylprednisolone"


@pytest.mark.row("PREMED-AH-01")
@pytest.mark.parametrize(
    ("allergies", "text", "action", "severity", "choice"),
    [
        ((), None, None, None, ("diphenhydramine", False)),
        ((DIPHENHYDRAMINE,), "substituted", Action.WARN, Severity.LOW, ("cetirizine", False)),
        ((CETIRIZINE,), "other", Action.WARN, Severity.LOW, ("diphenhydramine", False)),
        ((LORATADINE,), "other", Action.WARN, Severity.LOW, ("diphenhydramine", False)),
        ((DIPHENHYDRAMINE, CETIRIZINE), "allergy", Action.HOLD, Severity.MODERATE, None),
    ],
)
def test_an_allergy_to_the_antihistamine_changes_it_or_holds(
    *,
    allergies: tuple[Allergy, ...],
    text: str | None,
    action: Action | None,
    severity: Severity | None,
    choice: tuple[str, bool] | None,
    parameters: Parameters,
) -> None:
    patient_chart = allergic(*allergies)
    findings = spoken(judged(antihistamine, patient_chart, parameters))
    assert [(f.row, f.text, f.action, f.severity) for f in findings] == (
        [("PREMED-AH-01", text, action, severity)] if text else []
    )
    assert antihistamine_choice(patient_chart, parameters) == choice


@pytest.mark.row("PREMED-AH-01")
@pytest.mark.parametrize(
    ("born", "reduced"),
    [("1960-12-01", True), ("1960-12-02", False), ("1960", True), ("1961", False), (None, False)],
)
def test_from_65_years_on_the_antihistamine_is_reduced(
    *, born: str | None, reduced: bool, parameters: Parameters
) -> None:
    patient_chart = chart(replace(cs(), patient=patient(born)))
    assert antihistamine_choice(patient_chart, parameters) == ("diphenhydramine", reduced)
    notes = [f.text for f in judged(antihistamine, patient_chart, parameters)]
    assert ("reduced" in notes) is reduced


@pytest.mark.row("PREMED-STER-02", "PREMED-AH-02", "PREMED-AH-03", "PREMED-01")
def test_time_and_route_are_told_at_every_dose(parameters: Parameters) -> None:
    steroid = only(judged(corticosteroid, chart(), parameters))
    assert (steroid.row, steroid.values, steroid.action) == (
        "PREMED-STER-02",
        {"minutes": 30},
        Action.NOTE,
    )
    route, time = judged(antihistamine, chart(), parameters)
    assert (route.row, route.values) == ("PREMED-AH-02", {"route": "oral"})
    assert (time.row, time.values) == ("PREMED-AH-03", {"first": 30, "last": 60})
    assert only(judged(allergies_known, chart(), parameters)).row == "PREMED-01"


@pytest.mark.row("PREMED-AP-01")
@pytest.mark.parametrize(
    ("allergies", "results", "texts"),
    [
        ((), (), []),
        ((allergy("drug_antipyretic", "drug_acetaminophen"),), (), ["allergy"]),
        ((allergy("drug_antipyretic", "drug_ibuprofen"),), (), []),
        ((), (lab("alt", "120"),), []),  # three times 40, not above
        ((), (lab("alt", "120.1"),), ["liver"]),
        ((), (lab("ast", "121"),), ["liver"]),
        ((), (lab("alt", "121", preliminary=True),), ["liver"]),
        ((), (lab("alt", "100", comparator=">"),), ["liver"]),
        ((), (lab("alt", "50", high=None),), ["liver"]),
    ],
)
def test_the_antipyretic_is_left_out_for_allergy_or_liver(
    allergies: tuple[Allergy, ...],
    results: tuple[LabResult, ...],
    texts: list[str],
    parameters: Parameters,
) -> None:
    patient_chart = chart(replace(cs(), allergies=allergies, results=results))
    findings = judged(antipyretic, patient_chart, parameters)
    assert [(f.row, f.text, f.action) for f in findings] == [
        ("PREMED-AP-01", text, Action.NOTE) for text in texts
    ]
    assert antipyretic_suppressed(patient_chart, parameters) is bool(texts)


@pytest.mark.row("PREMED-AP-01")
def test_the_antipyretic_is_left_out_in_hepatic_impairment(parameters: Parameters) -> None:
    ill = diagnosis("cond_hepatic_impairment")
    record = cs()
    patient_chart = chart(replace(record, diagnoses=(*record.diagnoses, ill)))
    assert only(judged(antipyretic, patient_chart, parameters)).because == (ill,)
    healed = replace(ill, clinical="resolved")
    patient_chart = chart(replace(record, diagnoses=(*record.diagnoses, healed)))
    assert not antipyretic_suppressed(patient_chart, parameters)


@pytest.mark.row("PREMED-AP-01")
def test_a_site_may_leave_the_antipyretic_out(tmp_path_factory: pytest.TempPathFactory) -> None:
    off = site_with("premed.antipyretic.enabled", "false", tmp_path_factory)
    assert only(judged(antipyretic, chart(), off)).text == "off"
    assert antipyretic_suppressed(chart(), off)


@pytest.mark.row("PREMED-AH-01")
def test_an_allergy_to_a_third_antihistamine_is_said_of_the_substitute_too(
    parameters: Parameters,
) -> None:
    patient_chart = allergic(DIPHENHYDRAMINE, LORATADINE)
    substituted, other = spoken(judged(antihistamine, patient_chart, parameters))
    assert (substituted.text, other.text) == ("substituted", "other")
    assert other.values["product"] == "Cetirizine"
    assert (other.action, other.severity, other.because) == (
        Action.WARN,
        Severity.LOW,
        (LORATADINE,),
    )
    assert substituted.cause != other.cause


@pytest.mark.row("PREMED-AH-01")
def test_no_reduced_dose_is_told_of_a_product_that_has_none(parameters: Parameters) -> None:
    record = replace(cs(), patient=patient("1955-01-01"), allergies=(DIPHENHYDRAMINE,))
    assert antihistamine_choice(chart(record), parameters) == ("cetirizine", False)
    texts = [f.text for f in judged(antihistamine, chart(record), parameters)]
    assert "substituted" in texts
    assert "reduced" not in texts
