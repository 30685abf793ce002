"""IRR-SEV-03, IRR-LATER-01, IRR-NEXT-01: what earlier reactions mean for the next infusion."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Grade, Reaction, Unreadable
from app.clinical.finding import Action, Basis, Severity
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.engine import RuleBook
from app.rules.infusion_reaction import reactions_to_show
from app.rules.infusion_reaction_rows import IRR_NEXT_01
from app.rules.rate import two_hour_infusion
from app.rules.reaction_management import (
    no_two_hours_after_severe_reaction,
    rate_of_later_infusions,
)
from app.rules.reaction_management_rows import IRR_LATER_01
from tests.charts import AS_OF, chart, cs, infusion, judged, on_treatment, only, reaction, source
from tests.rules.infusions import IRR, MILD, at_infusion, now, running
from tests.rules.spoken import at_site

WARN, LOW = Action.WARN, Severity.LOW
OURS = frozenset(["drug_ocrelizumab_iv"])
SEVERE = reaction(IRR, when="2025-06-15", grade=Grade.SEVERE)


def treated(*found: Reaction, **asked: str) -> Chart:
    """Doses on 2025-06-01 and 2025-06-15; the next one is a maintenance dose."""
    return chart(replace(on_treatment(), reactions=found), **asked)  # type: ignore[arg-type]  # option, product


@pytest.mark.row("IRR-SEV-03")
@pytest.mark.parametrize(
    ("found", "speaks"),
    [
        (SEVERE, True),
        (reaction(IRR, when="2025-06-15", grade=Grade.MILD, serious=True), True),
        (reaction(IRR, when="2025-06-15", grade=Grade.MODERATE), False),
        (reaction(IRR, when="2025-06-17", grade=Grade.SEVERE), False),
        (reaction(IRR, when="2020-01-01", grade=Grade.SEVERE, suspects=OURS), True),
        # other rows speak
        (reaction(IRR, when="2025-06-15"), False),
        (reaction(IRR, when="2025-06-15", serious=True), False),
        (reaction(IRR, when="2025-06-15", grade=Grade.LIFE_THREATENING), False),
    ],
)
def test_a_severe_reaction_keeps_to_the_slow_table(
    found: Reaction, *, speaks: bool, parameters: Parameters
) -> None:
    findings = judged(no_two_hours_after_severe_reaction, treated(found), parameters)
    assert [(f.row, f.action, f.severity, f.text, f.basis) for f in findings] == (
        [("IRR-SEV-03", WARN, LOW, "slow", Basis.FINDING)] if speaks else []
    )
    assert all(f.because == (found,) and f.cause == "" for f in findings)
    assert all(f.values == {"reactions": found.display} for f in findings)


@pytest.mark.row("IRR-SEV-03")
@pytest.mark.row("DOSE-07")
def test_the_exclusion_is_said_once(parameters: Parameters) -> None:
    """Where the two-hour table is asked for, by the caller or as the site's rule, by DOSE-07."""
    site = at_site(parameters, "dose.maintenance.option", "2")
    for patient, p in (
        (treated(SEVERE), parameters),
        (treated(SEVERE, option="1"), parameters),
        (treated(SEVERE, option="1"), site),
        (treated(SEVERE, option="2"), parameters),
        (treated(SEVERE), site),
    ):
        rules = (no_two_hours_after_severe_reaction, two_hour_infusion)
        assert len([f for rule in rules for f in judged(rule, patient, p)]) == 1


@pytest.mark.row("IRR-SEV-03")
def test_it_is_said_only_where_there_is_a_choice_of_tables(parameters: Parameters) -> None:
    def said(patient: Chart) -> bool:
        return bool(judged(no_two_hours_after_severe_reaction, patient, parameters))

    assert not said(treated(SEVERE, product="sc"))
    first = (infusion("2025-11-17", "300"),)
    found = replace(SEVERE, when=first[0].when)
    assert not said(chart(replace(on_treatment(*first), reactions=(found,))))  # infusion 2 is next
    assert not said(chart(replace(cs(), reactions=(replace(SEVERE, suspects=OURS),))))
    assert not said(at_infusion(now(grade=Grade.SEVERE)))  # of the present one: IRR-SEV-01


