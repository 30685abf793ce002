"""DELAY-01 to DELAY-04 and DELAY-LABEL as they are read: the whole sentence and its evidence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.delay import (
    DELAY_01,
    DELAY_02,
    DELAY_03,
    DELAY_04,
    DELAY_LABEL,
    due_day,
    interruption,
    rhythm,
)
from app.rules.rule import Row, Rule
from tests.charts import chart, day, infusion, judged, medication, on_treatment, only
from tests.rules.spoken import spoken

LOADED = (infusion("2025-06-01", "300"), infusion("2025-06-15", "300"))  # due on 1 December
OLD = infusion("2024-12-01")


@pytest.mark.row("DELAY-01", "DELAY-02", "DELAY-03", "DELAY-LABEL")
@pytest.mark.parametrize(
    ("rule", "row", "given", "start", "sentence"),
    [
        (
            due_day,
            DELAY_01,
            LOADED,
            date(2025, 12, 1),
            (
                "The next dose of ocrelizumab is due on 2025-12-01; the last one was given on "
                "2025-06-15."
            ),
        ),
        (
            due_day,
            DELAY_01,
            LOADED,
            date(2025, 12, 4),
            (
                "The next dose of ocrelizumab was due on 2025-12-01, 3 days before the planned day "
                "2025-12-04; the last one was given on 2025-06-15."
            ),
        ),
        (
            due_day,
            DELAY_LABEL,
            LOADED,
            date(2025, 12, 4),
            (
                "The dose was due on 2025-12-01. Give it as soon as possible and do not wait for "
                "the next slot. Given on 2025-12-04, the dose after it is due on 2026-06-04."
            ),
        ),
        (
            rhythm,
            DELAY_02,
            LOADED,
            date(2025, 11, 29),
            (
                "The planned day 2025-11-29 is 2 days from the due day 2025-12-01, within the 21 "
                "days that are usually acceptable."
            ),
        ),
        (
            rhythm,
            DELAY_02,
            LOADED,
            date(2025, 12, 4),
            (
                "The planned day 2025-12-04 is 3 days from the due day 2025-12-01, within the 21 "
                "days that are usually acceptable."
            ),
        ),
        (
            rhythm,
            DELAY_02,
            (OLD, infusion("2025-06-25")),  # due on 25 December
            date(2025, 12, 1),
            (
                "The planned day 2025-12-01 is 24 days before the due day 2025-12-25, more than "
                "the usual 21 days. The shortest interval of 5 months is kept. Confirm that the "
                "early day is meant."
            ),
        ),
        (
            rhythm,
            DELAY_03,
            LOADED,
            date(2025, 12, 31),
            (
                "The dose was due on 2025-12-01 and is planned for 2025-12-31, 30 days late. "
                "Longer gaps raise disease activity and the risk of a reaction. Give it "
                "as soon as possible."
            ),
        ),
    ],
)
def test_the_rhythm_in_words(
    *,
    rule: Rule,
    row: Row,
    given: tuple[Administration, ...],
    start: date,
    sentence: str,
    parameters: Parameters,
) -> None:
    found = spoken(rule, chart(on_treatment(*given), start=start), parameters)
    said = only(f for f in found if f.row == row.id)
    assert row.sentence(said) == sentence
    assert (said.because, said.cause, said.missing) == (given[1:], "", ())


@pytest.mark.row("DELAY-02")
def test_the_early_warning_ends_where_the_usual_rhythm_begins(parameters: Parameters) -> None:
    # due on 25 December, less 21 days
    patient = chart(on_treatment(OLD, infusion("2025-06-25")))
    early = only(judged(rhythm, patient, parameters))
    assert (early.text, early.until) == ("early", date(2025, 12, 4))
    on_the_day = chart(patient.record, start=date(2025, 12, 4))
    assert only(judged(rhythm, on_the_day, parameters)).text == "within"


@pytest.mark.row("DELAY-02")
def test_on_the_due_day_the_rhythm_is_clear_for_that_day(parameters: Parameters) -> None:
    cleared = only(rhythm.judge(chart(on_treatment(*LOADED)), parameters))
    assert (cleared.row, cleared.action, cleared.until) == (
        "DELAY-02",
        Action.CLEAR,
        date(2025, 12, 2),
    )


@pytest.mark.row("DELAY-01")
def test_a_dose_without_a_day_is_told_and_asked_for(parameters: Parameters) -> None:
    lost = (infusion(None), infusion(None))
    patient = chart(on_treatment(*lost, infusion("2025-06-01")))
    found = only(spoken(interruption, patient, parameters))
    assert DELAY_01.sentence(found) == (
        "A dose of ocrelizumab is recorded without a day, and it may be the last one. The next "
        "dose cannot be timed. Supply the day it was given."
    )
    assert (found.because, found.cause) == (lost, "undated")
    asked = Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication")
    assert found.missing == (asked,)


@pytest.mark.row("DELAY-04")
@pytest.mark.parametrize(
    ("last", "stopped", "sentence"),
    [
        (
            "2024-11-30",
            False,
            (
                "The last dose was given on 2024-11-30, more than 12 months before the planned "
                "day 2025-12-01. A restart begins like a first treatment: tests before the start "
                "again, vaccines, the initial dose in two infusions. Record the decision to "
                "restart."
            ),
        ),
        (
            "2024",
            False,
            (
                "The last dose was given on 2024: the exact date is needed to know whether it is "
                "more than 12 months before the planned day 2025-12-01, which would be a restart."
            ),
        ),
        (
            "2025-06-15",
            True,
            (
                "Treatment is recorded as stopped; the last dose was given on 2025-06-15. Record "
                "the decision to resume it, or order the dose anew."
            ),
        ),
    ],
)
def test_an_interruption_in_words(
    *, last: str, stopped: bool, sentence: str, parameters: Parameters
) -> None:
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    given = infusion(last)
    record = replace(on_treatment(given), medications=(stop,) if stopped else ())
    found = only(spoken(interruption, chart(record), parameters))
    assert DELAY_04.sentence(found) == sentence
    assert (found.because, found.cause, found.missing) == ((given,), "", ())
    assert found.releases_on is None


@pytest.mark.row("DELAY-04")
@pytest.mark.parametrize(
    ("start", "basis"),
    # the first day of 2024 and 12 months is 1 January 2025
    [(date(2025, 1, 1), None), (date(2025, 1, 2), Basis.UNUSABLE)],
)
def test_a_year_of_a_dose_may_be_more_than_twelve_months_ago(
    *, start: date, basis: Basis | None, parameters: Parameters
) -> None:
    found = judged(interruption, chart(on_treatment(infusion("2024")), start=start), parameters)
    assert [(f.text, f.basis) for f in found] == ([("inexact", basis)] if basis else [])


@pytest.mark.row("DELAY-01", "DELAY-04")
def test_only_doses_without_a_day_leave_nothing_to_count_from(parameters: Parameters) -> None:
    patient = chart(on_treatment(infusion(None)))
    assert [f.row for f in interruption.judge(patient, parameters)] == ["DELAY-01"]
    assert judged(due_day, patient, parameters) == judged(rhythm, patient, parameters) == ()


@pytest.mark.row("DELAY-02", "DELAY-03")
def test_the_second_infusion_has_no_rhythm_of_months(parameters: Parameters) -> None:
    # due on 24 November: a maintenance dose 49 days late would be a warning
    patient = chart(on_treatment(infusion("2025-11-10", "300")))
    late = chart(patient.record, start=date(2025, 11, 24) + timedelta(days=49))
    assert judged(rhythm, late, parameters) == ()
