"""MON-03: a symptom observed from the start to a day after the end is judged as a reaction."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Grade, Stay
from app.clinical.finding import Action
from app.knowledge.parameters import Parameters
from app.rules import hospital_care, infusion_reaction, reaction_management
from app.rules.engine import RuleBook
from app.rules.rate import two_hour_infusion
from tests.charts import chart, coded, cs, day, infusion, judged, on_treatment, only, source
from tests.rules.infusions import AIRWAYS, MILD, SERIOUS, at_infusion

BLOCK, HOLD, WARN, NOTE = Action.BLOCK, Action.HOLD, Action.WARN, Action.NOTE
BOOK = RuleBook([*infusion_reaction.RULES, *reaction_management.RULES])
SPEAKING = ("CONTRA-IRR-01", "missing")


def seen(*topics: str, at: str | None = "2025-12-01T11:00:00Z", **other: object) -> Coded:
    return coded(*topics, when=at, **({"present": True} | other))


def answers(patient: Chart, p: Parameters) -> list[tuple[str, Action, str]]:
    findings = BOOK.judge(patient, p).findings
    said = [(f.row, f.action, f.text) for f in findings if f.action > Action.CLEAR]
    return [one for one in said if one[::2] != SPEAKING]


@pytest.mark.row("MON-03")
@pytest.mark.parametrize(
    ("symptom", "expected"),
    [
        (seen(MILD), [("IRR-NEXT-01", WARN, "now")]),
        (seen(SERIOUS), [("IRR-UNGRADED", HOLD, "grade")]),
        (seen("symptom_infusion_reaction"), [("IRR-UNGRADED", HOLD, "grade")]),
        (seen("symptom_pulmonary"), [("IRR-UNGRADED", HOLD, "grade")]),
        (seen(AIRWAYS), [("IRR-LT-02", HOLD, "now")]),
        (seen("reaction_anaphylaxis"), [("IRR-LT-01", BLOCK, "reaction")]),
        (seen("reaction_anaphylaxis", preliminary=True), [("IRR-UNGRADED", HOLD, "suspected")]),
        (
            seen(MILD, grade=Grade.MILD),
            [("IRR-MILD-01", WARN, "rate"), ("IRR-MILD-02", NOTE, "onset")],
        ),
        (seen(SERIOUS, grade=Grade.SEVERE), [("IRR-SEV-01", HOLD, "reaction")]),
        (seen(SERIOUS, present=False), []),
        (seen(SERIOUS, at="2025-12-01T09:59:00Z"), []),  # before the start
        (seen(SERIOUS, at="2025-11-28"), []),
        (seen(SERIOUS, at=None), []),
        # what is a sure reaction needs a day, whenever it was
        (seen(AIRWAYS, at=None), [("IRR-UNGRADED", HOLD, "undated")]),
        (seen(AIRWAYS, at="2025-11-28"), []),
        (seen("symptom_diarrhoea"), []),
    ],
)
def test_an_observed_symptom_is_judged_by_its_grade(
    symptom: Coded, expected: list[tuple[str, Action, str]], parameters: Parameters
) -> None:
    assert answers(at_infusion(symptom), parameters) == expected


@pytest.mark.row("MON-03")
def test_the_start_of_what_was_observed_counts(parameters: Parameters) -> None:
    """Observed until two days after the dose of 15 June, but begun on the day after it."""
    long = seen(SERIOUS, at="2025-06-17", began=day("2025-06-16"))
    assert answers(at_infusion(long, given=()), parameters) == [("IRR-UNGRADED", HOLD, "grade")]
    late = replace(long, began=None)
    assert answers(at_infusion(late, given=()), parameters) == []


@pytest.mark.row("MON-03")
def test_two_mild_symptoms_of_one_infusion_are_graded(parameters: Parameters) -> None:
    itch, fever = seen(MILD, key="itch"), seen(MILD, key="fever")
    two = [("IRR-UNGRADED", HOLD, "grade")] * 2
    assert answers(at_infusion(itch, fever), parameters) == two
    again = at_infusion(itch, replace(itch, when=day("2025-12-01T11:30:00Z")))
    assert answers(again, parameters) == [("IRR-NEXT-01", WARN, "now")]


@pytest.mark.row("MON-03")
def test_before_any_dose_a_symptom_is_no_reaction(parameters: Parameters) -> None:
    patient = chart(replace(cs(), coded=(seen(SERIOUS), seen(AIRWAYS))))
    assert answers(patient, parameters) == []


@pytest.mark.row("IRR-SEV-02")
def test_a_severe_symptom_that_is_gone_may_be_followed_by_a_restart(parameters: Parameters) -> None:
    severe = seen(SERIOUS, grade=Grade.SEVERE)
    gone = seen(SERIOUS, at="2025-12-01T11:40:00Z", present=False)
    assert answers(at_infusion(severe, gone), parameters) == [("IRR-SEV-02", WARN, "rate")]
    before = seen(SERIOUS, at="2025-12-01T10:40:00Z", present=False)
    assert answers(at_infusion(severe, before), parameters) == [("IRR-SEV-01", HOLD, "reaction")]


@pytest.mark.row("DOSE-07")
@pytest.mark.row("MON-06")
def test_an_observed_symptom_excludes_the_two_hour_table_too(parameters: Parameters) -> None:
    doses = (infusion("2024-06-02", "300"), infusion("2024-06-16", "300"), infusion("2025-06-01"))
    symptom = seen(SERIOUS, at="2025-06-01")
    stay = Stay(when=day("2025-06-01"), source=source("Encounter"), inpatient=True)
    record = replace(on_treatment(*doses), coded=(symptom,), stays=(stay,))
    patient = chart(record, option="2")
    found = only(judged(two_hour_infusion, patient, parameters))
    assert (found.text, [f.source for f in found.because]) == ("reaction", [symptom.source])
    told = only(judged(hospital_care.hospital_care, patient, parameters))
    assert [f.source for f in told.because] == [symptom.source, stay.source]
