"""HBV-01, -02, -03, -06, -07 and -08: what serology, diagnoses and decisions lead to."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Coded, Decision, Diagnosis, LabResult, Reading, Serology
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.hepatitis_b import hepatitis_b
from app.rules.hepatitis_b_rows import HBV_01, HBV_02, HBV_03, HBV_06, HBV_08
from app.rules.rule import DECISION, INPUT, NEVER
from tests.charts import chart, cs, day, diagnosis, lab, only, serology, source
from tests.rules.spoken import BLOCK, HIGH, HOLD, NOTE, WARN, at_site, briefly, spoken

POS, NEG, OPEN = Reading.POSITIVE, Reading.NEGATIVE, Reading.INDETERMINATE
Given = Serology | Diagnosis | Coded | LabResult | Decision

HBSAG_NEG, HBC_NEG = serology("hbsag", NEG), serology("anti_hbc_total", NEG)
HBSAG_POS, HBC_POS = serology("hbsag", POS), serology("anti_hbc_total", POS)
DNA_NEG, DNA_POS = serology("hbv_dna", NEG), serology("hbv_dna", POS)
INFECTION = "cond_hbv_infection_active_or_chronic"


def patient(*given: Given) -> Chart:
    record = cs()
    return chart(
        replace(
            record,
            serologies=tuple(g for g in given if isinstance(g, Serology)),
            diagnoses=(*record.diagnoses, *(g for g in given if isinstance(g, Diagnosis))),
            coded=tuple(g for g in given if isinstance(g, Coded)),
            results=(*record.results, *(g for g in given if isinstance(g, LabResult))),
            decisions=tuple(g for g in given if isinstance(g, Decision)),
        )
    )


def decided(row: str, when: str) -> Decision:
    return Decision(when=day(when), source=source("DetectedIssue"), row=row)


@pytest.mark.row("HBV-01")
@pytest.mark.parametrize(
    "given",
    [
        (HBSAG_POS, HBC_POS),
        (HBSAG_POS, serology("anti_hbc_igm", POS)),
        (HBSAG_NEG, HBC_NEG, DNA_POS),
        (DNA_POS,),
        (HBSAG_NEG, HBC_NEG, serology("hbeag", POS)),
        (HBSAG_NEG, HBC_NEG, diagnosis(INFECTION)),
        (HBSAG_NEG, HBC_NEG, diagnosis(INFECTION, verification="")),
        (diagnosis("finding_hbsag_positive"), diagnosis("finding_anti_hbc_positive")),
        (HBSAG_POS, HBC_POS, decided("HBV-03", "2025-11-25"), decided("HBV-01", "2025-11-25")),
    ],
)
def test_active_hepatitis_b_is_never_given_the_drug(
    given: tuple[Given, ...], parameters: Parameters
) -> None:
    found = only(spoken(hepatitis_b, patient(*given), parameters))
    assert (found.row, found.action, found.severity) == ("HBV-01", BLOCK, HIGH)
    assert (found.text, found.basis, found.cause) == ("active", Basis.FINDING, "")
    assert (found.releases_on, HBV_01.released_by) == (None, NEVER)
    assert HBV_01.aliases == ("CONTRA-HBV-01",)


@pytest.mark.row("HBV-02")
@pytest.mark.parametrize(
    "given",
    [
        (HBSAG_POS, HBC_NEG),
        (HBSAG_POS,),
        (serology("hbsag_confirmation", POS), HBC_NEG),
        (HBSAG_NEG, HBC_NEG, diagnosis("cond_hbv_carrier")),
        (HBSAG_NEG, HBC_NEG, diagnosis("cond_hbv_chronic_or_carrier")),
        (serology("hbsag", POS, preliminary=True), HBC_NEG),
        (serology("hbsag", POS, None), HBSAG_NEG, HBC_NEG),  # an undated positive may be newer
        (serology("hbsag", POS, "2025"), HBSAG_NEG, HBC_NEG),
        (HBSAG_POS, HBC_NEG, decided("HBV-02", "2025-11-25")),  # the site does not allow it
    ],
)
def test_a_carrier_is_blocked(given: tuple[Given, ...], parameters: Parameters) -> None:
    found = only(spoken(hepatitis_b, patient(*given), parameters))
    assert (found.row, found.action, found.severity) == ("HBV-02", BLOCK, HIGH)
    assert (found.text, found.basis, found.cause) == ("carrier", Basis.FINDING, "")
    assert HBV_02.released_by == NEVER


@pytest.mark.row("HBV-02")
@pytest.mark.parametrize(
    ("cleared", "more", "said"),
    [
        ("2025-11-21", (), ("HBV-02", WARN, HIGH, "cleared")),
        ("2025-11-20", (), ("HBV-02", BLOCK, HIGH, "carrier")),
        ("2025-11-21", (DNA_POS,), ("HBV-01", BLOCK, HIGH, "active")),
    ],
)
def test_a_site_may_let_hepatology_release_a_carrier_but_never_with_dna(
    cleared: str, more: tuple[Given, ...], said: object, parameters: Parameters
) -> None:
    allowing = at_site(parameters, "hbv.allowHepatologyRelease", value=True)
    decision = decided("HBV-02", cleared)
    found = only(spoken(hepatitis_b, patient(HBSAG_POS, HBC_NEG, decision, *more), allowing))
    assert (found.row, found.action, found.severity, found.text) == said
    assert found.released_by == (decision if found.action is WARN else None)


@pytest.mark.row("HBV-03")
@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ((HBSAG_NEG, HBC_POS), ["HBV-03"]),
        ((HBSAG_NEG, serology("anti_hbc_igg", POS)), ["HBV-03"]),
        ((HBSAG_NEG, serology("anti_hbc_igm", POS)), ["HBV-03"]),
        ((HBC_POS,), ["HBV-03"]),
        ((HBSAG_NEG, diagnosis("finding_anti_hbc_positive")), ["HBV-03"]),
        # positive once, negative since: a fact that stays
        ((serology("hbsag", POS, "2020-01-01"), HBSAG_NEG, HBC_NEG), ["HBV-03"]),
        ((serology("hbv_dna", POS, "2020"), DNA_NEG, HBSAG_NEG, HBC_NEG), ["HBV-03"]),
        (
            (HBSAG_NEG, serology("anti_hbc_total", POS, "2020"), HBC_NEG),
            ["HBV-03", "HBV-08"],
        ),
        ((serology("hbsag", OPEN), HBC_POS), ["HBV-03", "HBV-08"]),
        ((HBSAG_NEG, HBC_POS, diagnosis(INFECTION, clinical="resolved")), ["HBV-03"]),
    ],
)
def test_hepatitis_b_in_the_past_waits_for_a_hepatology_plan(
    given: tuple[Given, ...], rows: list[str], parameters: Parameters
) -> None:
    found = spoken(hepatitis_b, patient(*given), parameters)
    assert [f.row for f in found] == rows
    assert (found[0].action, found[0].severity, found[0].text) == (HOLD, HIGH, "hold")
    assert (found[0].basis, found[0].cause, found[0].releases_on) == (Basis.FINDING, "", None)
    assert HBV_03.released_by == DECISION


@pytest.mark.row("HBV-03")
@pytest.mark.parametrize(
    ("dna", "asked"),
    [((), (Missing("Observation", "lab_hbv_dna_quantitative"),)), ((DNA_NEG,), ())],
)
def test_the_hold_asks_for_hbv_dna_where_there_is_none(
    dna: tuple[Given, ...], asked: tuple[Missing, ...], parameters: Parameters
) -> None:
    found = only(spoken(hepatitis_b, patient(HBSAG_NEG, HBC_POS, *dna), parameters))
    assert found.missing == asked
    assert ("Obtain HBV DNA" in HBV_03.sentence(found)) is bool(asked)


@pytest.mark.row("HBV-03")
def test_a_positive_igm_says_that_the_infection_may_be_acute(parameters: Parameters) -> None:
    acute = only(spoken(hepatitis_b, patient(HBSAG_NEG, serology("anti_hbc_igm", POS)), parameters))
    assert "acute infection possible" in HBV_03.sentence(acute)
    past = only(spoken(hepatitis_b, patient(HBSAG_NEG, HBC_POS), parameters))
    assert "acute" not in HBV_03.sentence(past)


@pytest.mark.row("HBV-03")
@pytest.mark.parametrize(
    ("planned", "action"),
    [("2025-11-21", WARN), ("2025-11-20", HOLD), ("2025-11", HOLD), ("2025-12", WARN)],
)
def test_a_plan_dated_after_the_result_leaves_a_warning(
    planned: str, action: Action, parameters: Parameters
) -> None:
    plan = decided("HBV-03", planned)
    # a negative HBsAg repeated after the plan is not what the plan answers
    later = serology("hbsag", NEG, "2025-11-30")
    found = only(spoken(hepatitis_b, patient(later, HBC_POS, plan), parameters))
    assert (found.row, found.action, found.severity) == ("HBV-03", action, HIGH)
    assert found.text == ("planned" if action is WARN else "hold")
    assert found.released_by == (plan if action is WARN else None)


@pytest.mark.row("HBV-06")
@pytest.mark.parametrize(
    "given",
    [
        (HBSAG_NEG, HBC_NEG, diagnosis(INFECTION, clinical="resolved")),
        (HBSAG_NEG, HBC_NEG, diagnosis(INFECTION, clinical="inactive")),
        (diagnosis("cond_hbv_carrier", abated=True),),
        (HBSAG_NEG, HBC_NEG, diagnosis(INFECTION, verification="provisional")),
        (HBSAG_NEG, HBC_NEG, diagnosis("finding_hbsag_positive", verification="unconfirmed")),
    ],
)
def test_hepatitis_b_in_the_history_alone_asks_to_confirm_anti_hbc(
    given: tuple[Given, ...], parameters: Parameters
) -> None:
    found = only(spoken(hepatitis_b, patient(*given), parameters))
    assert (found.row, found.action, found.severity) == ("HBV-06", HOLD, HIGH)
    assert (found.text, found.basis, found.cause) == ("history", Basis.FINDING, "")
    assert [m.value_set for m in found.missing] == ["lab_anti_hbc_total"]
    assert HBV_06.released_by == DECISION


@pytest.mark.row("HBV-07")
@pytest.mark.parametrize(
    ("given", "noted"),
    [
        ((serology("anti_hbs", POS),), True),
        ((lab("anti_hbs", "10"),), True),
        ((lab("anti_hbs", "9.9"),), False),
        ((serology("anti_hbs", NEG),), False),
        ((diagnosis("finding_hbv_immune"),), True),
    ],
)
def test_anti_hbs_alone_is_immunity_and_no_hindrance(
    *, given: tuple[Given, ...], noted: bool, parameters: Parameters
) -> None:
    said = briefly(hepatitis_b, patient(HBSAG_NEG, HBC_NEG, *given), parameters)
    assert said == ([("HBV-07", NOTE, None, "immune")] if noted else [])


@pytest.mark.row("HBV-07")
def test_anti_hbs_does_not_excuse_a_missing_or_positive_anti_hbc(parameters: Parameters) -> None:
    immune = serology("anti_hbs", POS)
    assert briefly(hepatitis_b, patient(HBSAG_NEG, immune), parameters) == []
    held = briefly(hepatitis_b, patient(HBSAG_NEG, HBC_POS, immune), parameters)
    assert [row for row, *_ in held] == ["HBV-03"]


@pytest.mark.row("HBV-08")
@pytest.mark.parametrize(
    ("given", "basis"),
    [
        ((serology("hbsag", OPEN), HBC_NEG), Basis.UNUSABLE),
        ((HBSAG_NEG, serology("anti_hbc_total", OPEN)), Basis.UNUSABLE),
        ((HBSAG_NEG, HBC_NEG, serology("hbv_dna", OPEN)), Basis.UNUSABLE),
        ((HBSAG_NEG, HBC_NEG, serology("hbeag", OPEN)), Basis.UNUSABLE),
        # value and interpretation of one result disagree: HBV-08 alone
        ((serology("hbsag", POS, conflicting=True), HBC_NEG), Basis.CONFLICTING),
        ((HBSAG_NEG, serology("anti_hbc_total", POS, conflicting=True)), Basis.CONFLICTING),
        ((HBSAG_NEG, HBC_NEG, serology("hbv_dna", POS, conflicting=True)), Basis.CONFLICTING),
    ],
)
def test_an_unclear_result_is_repeated_before_the_dose(
    given: tuple[Given, ...], basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(hepatitis_b, patient(*given), parameters))
    assert (found.row, found.action, found.severity) == ("HBV-08", HOLD, HIGH)
    assert (found.text, found.basis, found.cause) == ("unclear", basis, "unclear")
    assert len(found.missing) == 1
    assert HBV_08.released_by == INPUT


@pytest.mark.row("HBV-08", "HBV-02")
def test_two_results_of_one_time_that_disagree_take_the_worse_and_are_repeated(
    parameters: Parameters,
) -> None:
    assert briefly(hepatitis_b, patient(HBSAG_POS, HBSAG_NEG, HBC_NEG), parameters) == [
        ("HBV-02", BLOCK, HIGH, "carrier"),
        ("HBV-08", HOLD, HIGH, "unclear"),
    ]


@pytest.mark.row("HBV-08")
def test_an_anti_hbc_that_turned_negative_is_repeated(parameters: Parameters) -> None:
    given = (HBSAG_NEG, serology("anti_hbc_total", POS, "2020-01-01"), HBC_NEG)
    found = spoken(hepatitis_b, patient(*given), parameters)[1]
    assert (found.row, found.action, found.severity) == ("HBV-08", HOLD, HIGH)
    assert (found.text, found.basis, found.cause) == ("lost", Basis.CONFLICTING, "lost")


@pytest.mark.row("HBV-08")
@pytest.mark.parametrize(
    "given",
    [
        (serology("hbsag", OPEN, "2025-11-01"), HBSAG_NEG, HBC_NEG),
        (HBSAG_NEG, serology("anti_hbc_igm", OPEN, "2025-11-01"), HBC_NEG),
        (HBSAG_NEG, HBC_NEG, serology("hbsag", POS, preliminary=True)),  # the final one is there
        (HBSAG_NEG, HBC_NEG, serology("hbsag", None, problem="not readable")),
    ],
)
def test_an_unclear_result_that_was_answered_is_silent(
    given: tuple[Given, ...], parameters: Parameters
) -> None:
    assert briefly(hepatitis_b, patient(*given), parameters) == []


@pytest.mark.row("HBV-02", "HBV-08")
@pytest.mark.parametrize("given", [(HBSAG_NEG, HBC_NEG), (HBSAG_NEG, HBC_NEG, DNA_NEG)])
def test_negative_serology_is_clear(given: tuple[Given, ...], parameters: Parameters) -> None:
    cleared = only(hepatitis_b.judge(patient(*given), parameters))
    assert (cleared.row, cleared.action, cleared.until) == ("HBV-08", Action.CLEAR, None)


@pytest.mark.row("HBV-01", "HBV-03")
def test_untested_patients_are_left_to_the_baseline_rows(parameters: Parameters) -> None:
    for given in ((), (HBSAG_NEG,), (HBC_NEG,), (HBSAG_NEG, serology("anti_hbc_igm", NEG))):
        assert briefly(hepatitis_b, patient(*given), parameters) == []
