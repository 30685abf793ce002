"""IRR-SEV-01 and IRR-SEV-02: stopped at once, restarted after full resolution."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Decision, Grade, Reaction
from app.clinical.finding import Action, Basis, Finding, Severity
from app.knowledge.parameters import Parameters
from app.rules.engine import RuleBook
from app.rules.infusion_reaction import reaction_to_ocrelizumab
from app.rules.reaction_management import restart_after_severe_reaction
from app.rules.reaction_management_rows import IRR_SEV_02
from tests.charts import chart, day, judged, only, source
from tests.rules.infusions import AIRWAYS, MILD, at_infusion, now, running, step
from tests.rules.spoken import at_site

HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE = Severity.HIGH, Severity.MODERATE
SEVERE, WORST = Grade.SEVERE, Grade.LIFE_THREATENING
BOOK = RuleBook([reaction_to_ocrelizumab, restart_after_severe_reaction])
OVER = now(grade=SEVERE, resolved=True, resolved_fully=True)
STILL = now(grade=SEVERE)
LUNGS = now("symptom_pulmonary", grade=SEVERE, resolved_fully=True)


def answers(patient: Chart, p: Parameters) -> list[tuple[str, Action, str]]:
    said = (*judged(reaction_to_ocrelizumab, patient, p),)
    restart = judged(restart_after_severe_reaction, patient, p)
    return [(f.row, f.action, f.text) for f in (*said, *restart)]


def decided(row: str, when: str = "2025-12-01T12:00:00Z") -> Decision:
    return Decision(
        row=row, when=day(when), source=source("DetectedIssue"), author="Practitioner/1"
    )


def after(decision: Decision, *found: Reaction) -> Chart:
    patient = at_infusion(*found)
    return chart(replace(patient.record, decisions=(decision,)))


@pytest.mark.row("IRR-SEV-02")
@pytest.mark.parametrize(
    ("given", "text", "rate", "onset"),
    [
        ((running(status="stopped"),), "rate", "90", "180"),  # 180 / 2
        ((running(rate=None),), "halve", "", ""),
        ((step("10:00", "10:30", "30"), running("2025-12-01T10:30:00Z", "60")), "rate", "30", "60"),
        ((running(), running(rate="60")), "unclear", "", ""),
    ],
)
def test_fully_resolved_it_may_restart_at_half_of_the_rate_at_onset(
    *,
    given: tuple[Administration, ...],
    text: str,
    rate: str,
    onset: str,
    parameters: Parameters,
) -> None:
    patient = at_infusion(OVER, given=given)
    finding = only(judged(restart_after_severe_reaction, patient, parameters))
    assert (finding.row, finding.action, finding.severity) == ("IRR-SEV-02", WARN, MODERATE)
    assert (finding.text, finding.basis, finding.cause) == (text, Basis.FINDING, "2025-12-01")
    assert (finding.values["rate"], finding.values["onset"]) == (rate, onset)
    assert finding.values["reactions"] == "reaction_infusion_related, 2025-12-01"
    assert finding.because[0] is OVER
    assert finding.until == date(2025, 12, 2 if given[-1].status == "stopped" else 3)
    assert "once the prescriber confirms" in IRR_SEV_02.sentence(finding)
    assert judged(reaction_to_ocrelizumab, patient, parameters) == ()


@pytest.mark.row("IRR-SEV-01")
def test_the_hold_is_cleared_by_full_resolution_and_not_forgotten(parameters: Parameters) -> None:
    cleared = only(reaction_to_ocrelizumab.judge(at_infusion(OVER), parameters))
    assert (cleared.row, cleared.action, cleared.because) == ("IRR-SEV-01", Action.CLEAR, (OVER,))
    assert cleared.until == date(2025, 12, 3)


@pytest.mark.row("IRR-SEV-01")
@pytest.mark.row("IRR-SEV-02")
@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((STILL,), [("IRR-SEV-01", HOLD, "reaction")]),
        # a remission, or a cure with damage, is not a full resolution
        ((now(grade=SEVERE, resolved=True),), [("IRR-SEV-01", HOLD, "reaction")]),
        ((OVER, now(key="itch", grade=Grade.MILD)), [("IRR-SEV-01", HOLD, "reaction")]),
        (
            (OVER, now(key="itch", grade=Grade.MILD, resolved_fully=True)),
            [("IRR-SEV-02", WARN, "rate")],
        ),
        (
            (OVER, now(key="two", grade=SEVERE)),
            [("IRR-SEV-01", HOLD, "reaction"), ("IRR-SEV-01", HOLD, "reaction")],
        ),
        # a symptom that nobody graded waits, and with it the restart
        (
            (OVER, now(MILD, resolved_fully=True)),
            [("IRR-SEV-01", HOLD, "reaction"), ("IRR-UNGRADED", HOLD, "grade")],
        ),
        # severe reactions of the airways: a senior physician decides
        ((LUNGS,), [("IRR-SEV-01", HOLD, "pulmonary")]),
        (
            (now(AIRWAYS, grade=SEVERE, resolved_fully=True),),
            [("IRR-SEV-01", HOLD, "pulmonary")],
        ),
        ((now(AIRWAYS, resolved_fully=True),), [("IRR-LT-02", HOLD, "now")]),
        (
            (OVER, now(grade=WORST, key="two", resolved_fully=True)),
            [("IRR-SEV-01", HOLD, "reaction"), ("IRR-LT-01", Action.BLOCK, "reaction")],
        ),
        ((now(grade=Grade.MILD, resolved_fully=True),), []),
    ],
)
def test_the_hold_stays_until_all_of_it_has_fully_resolved(
    found: tuple[Reaction, ...],
    expected: list[tuple[str, Action, str]],
    parameters: Parameters,
) -> None:
    assert answers(at_infusion(*found), parameters) == expected


@pytest.mark.row("IRR-SEV-01")
@pytest.mark.row("IRR-SEV-02")
def test_a_site_may_never_restart(parameters: Parameters) -> None:
    never = at_site(parameters, "irr.severe.restart", "never")
    for found in (OVER, STILL, LUNGS):
        assert answers(at_infusion(found), never) == [("IRR-SEV-01", HOLD, "never")]
    patient = after(decided("IRR-SEV-01"), STILL)
    assert judged(restart_after_severe_reaction, patient, never) == ()


@pytest.mark.row("IRR-SEV-02")
@pytest.mark.parametrize("status", ["in-progress", "on-hold", "stopped"])
def test_only_the_infusion_of_today_is_restarted(status: str, parameters: Parameters) -> None:
    today = at_infusion(OVER, given=(running(status=status),))
    assert [row for row, *_ in answers(today, parameters)] == ["IRR-SEV-02"]
    found = replace(OVER, when=day("2025-11-28T11:00:00Z"))
    earlier = at_infusion(found, given=(running("2025-11-28T10:00:00Z", status=status),))
    assert answers(earlier, parameters) == []


@pytest.mark.row("IRR-SEV-02")
def test_an_injection_is_not_restarted(parameters: Parameters) -> None:
    given = (replace(running(), topics=frozenset(["drug_ocrelizumab_sc"])),)
    assert answers(at_infusion(OVER, given=given), parameters) == [("IRR-SEV-01", HOLD, "reaction")]
    record = replace(at_infusion(STILL, given=given).record, decisions=(decided("IRR-SEV-01"),))
    assert judged(restart_after_severe_reaction, chart(record), parameters) == ()


@pytest.mark.row("IRR-SEV-01")
@pytest.mark.row("IRR-SEV-02")
@pytest.mark.row("IRR-LT-02")
@pytest.mark.parametrize(
    ("decision", "found", "expected"),
    [
        (
            decided("IRR-SEV-01"),
            (STILL,),
            [("IRR-SEV-01", WARN, "reaction"), ("IRR-SEV-02", WARN, "decided_rate")],
        ),
        (
            decided("IRR-SEV-01"),
            (LUNGS,),
            [("IRR-SEV-01", WARN, "pulmonary"), ("IRR-SEV-02", WARN, "decided_rate")],
        ),
        (
            decided("IRR-LT-02"),
            (now(AIRWAYS),),
            [("IRR-LT-02", WARN, "now"), ("IRR-SEV-02", WARN, "decided_rate")],
        ),
        (decided("IRR-SEV-01"), (now(AIRWAYS),), [("IRR-LT-02", HOLD, "now")]),
        (decided("IRR-LT-02"), (STILL,), [("IRR-SEV-01", HOLD, "reaction")]),
        # decided before it began
        (
            decided("IRR-SEV-01", "2025-12-01T10:59:00Z"),
            (STILL,),
            [("IRR-SEV-01", HOLD, "reaction")],
        ),
        # of two holds one decision without a name answers none
        (
            decided("IRR-SEV-01"),
            (STILL, now(key="two", grade=SEVERE)),
            [("IRR-SEV-01", HOLD, "reaction"), ("IRR-SEV-01", HOLD, "reaction")],
        ),
        (
            decided("IRR-SEV-01"),
            (STILL, now(key="itch", grade=Grade.MILD)),
            [("IRR-SEV-01", WARN, "reaction"), ("IRR-SEV-02", WARN, "decided_rate")],
        ),
        (
            decided("IRR-SEV-01"),
            (STILL, now(MILD)),
            [("IRR-SEV-01", WARN, "reaction"), ("IRR-UNGRADED", HOLD, "grade")],
        ),
        (decided("IRR-SEV-01"), (now(grade=WORST),), [("IRR-LT-01", Action.BLOCK, "reaction")]),
    ],
)
def test_a_recorded_decision_releases_the_hold_and_tells_the_rate(
    decision: Decision,
    found: tuple[Reaction, ...],
    expected: list[tuple[str, Action, str]],
    parameters: Parameters,
) -> None:
    judgement = BOOK.judge(after(decision, *found), parameters)
    assert [(f.row, f.action, f.text) for f in judgement.findings] == expected
    released: list[Finding] = [f for f in judgement.findings if f.released_by]
    assert all(f.released_by is decision for f in released)


@pytest.mark.row("IRR-SEV-02")
def test_after_a_decision_resolution_is_asked_for_all_the_same(parameters: Parameters) -> None:
    patient = after(decided("IRR-SEV-01"), STILL)
    finding = only(judged(restart_after_severe_reaction, patient, parameters))
    assert "after complete resolution only" in IRR_SEV_02.sentence(finding)
    assert "Restart at no more than 90 mL/h" in IRR_SEV_02.sentence(finding)
    fraction = at_site(parameters, "irr.rateFraction", Decimal("0.4"))
    lower = only(judged(restart_after_severe_reaction, patient, fraction))
    assert (lower.values["rate"], lower.values["share"]) == ("72", "40%")  # 180 x 0.4
    no_rate = replace(
        at_infusion(STILL, given=(running(rate=None),)).record, decisions=(decided("IRR-SEV-01"),)
    )
    assert only(judged(restart_after_severe_reaction, chart(no_rate), parameters)).text == (
        "decided_halve"
    )
    two = at_infusion(STILL, given=(running(), running(rate="60"))).record
    unclear = chart(replace(two, decisions=(decided("IRR-SEV-01"),)))
    assert only(judged(restart_after_severe_reaction, unclear, parameters)).text == (
        "decided_unclear"
    )
