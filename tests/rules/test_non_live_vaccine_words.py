"""VAX-NONLIVE-01 to VAX-NONLIVE-03: the words, their evidence and their days."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Action, Finding
from app.knowledge.parameters import Parameters
from app.rules.non_live_vaccine import (
    VAX_NONLIVE_01,
    VAX_NONLIVE_02,
    VAX_NONLIVE_03,
    best_window,
    non_live_vaccine_before_first_dose,
    non_live_vaccine_on_treatment,
)
from tests.charts import (
    chart,
    cs,
    day,
    infusion,
    judged,
    lab,
    medication,
    on_treatment,
    only,
    vaccination,
)
from tests.rules.spoken import at_site

NONLIVE, SOFT, LIVE = VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING, VaccineClass.LIVE


def first_dose(*given: Vaccination) -> Chart:
    return chart(replace(cs(), vaccinations=given))


def said(p: Parameters, *given: Vaccination) -> tuple[Finding, ...]:
    return judged(non_live_vaccine_before_first_dose, first_dose(*given), p)


@pytest.mark.row("VAX-NONLIVE-01")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (  # 18 November is 13 days before; + 14 days
            vaccination(NONLIVE, "2025-11-18", name="Influenza"),
            (
                "Influenza was given on 2025-11-18, 13 days before the planned dose on "
                "2025-12-01. The response to a vaccine may be reduced when it is given less than "
                "14 days before the first dose. Delay the start to 2025-12-02 if that is "
                "clinically safe."
            ),
        ),
        (
            vaccination(SOFT, "2025-11-20", name="Jynneos"),
            (
                "Jynneos, a live vaccine that does not multiply, was given on 2025-11-20, 11 days "
                "before the planned dose on 2025-12-01. It counts as not live; the response may "
                "be reduced when it is given less than 14 days before the first dose. Delay the "
                "start to 2025-12-04 if that is clinically safe."
            ),
        ),
        (  # the 30th + 14 days
            vaccination(SOFT, "2025-11", name="Jynneos"),
            (
                "Jynneos is dated 2025-11, which may be less than 14 days before the planned dose "
                "on 2025-12-01; the response to it may then be reduced. Supply the exact date, or "
                "delay the start to 2025-12-14 if that is clinically safe."
            ),
        ),
        (
            vaccination(NONLIVE, "2025-11-01", name="Influenza"),
            (
                "Influenza was given on 2025-11-01, 30 days before the planned dose on "
                "2025-12-01; one source asks for 42 days."
            ),
        ),
        (
            vaccination(NONLIVE, None, name="unknown"),
            (
                "A vaccine is in the record without a day; whether it was given at least 14 days "
                "before the first dose was not checked."
            ),
        ),
    ],
)
def test_a_non_live_vaccine_before_the_first_dose_is_quoted(
    given: Vaccination, sentence: str, parameters: Parameters
) -> None:
    # one without a day, one that keeps both intervals and one noted do not silence the next
    others = (
        vaccination(NONLIVE, None),
        vaccination(NONLIVE, "2024-01-01"),
        vaccination(NONLIVE, "2025-11-02"),
        vaccination(NONLIVE, "2025-12-05", planned=True),
    )
    finding = said(parameters, *others, given)[-1]
    assert VAX_NONLIVE_01.sentence(finding) == sentence
    assert finding.because == (given,)
    if finding.action is Action.WARN:
        assert finding.implicated == (given,)


@pytest.mark.row("VAX-NONLIVE-01")
@pytest.mark.parametrize(
    ("given", "today", "until"),
    [
        (vaccination(NONLIVE, "2025-11-20"), "2025-12-01", "2025-12-04"),
        # 10 to 25 November: surely too close before the 24th, perhaps before 9 December
        (vaccination(NONLIVE, "2025-11", recorded=day("2025-11-05")), "2025-11-10", "2025-11-15"),
        (vaccination(NONLIVE, "2025-12"), "2025-12-05", "2025-12-06"),
    ],
)
def test_the_next_change_by_time_alone_is_named(
    given: Vaccination, today: str, until: str, parameters: Parameters
) -> None:
    on = date.fromisoformat(today)
    patient = chart(replace(cs(), vaccinations=(given,)), start=on, as_of=on)
    finding = only(judged(non_live_vaccine_before_first_dose, patient, parameters))
    assert finding.until == date.fromisoformat(until)


@pytest.mark.row("VAX-NONLIVE-01")
def test_a_site_may_make_the_interval_a_hold(parameters: Parameters) -> None:
    given = vaccination(NONLIVE, "2025-11-20")
    blocking = at_site(parameters, "vaccine.nonLive.blocking", value=True)
    assert only(said(blocking, given)).action is Action.HOLD


@pytest.mark.row("VAX-NONLIVE-02")
def test_vaccines_given_on_treatment_are_listed_together(parameters: Parameters) -> None:
    before = vaccination(NONLIVE, "2025-05-31", name="Hepatitis B")
    given = (
        vaccination(NONLIVE, "2025-07-01", name="Tetanus"),
        vaccination(SOFT, None, name=""),
    )
    live, order = vaccination(LIVE, "2025-07-01"), vaccination(NONLIVE, "2025-12-10", planned=True)
    patient = chart(replace(on_treatment(), vaccinations=(before, live, order, *given)))
    finding = only(judged(non_live_vaccine_on_treatment, patient, parameters))
    assert VAX_NONLIVE_02.sentence(finding) == (
        "Given during treatment with ocrelizumab: Tetanus, 2025-07-01; A vaccine. The response may "
        "be weaker while B cells are depleted. Check the response, or repeat the vaccine after "
        "recovery."
    )
    assert (finding.because, finding.implicated) == (given, given)
    back = lab("cd19", "150", "2025-06-30")
    recovered = chart(replace(on_treatment(), vaccinations=given, results=(back,)))
    finding = only(judged(non_live_vaccine_on_treatment, recovered, parameters))
    assert finding.because == given[1:]


@pytest.mark.row("VAX-NONLIVE-03")
@pytest.mark.parametrize(
    ("name", "value", "opens", "closes", "words"),
    [
        # last dose 15 June + 3 months = 15 September; due 1 December - 42 days = 20 October
        ("vaccine.nonLive.window.maxDaysBefore", 42, "2025-10-20", "2025-11-03", ("3", "42", "28")),
        ("vaccine.nonLive.window.minMonthsAfter", 5, "2025-11-15", "2025-11-03", None),
        ("vaccine.nonLive.window.minMonthsAfter", 4, "2025-10-20", "2025-11-03", ("4", "42", "28")),
        # due - 90 days = 2 September: the three months decide
        ("vaccine.nonLive.window.maxDaysBefore", 90, "2025-09-15", "2025-11-03", ("3", "90", "28")),
        ("vaccine.nonLive.window.minDaysBefore", 42, "2025-10-20", "2025-10-20", ("3", "42", "42")),
    ],
)
def test_the_window_is_quoted(
    *,
    name: str,
    value: int,
    opens: str,
    closes: str,
    words: tuple[str, str, str] | None,
    parameters: Parameters,
) -> None:
    patient = chart(on_treatment(), start=date(2025, 12, 1), as_of=date(2025, 10, 1))
    site = at_site(parameters, name, value)
    if words is None:
        cleared = only(best_window.judge(patient, site))
        assert (cleared.action, cleared.until) == (Action.CLEAR, date(2025, 12, 2))
        return
    note = only(judged(best_window, patient, site))
    months, latest, earliest = words
    assert VAX_NONLIVE_03.sentence(note) == (
        f"A non-live vaccine is best given from {opens} to {closes}: {months} months or more after "
        f"the last dose, and {latest} to {earliest} days before the next one; or in an extended "
        f"interval after the B cells have recovered."
    )
    assert note.because == patient.record.administrations[-1:]


@pytest.mark.row("VAX-NONLIVE-03")
def test_three_months_after_the_last_dose_open_the_window_of_a_long_lead(
    parameters: Parameters,
) -> None:
    # 15 June + 3 months; a window of 120 days before 1 December would open on 3 August
    patient = chart(on_treatment(), start=date(2025, 12, 1), as_of=date(2025, 8, 1))
    long_lead = at_site(parameters, "vaccine.nonLive.window.maxDaysBefore", 120)
    assert only(judged(best_window, patient, long_lead)).values["opens"] == date(2025, 9, 15)


@pytest.mark.row("VAX-NONLIVE-03")
def test_an_extended_interval_names_the_last_dose(parameters: Parameters) -> None:
    last = infusion("2025-05-31")
    patient = chart(on_treatment(infusion("2024-11-30"), last))  # due on 30 November
    note = only(judged(best_window, patient, parameters))
    assert (note.text, note.because) == ("extended", (last,))


@pytest.mark.row("VAX-NONLIVE-01")
@pytest.mark.parametrize(
    ("given", "text"),
    [
        (vaccination(NONLIVE, None, recorded=day("2025-11-10")), "undated"),
        (vaccination(NONLIVE, "2025-11"), "inexact"),  # the 1st is 14 days before
    ],
)
def test_what_is_not_dated_to_the_day(
    given: Vaccination, text: str, parameters: Parameters
) -> None:
    on = date(2025, 11, 15)
    patient = chart(replace(cs(), vaccinations=(given,)), start=on, as_of=on)
    assert only(judged(non_live_vaccine_before_first_dose, patient, parameters)).text == text


@pytest.mark.row("VAX-NONLIVE-02", "VAX-NONLIVE-03")
def test_without_a_dated_or_a_next_dose_nothing_is_said(parameters: Parameters) -> None:
    given = vaccination(NONLIVE, "2025-11-20")
    undated = chart(replace(on_treatment(infusion(None)), vaccinations=(given,)))
    assert judged(non_live_vaccine_on_treatment, undated, parameters) == ()
    assert judged(best_window, undated, parameters) == ()
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    stopped = chart(replace(on_treatment(), medications=(stop,)))
    assert judged(best_window, stopped, parameters) == ()
