"""SC-02 and SC-03: premedication before the injection, and watching after it."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Allergy
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.corticosteroid import corticosteroid, steroid_choice
from app.rules.premedication import (
    antihistamine,
    antihistamine_choice,
    antipyretic,
    antipyretic_suppressed,
)
from app.rules.subcutaneous_visit import (
    observation_after_the_injection,
    subcutaneous_premedication,
)
from tests.charts import allergy, chart, cs, infusion, judged, only
from tests.rules.injections import allergic, asked, injection
from tests.rules.test_premedication import (
    BY_ATC,
    CETIRIZINE,
    DEXAMETHASONE,
    DIPHENHYDRAMINE,
    METHYLPREDNISOLONE,
    site_with,
)

STEROIDS = allergy("drug_corticosteroid_equivalent", name="corticosteroids")


@pytest.fixture(scope="module")
def with_dexamethasone(tmp_path_factory: pytest.TempPathFactory) -> Parameters:
    return site_with("premed.steroid.equivalent", "dexamethasone", tmp_path_factory)


def held(patient: Chart, p: Parameters) -> Finding:
    return only(f for f in judged(subcutaneous_premedication, patient, p) if f.text != "time")


@pytest.mark.row("SC-02")
def test_dexamethasone_and_an_antihistamine_by_mouth_half_an_hour_before(
    parameters: Parameters,
) -> None:
    note = only(judged(subcutaneous_premedication, asked(), parameters))
    assert (note.row, note.text, note.action) == ("SC-02", "time", Action.NOTE)
    assert note.values == {"mg": "20", "minutes": 30}
    assert steroid_choice(asked(), parameters) == "dexamethasone"
    assert antihistamine_choice(asked(), parameters) == ("diphenhydramine", False)
    assert judged(subcutaneous_premedication, chart(cs()), parameters) == ()


@pytest.mark.row("SC-02")
@pytest.mark.parametrize(
    "allergies",
    [
        (DEXAMETHASONE,),
        (STEROIDS,),
        (METHYLPREDNISOLONE,),
        (BY_ATC,),
        (replace(DEXAMETHASONE, confirmed=False),),
        (METHYLPREDNISOLONE, DEXAMETHASONE),
    ],
)
def test_an_allergy_to_a_corticosteroid_holds_the_injection(
    allergies: tuple[Allergy, ...], parameters: Parameters
) -> None:
    patient = allergic(*allergies)
    finding = held(patient, parameters)
    assert (finding.row, finding.text) == ("SC-02", "allergy")
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.cause, finding.releases_on) == ("", None)
    assert set(finding.because) == set(allergies)
    assert steroid_choice(patient, parameters) is None


@pytest.mark.row("SC-02")
def test_a_site_may_give_dexamethasone_after_an_allergy_to_methylprednisolone_alone(
    with_dexamethasone: Parameters,
) -> None:
    patient = allergic(METHYLPREDNISOLONE)
    finding = held(patient, with_dexamethasone)
    assert (finding.text, finding.action, finding.severity) == (
        "accepted",
        Action.WARN,
        Severity.LOW,
    )
    assert finding.values == {"substance": "methylprednisolone"}
    assert steroid_choice(patient, with_dexamethasone) == "dexamethasone"
    class_too = held(allergic(METHYLPREDNISOLONE, STEROIDS), with_dexamethasone)
    assert (class_too.text, class_too.action) == ("allergy", Action.HOLD)
    named = str(class_too.values["substance"]).split(", ")
    assert sorted(named) == ["corticosteroids", "methylprednisolone"]


@pytest.mark.row("SC-02")
def test_an_allergy_that_is_over_changes_nothing(parameters: Parameters) -> None:
    patient = allergic(replace(DEXAMETHASONE, over=True))
    assert [f.text for f in judged(subcutaneous_premedication, patient, parameters)] == ["time"]
    assert steroid_choice(patient, parameters) == "dexamethasone"


@pytest.mark.row("PREMED-STER-01", "PREMED-STER-02", "PREMED-STER-03")
def test_the_intravenous_steroid_is_not_spoken_of(
    parameters: Parameters, with_dexamethasone: Parameters
) -> None:
    for p in (parameters, with_dexamethasone):
        assert judged(corticosteroid, asked(), p) == ()
        assert judged(corticosteroid, allergic(METHYLPREDNISOLONE, DEXAMETHASONE), p) == ()


@pytest.mark.row("PREMED-AH-01", "PREMED-AH-02", "PREMED-AH-03")
def test_the_antihistamine_is_the_one_before_an_infusion(parameters: Parameters) -> None:
    note = only(judged(antihistamine, asked(), parameters))
    assert (note.row, note.values) == ("PREMED-AH-02", {"route": "oral"})
    patient = allergic(DIPHENHYDRAMINE, CETIRIZINE)
    finding = only(f for f in judged(antihistamine, patient, parameters) if f.text != "route")
    assert (finding.text, finding.action) == ("allergy", Action.HOLD)


@pytest.mark.row("PREMED-AP-01")
def test_no_antipyretic_before_an_injection(parameters: Parameters) -> None:
    note = only(judged(antipyretic, asked(), parameters))
    assert (note.text, note.action) == ("subcutaneous", Action.NOTE)
    assert antipyretic_suppressed(asked(), parameters)


@pytest.mark.row("SC-03")
@pytest.mark.parametrize(
    ("given", "text", "minutes"),
    [
        ((), "first", 60),
        ((infusion("2025-06-01", "600"),), "first", 60),  # only infusions so far
        ((injection("2025-06-01"),), "later", 15),
        ((injection("2025-06-01", "400", status="stopped"),), "first", 60),
        ((injection("2024-12-01"),), "later", 15),  # 12 months: no restart yet
        ((injection("2024-11-30"),), "first", 60),  # a restart
    ],
)
def test_the_patient_is_watched_longer_after_the_first_injection(
    *, given: tuple[Administration, ...], text: str, minutes: int, parameters: Parameters
) -> None:
    note = only(judged(observation_after_the_injection, asked(*given), parameters))
    assert (note.row, note.action, note.text) == ("SC-03", Action.NOTE, text)
    assert note.values == {"minutes": minutes}
    assert note.because == (given if text == "later" else ())


@pytest.mark.row("SC-03")
def test_watching_after_an_infusion_is_not_told_by_sc_03(parameters: Parameters) -> None:
    patient = chart(cs(), start=date(2025, 12, 1))
    assert judged(observation_after_the_injection, patient, parameters) == ()
