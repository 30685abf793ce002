"""PREP-02 and PREP-03: eight hours at room temperature, twenty-four in the refrigerator.

Infusion 1 takes 158 minutes, so a bag may be prepared up to 5 h 22 min before the start.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import Diluent, Medication, Mixture
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.beyond_use import PREP_02, PREP_03, beyond_use
from app.rules.rule import Row
from tests.charts import chart, cs, infusion, judged, medication, on_treatment, only
from tests.rules.spoken import at_site

pytestmark = pytest.mark.row("PREP-02", "PREP-03")

NINE = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)


def bag(prepared: str | None, **other: object) -> Medication:
    fact = medication(
        "drug_ocrelizumab_iv",
        kind="MedicationDispense",
        status="completed",
        prepared=PartialDate.parse(prepared, UTC) if prepared else None,
    )
    return replace(fact, **other)  # type: ignore[arg-type]  # tests name the fields


def asked(*bags: Medication, at: datetime | None = NINE, record: Record | None = None) -> Chart:
    return chart(replace(record or cs(), medications=bags), at=at)


def said(patient: Chart, p: Parameters) -> list[tuple[str, Action, str]]:
    return [(f.row, f.action, f.text) for f in judged(beyond_use, patient, p)]


def alert(patient: Chart, p: Parameters) -> Finding:
    return only(f for f in judged(beyond_use, patient, p) if f.action > Action.NOTE)


@pytest.mark.parametrize(
    ("prepared", "expected"),
    [
        ("2025-12-01T03:38:00Z", []),  # 5 h 22 min + 2 h 38 min = 8 h
        ("2025-12-01T03:37:00Z", [("PREP-02", Action.HOLD, "late")]),
        ("2025-11-30T11:38:00Z", [("PREP-02", Action.HOLD, "late")]),  # 24 h
        ("2025-11-30T11:37:00Z", [("PREP-03", Action.HOLD, "either-or")]),
        ("2025-12-01T09:30:00Z", []),  # after the planned start
    ],
)
def test_a_bag_is_used_up_in_time(
    *, prepared: str, expected: list[tuple[str, Action, str]], parameters: Parameters
) -> None:
    assert said(asked(bag(prepared)), parameters) == expected


@pytest.mark.parametrize(
    ("prepared", "expected"),
    [
        ("2025-11-30T11:37:00Z", [("PREP-02", Action.HOLD, "late")]),
        ("2025-11-30T03:38:00Z", [("PREP-02", Action.HOLD, "late")]),  # 24 + 8 h
        ("2025-11-30T03:37:00Z", [("PREP-03", Action.HOLD, "sum")]),
    ],
)
def test_a_site_may_add_the_hours_up(
    *, prepared: str, expected: list[tuple[str, Action, str]], parameters: Parameters
) -> None:
    added = at_site(parameters, "prep.policy", "sum")
    assert said(asked(bag(prepared)), added) == expected


def test_the_bag_alone_is_held(parameters: Parameters) -> None:
    late = bag("2025-12-01T03:37:00Z")
    finding = alert(asked(late), parameters)
    assert (finding.severity, finding.basis) == (Severity.HIGH, Basis.FINDING)
    assert finding.target is Target.PREPARATION
    assert (finding.because, finding.implicated) == ((late,), (late,))
    assert finding.cause == "bag|2025-12-01 03:37:00+00:00"
    assert PREP_02.sentence(finding).startswith(
        "The bag was prepared at 2025-12-01 03:37. The infusion planned for 2025-12-01 09:00 takes "
        "about 158 minutes and ends later than 8 hours after that."
    )
    assert PREP_02.released_by == "decision"


def test_a_bag_too_old_is_released_by_nobody(parameters: Parameters) -> None:
    old = bag("2025-11-30T11:37:00Z")
    finding = alert(asked(old), parameters)
    assert (finding.severity, finding.basis) == (Severity.HIGH, Basis.FINDING)
    assert (finding.because, finding.implicated) == ((old,), (old,))
    assert finding.cause == "bag|2025-11-30 11:37:00+00:00"
    assert "ends later than 24 hours after that" in PREP_03.sentence(finding)
    assert PREP_03.released_by == "input"
    added = alert(asked(bag("2025-11-30T03:37:00Z")), at_site(parameters, "prep.policy", "sum"))
    assert "the 24 hours refrigerated and 8 hours at room temperature" in PREP_03.sentence(added)


def test_a_bag_in_time_clears_both_rows(parameters: Parameters) -> None:
    good = bag("2025-12-01T08:00:00Z")
    found = list(beyond_use.judge(asked(good), parameters))
    assert [(f.row, f.action, f.because) for f in found] == [
        ("PREP-02", Action.CLEAR, (good,)),
        ("PREP-03", Action.CLEAR, (good,)),
    ]


def test_a_longer_infusion_leaves_less_time(parameters: Parameters) -> None:
    # 600 mg by the slow table takes 210 minutes: 4 h 30 min are left.
    edge, late = bag("2025-12-01T04:30:00Z"), bag("2025-12-01T04:29:00Z")
    assert said(asked(edge, record=on_treatment()), parameters) == []
    found = alert(asked(late, record=on_treatment()), parameters)
    assert (found.row, found.values["minutes"]) == ("PREP-02", 210)


def test_times_are_told_by_the_clock_of_the_planned_start(parameters: Parameters) -> None:
    start = datetime(2025, 12, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    finding = alert(asked(bag("2025-12-01T03:37:00Z"), at=start), parameters)
    assert finding.values["prepared"] == "2025-12-01 04:37"
    assert finding.values["start"] == "2025-12-01 10:00"


UNTIMED = [("PREP-02", Action.NOTE, "untimed"), ("PREP-03", Action.NOTE, "untimed")]


@pytest.mark.parametrize(
    ("prepared", "at", "expected"),
    [
        # Without times the bag may be fresh or a day old.
        ("2025-12-01", NINE, UNTIMED),
        ("2025-12-01T08:00:00Z", None, UNTIMED),
        # From the end of one day to the beginning of the next no hour need pass, and the
        # infusion itself keeps within eight.
        ("2025-11-30", None, UNTIMED),
        # A whole day at least, and the infusion: more than 24 hours.
        ("2025-11-29", None, [("PREP-03", Action.HOLD, "either-or")]),
    ],
)
def test_without_both_times_only_what_is_certain_holds(
    *,
    prepared: str,
    at: datetime | None,
    expected: list[tuple[str, Action, str]],
    parameters: Parameters,
) -> None:
    assert said(asked(bag(prepared), at=at), parameters) == expected


def test_what_was_not_checked_is_told_with_its_limit(parameters: Parameters) -> None:
    timed = bag("2025-12-01T08:00:00Z")
    room, fridge = judged(beyond_use, asked(timed, at=None), parameters)
    assert (room.because, fridge.because) == ((timed,), (timed,))
    assert "prepared at 2025-12-01 08:00, the infusion is planned for 2025-12-01:" in (
        PREP_02.sentence(room)
    )
    assert "within 8 hours of preparation" in PREP_02.sentence(room)
    assert "prepared at 2025-12-01 08:00" in PREP_03.sentence(fridge)
    assert "It keeps for 24 hours" in PREP_03.sentence(fridge)


def test_a_bag_of_the_same_day_keeps_within_the_sum(parameters: Parameters) -> None:
    # A day and 2 h 38 min at most: not more than 32 hours.
    added = at_site(parameters, "prep.policy", "sum")
    same = bag("2025-12-01")
    found = [(f.row, f.text) for f in beyond_use.judge(asked(same, at=None), added)]
    assert found == [("PREP-02", "untimed"), ("PREP-03", "")]


def test_two_days_apart_and_the_sum_is_not_reached_for_certain(parameters: Parameters) -> None:
    # A day and 2 h 38 min for certain: more than 8 hours, not more than 32.
    added = at_site(parameters, "prep.policy", "sum")
    assert said(asked(bag("2025-11-29"), at=None), added) == [
        ("PREP-02", Action.HOLD, "late"),
        ("PREP-03", Action.NOTE, "untimed"),
    ]
    found = alert(asked(bag("2025-11-29"), at=None), added)
    assert (found.cause, found.values["prepared"]) == ("bag|2025-11-29", "2025-11-29")


@pytest.mark.parametrize(
    "other",
    [
        bag(None),
        bag("2025-12-01T03:37:00Z", status="stopped"),
        bag("2025-12-02"),
        bag("2025-11-23"),  # 8 days before: vials
        replace(bag("2025-11-29"), topics=frozenset(("drug_ocrelizumab_sc",))),
    ],
    ids=["no time", "stopped", "after the start", "long before", "other product"],
)
def test_without_a_bag_of_this_dose_the_check_is_said_not_to_be_done(
    other: Medication, parameters: Parameters
) -> None:
    notes = judged(beyond_use, asked(other), parameters)
    assert [(f.row, f.action, f.text, f.values) for f in notes] == [
        ("PREP-02", Action.NOTE, "unprepared", {"room": 8}),
        ("PREP-03", Action.NOTE, "unprepared", {"fridge": 24}),
    ]


def test_vials_of_the_last_week_or_any_diluted_bag_may_be_the_bag(parameters: Parameters) -> None:
    diluted = Mixture(frozenset((Diluent.SALINE,)), compounded=True)
    instructed = Mixture(frozenset((Diluent.SALINE,)))
    assert alert(asked(bag("2025-11-24")), parameters).row == "PREP-03"  # 7 days before
    assert alert(asked(bag("2025-10-01", mixture=diluted)), parameters).row == "PREP-03"
    vials = asked(bag("2025-11-23", mixture=instructed))
    assert said(vials, parameters)[0][2] == "unprepared"


def test_the_bag_of_the_dose_before_is_none_of_this_one(parameters: Parameters) -> None:
    before = on_treatment(infusion("2025-11-29", "300"))
    assert said(asked(bag("2025-11-29"), record=before), parameters)[0][2] == "unprepared"
    assert said(asked(bag("2025-11-30"), record=before), parameters)[0][2] == "untimed"


def test_every_bag_is_judged(parameters: Parameters) -> None:
    two = asked(bag("2025-11-29"), bag("2025-12-01T08:00:00Z"))
    assert said(two, parameters) == [("PREP-03", Action.HOLD, "either-or")]


def test_the_subcutaneous_product_is_not_diluted(parameters: Parameters) -> None:
    patient = chart(replace(cs(), medications=(bag("2025-11-29"),)), product="sc")
    assert judged(beyond_use, patient, parameters) == ()


def test_how_a_dispense_is_told_that_cannot_be_read() -> None:
    assert PREP_02.if_unusable == (Action.WARN, Severity.LOW)
    assert PREP_02.reads == ("drug_ocrelizumab_iv",)
    assert PREP_02.reads_types == ("MedicationDispense",)
    assert PREP_03.reads == ()


@pytest.mark.parametrize("row", [PREP_02, PREP_03], ids=["PREP-02", "PREP-03"])
def test_the_usual_notes_are_told_beside_an_order_only(row: Row) -> None:
    assert row.with_order
    assert row.without_order == ("untimed",)
