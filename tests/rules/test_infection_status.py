"""INF-SYM-01, INF-OPP-01, infections seen in observations, and what does not rule one out."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.infection import active_infection
from app.rules.infection_status import chronic_infection, infection_status
from app.rules.infection_symptoms import INF_SYM_01, fever
from app.rules.recurrent_infection import INF_OPP_01, recurrent_infection
from app.rules.rule import DECISION
from tests.charts import chart, coded, cs, diagnosis, judged, lab, only

HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW
INFECTION = "cond_active_infection"


def with_answers(*answers: Coded) -> Chart:
    return chart(replace(cs(), complete=frozenset(), coded=answers))


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("value", "when", "held"),
    [
        ("38.0", "2025-12-01", True),
        ("37.9", "2025-12-01", False),
        ("39.1", "2025-11-29", True),  # two days before
        ("39.1", "2025-11-28", False),
        ("39.1", "2025-11", True),  # may be of yesterday
    ],
)
def test_a_fever_of_the_last_two_days_is_assessed(
    value: str, when: str | None, *, held: bool, parameters: Parameters
) -> None:
    patient = chart(replace(cs(), results=(lab("temperature", value, when),)))
    findings = judged(fever, patient, parameters)
    assert [(f.row, f.action, f.severity, f.basis, f.target) for f in findings] == (
        [("INF-SYM-01", HOLD, MODERATE, Basis.FINDING, Target.OCRELIZUMAB)] if held else []
    )
    assert all(f.cause == when and f.releases_on is None for f in findings)
    assert INF_SYM_01.released_by == DECISION


@pytest.mark.row("INF-SYM-01")
def test_fever_speaks_until_its_two_days_are_over(parameters: Parameters) -> None:
    warm = lab("temperature", "38.4", "2025-11-30", preliminary=True)
    cool = lab("temperature", "36.5", "2025-12-01")
    finding = only(judged(fever, chart(replace(cs(), results=(warm, cool))), parameters))
    assert finding.until == date(2025, 12, 3)  # 30 November and two days, then the next one
    assert "38.4 °C was measured on 2025-11-30; 38.0 °C or" in INF_SYM_01.sentence(finding)


@pytest.mark.row("INF-SYM-01")
def test_a_temperature_converted_from_fahrenheit_is_told_in_one_decimal(
    parameters: Parameters,
) -> None:
    warm = lab("temperature", "38.61111111111111111", "2025-12-01")  # 101.5 degrees Fahrenheit
    finding = only(judged(fever, chart(replace(cs(), results=(warm,))), parameters))
    assert "A temperature of 38.6 °C was" in INF_SYM_01.sentence(finding)


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(("comparator", "action"), [(">", HOLD), ("<", Action.WARN)])
def test_a_comparator_that_leaves_fever_open_does_not_prove_it(
    comparator: str, action: Action, parameters: Parameters
) -> None:
    warm = lab("temperature", "38.5", "2025-12-01", comparator=comparator)
    patient = chart(replace(cs(), complete=frozenset(), results=(warm,)))
    assert only(judged(fever, patient, parameters)).action is action
    assert only(judged(infection_status, patient, parameters)).basis is Basis.MISSING


@pytest.mark.row("BASE-INF-01")
@pytest.mark.parametrize(
    ("value", "other", "asked"),
    [
        ("36.8", {}, False),
        ("38.0", {}, True),  # fever never shows that there is no infection
        ("36.8", {"preliminary": True}, True),
    ],
)
def test_only_a_final_temperature_without_fever_satisfies(
    value: str, other: dict[str, object], *, asked: bool, parameters: Parameters
) -> None:
    measured = lab("temperature", value, "2025-12-01", **other)
    patient = chart(replace(cs(), complete=frozenset(), results=(measured,)))
    assert bool(judged(infection_status, patient, parameters)) is asked


@pytest.mark.row("BASE-INF-01")
@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    ("answer", "held", "asked"),
    [
        (coded(INFECTION, when="2025-12-01", present=True), True, False),
        (coded(INFECTION, when="2025-10-20", present=True), True, False),  # 42 days
        (coded(INFECTION, when="2025-10-19", present=True), False, True),
        (coded(INFECTION, when=None, present=True), True, False),
        (coded(INFECTION, when="2025-12-01", present=None), False, True),
        (coded(INFECTION, when="2025-12-01", present=None, text_only=True), False, True),
        (coded(INFECTION, when="2025-12-01", present=False, preliminary=True), False, True),
        (coded(INFECTION, when="2025-12-01", present=False), False, False),
    ],
)
def test_an_observed_infection_holds_and_an_unclear_answer_is_asked(
    answer: Coded, *, held: bool, asked: bool, parameters: Parameters
) -> None:
    patient = with_answers(answer)
    findings = judged(active_infection, patient, parameters)
    assert [(f.row, f.text, f.action, f.severity) for f in findings] == (
        [("INF-HOLD-01", "observed", HOLD, HIGH)] if held else []
    )
    assert bool(judged(infection_status, patient, parameters)) is asked


@pytest.mark.row("INF-HOLD-01")
def test_a_newer_no_ends_an_observed_infection_and_one_of_the_same_day_does_not(
    parameters: Parameters,
) -> None:
    yes = coded(INFECTION, when="2025-11-28", present=True)
    gone = coded(INFECTION, when="2025-11-30", present=False)
    assert judged(active_infection, with_answers(yes, gone), parameters) == ()
    same = replace(gone, when=yes.when)
    for answers in ((yes, same), (same, yes)):
        assert only(judged(active_infection, with_answers(*answers), parameters)).action is HOLD


@pytest.mark.row("INF-OPP-01")
def test_a_recurrent_infection_as_a_problem_warns_and_never_holds(parameters: Parameters) -> None:
    found = diagnosis("cond_infection_recurrent", "cond_infection_urinary")
    patient = chart(replace(cs(), diagnoses=(found,)))
    finding = only(judged(recurrent_infection, patient, parameters))
    assert (finding.row, finding.action, finding.severity) == ("INF-OPP-01", WARN, MODERATE)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.cause, finding.because) == (found.key, (found,))
    assert INF_OPP_01.sentence(finding).startswith("cond_infection_recurrent is in the record.")
    unnamed = chart(replace(cs(), diagnoses=(replace(found, name=""),)))
    said = INF_OPP_01.sentence(only(judged(recurrent_infection, unnamed, parameters)))
    assert said.startswith("A recurrent infection is in the record.")
    assert judged(active_infection, patient, parameters) == ()
    over = chart(replace(cs(), diagnoses=(replace(found, clinical="resolved"),)))
    assert judged(recurrent_infection, over, parameters) == ()


@pytest.mark.row("BASE-INF-01")
@pytest.mark.parametrize(
    "topics", [("cond_infection_recurrent", "cond_infection_urinary"), ("cond_hiv", INFECTION)]
)
def test_a_chronic_problem_does_not_say_whether_there_is_an_infection_today(
    topics: tuple[str, ...], parameters: Parameters
) -> None:
    record = replace(cs(), complete=frozenset(), diagnoses=(diagnosis(*topics),))
    finding = only(judged(infection_status, chart(record), parameters))
    assert (finding.row, finding.action, finding.severity) == ("BASE-INF-01", WARN, LOW)


@pytest.mark.row("INF-CHR-01")
def test_an_unconfirmed_chronic_infection_waits_too(parameters: Parameters) -> None:
    suspected = diagnosis("cond_hcv", verification="unconfirmed")
    patient = chart(replace(cs(), diagnoses=(suspected,)))
    assert only(judged(chronic_infection, patient, parameters)).action is HOLD


@pytest.mark.row("INF-SYM-01")
@pytest.mark.parametrize(
    ("when", "told"),
    [
        # asOf is 1 December: 48 hours reach back to 29 November
        ("2025-12-01", True),
        ("2025-11-29", True),
        ("2025-11-28", False),
        (None, True),
    ],
)
@pytest.mark.parametrize("spoilt", [{"problem": "the number has no unit"}, {"comparator": ">"}])
def test_a_temperature_that_cannot_be_read_is_said(
    when: str | None, spoilt: dict[str, str], parameters: Parameters, *, told: bool
) -> None:
    measured = lab("temperature", "37.0", when, **spoilt)
    found = judged(fever, chart(replace(cs(), results=(*cs().results, measured))), parameters)
    assert [(f.row, f.action, f.severity, f.basis) for f in found] == (
        [("INF-SYM-01", Action.WARN, Severity.MODERATE, Basis.UNUSABLE)] if told else []
    )
    assert all(f.cause == "unreadable" and f.because == (measured,) for f in found)
