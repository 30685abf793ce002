"""LIV-02 and LIV-05 as they are read, and the evidence that they quote."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Coded, Diagnosis, LabResult, Reaction
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.liver_symptoms import LIV_02, LIV_05, liver_tests_due, symptoms
from tests.charts import (
    chart,
    coded,
    day,
    diagnosis,
    infusion,
    lab,
    medication,
    on_treatment,
    only,
    reaction,
    source,
)
from tests.rules.results import but
from tests.rules.spoken import HIGH, HOLD, MODERATE, briefly, spoken
from tests.rules.test_liver_symptoms import PAIN, ill

JAUNDICE = "symptom_jaundice"
TURN = date(2026, 5, 21)  # 20 November + 6 months, and a day


def asked(since: date | None, *names: str) -> tuple[Missing, ...]:
    return tuple(Missing("Observation", f"lab_{name}", since) for name in names)


def all_asked(since: date | None) -> tuple[Missing, ...]:
    return asked(since, "alt", "ast", "bilirubin_total")


Symptoms = tuple[Diagnosis | Reaction | Coded, ...]
LATE_JAUNDICE = diagnosis(JAUNDICE, onset="2025-11-25")
LATE_URINE = reaction("symptom_dark_urine", when="2025-11-22")
LATE_PAIN = diagnosis(PAIN, onset="2025-11-25")


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("facts", "results", "sentence", "missing"),
    [
        (
            (LATE_JAUNDICE, LATE_URINE),
            (),
            (
                "On treatment: symptom_jaundice, 2025-11-25; symptom_dark_urine, 2025-11-22. This "
                "may be liver injury. Measure ALT, AST and bilirubin at once and evaluate; a "
                "recorded decision releases the hold."
            ),
            all_asked(date(2025, 11, 25)),
        ),
        (
            (diagnosis(JAUNDICE, onset="2025-11-20"),),
            (),
            (
                "On treatment: symptom_jaundice, 2025-11-20. This may be liver injury. ALT, AST "
                "and bilirubin since then are in the record: evaluate; a recorded decision "
                "releases the hold."
            ),
            (),
        ),
        (
            (LATE_PAIN,),
            (lab("alt", "130"), lab("ast", "150"), lab("bilirubin", "30")),
            (
                "Abdominal pain on treatment (symptom_abdominal_pain, 2025-11-25) with raised "
                "liver tests (alt 130 U/L, 2025-11-20; ast 150 U/L, 2025-11-20; bilirubin 30 "
                "umol/L, 2025-11-20). This may be liver injury. Evaluate now; a recorded decision "
                "releases the hold."
            ),
            all_asked(date(2025, 11, 25)),
        ),
        (
            (LATE_PAIN,),
            (lab("ast", when="2025-11-26"),),
            (
                "Abdominal pain on treatment: symptom_abdominal_pain, 2025-11-25. It can be the "
                "first sign of liver injury. ALT, AST and bilirubin of the same day or later "
                "release the hold; missing: ALT, bilirubin."
            ),
            asked(date(2025, 11, 25), "alt", "bilirubin_total"),
        ),
    ],
)
def test_symptoms_in_words(
    *,
    facts: Symptoms,
    results: tuple[LabResult, ...],
    sentence: str,
    missing: tuple[Missing, ...],
    parameters: Parameters,
) -> None:
    patient = ill(but(on_treatment(), *results).record, *facts)
    found = only(spoken(symptoms, patient, parameters))
    assert LIV_02.sentence(found) == sentence
    assert found.missing == missing
    assert found.because == (*facts, *(results if found.text == "pain_raised" else ()))


@pytest.mark.row("LIV-02")
def test_pain_beside_a_sign_is_told_as_well(parameters: Parameters) -> None:
    found = spoken(symptoms, ill(on_treatment(), LATE_JAUNDICE, LATE_PAIN), parameters)
    assert [(f.text, f.because) for f in found] == [
        ("signs", (LATE_JAUNDICE,)),
        ("pain", (LATE_PAIN,)),
    ]


@pytest.mark.row("LIV-02")
def test_pain_with_normal_tests_since_is_clear(parameters: Parameters) -> None:
    pain = diagnosis(PAIN, onset="2025-11-20")
    cleared = only(symptoms.judge(ill(on_treatment(), pain), parameters))
    assert (cleared.row, cleared.action, cleared.because) == ("LIV-02", Action.CLEAR, (pain,))


@pytest.mark.row("LIV-02")
def test_a_test_that_was_never_done_is_asked_for(parameters: Parameters) -> None:
    record = but(on_treatment(), without=["ast"]).record
    pain = diagnosis(PAIN, onset="2025-11-20")
    found = only(spoken(symptoms, ill(record, pain), parameters))
    assert (found.severity, found.basis) == (MODERATE, Basis.MISSING)
    assert found.missing == asked(date(2025, 11, 20), "ast")


@pytest.mark.row("LIV-02")
def test_a_test_without_a_limit_does_not_release(parameters: Parameters) -> None:
    record = but(on_treatment(), lab("alt", high=None)).record
    found = only(spoken(symptoms, ill(record, diagnosis(PAIN, onset="2025-11-20")), parameters))
    assert found.missing == asked(date(2025, 11, 20), "alt")


@pytest.mark.row("LIV-02")
def test_a_symptom_without_a_day_needs_tests_of_any_day(parameters: Parameters) -> None:
    undated = diagnosis("symptom_dark_urine")
    found = only(spoken(symptoms, ill(on_treatment(), LATE_JAUNDICE, undated), parameters))
    assert found.missing == all_asked(date(2025, 11, 25))
    alone = only(spoken(symptoms, ill(on_treatment(), undated), parameters))
    assert alone.missing == all_asked(None)


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("drawn", "text"),
    # six months before the planned 2025-12-01 is 2025-06-01
    [("2025-06-01", "pain_raised"), ("2025-05-31", "pain")],
)
def test_a_raised_test_of_long_ago_does_not_explain_the_pain(
    drawn: str, text: str, parameters: Parameters
) -> None:
    record = but(on_treatment(infusion("2025-03-01")), lab("alt", "130", drawn)).record
    found = only(spoken(symptoms, ill(record, LATE_PAIN), parameters))
    assert (found.text, found.severity) == (text, HIGH if text == "pain_raised" else MODERATE)


@pytest.mark.row("LIV-02")
def test_a_condition_read_as_a_reaction_counts_once(parameters: Parameters) -> None:
    again = replace(reaction(JAUNDICE, when="2025-11-25"), source=source("Condition"))
    assert briefly(symptoms, ill(on_treatment(), again), parameters) == []
    event = reaction(JAUNDICE, when="2025-11-25")
    assert only(spoken(symptoms, ill(on_treatment(), event), parameters)).because == (event,)


@pytest.mark.row("LIV-02")
@pytest.mark.parametrize(
    ("newest", "said"),
    [
        (coded(JAUNDICE, when="2025-11-25", present=True), True),
        (coded(JAUNDICE, when="2025-11-25", present=False), False),
        (coded(JAUNDICE, when="2025-11-25", present=None), False),
        (coded(JAUNDICE, when="2025-11-25", present=True, problem="bad date"), False),
        (coded(JAUNDICE, when="2025-05", present=True), False),  # 31 May at the latest
        (coded(JAUNDICE, when="2025-06", present=True), True),
    ],
)
def test_the_newest_answer_counts(*, newest: Coded, said: bool, parameters: Parameters) -> None:
    treated = on_treatment(infusion("2025-01-10"))
    before = coded(JAUNDICE, when="2025-04-01", present=True)
    patient = ill(treated, newest, before)
    assert briefly(symptoms, patient, parameters) == (
        [("LIV-02", HOLD, HIGH, "signs" if "11" in str(newest.when) else "signs_tests")]
        if said
        else []
    )


@pytest.mark.row("LIV-02")
def test_a_symptom_on_two_lists_of_signs_is_quoted_once(parameters: Parameters) -> None:
    both = coded(JAUNDICE, "symptom_dark_urine", when="2025-11-25", present=True)
    assert only(spoken(symptoms, ill(on_treatment(), both), parameters)).because == (both,)


@pytest.mark.row("LIV-02")
def test_a_first_dose_without_a_day_hides_no_symptom(parameters: Parameters) -> None:
    old = diagnosis(JAUNDICE, onset="2020-01-01")
    treated = on_treatment(infusion(None), infusion("2025-06-01"))
    assert len(spoken(symptoms, ill(treated, old), parameters)) == 1


@pytest.mark.row("LIV-05")
@pytest.mark.parametrize(
    ("alt", "bilirubin", "sentence", "until"),
    [
        (
            "2025-05-31",
            "2025-11-20",
            (
                "The last ALT or bilirubin is of 2025-05-31, more than 6 months before 2025-12-01. "
                "Repeat the liver tests with this visit."
            ),
            TURN,
        ),
        (
            "2025-11-20",
            "2025",
            (
                "The last ALT or bilirubin is of 2025: the exact date is needed. It may be more "
                "than 6 months before 2025-12-01."
            ),
            TURN,
        ),
    ],
)
def test_liver_tests_that_are_due_in_words(
    *,
    alt: str,
    bilirubin: str,
    sentence: str,
    until: date,
    parameters: Parameters,
) -> None:
    results = lab("alt", when=alt), lab("bilirubin", when=bilirubin)
    found = only(spoken(liver_tests_due, but(on_treatment(), *results), parameters))
    assert LIV_05.sentence(found) == sentence
    assert (found.because, found.until) == (results, until)
    assert found.missing == asked(date(2025, 6, 1), "alt", "bilirubin_total")


@pytest.mark.row("LIV-05")
def test_recent_liver_tests_clear_on_both(parameters: Parameters) -> None:
    results = lab("alt"), lab("bilirubin", when="2025-11-01")
    cleared = only(liver_tests_due.judge(but(on_treatment(), *results), parameters))
    assert (cleared.row, cleared.because) == ("LIV-05", results)
    assert cleared.until == date(2026, 5, 2)


@pytest.mark.row("LIV-05")
def test_a_stopped_treatment_has_no_tests_due(parameters: Parameters) -> None:
    old = but(on_treatment(), lab("alt", when="2025-05-01")).record
    assert len(spoken(liver_tests_due, chart(old), parameters)) == 1
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    stopped = chart(replace(old, medications=(stop,)))
    assert briefly(liver_tests_due, stopped, parameters) == []
