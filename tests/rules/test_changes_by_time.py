"""Each answer that time alone changes names the day, rows that are clear as well."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.delay import interruption, rhythm
from app.rules.dosing import second_infusion, shortest_interval
from app.rules.indication import yearly_review
from app.rules.non_live_vaccine import best_window
from app.rules.pregnancy import pregnancy
from app.rules.prior_treatment import after_natalizumab
from app.rules.rule import Rule
from tests.charts import (
    chart,
    coded,
    cs,
    day,
    infusion,
    medication,
    on_treatment,
    patient,
)

Turns = list[tuple[str, str, str | None]]
GRAVE = frozenset(("reaction_anaphylaxis",))


def turns(rule: Rule, patient_chart: Chart, p: Parameters) -> Turns:
    """Row, text ("" where clear) and the day of the next change of everything answered."""
    return [(f.row, f.text, _day(f)) for f in rule.judge(patient_chart, p)]


def _day(finding: Finding) -> str | None:
    return finding.until.isoformat() if finding.until else None


def given(*doses: Administration, start: str = "2025-12-01", as_of: str = "2025-12-01") -> Chart:
    record = replace(cs(), administrations=doses)
    return chart(record, start=date.fromisoformat(start), as_of=date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-06-15", ("", "2026-06-16")),  # + 12 months, and a day
        ("2024-12-01", ("", "2025-12-02")),
        ("2024-11-30", ("restart", None)),
        ("2024-12", ("", "2025-12-02")),  # as early as 2024-12-01
        ("2024-11", ("restart", None)),
        ("2024", ("inexact", "2026-01-01")),  # as late as 2024-12-31
    ],
)
def test_a_gap_becomes_a_restart(
    *, last: str, expected: tuple[str, str], parameters: Parameters
) -> None:
    assert turns(interruption, given(infusion(last)), parameters) == [("DELAY-04", *expected)]


def test_a_stop_becomes_a_restart(parameters: Parameters) -> None:
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    stopped = chart(replace(on_treatment(), medications=(stop,)))
    # 15 June 2025 + 12 months, and a day
    assert turns(interruption, stopped, parameters) == [("DELAY-04", "stopped", "2026-06-16")]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-06-01", [("DELAY-02", "", "2025-12-02")]),  # due on the planned day
        ("2025-05-31", [("DELAY-02", "within", "2025-12-22")]),  # due 30 November, + 22 days
    ],
)
def test_around_the_due_day(*, last: str, expected: Turns, parameters: Parameters) -> None:
    assert turns(rhythm, given(infusion(last)), parameters) == expected


@pytest.mark.parametrize(
    ("first", "whole", "expected"),
    [
        ("2025-11-18", True, [("DOSE-02", "early", "2025-12-02")]),
        ("2025-11-17", True, [("DOSE-02", "", "2025-12-02")]),
        ("2025-11-16", True, [("DOSE-02", "late", "2025-12-29")]),  # + 43 days
        ("2025-11-16", False, [("DOSE-02", "", "2025-12-29")]),
        ("2025-10-20", True, [("DOSE-02", "late", "2025-12-02")]),
        ("2025-10-19", True, [("DOSE-02", "very_late", None)]),
        ("2025-11", True, [("DOSE-02", "inexact", "2025-12-14")]),  # as late as 30 November
        ("2025-10", True, [("DOSE-02", "inexact", "2025-12-13")]),  # as late as 31 October, + 43
    ],
)
def test_between_the_infusions_of_the_pair(
    *, first: str, whole: bool, expected: Turns, parameters: Parameters
) -> None:
    dose = infusion(first, "300", status="completed" if whole else "in-progress")
    assert turns(second_infusion, given(dose), parameters) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-07-02", [("DOSE-MIN-INTERVAL", "early", "2025-12-02")]),
        ("2025-08", [("DOSE-MIN-INTERVAL", "early", "2026-01-01")]),  # 1 August + 5 months
        ("2025-07", [("DOSE-MIN-INTERVAL", "inexact", "2025-12-31")]),  # 31 July + 5 months
    ],
)
def test_before_the_shortest_interval(
    *, last: str, expected: Turns, parameters: Parameters
) -> None:
    assert turns(shortest_interval, given(infusion(last)), parameters) == expected


def test_a_year_of_treatment_brings_the_review(parameters: Parameters) -> None:
    assert turns(yearly_review, given(infusion("2025-06-15")), parameters) == [
        ("IND-06", "", "2026-06-15")
    ]
    assert turns(yearly_review, given(infusion("2024-12-01")), parameters) == [
        ("IND-06", "review", None)
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # due 2026-01-01: the window closes 28 days before, on 4 December
        ("2025-12-04", [("VAX-NONLIVE-03", "window", "2025-12-05")]),
        ("2025-12-05", [("VAX-NONLIVE-03", "", "2026-01-02")]),
        ("2026-01-01", [("VAX-NONLIVE-03", "", "2026-01-02")]),
        ("2026-01-02", [("VAX-NONLIVE-03", "extended", None)]),
    ],
)
def test_the_window_for_vaccines_between_doses(
    *, as_of: str, expected: Turns, parameters: Parameters
) -> None:
    between = given(infusion("2025-07-01"), as_of=as_of, start=as_of)
    assert turns(best_window, between, parameters) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-11-04", ("early", "2025-12-02")),  # + 28 days
        ("2025-11-03", ("usual", "2026-01-27")),  # + 85 days
        ("2025-09-07", ("late", "2026-09-08")),  # + 12 months, and a day
        ("2025-11", ("inexact", "2025-12-28")),  # as late as 30 November
    ],
)
def test_after_natalizumab(*, last: str, expected: tuple[str, str], parameters: Parameters) -> None:
    dose = infusion(last, None, topics=frozenset(("drug_natalizumab",)))
    assert turns(after_natalizumab, given(dose), parameters) == [("SW-NAT-01", *expected)]


def pregnant(when: str, start: str = "2025-12-01") -> Chart:
    status = coded("obs_pregnancy_status", when=when, answers=frozenset(("answer_pregnant",)))
    woman = replace(cs(), patient=patient("1995-06-15", "female"), coded=(status,))
    return chart(woman, start=date.fromisoformat(start))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2025-02-04", ("PREG-01", "pregnant", "2025-12-02")),  # 300 days before, + 301
        ("2025-02-03", ("PREG-05", "old_positive", None)),
        ("2025-02", ("PREG-01", "inexact", "2025-12-26")),  # 28 February + 301 days
    ],
)
def test_a_pregnancy_gets_old(
    *, when: str, expected: tuple[str, str, str], parameters: Parameters
) -> None:
    assert turns(pregnancy, pregnant(when), parameters) == [expected]


@pytest.mark.parametrize(
    ("drawn", "start", "expected"),
    [
        ("2025-11-30", "2025-12-20", ("repeat", "2025-12-08")),  # + 8 days
        ("2025-11-30", "2025-12-10", ("repeat", "2025-12-03")),  # 7 days before the start
        ("2025-11", "2025-12-02", ("inexact", "2025-12-08")),  # 30 November + 8 days
    ],
)
def test_a_negative_test_gets_old(
    *, drawn: str, start: str, expected: tuple[str, str], parameters: Parameters
) -> None:
    status = coded("obs_pregnancy_status", when=drawn, answers=frozenset(("answer_not_pregnant",)))
    woman = replace(cs(), patient=patient("1995-06-15", "female"), coded=(status,))
    asked = chart(woman, start=date.fromisoformat(start))
    assert turns(pregnancy, asked, parameters) == [("PREG-05", *expected)]
