"""COL-01: blood in the stool, diarrhoea and abdominal pain on treatment."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Diagnosis, Reaction
from app.clinical.finding import Action, Basis, Severity
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.colitis_symptoms import COL_01, colitis_symptoms
from app.rules.rule import DECISION
from tests.charts import chart, coded, cs, day, diagnosis, infusion, on_treatment, only, reaction
from tests.rules.spoken import HIGH, HOLD, MODERATE, WARN, spoken

BLOOD, DIARRHOEA, PAIN = "symptom_blood_in_stool", "symptom_diarrhoea", "symptom_abdominal_pain"
Fact = Diagnosis | Coded | Reaction


def ill(*facts: Fact, record: Record | None = None) -> Chart:
    return chart(
        replace(
            record or on_treatment(),
            diagnoses=tuple(f for f in facts if isinstance(f, Diagnosis)),
            coded=tuple(f for f in facts if isinstance(f, Coded)),
            reactions=tuple(f for f in facts if isinstance(f, Reaction)),
        )
    )


def new(topic: str) -> Diagnosis:
    return diagnosis(topic, onset="2025-09-01")


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    ("facts", "text", "action", "severity"),
    [
        ((new(BLOOD),), "blood", HOLD, HIGH),
        ((new(DIARRHOEA), new(PAIN)), "both", HOLD, HIGH),
        ((new(DIARRHOEA),), "diarrhoea", WARN, MODERATE),
        ((new(PAIN),), "pain", WARN, MODERATE),
        ((coded(BLOOD, when="2025-11-20", present=True),), "blood", HOLD, HIGH),
        ((reaction(DIARRHOEA, when="2025-11-20"),), "diarrhoea", WARN, MODERATE),
    ],
)
def test_the_picture_decides(
    facts: tuple[Fact, ...],
    text: str,
    action: Action,
    severity: Severity,
    parameters: Parameters,
) -> None:
    finding = only(spoken(colitis_symptoms, ill(*facts), parameters))
    assert (finding.row, finding.text, finding.cause) == ("COL-01", text, text)
    assert (finding.action, finding.severity, finding.basis) == (action, severity, Basis.FINDING)
    assert finding.because == facts
    assert all(f.display in COL_01.sentence(finding) for f in facts)
    assert COL_01.released_by == DECISION


@pytest.mark.row("COL-01")
def test_blood_says_what_else_there_is(parameters: Parameters) -> None:
    facts = (new(BLOOD), new(DIARRHOEA), new(PAIN))
    finding = only(spoken(colitis_symptoms, ill(*facts), parameters))
    assert (finding.text, finding.because) == ("blood", facts)


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    ("onset", "basis"),
    [
        # first dose on 2025-06-01
        ("2025-05-31", None),
        ("2025-06-01", Basis.FINDING),
        ("2025-06", Basis.FINDING),
        ("2025-05", None),
        ("2025", Basis.UNUSABLE),
        (None, Basis.UNUSABLE),
    ],
)
@pytest.mark.parametrize(
    ("topics", "action", "text"),
    [
        ((BLOOD,), HOLD, "inexact"),
        ((DIARRHOEA, PAIN), HOLD, "inexact"),
        ((DIARRHOEA,), WARN, "undated"),
        ((PAIN,), WARN, "undated"),
    ],
)
def test_only_what_may_have_begun_after_the_first_dose_counts(
    *,
    topics: tuple[str, ...],
    action: Action,
    text: str,
    onset: str | None,
    basis: Basis | None,
    parameters: Parameters,
) -> None:
    facts = tuple(diagnosis(t, onset=onset) for t in topics)
    found = spoken(colitis_symptoms, ill(*facts), parameters)
    assert [(f.action, f.basis) for f in found] == ([(action, basis)] if basis else [])
    if basis is Basis.UNUSABLE:
        assert only(found).text == text
        assert only(found).cause in ("blood", "both", "diarrhoea", "pain")


@pytest.mark.row("COL-01")
def test_one_undated_half_of_the_picture_makes_it_inexact(parameters: Parameters) -> None:
    for facts in ((new(DIARRHOEA), diagnosis(PAIN)), (diagnosis(DIARRHOEA), new(PAIN))):
        finding = only(spoken(colitis_symptoms, ill(*facts), parameters))
        assert (finding.action, finding.text, finding.basis) == (HOLD, "inexact", Basis.UNUSABLE)


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    "fact",
    [
        diagnosis(DIARRHOEA, when=day("2025-09-01"), recorded=day("2025-09-01")),
        reaction(DIARRHOEA, when="2025-09-01", onset_stated=False),
    ],
)
def test_a_day_of_writing_is_not_the_day_it_began(fact: Fact, parameters: Parameters) -> None:
    finding = only(spoken(colitis_symptoms, ill(fact), parameters))
    assert (finding.text, finding.basis) == ("undated", Basis.UNUSABLE)


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    "fact",
    [
        diagnosis(BLOOD, onset="2025-09-01", clinical="resolved"),
        diagnosis(BLOOD, onset="2025-09-01", abated=True),
        reaction(BLOOD, when="2025-09-01", resolved=True),
        coded(BLOOD, when="2025-11-20", present=False),
        coded(BLOOD, when="2025-11-20", present=None),
        coded(BLOOD, when="2025-05-30", present=True),
    ],
)
def test_what_is_over_or_denied_is_silent(fact: Fact, parameters: Parameters) -> None:
    assert spoken(colitis_symptoms, ill(fact), parameters) == ()


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    ("when", "told"), [("2025-06-01", True), ("2025-05-31", False), (None, True)]
)
def test_an_answer_counts_for_six_months(
    when: str | None, parameters: Parameters, *, told: bool
) -> None:
    # 2025-12-01 less 6 months is 2025-06-01; treated since 2024
    treated = on_treatment(infusion("2024-06-01"), infusion("2025-06-10"))
    answer = coded(DIARRHOEA, when=when, present=True)
    assert bool(spoken(colitis_symptoms, ill(answer, record=treated), parameters)) is told


@pytest.mark.row("COL-01")
def test_each_question_is_read_by_its_newest_answer(parameters: Parameters) -> None:
    melaena = coded(BLOOD, when="2025-11-10", present=True, key="melaena")
    none = coded(BLOOD, when="2025-11-20", present=False, key="haematochezia")
    finding = only(spoken(colitis_symptoms, ill(melaena, none), parameters))
    assert finding.because == (melaena,)
    gone = replace(none, key="melaena")
    assert spoken(colitis_symptoms, ill(melaena, gone), parameters) == ()


@pytest.mark.row("COL-01")
@pytest.mark.parametrize(
    ("topic", "listed", "told"),
    [
        (DIARRHOEA, diagnosis(DIARRHOEA, onset="2018"), False),
        (PAIN, diagnosis(PAIN, onset="2018"), False),
        (DIARRHOEA, diagnosis(DIARRHOEA, onset="2018", clinical="resolved"), True),
        (BLOOD, diagnosis(BLOOD, onset="2018"), True),  # blood is never taken for an old one
    ],
)
def test_an_answer_tells_nothing_new_of_what_was_listed_before(
    topic: str, listed: Diagnosis, parameters: Parameters, *, told: bool
) -> None:
    answer = coded(topic, when="2025-11-20", present=True)
    found = spoken(colitis_symptoms, ill(listed, answer), parameters)
    assert [f.because for f in found] == ([(answer,)] if told else [])


@pytest.mark.row("COL-01")
def test_a_second_onset_on_treatment_is_new_whatever_was_listed_before(
    parameters: Parameters,
) -> None:
    old, again = diagnosis(DIARRHOEA, onset="2018"), new(DIARRHOEA)
    assert only(spoken(colitis_symptoms, ill(old, again), parameters)).because == (again,)


@pytest.mark.row("COL-01")
def test_what_began_on_the_day_of_the_first_dose_was_not_known_before(
    parameters: Parameters,
) -> None:
    listed = diagnosis(DIARRHOEA, onset="2025-06-01")
    answer = coded(DIARRHOEA, when="2025-11-20", present=True)
    finding = only(spoken(colitis_symptoms, ill(listed, answer), parameters))
    assert finding.because == (listed, answer)


@pytest.mark.row("COL-01")
def test_before_the_first_dose_nothing_is_said(parameters: Parameters) -> None:
    assert spoken(colitis_symptoms, ill(new(BLOOD), record=cs()), parameters) == ()
