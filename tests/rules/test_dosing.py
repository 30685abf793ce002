"""DOSE-02 and DOSE-MIN-INTERVAL: the second infusion and the shortest interval."""

from datetime import date

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.dosing import entered_twice, present_cycle, second_infusion, shortest_interval
from app.rules.rule import Rule
from tests.charts import chart, cs, infusion, judged, on_treatment, only

FULL = (infusion("2024-01-02", "300"), infusion("2024-01-16", "300"))


def said(rule: Rule, p: Parameters, *given: Administration) -> tuple[Finding, ...]:
    return judged(rule, chart(on_treatment(*given)), p)


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("first", "text", "action", "severity", "release"),
    [
        # planned for 2025-12-01
        ("2025-12-01", "early", Action.HOLD, Severity.MODERATE, date(2025, 12, 15)),  # day 0
        ("2025-11-18", "early", Action.HOLD, Severity.MODERATE, date(2025, 12, 2)),  # day 13
        ("2025-11-16", "late", Action.WARN, Severity.LOW, None),  # day 15
        ("2025-10-20", "late", Action.WARN, Severity.LOW, None),  # day 42
        ("2025-10-19", "very_late", Action.HOLD, Severity.MODERATE, None),  # day 43
    ],
)
def test_the_second_infusion_follows_after_two_weeks(
    *,
    first: str,
    text: str,
    action: Action,
    severity: Severity,
    release: date | None,
    parameters: Parameters,
) -> None:
    finding = only(said(second_infusion, parameters, infusion(first, "300")))
    assert (finding.row, finding.text) == ("DOSE-02", text)
    assert (finding.action, finding.severity) == (action, severity)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.releases_on, finding.cause) == (release, "interval")


@pytest.mark.row("DOSE-02")
def test_on_day_fourteen_the_second_infusion_is_in_time(parameters: Parameters) -> None:
    patient = chart(on_treatment(infusion("2025-11-17", "300")))
    cleared = only(second_infusion.judge(patient, parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2025, 12, 2))


@pytest.mark.row("DOSE-02")
def test_a_late_second_infusion_changes_after_the_last_day_it_simply_follows(
    parameters: Parameters,
) -> None:
    # 16 November + 43 days = 29 December
    finding = only(said(second_infusion, parameters, infusion("2025-11-16", "300")))
    assert finding.until == date(2025, 12, 29)


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("first", "release"),
    [
        ("2025-11", date(2025, 12, 14)),  # day 1 to day 30
        ("2025-10", None),  # day 31 to day 61
    ],
)
def test_a_month_that_passes_at_one_end_only_needs_the_exact_date(
    first: str, release: date | None, parameters: Parameters
) -> None:
    finding = only(said(second_infusion, parameters, infusion(first, "300")))
    assert (finding.text, finding.action) == ("inexact", Action.HOLD)
    assert (finding.severity, finding.basis) == (Severity.MODERATE, Basis.UNUSABLE)
    assert finding.releases_on == release


@pytest.mark.row("DOSE-02")
def test_a_month_that_is_too_long_ago_at_both_ends_is_very_late(parameters: Parameters) -> None:
    finding = only(said(second_infusion, parameters, infusion("2025-09", "300")))
    assert (finding.text, finding.basis) == ("very_late", Basis.FINDING)


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(("first", "text"), [("2025-11-10", None), ("2025-11-20", "early")])
def test_after_a_partial_infusion_nobody_is_told_to_hurry(
    first: str, text: str | None, parameters: Parameters
) -> None:
    # day 21 would be "late"; on day 11 the shortest wait still counts
    partial = infusion(first, "45", status="stopped")
    assert [f.text for f in said(second_infusion, parameters, partial)] == ([text] if text else [])


@pytest.mark.row("DOSE-02")
def test_without_a_single_infusion_the_row_is_silent(parameters: Parameters) -> None:
    assert judged(second_infusion, chart(cs()), parameters) == ()
    assert judged(second_infusion, chart(on_treatment()), parameters) == ()


