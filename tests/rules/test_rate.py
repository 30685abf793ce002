"""DOSE-07 and the rate tables: two hours only after a supplied and clean history."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Grade, Reaction, Stay
from app.clinical.finding import Action, Basis, Severity
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.rate import rate, rate_table_in_force, two_hour_infusion
from tests.charts import (
    COMPLETE,
    allergy,
    chart,
    cs,
    day,
    infusion,
    judged,
    on_treatment,
    only,
    reaction,
    source,
)

OURS = frozenset(("drug_ocrelizumab_iv",))
OTHER = frozenset(("drug_natalizumab",))
TREATED = on_treatment(
    infusion("2024-06-02", "300"),
    infusion("2024-06-16", "300"),
    infusion("2024-12-02", "600"),
    infusion("2025-06-01", "600"),
)


def asked(record: Record, option: str = "2") -> Chart:
    return chart(record, option=option)


@pytest.mark.row("RATE-01", "RATE-02", "RATE-03")
@pytest.mark.parametrize(
    ("record", "option", "row", "minutes"),
    [
        # 250 mL: 225 mL in 2.5 h, then 25 mL at 180 mL/h = 8.33 min
        (cs(), "", "RATE-01", 158),
        (cs(), "2", "RATE-01", 158),
        (on_treatment(infusion("2025-11-17", "300")), "2", "RATE-01", 158),
        # 500 mL: 200 mL in 2 h, then 300 mL at 200 mL/h = 90 min
        (TREATED, "", "RATE-02", 210),
        (TREATED, "1", "RATE-02", 210),
        # 25 + 50 + 125 mL in 1 h, then 300 mL at 300 mL/h
        (TREATED, "2", "RATE-03", 120),
    ],
)
def test_the_rates_of_the_planned_infusion_are_told(
    *, record: Record, option: str, row: str, minutes: int, parameters: Parameters
) -> None:
    patient = asked(record, option)
    assert rate_table_in_force(patient, parameters) == row
    finding = only(judged(rate, patient, parameters))
    assert (finding.row, finding.action, finding.values["minutes"]) == (row, Action.NOTE, minutes)


@pytest.mark.row("RATE-01")
def test_the_subcutaneous_product_has_no_rate(parameters: Parameters) -> None:
    assert judged(rate, chart(TREATED, product="sc"), parameters) == ()


def suffered(*reactions: Reaction, stays: tuple[Stay, ...] = ()) -> Record:
    return replace(TREATED, reactions=reactions, stays=stays)


ADMITTED = Stay(when=day("2025-06-02"), source=source("Encounter"), inpatient=True)


@pytest.mark.row("DOSE-07", "RATE-02")
@pytest.mark.parametrize(
    "record",
    [
        suffered(reaction("symptom", when="2025-06-01", grade=Grade.SEVERE)),
        suffered(reaction("symptom", when="2025-06-02", grade=Grade.LIFE_THREATENING)),
        suffered(reaction("symptom", when="2025-06-02")),  # ungraded
        suffered(reaction("symptom", when="2024-12", grade=Grade.DISABLING)),
        suffered(reaction("symptom", when="2025-06-01", grade=Grade.MILD, serious=True)),
        suffered(reaction("symptom", when="2023-01-01", suspects=OURS)),
        suffered(reaction("reaction_infusion_related")),
        suffered(reaction("symptom", when="2025-06-01", grade=Grade.MILD), stays=(ADMITTED,)),
        replace(TREATED, allergies=(allergy("drug_ocrelizumab_iv"),)),
        replace(TREATED, allergies=(allergy("drug_ocrelizumab_iv", over=True),)),
    ],
)
def test_a_severe_serious_or_ungraded_reaction_excludes_two_hours(
    record: Record, parameters: Parameters
) -> None:
    finding = only(judged(two_hour_infusion, asked(record), parameters))
    assert (finding.row, finding.text, finding.basis) == ("DOSE-07", "reaction", Basis.FINDING)
    assert (finding.action, finding.severity) == (Action.WARN, Severity.LOW)
    assert finding.because
    assert rate_table_in_force(asked(record), parameters) == "RATE-02"


@pytest.mark.row("DOSE-07")
@pytest.mark.parametrize(
    ("record", "text", "action"),
    [
        (TREATED, "clean", Action.NOTE),
        (suffered(reaction("symptom", when="2025-06-01", suspects=OTHER)), "clean", Action.NOTE),
        (suffered(reaction("symptom", when="2025-06-03")), "clean", Action.NOTE),
        (
            suffered(reaction("symptom", when="2024-12-02", grade=Grade.MODERATE)),
            "clean",
            Action.NOTE,
        ),
        (
            suffered(reaction("symptom", when="2025-06-01", grade=Grade.MODERATE)),
            "mild",
            Action.WARN,
        ),
        (on_treatment(infusion("2025-06-01", "600")), "little", Action.WARN),
        (on_treatment(), "little", Action.WARN),
    ],
)
def test_two_hours_are_used_with_a_warning_where_experience_is_short(
    *, record: Record, text: str, action: Action, parameters: Parameters
) -> None:
    finding = only(judged(two_hour_infusion, asked(record), parameters))
    assert (finding.text, finding.action) == (text, action)
    assert finding.severity is (Severity.LOW if action is Action.WARN else None)
    assert rate_table_in_force(asked(record), parameters) == "RATE-03"


@pytest.mark.row("DOSE-07")
@pytest.mark.parametrize(
    ("complete", "row"),
    [
        (COMPLETE - {"AllergyIntolerance"}, "RATE-02"),
        (COMPLETE - {"Condition"}, "RATE-02"),
        (COMPLETE - {"Condition"} | {"AdverseEvent"}, "RATE-03"),
    ],
)
def test_without_a_history_of_reactions_the_slow_table_applies(
    *, complete: frozenset[str], row: str, parameters: Parameters
) -> None:
    patient = asked(replace(TREATED, complete=complete))
    assert rate_table_in_force(patient, parameters) == row
    finding = only(judged(two_hour_infusion, patient, parameters))
    if row == "RATE-02":
        assert (finding.text, finding.action) == ("history", Action.WARN)
        assert (finding.severity, finding.basis) == (Severity.LOW, Basis.MISSING)
        assert [m.type for m in finding.missing] == ["AdverseEvent"]


@pytest.mark.row("DOSE-07")
def test_two_hours_are_never_used_for_the_initial_infusions(parameters: Parameters) -> None:
    finding = only(judged(two_hour_infusion, asked(cs()), parameters))
    assert (finding.text, finding.action, finding.severity) == (
        "initial",
        Action.WARN,
        Severity.LOW,
    )


@pytest.mark.row("DOSE-07")
def test_nothing_is_said_of_two_hours_unless_they_are_asked_for(parameters: Parameters) -> None:
    assert judged(two_hour_infusion, asked(TREATED, ""), parameters) == ()
    assert judged(two_hour_infusion, asked(TREATED, "1"), parameters) == ()
    assert chart(TREATED).start == date(2025, 12, 1)
