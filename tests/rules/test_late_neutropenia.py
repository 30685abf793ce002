"""CBC-04: neutrophils low four or more weeks after a dose, and which row speaks of a count."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Flag, LabResult
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.blood_count import neutrophils
from app.rules.late_neutropenia import CBC_04
from app.rules.rule import DECISION
from tests.charts import chart, cs, infusion, lab, on_treatment, only
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

DOSE = "2025-10-23"  # 28 days before 2025-11-20
FOUND = [
    ("0.49", "CBC-04", HOLD, HIGH, "late_severe"),
    ("0.5", "CBC-01", HOLD, MODERATE, "low"),
    ("0.99", "CBC-01", HOLD, MODERATE, "low"),
    ("1.0", "CBC-04", WARN, MODERATE, "late"),
    ("1.49", "CBC-04", WARN, MODERATE, "late"),
]


def anc(value: str, when: str = "2025-11-20", **other: object) -> LabResult:
    return lab("neutrophils", value, when, **other)


def after(dose: str | None, *counts: LabResult) -> Chart:
    return but(on_treatment(infusion(dose)), *counts)


@pytest.mark.row("CBC-04", "CBC-01", "CBC-03")
@pytest.mark.parametrize(("value", "row", "action", "severity", "text"), FOUND)
def test_each_late_count_is_told_by_one_row(
    *,
    value: str,
    row: str,
    action: Action,
    severity: Severity,
    text: str,
    parameters: Parameters,
) -> None:
    count = anc(value)
    found = only(spoken(neutrophils, after(DOSE, count), parameters))
    assert (found.row, found.action, found.severity) == (row, action, severity)
    assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, "")
    assert (found.because, found.missing, found.releases_on) == ((count,), (), None)
    # six months after 20 November, and one day
    assert found.until == date(2026, 5, 21)
    assert CBC_04.released_by == DECISION


@pytest.mark.row("CBC-04")
def test_the_sentence_quotes_limits_days_and_dose(parameters: Parameters) -> None:
    low = only(spoken(neutrophils, after(DOSE, anc("1.2")), parameters))
    assert low.values["late"] == "1.5"
    assert (low.values["least"], low.values["dose"]) == (28, DOSE)
    assert low.values["unit"] == "10*9/L"
    assert str(low.values["found"]).startswith("neutrophils 1.2")


@pytest.mark.row("CBC-04")
def test_the_limit_itself_is_not_below(parameters: Parameters) -> None:
    assert briefly(neutrophils, after(DOSE, anc("1.5")), parameters) == []


@pytest.mark.row("CBC-04")
def test_a_count_normal_for_its_laboratory_is_late_neutropenia_all_the_same(
    parameters: Parameters,
) -> None:
    count = anc("1.4", low="1.2")
    assert briefly(neutrophils, but(cs(), count), parameters) == []
    assert briefly(neutrophils, after(DOSE, count), parameters) == [
        ("CBC-04", WARN, MODERATE, "late")
    ]


@pytest.mark.row("CBC-04", "CBC-03")
@pytest.mark.parametrize(
    ("doses", "row"),
    [
        ((DOSE,), "CBC-04"),
        (("2025-10-24",), "CBC-03"),  # 27 days
        (("2025-05-01", "2025-10-24"), "CBC-03"),  # the last dose before the count decides
        (("2025-05-01", "2025-11-21"), "CBC-04"),  # the later one came after the count
        (("2025-11-20",), "CBC-03"),  # of the same day, after the blood was drawn
        (("2025-05-01", "2025-11-20"), "CBC-04"),
        (("2025-05-01", "2025-11-19"), "CBC-03"),
        (("2025-11-21",), "CBC-03"),  # before any dose
    ],
)
def test_the_days_count_from_the_last_dose_before(
    doses: tuple[str, ...], row: str, parameters: Parameters
) -> None:
    patient = but(on_treatment(*(infusion(day) for day in doses)), anc("1.2"))
    assert only(spoken(neutrophils, patient, parameters)).row == row


@pytest.mark.row("CBC-04")
@pytest.mark.parametrize(
    ("dose", "count", "text"),
    [
        # to the end of October 20 days, to its begin 50
        ("2025-10", anc("1.2"), "late_inexact"),
        # to the end of September 51 days
        ("2025-09", anc("1.2"), "late"),
        (DOSE, anc("1.2", "2025-11"), "late_inexact"),
        (None, anc("1.2"), "late_inexact"),
        (DOSE, anc("1.2", comparator=">"), "late_open"),
        (DOSE, anc("1.2", comparator=">", low="1.1"), "late_open"),
        (DOSE, anc("1.2", low=None), "late"),
    ],
)
def test_an_inexact_day_or_number_is_said(
    *, dose: str | None, count: LabResult, text: str, parameters: Parameters
) -> None:
    found = only(spoken(neutrophils, after(dose, count), parameters))
    assert (found.row, found.action, found.severity) == ("CBC-04", WARN, MODERATE)
    unusable = text != "late"
    assert (found.text, found.basis) == (text, Basis.UNUSABLE if unusable else Basis.FINDING)
    assert bool(found.missing) is unusable
    assert found.until is not None
    if dose is None:
        assert found.values["dose"] == "an unknown day"


@pytest.mark.row("CBC-04", "CBC-03")
@pytest.mark.parametrize(
    ("doses", "when", "text"),
    [
        # from 1 October to 29 October 28 days, to 28 October 27
        (("2025-10",), "2025-10-29", "late_inexact"),
        (("2025-10",), "2025-10-28", "low"),
        # either may be the last: 20 days before the count, or 28
        (("2025-10", DOSE), "2025-11-20", "late_inexact"),
        # the one of November may be after the count, and then May decides
        (("2025-05-01", "2025-11"), "2025-11-20", "late_inexact"),
        # the one of November is surely before it
        (("2025-05-01", "2025-11"), "2025-12-01", "late_inexact"),
        (("2025-05-01", "2025-11"), "2025-11-01", "late"),
        (("2025-05-01", "2025-11-10"), "2025-11-20", "low"),
        # a count of some day of November: up to 29 days after the first of it
        (("2025-11-01",), "2025-11", "late_inexact"),
        # drawn before 10 November it would be late after May
        (("2025-05-01", "2025-11-10"), "2025-11", "late_inexact"),
    ],
)
def test_an_inexact_dose_may_be_before_or_after_the_count(
    doses: tuple[str, ...], when: str, text: str, parameters: Parameters
) -> None:
    patient = but(on_treatment(*(infusion(day) for day in doses)), anc("1.2", when))
    found = only(spoken(neutrophils, patient, parameters))
    assert (found.row, found.text) == ("CBC-03" if text == "low" else "CBC-04", text)


@pytest.mark.row("CBC-04")
def test_a_dose_that_may_be_of_the_day_of_the_count_came_after_it(parameters: Parameters) -> None:
    # February 2025 ends on the 28th, 27 days after it began; the blood of an infusion day is
    # drawn before it, so the dose of August may be the last one before the count
    doses = (infusion("2024-08-01"), infusion("2025-02"))
    record = replace(on_treatment(*doses), results=(anc("1.2", "2025-02-28"),))
    near = date(2025, 3, 10)
    found = only(spoken(neutrophils, chart(record, start=near, as_of=near), parameters))
    assert (found.row, found.text) == ("CBC-04", "late_inexact")


@pytest.mark.row("CBC-04")
def test_an_unproven_count_asks_for_a_later_one(parameters: Parameters) -> None:
    found = only(spoken(neutrophils, after(DOSE, anc("1.2", comparator=">")), parameters))
    asked = Missing("Observation", "lab_neutrophils_absolute", date(2025, 11, 21))
    assert found.missing == (asked,)


@pytest.mark.row("CBC-04", "CBC-01", "CBC-03")
@pytest.mark.parametrize(
    ("dose", "count", "brief"),
    [
        # not surely late: the hold stays with CBC-01
        ("2025-10", anc("0.4"), ("CBC-01", HOLD, HIGH, "severe")),
        (DOSE, anc("1.0", comparator="<"), ("CBC-01", HOLD, HIGH, "severe_open")),
        # six months before 2025-12-01 is 2025-06-01: older counts are repeated
        ("2025-01-01", anc("0.4", "2025-05-31"), ("CBC-01", HOLD, MODERATE, "repeat")),
        ("2025-01-01", anc("1.2", "2025-05-31"), ("CBC-03", WARN, LOW, "repeat")),
        ("2025-01-01", anc("1.2", "2025-06-01"), ("CBC-04", WARN, MODERATE, "late")),
        # "< 1.6" may be below 1.0
        (DOSE, anc("1.6", comparator="<"), ("CBC-01", HOLD, MODERATE, "unproven")),
        # no number
        (DOSE, flagged("neutrophils", Flag.LOW), ("CBC-01", HOLD, MODERATE, "unproven")),
    ],
)
def test_where_it_says_no_more_the_other_rows_speak(
    dose: str, count: LabResult, brief: tuple[object, ...], parameters: Parameters
) -> None:
    assert briefly(neutrophils, after(dose, count), parameters) == [brief]


@pytest.mark.row("CBC-04")
def test_a_normal_flag_without_a_number_is_silent(parameters: Parameters) -> None:
    patient = after(DOSE, flagged("neutrophils", Flag.NORMAL))
    assert briefly(neutrophils, patient, parameters) == []


@pytest.mark.row("CBC-04", "CBC-03")
def test_of_a_final_and_a_newer_preliminary_count_the_worse_is_told(
    parameters: Parameters,
) -> None:
    # 20 October is 27 days after the dose, 20 November 58
    final = anc("1.2", "2025-10-20")
    newer = replace(anc("1.3"), preliminary=True)
    for counts in ((final, newer), (newer, final)):
        found = only(spoken(neutrophils, after("2025-09-23", *counts), parameters))
        assert (found.row, found.because) == ("CBC-04", (newer,))


@pytest.mark.row("CBC-04")
def test_contradicting_results_are_marked(parameters: Parameters) -> None:
    count = replace(anc("1.2"), conflicting=True)
    assert only(spoken(neutrophils, after(DOSE, count), parameters)).basis is Basis.CONFLICTING


@pytest.mark.row("CBC-04")
def test_the_shipped_limits(parameters: Parameters) -> None:
    assert parameters.decimal("cbc.late.anc") == Decimal("1.5")
    assert parameters.days("cbc.late.minDays") == 28