@pytest.mark.row("DOSE-MIN-INTERVAL")
@pytest.mark.parametrize(
    ("last", "text", "basis", "release"),
    [
        ("2025-07-02", "early", Basis.FINDING, date(2025, 12, 2)),
        ("2025-11-30", "early", Basis.FINDING, date(2026, 4, 30)),
        ("2025-08-31", "early", Basis.FINDING, date(2026, 1, 31)),
        ("2025-07", "inexact", Basis.UNUSABLE, date(2025, 12, 31)),
        ("2025-08", "early", Basis.FINDING, date(2026, 1, 31)),
    ],
)
def test_doses_are_five_months_apart(
    *, last: str, text: str, basis: Basis, release: date, parameters: Parameters
) -> None:
    finding = only(said(shortest_interval, parameters, *FULL, infusion(last, "600")))
    assert (finding.row, finding.text, finding.basis) == ("DOSE-MIN-INTERVAL", text, basis)
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.HIGH)
    assert (finding.target, finding.releases_on) == (Target.OCRELIZUMAB, release)


@pytest.mark.row("DOSE-MIN-INTERVAL")
def test_five_months_to_the_day_is_enough(parameters: Parameters) -> None:
    assert said(shortest_interval, parameters, *FULL, infusion("2025-07-01", "600")) == ()


@pytest.mark.row("DOSE-MIN-INTERVAL")
def test_the_interval_counts_from_the_second_infusion_not_before_it(
    parameters: Parameters,
) -> None:
    # infusion 2 on 8 July + 5 months = 8 December
    pair = (infusion("2025-06-24", "300"), infusion("2025-07-08", "300"))
    assert only(said(shortest_interval, parameters, *pair)).releases_on == date(2025, 12, 8)
    assert said(shortest_interval, parameters, pair[0]) == ()


@pytest.mark.row("DOSE-02", "DOSE-03", "DOSE-04")
@pytest.mark.parametrize(
    ("given", "text", "basis"),
    [
        ((infusion("2025-11-17", None),), "amount_missing", Basis.MISSING),
        (
            (infusion("2025-11-17", None, dose_problem="no unit"),),
            "amount_unusable",
            Basis.UNUSABLE,
        ),
        (
            (infusion("2025-11-17", "300"), infusion("2025-11-17", "150")),
            "conflict",
            Basis.CONFLICTING,
        ),
        ((infusion("2025-11-17", "120", status="stopped"),), "partial", Basis.FINDING),
        ((infusion("2025-11-17", "300", status="in-progress"),), "partial", Basis.FINDING),
        ((infusion("2025-11-17", "200"),), "unexpected", Basis.FINDING),
        ((*FULL, infusion("2024-07-02", "300")), "unexpected", Basis.FINDING),
        ((*FULL, infusion("2025-05-02", None)), "amount_missing", Basis.MISSING),
    ],
)
def test_a_dose_of_the_present_cycle_that_is_not_clear_holds_the_next(
    *, given: tuple[Administration, ...], text: str, basis: Basis, parameters: Parameters
) -> None:
    patient = chart(on_treatment(*given), start=max_start(given))
    finding = only(judged(present_cycle, patient, parameters))
    assert (finding.row, finding.text, finding.basis) == ("DOSE-02", text, basis)
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert finding.cause == f"{text}|{given[-1].when}"
    assert [m.type for m in finding.missing] == (
        ["MedicationAdministration"] if basis is Basis.MISSING else []
    )


def max_start(given: tuple[Administration, ...]) -> date:
    """A planned day within a year of the last dose."""
    last = given[-1].when
    assert last is not None
    return date(last.latest.year, 12, 1)


