"""VAX-LIVE-01 and VAX-LIVE-02: live vaccines before the first dose."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Decision, Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine import VAX_LIVE_01, live_vaccine_before_first_dose
from tests.charts import AS_OF, chart, cs, day, infusion, judged, lab, only, source, vaccination

LIVE, UNKNOWN = VaccineClass.LIVE, VaccineClass.UNKNOWN
HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW


def with_vaccines(*given: Vaccination) -> Chart:
    return chart(replace(cs(), vaccinations=given))


def said(p: Parameters, *given: Vaccination) -> tuple[Finding, ...]:
    return judged(live_vaccine_before_first_dose, with_vaccines(*given), p)


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.row("VAX-LIVE-02")
@pytest.mark.parametrize(
    ("given", "row", "action", "severity", "release"),
    [
        # planned for 2025-12-01; 28 days before is 3 November, 42 days before is 20 October
        ("2025-12-01", "VAX-LIVE-01", HOLD, HIGH, date(2025, 12, 29)),  # day 0
        ("2025-11-04", "VAX-LIVE-01", HOLD, HIGH, date(2025, 12, 2)),  # day 27
        ("2025-11-03", "VAX-LIVE-02", WARN, LOW, date(2025, 12, 15)),  # day 28
        ("2025-10-21", "VAX-LIVE-02", WARN, LOW, date(2025, 12, 2)),  # day 41
    ],
)
def test_a_live_vaccine_needs_four_weeks_and_better_six(
    *,
    given: str,
    row: str,
    action: Action,
    severity: Severity,
    release: date,
    parameters: Parameters,
) -> None:
    finding = only(said(parameters, vaccination(LIVE, given)))
    assert (finding.row, finding.text) == (row, "recent")
    assert (finding.action, finding.severity) == (action, severity)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.releases_on, finding.cause) == (release, f"cvx|03|{given}")
    assert finding.implicated == finding.because


@pytest.mark.row("VAX-LIVE-02")
def test_after_six_weeks_a_live_vaccine_is_silent(parameters: Parameters) -> None:
    patient = with_vaccines(vaccination(LIVE, "2025-10-20"))  # day 42
    cleared = only(live_vaccine_before_first_dose.judge(patient, parameters))
    assert (cleared.row, cleared.action) == ("VAX-LIVE-01", Action.CLEAR)


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.parametrize(
    ("written", "row", "text", "basis", "release"),
    [
        # day 1 to 30: passes at its early end only; the last day of the month decides
        ("2025-11", "VAX-LIVE-01", "inexact", Basis.UNUSABLE, date(2025, 12, 28)),
        # up to the day of judgement itself: a vaccine given cannot be of tomorrow
        ("2025", "VAX-LIVE-01", "inexact", Basis.UNUSABLE, date(2025, 12, 29)),
        # day 31 to 61: from six weeks on at its early end only
        ("2025-10", "VAX-LIVE-02", "inexact", Basis.UNUSABLE, date(2025, 12, 12)),
    ],
)
def test_a_month_passes_only_at_its_last_day(
    *, written: str, row: str, text: str, basis: Basis, release: date, parameters: Parameters
) -> None:
    finding = only(said(parameters, vaccination(LIVE, written)))
    assert (finding.row, finding.text, finding.basis) == (row, text, basis)
    assert finding.releases_on == release


@pytest.mark.row("VAX-LIVE-01")
def test_a_month_that_is_too_recent_at_both_ends_is_a_finding(parameters: Parameters) -> None:
    written = replace(vaccination(LIVE, "2025-11"), when=day("2025-11-20"))
    assert only(said(parameters, written)).basis is Basis.FINDING
    assert said(parameters, vaccination(LIVE, "2025-09")) == ()  # day 62 at least


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.parametrize(
    ("recorded", "row", "action"),
    [
        ("2025-11-04", "VAX-LIVE-01", HOLD),
        ("2025-11-03", "VAX-LIVE-02", WARN),
        ("2025-10-20", None, None),
    ],
)
def test_the_day_it_was_recorded_is_the_latest_possible_day(
    recorded: str, row: str | None, action: Action | None, parameters: Parameters
) -> None:
    findings = said(parameters, vaccination(LIVE, None, recorded=day(recorded)))
    assert [(f.row, f.action, f.text, f.basis) for f in findings] == (
        [(row, action, "inexact", Basis.UNUSABLE)] if row else []
    )


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.parametrize(
    ("kind", "text", "action", "severity"),
    [(LIVE, "undated", HOLD, HIGH), (UNKNOWN, "unknown_undated", WARN, MODERATE)],
)
def test_without_any_day_a_live_vaccine_holds_and_an_unknown_one_warns(
    kind: VaccineClass, text: str, action: Action, severity: Severity, parameters: Parameters
) -> None:
    unusable = vaccination(kind, "2030-01-01", problem="dated after tomorrow")
    for undated in (vaccination(kind, None), unusable):
        finding = only(said(parameters, undated))
        assert (finding.row, finding.text) == ("VAX-LIVE-01", text)
        assert (finding.action, finding.severity) == (action, severity)
        assert (finding.basis, finding.releases_on) == (Basis.UNUSABLE, None)


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.row("VAX-LIVE-02")
@pytest.mark.parametrize(
    ("given", "row", "action", "severity", "release"),
    [
        ("2025-11-04", "VAX-LIVE-01", HOLD, MODERATE, date(2025, 12, 2)),
        ("2025-11-03", "VAX-LIVE-02", WARN, LOW, date(2025, 12, 15)),
        ("2025-10-20", None, None, None, None),
    ],
)
def test_a_product_that_cannot_be_classed_may_be_live(
    *,
    given: str,
    row: str | None,
    action: Action,
    severity: Severity,
    release: date,
    parameters: Parameters,
) -> None:
    findings = said(parameters, vaccination(UNKNOWN, given, key="cvx|188", name="Zoster"))
    expected = [(row, action, severity, release, "unknown", Basis.UNUSABLE)] if row else []
    assert [
        (f.row, f.action, f.severity, f.releases_on, f.text, f.basis) for f in findings
    ] == expected


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.parametrize(
    ("kind", "decided", "action"),
    [
        (UNKNOWN, "2025-11-21", WARN),
        (UNKNOWN, "2025-11-20", HOLD),  # not after the vaccine it answers
        (LIVE, "2025-11-21", HOLD),  # only time releases a live vaccine
    ],
)
def test_a_decision_releases_an_unknown_product_only(
    kind: VaccineClass, decided: str, action: Action, parameters: Parameters
) -> None:
    decision = Decision(row="VAX-LIVE-01", when=day(decided), source=source("DetectedIssue"))
    given = (vaccination(kind, "2025-11-20"),)
    patient = chart(replace(cs(), vaccinations=given, decisions=(decision,)))
    finding = only(judged(live_vaccine_before_first_dose, patient, parameters))
    assert finding.action is action
    assert (finding.released_by is not None) == (action is WARN)


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.parametrize(
    ("intended", "row", "release"),
    [
        ("2025-12-10", "VAX-LIVE-01", date(2026, 1, 7)),  # 21 days before
        ("2025-12-31", "VAX-LIVE-01", date(2026, 1, 28)),  # the day of the infusion
        ("2025-12-02", "VAX-LIVE-02", date(2026, 1, 13)),  # 29 days before
        ("2026-01-01", None, None),  # after it: VAX-LIVE-03
    ],
)
def test_an_order_for_the_weeks_before_the_start_counts_as_given(
    intended: str, row: str | None, release: date | None, parameters: Parameters
) -> None:
    order = vaccination(LIVE, intended, planned=True)
    patient = chart(replace(cs(), vaccinations=(order,)), start=date(2025, 12, 31))
    findings = judged(live_vaccine_before_first_dose, patient, parameters)
    assert [(f.row, f.text, f.releases_on) for f in findings] == (
        [(row, "ordered", release)] if row else []
    )


@pytest.mark.row("VAX-LIVE-01")
def test_an_order_without_a_day_holds_until_the_day_is_known(parameters: Parameters) -> None:
    order = vaccination(LIVE, None, planned=True, recorded=day("2024-01-01"))
    finding = only(said(parameters, order))
    assert (finding.text, finding.action, finding.basis) == (
        "ordered_undated",
        HOLD,
        Basis.UNUSABLE,
    )


@pytest.mark.row("VAX-LIVE-01")
def test_a_product_displayed_as_unknown_is_told_as_a_vaccine(parameters: Parameters) -> None:
    finding = only(said(parameters, vaccination(UNKNOWN, "2025-11-20", name="unknown")))
    assert VAX_LIVE_01.sentence(finding).startswith("A vaccine, dated 2025-11-20, is 11 days")


@pytest.mark.row("VAX-LIVE-01")
def test_other_vaccines_and_forecasts_are_silent(parameters: Parameters) -> None:
    assert said(parameters, vaccination(VaccineClass.NONLIVE, "2025-11-30")) == ()
    assert said(parameters, vaccination(VaccineClass.LIVE_NONREPLICATING, "2025-11-30")) == ()
    assert said(parameters, vaccination(LIVE, "2025-11-30", forecast=True)) == ()
    assert said(parameters) == ()


@pytest.mark.row("VAX-LIVE-01")
def test_on_treatment_the_row_speaks_only_after_recovery(parameters: Parameters) -> None:
    def treated(*counts: str) -> Chart:
        record = replace(
            cs(),
            administrations=(infusion("2025-03-01"),),
            vaccinations=(vaccination(LIVE, "2025-11-20"),),
            results=tuple(lab("cd19", "150", when) for when in counts),
        )
        return chart(record)

    assert judged(live_vaccine_before_first_dose, treated(), parameters) == ()
    # a normal count after the vaccination does not show recovery before it
    assert judged(live_vaccine_before_first_dose, treated("2025-11-25"), parameters) == ()
    finding = only(judged(live_vaccine_before_first_dose, treated("2025-11-10"), parameters))
    assert (finding.row, finding.action) == ("VAX-LIVE-01", HOLD)


def test_restart_counts_as_a_first_dose(parameters: Parameters) -> None:
    record = replace(
        cs(),
        administrations=(infusion("2024-01-10"),),
        vaccinations=(vaccination(LIVE, "2025-11-20"),),
    )
    finding = only(judged(live_vaccine_before_first_dose, chart(record), parameters))
    assert (finding.row, finding.releases_on) == ("VAX-LIVE-01", date(2025, 12, 18))
    assert chart(record).as_of == AS_OF
