"""INF-SYM-01: fever, chills and cough that are listed or answered."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Reaction
from app.clinical.finding import Basis
from app.clinical.record import Record
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.infection_symptoms import INF_SYM_01, symptoms_of_infection
from app.rules.rule import DECISION
from tests.charts import chart, coded, cs, day, diagnosis, infusion, on_treatment, only, reaction
from tests.rules.spoken import HOLD, MODERATE, WARN, spoken

COUGH = "symptom_infection"
Fact = Diagnosis | Coded | Reaction


def ill(*facts: Fact, record: Record | None = None) -> Chart:
    return chart(
        replace(
            record or cs(),
            diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
            coded=tuple(f for f in facts if isinstance(f, Coded)),
            reactions=tuple(f for f in facts if isinstance(f, Reaction)),
        )
    )


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("when", "text"),
    [
        # asOf 2025-12-01 less 14 days is 2025-11-17
        ("2025-12-01", "symptom"),
        ("2025-11-17", "symptom"),
        ("2025-11-16", None),
        ("2025-11", "inexact"),
        ("2025-10", None),
        (None, "undated"),
    ],
)
@pytest.mark.parametrize("record", [cs(), on_treatment()], ids=["before", "on treatment"])
def test_a_recent_symptom_is_assessed_before_the_dose(
    record: Record, when: str | None, text: str | None, parameters: Parameters
) -> None:
    for fact in (
        diagnosis(COUGH, onset=when),
        diagnosis(COUGH, when=day(when), recorded=day(when)),
        coded(COUGH, when=when, present=True),
        reaction(COUGH, when=when),
    ):
        found = spoken(symptoms_of_infection, ill(fact, record=record), parameters)
        assert [(f.row, f.text, f.severity) for f in found] == (
            [("INF-SYM-01", text, MODERATE)] if text else []
        )
        if text:
            assert only(found).action is (WARN if text == "undated" else HOLD)
            exact = text == "symptom"
            assert only(found).basis is (Basis.FINDING if exact else Basis.UNUSABLE)
            assert only(found).because == (fact,)
            assert only(found).cause == f"{COUGH}|{when or 'an unknown day'}"


@pytest.mark.row("INF-SYM-01")
def test_it_speaks_until_its_days_are_over(parameters: Parameters) -> None:
    cough = diagnosis(COUGH, onset="2025-11-20", name="Cough")
    finding = only(spoken(symptoms_of_infection, ill(cough), parameters))
    assert finding.until == date(2025, 12, 5)  # 20 November and 14 days, then the next one
    assert finding.releases_on is None
    said = INF_SYM_01.sentence(finding)
    assert said.startswith("Cough is recorded since 2025-11-20, at most 14 days ago.")
    assert INF_SYM_01.released_by == DECISION
    undated = replace(cough, when=None, onset=None, name="")
    finding = only(spoken(symptoms_of_infection, ill(undated), parameters))
    assert finding.until is None
    assert INF_SYM_01.sentence(finding).startswith("A symptom of infection is recorded without")


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    "fact",
    [
        diagnosis(COUGH, onset="2025-11-25", clinical="resolved"),
        diagnosis(COUGH, onset="2025-11-25", abated=True),
        reaction(COUGH, when="2025-11-25", resolved=True),
        coded(COUGH, when="2025-11-25", present=False),
    ],
)
def test_what_is_over_or_denied_is_silent(fact: Fact, parameters: Parameters) -> None:
    assert spoken(symptoms_of_infection, ill(fact), parameters) == ()


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("when", "told"), [("2025-11-17", True), ("2025-11-16", False), (None, True)]
)
def test_an_unclear_answer_is_asked_about(
    when: str | None, parameters: Parameters, *, told: bool
) -> None:
    answer = coded(COUGH, when=when, present=None, text_only=True)
    found = spoken(symptoms_of_infection, ill(answer), parameters)
    assert [(f.text, f.action, f.severity, f.basis) for f in found] == (
        [("unclear", WARN, MODERATE, Basis.UNUSABLE)] if told else []
    )


@pytest.mark.row("INF-SYM-01")
def test_the_newest_answer_counts(parameters: Parameters) -> None:
    yes = coded(COUGH, when="2025-11-20", present=True)
    no = coded(COUGH, when="2025-11-30", present=False)
    assert spoken(symptoms_of_infection, ill(yes, no), parameters) == ()
    back = replace(no, when=day("2025-11-19"))
    assert only(spoken(symptoms_of_infection, ill(yes, back), parameters)).because == (yes,)


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("onset", "told"),
    [
        ("2025-11-19", True),
        ("2025-11-20", False),
        ("2025-11-21", False),
        ("2025-11-22", True),
        ("2025-11", True),
        (None, True),
    ],
)
def test_what_began_at_an_infusion_is_left_to_the_rows_on_reactions(
    onset: str | None, parameters: Parameters, *, told: bool
) -> None:
    given = on_treatment(infusion(None), infusion("2025-11-20", "300"))
    chills = ill(diagnosis(COUGH, onset=onset), record=given)
    assert bool(spoken(symptoms_of_infection, chills, parameters)) is told


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://snomed.info/sct", "386661006"),
        ("http://snomed.info/sct", "43724002"),
        ("http://snomed.info/sct", "49727002"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "R50.9"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "R05.9"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "R68.83"),
    ],
)
def test_codes_of_fever_chills_and_cough_hold(
    system: str, code: str, parameters: Parameters
) -> None:
    found = diagnosis(*sorted(load().codes.topics(system, code)), onset="2025-11-28")
    assert [f.action for f in spoken(symptoms_of_infection, ill(found), parameters)] == [HOLD]


@pytest.mark.row("INF-SYM-01")
def test_fever_after_a_vaccination_is_no_sign_of_infection() -> None:
    topics = load().codes.topics("http://hl7.org/fhir/sid/icd-10-cm", "R50.83")
    assert COUGH not in topics
