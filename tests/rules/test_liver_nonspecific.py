"""LIV-06: fatigue, anorexia, nausea and vomiting ask for liver tests when they are new."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Reaction
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.liver_nonspecific import LIV_06, nonspecific_symptoms
from app.rules.liver_symptoms import symptoms
from tests.charts import chart, coded, cs, day, diagnosis, infusion, lab, on_treatment, only
from tests.charts import reaction as event
from tests.rules.spoken import HOLD, MODERATE, WARN, briefly, spoken

NAUSEA, FATIGUE = "symptom_liver_nonspecific", "symptom_fatigue"
TIRED = (NAUSEA, FATIGUE)
Fact = Diagnosis | Coded | Reaction
SAID = [("LIV-06", WARN, MODERATE, "ask")]


def ill(*facts: Fact, record: Record | None = None) -> Chart:
    """First dose on 2025-06-01, liver tests of 2025-11-20."""
    return chart(
        replace(
            record or on_treatment(),
            diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
            coded=tuple(f for f in facts if isinstance(f, Coded)),
            reactions=tuple(f for f in facts if isinstance(f, Reaction)),
        )
    )


def without_tests(record: Record) -> Record:
    kept = tuple(r for r in record.results if r.analyte not in ("alt", "ast", "bilirubin"))
    return replace(record, results=kept)


UNTESTED = without_tests(on_treatment())


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(
    ("onset", "told"),
    [
        ("2025-11-21", True),  # after the liver tests
        ("2025-11-20", False),  # tested on the same day
        ("2025-10-01", False),
        ("2025-11", True),  # perhaps after the tests
    ],
)
@pytest.mark.parametrize("topics", [(NAUSEA,), TIRED])
def test_liver_tests_since_then_settle_it(
    topics: tuple[str, ...], onset: str, parameters: Parameters, *, told: bool
) -> None:
    found = briefly(nonspecific_symptoms, ill(diagnosis(*topics, onset=onset)), parameters)
    assert found == (SAID if told else [])


@pytest.mark.row("LIV-06")
def test_what_is_missing_is_named(parameters: Parameters) -> None:
    sick = diagnosis(NAUSEA, onset="2025-11-25")
    drawn = replace(UNTESTED, results=(lab("alt", "25", "2025-11-26"), lab("ast")))
    finding = only(spoken(nonspecific_symptoms, ill(sick, record=drawn), parameters))
    assert (finding.because, finding.basis, finding.cause) == ((sick,), Basis.MISSING, "")
    assert finding.missing == (
        Missing("Observation", "lab_ast", date(2025, 11, 25)),
        Missing("Observation", "lab_bilirubin_total", date(2025, 11, 25)),
    )
    assert finding.until == date(2026, 2, 26)  # 3 months and a day
    said = LIV_06.sentence(finding)
    assert f"{NAUSEA}, 2025-11-25" in said
    assert "since then: AST, bilirubin." in said


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(
    ("onset", "told"),
    [
        # without liver tests; asOf 2025-12-01 less 3 months is 2025-09-01
        ("2025-09-01", True),
        ("2025-08-31", False),
        ("2025-05-31", False),
        ("2025", True),
    ],
)
@pytest.mark.parametrize("topics", [(NAUSEA,), TIRED])
def test_only_recent_symptoms_ask(
    topics: tuple[str, ...], onset: str, parameters: Parameters, *, told: bool
) -> None:
    sick = ill(diagnosis(*topics, onset=onset), record=UNTESTED)
    assert briefly(nonspecific_symptoms, sick, parameters) == (SAID if told else [])


@pytest.mark.row("LIV-06")
def test_the_months_count_back_to_the_first_dose_only(parameters: Parameters) -> None:
    begun = without_tests(on_treatment(infusion("2025-11-10", "300")))
    for onset, told in (("2025-11-05", False), ("2025-11-15", True)):
        for topics in ((NAUSEA,), TIRED):
            sick = ill(diagnosis(*topics, onset=onset), record=begun)
            assert bool(briefly(nonspecific_symptoms, sick, parameters)) is told


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(
    "facts",
    [
        # the ordinary patient with multiple sclerosis
        (diagnosis(*TIRED, onset="2019"),),
        (diagnosis(*TIRED),),
        (diagnosis(*TIRED, when=day("2025-11-25"), recorded=day("2025-11-25")),),
        (coded(*TIRED, when="2025-11-25", present=True), diagnosis(FATIGUE, onset="2019")),
        (coded(*TIRED, when="2025-11-25", present=True), diagnosis(FATIGUE)),
        (
            coded(*TIRED, when="2025-11-25", present=True),
            coded(*TIRED, when="2025-05-20", present=True),
        ),
        (
            coded(*TIRED, when="2025-11-25", present=True),
            coded(*TIRED, when="2025-08-20", present=True),
        ),
    ],
)
def test_fatigue_that_is_not_surely_new_is_silent(
    facts: tuple[Fact, ...], parameters: Parameters
) -> None:
    assert briefly(nonspecific_symptoms, ill(*facts, record=UNTESTED), parameters) == []


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(
    "facts",
    [
        (coded(*TIRED, when="2025-11-25", present=True),),
        (
            coded(*TIRED, when="2025-11-25", present=True),
            coded(*TIRED, when="2025-05-20", present=False),
        ),
        (event(*TIRED, when="2025-11-25"),),
        (
            coded(*TIRED, when="2025-11-25", present=True),
            diagnosis(FATIGUE, onset="2019", clinical="resolved"),
        ),
    ],
)
def test_fatigue_that_the_record_first_knows_on_treatment_asks(
    facts: tuple[Fact, ...], parameters: Parameters
) -> None:
    found = spoken(nonspecific_symptoms, ill(*facts, record=UNTESTED), parameters)
    assert [f.because for f in found] == [facts[:1]]


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(("before", "told"), [("2025-11-09", False), ("2025-11-10", True)])
def test_fatigue_known_on_the_day_before_the_first_dose_is_not_new(
    before: str, parameters: Parameters, *, told: bool
) -> None:
    begun = without_tests(on_treatment(infusion("2025-11-10", "300")))
    answers = [coded(*TIRED, when=when, present=True) for when in ("2025-11-25", before)]
    sick = ill(*answers, record=begun)
    assert bool(briefly(nonspecific_symptoms, sick, parameters)) is told


@pytest.mark.row("LIV-06")
def test_nausea_without_a_day_is_asked_about(parameters: Parameters) -> None:
    finding = only(spoken(nonspecific_symptoms, ill(diagnosis(NAUSEA)), parameters))
    assert (finding.text, finding.action, finding.severity) == ("undated", WARN, MODERATE)
    assert [m.since for m in finding.missing] == [None, None, None]
    assert finding.until is None


@pytest.mark.row("LIV-06")
@pytest.mark.parametrize(
    ("onset", "told"),
    [("2025-11-19", True), ("2025-11-20", False), ("2025-11-21", False), ("2025-11-22", True)],
)
def test_what_began_at_an_infusion_is_a_reaction(
    onset: str, parameters: Parameters, *, told: bool
) -> None:
    given = without_tests(on_treatment(infusion("2025-05-01"), infusion("2025-11-20")))
    sick = ill(diagnosis(NAUSEA, onset=onset), record=given)
    assert bool(briefly(nonspecific_symptoms, sick, parameters)) is told


@pytest.mark.row("LIV-06")
@pytest.mark.row("LIV-02")
def test_it_is_silent_where_liv_02_speaks(parameters: Parameters) -> None:
    sick = diagnosis(NAUSEA, onset="2025-11-25")
    pain = diagnosis("symptom_abdominal_pain", onset="2025-11-25")
    patient = ill(sick, pain)
    assert [f[1] for f in briefly(symptoms, patient, parameters)] == [HOLD]
    left = tuple(nonspecific_symptoms.judge(patient, parameters))
    assert [(f.action, f.basis, f.because) for f in left] == [
        (Action.CLEAR, Basis.UNUSABLE, (sick,))
    ]
    tested = replace(pain, onset=day("2025-11-20"), when=day("2025-11-20"))  # LIV-02 is clear
    assert briefly(nonspecific_symptoms, ill(sick, tested), parameters) == SAID


@pytest.mark.row("LIV-06")
def test_seen_tests_clear_it(parameters: Parameters) -> None:
    sick = diagnosis(NAUSEA, onset="2025-11-20")
    found = tuple(nonspecific_symptoms.judge(ill(sick), parameters))
    assert [(f.action, f.basis, f.because) for f in found] == [
        (Action.CLEAR, Basis.FINDING, (sick,))
    ]


@pytest.mark.row("LIV-06")
def test_before_the_first_dose_nothing_is_said(parameters: Parameters) -> None:
    sick = ill(diagnosis(NAUSEA, onset="2025-11-25"), record=cs())
    assert briefly(nonspecific_symptoms, sick, parameters) == []
