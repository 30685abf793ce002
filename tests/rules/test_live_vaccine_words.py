"""VAX-LIVE-01 and VAX-LIVE-02: what is said of a live vaccine, on what evidence, and until when."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Decision, Vaccination, VaccineClass
from app.clinical.finding import Action, Finding
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine import VAX_LIVE_01, VAX_LIVE_02, live_vaccine_before_first_dose
from tests.charts import (
    chart,
    cs,
    day,
    judged,
    only,
    source,
    vaccination,
)

LIVE, UNKNOWN = VaccineClass.LIVE, VaccineClass.UNKNOWN
ROWS = {row.id: row for row in (VAX_LIVE_01, VAX_LIVE_02)}
CHICKENPOX = {"key": "cvx|21", "name": "Varicella"}
ZOSTER = {"key": "cvx|188", "name": "Zoster"}


def first_dose(given: Vaccination, start: str = "2025-12-01", as_of: str = "2025-12-01") -> Chart:
    record = replace(cs(), vaccinations=(given,))
    return chart(record, start=date.fromisoformat(start), as_of=date.fromisoformat(as_of))


def said(patient: Chart, p: Parameters) -> Finding:
    return only(judged(live_vaccine_before_first_dose, patient, p))


@pytest.mark.row("VAX-LIVE-01", "VAX-LIVE-02")
@pytest.mark.parametrize(
    ("given", "start", "sentence"),
    [
        (  # 20 November + 28 days = 18 December
            vaccination(LIVE, "2025-11-20"),
            "2025-12-01",
            (
                "MMR, a live vaccine, was given on 2025-11-20, 11 days before the planned dose on "
                "2025-12-01. A live vaccine needs 28 days before the first dose of ocrelizumab. "
                "The hold ends on 2025-12-18."
            ),
        ),
        (  # 10 December + 28 days = 7 January
            vaccination(LIVE, "2025-12-10", planned=True),
            "2025-12-31",
            (
                "MMR, a live vaccine, is ordered for 2025-12-10, 21 days before the planned dose "
                "on 2025-12-31. A live vaccine needs 28 days before the first dose of "
                "ocrelizumab. Cancel the vaccine, or give the first dose on 2026-01-07 or later."
            ),
        ),
        (
            vaccination(UNKNOWN, "2025-11-20", key="cvx|188", name="Zoster"),
            "2025-12-01",
            (
                "Zoster, dated 2025-11-20, is 11 days before the planned dose on 2025-12-01, and "
                "the record does not tell whether it is a live vaccine. A live one needs 28 days. "
                "The hold ends on 2025-12-18, or when a clinician records the product."
            ),
        ),
        (  # 30 November + 28 days = 28 December
            vaccination(LIVE, "2025-11"),
            "2025-12-01",
            (
                "MMR is dated 2025-11: the exact date is needed. A live vaccine, or one that may "
                "be live, needs 28 days before the first dose of ocrelizumab, planned for "
                "2025-12-01. Without the exact date the hold ends on 2025-12-28."
            ),
        ),
        (  # written down on 4 November, + 28 days = 2 December
            vaccination(LIVE, None, recorded=day("2025-11-04")),
            "2025-12-01",
            (
                "MMR is dated a day up to 2025-11-04: the exact date is needed. A live vaccine, "
                "or one that may be live, needs 28 days before the first dose of ocrelizumab, "
                "planned for 2025-12-01. Without the exact date the hold ends on 2025-12-02."
            ),
        ),
        (
            vaccination(LIVE, None),
            "2025-12-01",
            (
                "MMR, a live vaccine, is in the record without a day. A live vaccine needs 28 days "
                "before the first dose of ocrelizumab, planned for 2025-12-01. Supply the day."
            ),
        ),
        (
            vaccination(LIVE, None, planned=True),
            "2025-12-01",
            (
                "MMR, a live vaccine, is ordered without a day. A live vaccine needs 28 days "
                "before the first dose of ocrelizumab, planned for 2025-12-01. Cancel the "
                "vaccine, or supply the day it is planned for."
            ),
        ),
        (
            vaccination(UNKNOWN, None, name="Unknown"),
            "2025-12-01",
            (
                "A vaccine is in the record without a day, and the record does not tell whether "
                "it is a live vaccine. A live one needs 28 days before the first dose of "
                "ocrelizumab, planned for 2025-12-01. Find out the product and the day."
            ),
        ),
        (  # 31 October + 42 days = 12 December
            vaccination(LIVE, "2025-10-31"),
            "2025-12-01",
            (
                "MMR, a live vaccine, was given on 2025-10-31, 31 days before the planned dose on "
                "2025-12-01. Some authorities ask for 42 days before the first dose. From "
                "2025-12-12 on both intervals are kept."
            ),
        ),
        (  # 2 December + 42 days = 13 January
            vaccination(LIVE, "2025-12-02", planned=True),
            "2025-12-31",
            (
                "MMR, a live vaccine, is ordered for 2025-12-02, 29 days before the planned dose "
                "on 2025-12-31. Some authorities ask for 42 days before the first dose. From "
                "2026-01-13 on both intervals are kept."
            ),
        ),
        (
            vaccination(UNKNOWN, "2025-10-31", key="cvx|188", name=""),
            "2025-12-01",
            (
                "A vaccine, dated 2025-10-31, is 31 days before the planned dose on 2025-12-01, "
                "and the record does not tell whether it is a live vaccine. Some authorities ask "
                "for 42 days after a live one. From 2025-12-12 on both intervals are kept."
            ),
        ),
        (
            vaccination(LIVE, "2025-10"),
            "2025-12-01",
            (
                "MMR is dated 2025-10, which may be less than the 42 days before the planned dose "
                "on 2025-12-01 that some authorities ask for. From 2025-12-12 on both intervals "
                "are kept whatever the day."
            ),
        ),
    ],
)
def test_before_the_first_dose_the_sentence_quotes_the_day_and_the_interval(
    given: Vaccination, start: str, sentence: str, parameters: Parameters
) -> None:
    finding = said(first_dose(given, start), parameters)
    assert ROWS[finding.row].sentence(finding) == sentence
    assert (finding.because, finding.implicated) == ((given,), (given,))
    written = given.when or given.recorded
    assert finding.cause == f"{given.key}|{written.text if written else 'undated'}"


@pytest.mark.row("VAX-LIVE-01", "VAX-LIVE-02")
@pytest.mark.parametrize(
    ("given", "today", "release", "until"),
    [
        (vaccination(LIVE, "2025-11-20"), "2025-12-01", "2025-12-18", "2025-12-18"),
        # surely too close until 1 + 28 = 29 November, perhaps until 10 November + 28 days
        (
            vaccination(LIVE, "2025-11", recorded=day("2025-11-10")),
            "2025-11-20",
            "2025-12-08",
            "2025-11-29",
        ),
        (
            vaccination(LIVE, "2025-11", recorded=day("2025-11-10")),
            "2025-11-29",
            "2025-12-08",
            "2025-12-08",
        ),
        # only the day of judgement ends the days on which it can have been given
        (vaccination(LIVE, "2025-12"), "2025-12-05", "2026-01-02", "2025-12-06"),
        # the month or the writing ends on the day of judgement itself: + 28 days = 28 December
        (vaccination(LIVE, "2025-11"), "2025-11-30", "2025-12-28", "2025-12-28"),
        (
            vaccination(LIVE, None, recorded=day("2025-11-30")),
            "2025-11-30",
            "2025-12-28",
            "2025-12-28",
        ),
        # a day that was never readable does not count: only the writing ends it
        (
            vaccination(LIVE, "2025-10-01", recorded=day("2025-11-30"), problem="not readable"),
            "2025-11-30",
            "2025-12-28",
            "2025-12-28",
        ),
        (
            vaccination(LIVE, "2025-10-01", recorded=day("2025-12"), problem="not readable"),
            "2025-12-05",
            "2026-01-02",
            "2025-12-06",
        ),
        # an order may still come: 31 December + 28 days, less the days that are surely too close
        (vaccination(LIVE, "2025-12", planned=True), "2025-12-05", "2026-01-02", "2025-12-29"),
    ],
)
def test_the_next_change_by_time_alone_is_named(
    given: Vaccination, today: str, release: str, until: str, parameters: Parameters
) -> None:
    finding = said(first_dose(given, start=today, as_of=today), parameters)
    assert finding.releases_on == date.fromisoformat(release)
    assert finding.until == date.fromisoformat(until)


@pytest.mark.row("VAX-LIVE-01")
def test_a_vaccine_that_keeps_the_interval_does_not_silence_the_next(
    parameters: Parameters,
) -> None:
    forecast = vaccination(LIVE, "2025-12-10", forecast=True)
    old, later = vaccination(LIVE, "2024-01-01"), vaccination(LIVE, "2025-12-20", planned=True)
    recent = vaccination(LIVE, "2025-11-20", **CHICKENPOX)
    record = replace(cs(), vaccinations=(forecast, later, old, recent))
    found = tuple(live_vaccine_before_first_dose.judge(chart(record), parameters))
    assert [(f.row, f.action, f.because) for f in found] == [
        ("VAX-LIVE-01", Action.HOLD, (recent,)),
        ("VAX-LIVE-01", Action.CLEAR, (old,)),
    ]


@pytest.mark.row("VAX-LIVE-01")
def test_the_decision_on_an_unknown_product_is_named(parameters: Parameters) -> None:
    decision = Decision(row="VAX-LIVE-01", when=day("2025-11-21"), source=source("DetectedIssue"))
    given = (vaccination(UNKNOWN, "2025-11-20", **ZOSTER),)
    patient = chart(replace(cs(), vaccinations=given, decisions=(decision,)))
    assert said(patient, parameters).released_by == decision


@pytest.mark.row("VAX-LIVE-01")
def test_a_month_that_may_just_keep_the_interval_needs_the_exact_date(
    parameters: Parameters,
) -> None:
    given = vaccination(LIVE, "2025-11")  # the 1st is 28 days before the 29th
    assert said(first_dose(given, "2025-11-29", "2025-11-29"), parameters).text == "inexact"
    assert said(first_dose(given, "2025-11-28", "2025-11-28"), parameters).text == "recent"


@pytest.mark.row("VAX-LIVE-01")
def test_a_vaccine_given_after_a_dose_that_did_not_happen_holds_from_its_own_day(
    parameters: Parameters,
) -> None:
    # asked on 20 December for the dose of 1 December; 10 December + 28 days = 7 January
    finding = said(
        first_dose(vaccination(LIVE, "2025-12-10"), "2025-12-01", "2025-12-20"), parameters
    )
    assert finding.releases_on == date(2026, 1, 7)