@pytest.mark.row("IRR-LATER-01")
@pytest.mark.parametrize("site", ["eu", "uk"])
@pytest.mark.parametrize("grade", [Grade.MILD, Grade.MODERATE, Grade.SEVERE])
def test_in_europe_later_rates_are_not_changed(site: str, grade: Grade) -> None:
    found = reaction(IRR, when="2025-06-15", grade=grade)
    p = load().parameters(AS_OF, site)
    note = only(judged(rate_of_later_infusions, treated(found), p))
    assert (note.row, note.action, note.text) == ("IRR-LATER-01", Action.NOTE, "same")
    assert (note.because, note.values) == ((found,), {"reactions": found.display})
    assert IRR_LATER_01.with_order


@pytest.mark.row("IRR-LATER-01")
@pytest.mark.parametrize(
    ("found", "told"),
    [
        ((), False),
        ((SEVERE, reaction(IRR, when="2025-06-16", key="two", grade=Grade.MILD)), True),
        ((SEVERE, reaction(IRR, when="2025-06-16", key="two")), False),  # not graded
        # it recurred
        ((SEVERE, reaction(IRR, when="2025-06-01", key="two", grade=Grade.MILD)), False),
        ((reaction(IRR, when="2025-06-15", grade=Grade.LIFE_THREATENING),), False),
        ((reaction(IRR, when="2025-06-15"),), False),
        ((reaction(MILD, when="2025-06-15"),), False),
        # of an infusion that is not known
        ((reaction(IRR, when="2020-01-01", grade=Grade.MILD, suspects=OURS),), False),
    ],
)
def test_unless_a_reaction_recurs(
    found: tuple[Reaction, ...], *, told: bool, parameters: Parameters
) -> None:
    europe = at_site(parameters, "irr.later.tellEu", value=True)
    assert bool(judged(rate_of_later_infusions, treated(*found), europe)) is told
    assert judged(rate_of_later_infusions, treated(*found), parameters) == ()


@pytest.mark.row("IRR-LATER-01")
def test_it_is_told_of_later_infusions_only(parameters: Parameters) -> None:
    europe = at_site(parameters, "irr.later.tellEu", value=True)
    assert judged(rate_of_later_infusions, treated(SEVERE, product="sc"), europe) == ()
    assert judged(rate_of_later_infusions, at_infusion(now(grade=Grade.MILD)), europe) == ()


@pytest.mark.row("IRR-NEXT-01")
def test_a_severe_reaction_is_shown_and_its_consequence_told_once(parameters: Parameters) -> None:
    finding = only(judged(reactions_to_show, treated(SEVERE), parameters))
    assert (finding.text, finding.until) == ("severe", None)
    assert "slow" not in IRR_NEXT_01.sentence(finding)


@pytest.mark.row("IRR-NEXT-01")
@pytest.mark.row("MON-03")
@pytest.mark.parametrize(
    ("found", "text", "until"),
    [
        ((now(MILD),), "now", date(2025, 12, 3)),
        ((now(MILD), replace(now(MILD), when=SEVERE.when)), "now", date(2025, 12, 3)),
        ((now(MILD), SEVERE), "now", date(2025, 12, 3)),
        ((SEVERE,), "severe", None),
        ((SEVERE, reaction(IRR, when="2025-06-01", grade=Grade.MILD)), "severe", None),
        ((now(MILD, when="2025-06-15"),), "mild", None),
    ],
)
def test_a_lone_mild_symptom_of_the_present_infusion_is_graded_now(
    found: tuple[Reaction, ...], text: str, until: date | None, parameters: Parameters
) -> None:
    finding = only(judged(reactions_to_show, at_infusion(*found), parameters))
    assert (finding.action, finding.severity, finding.text) == (WARN, LOW, text)
    assert (finding.because, finding.until) == (found, until)
    assert finding.values["reactions"] == "; ".join(f.display for f in found)
    stopped = at_infusion(*found, given=(running(status="completed"),))
    assert all(f.until is None for f in judged(reactions_to_show, stopped, parameters))


@pytest.mark.row("IRR-NEXT-01")
@pytest.mark.parametrize(
    "topic", ["symptom_pulmonary", "symptom_reaction_mild", "symptom_reaction_serious"]
)
def test_an_invalid_resource_of_a_symptom_is_a_low_warning(
    topic: str, parameters: Parameters
) -> None:
    broken = Unreadable(when=None, source=source("Observation"), topics=frozenset([topic]))
    patient = chart(replace(cs(), unreadable=(broken,)))
    found = only(RuleBook([reactions_to_show]).judge(patient, parameters).findings)
    assert (found.row, found.action, found.severity) == ("IRR-NEXT-01", WARN, LOW)
    assert found.basis is Basis.UNUSABLE