@pytest.mark.row("DOSE-03")
@pytest.mark.parametrize(
    "given",
    [
        (infusion("2025-06-01", "300"), infusion("2025-06-15", "600")),
        (
            infusion("2025-06-01", "300"),
            infusion("2025-06-15", "300"),
            infusion("2025-06-29", "300"),
        ),
        (infusion("2025-06-01", "600"), infusion("2025-06-15", "300")),
    ],
)
def test_more_than_the_initial_dose_in_one_cycle_is_a_high_hold(
    given: tuple[Administration, ...], parameters: Parameters
) -> None:
    finding = only(said(present_cycle, parameters, *given))
    assert (finding.row, finding.text, finding.cause) == ("DOSE-02", "sum", "sum")
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.HIGH)
    assert finding.basis is Basis.FINDING


@pytest.mark.row("DOSE-03")
@pytest.mark.parametrize(("second", "summed"), [("300", None), ("300.5", "600.5"), ("301", "601")])
def test_one_milligram_more_than_the_initial_dose_is_too_much(
    second: str, summed: str | None, parameters: Parameters
) -> None:
    pair = (infusion("2025-06-01", "300"), infusion("2025-06-15", second))
    sums = [f for f in said(present_cycle, parameters, *pair) if f.text == "sum"]
    assert [(f.values["total"], f.values["limit"]) for f in sums] == (
        [(summed, "600")] if summed else []
    )


@pytest.mark.row("DOSE-03", "DOSE-04")
@pytest.mark.parametrize(
    "given",
    [
        (infusion("2025-06-01", "300"), infusion("2025-06-15", "300")),
        (infusion("2025-11-17", "300"),),
        (*FULL, infusion("2025-06-01", "600")),
        # 50 mg and a stop, 300 mg the next day: made good
        (infusion("2025-11-03", "50", status="stopped"), infusion("2025-11-04", "300")),
        # what an earlier cycle left unclear is over
        (infusion("2024-01-02", None), infusion("2024-01-16", "300"), infusion("2025-05-01")),
        # a maintenance dose in two halves
        (*FULL, infusion("2025-01-02", "300"), infusion("2025-01-16", "300")),
    ],
)
def test_a_cycle_in_order_is_silent(
    given: tuple[Administration, ...], parameters: Parameters
) -> None:
    assert said(present_cycle, parameters, *given) == ()


@pytest.mark.row("DOSE-02")
def test_after_a_restart_the_old_cycle_is_not_asked_about(parameters: Parameters) -> None:
    assert said(present_cycle, parameters, infusion("2024-06-01", None)) == ()


@pytest.mark.row("DOSE-MIN-INTERVAL")
def test_a_dose_of_which_only_the_year_is_known_may_be_the_last(parameters: Parameters) -> None:
    # the dose of "2025" was given by 31 December at the latest: + 5 months is 31 May
    given = (*FULL, infusion("2024-07-16"), infusion("2025"), infusion("2025-06-01"))
    finding = only(said(shortest_interval, parameters, *given))
    assert (finding.text, finding.action, finding.severity) == (
        "inexact",
        Action.HOLD,
        Severity.HIGH,
    )
    assert (finding.basis, finding.releases_on) == (Basis.UNUSABLE, date(2026, 5, 31))
    assert finding.values["given"] == "2025-06-01 or 2025"


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("second", "held"), [("2025-06-02", True), ("2025-06-03", False), ("2025-06-15", False)]
)
def test_two_infusions_of_days_in_a_row_may_be_one(
    *, second: str, held: bool, parameters: Parameters
) -> None:
    pair = (infusion("2025-06-01", "300"), infusion(second, "300"))
    findings = said(entered_twice, parameters, *pair)
    assert [f.text for f in findings] == (["close"] if held else [])
    for finding in findings:
        assert (finding.row, finding.action, finding.severity) == (
            "DOSE-02",
            Action.HOLD,
            Severity.MODERATE,
        )
        assert (finding.basis, finding.cause) == (Basis.CONFLICTING, "close|2025-06-01")
        assert finding.because == pair
