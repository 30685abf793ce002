"""HBV-04, HBV-05 and HBV-09: DNA and liver tests due, and reactivation."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, LabResult, Reading, Serology
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.hepatitis_b_monitoring import HBV_04, HBV_09, hepatitis_b_watched, reactivation
from app.rules.rule import DECISION, INPUT
from tests.charts import chart, cs, diagnosis, lab, on_treatment, only, serology
from tests.rules.spoken import BLOCK, HIGH, HOLD, MODERATE, WARN, briefly, spoken

POS, NEG, OPEN = Reading.POSITIVE, Reading.NEGATIVE, Reading.INDETERMINATE
HBC_POS = serology("anti_hbc_total", POS)
DNA_NEG = serology("hbv_dna", NEG)


def with_(
    record: Record, *serologies: Serology, results: Iterable[LabResult] | None = None
) -> Chart:
    kept = record.results if results is None else tuple(results)
    return chart(replace(record, serologies=serologies, results=kept))


@pytest.mark.row("HBV-04")
@pytest.mark.parametrize(
    ("serologies", "basis"),
    [
        ((HBC_POS,), Basis.MISSING),
        ((serology("hbsag", POS, "2020"), serology("hbsag", NEG)), Basis.MISSING),
        ((HBC_POS, serology("hbv_dna", None, problem="not readable")), Basis.UNUSABLE),
        ((HBC_POS, serology("hbv_dna", NEG, None)), Basis.UNUSABLE),
    ],
)
def test_contact_with_hepatitis_b_without_any_dna_holds_the_dose(
    serologies: tuple[Serology, ...], basis: Basis, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        found = only(spoken(hepatitis_b_watched, with_(record, *serologies), parameters))
        assert (found.row, found.action, found.severity) == ("HBV-04", HOLD, HIGH)
        assert (found.text, found.basis, found.cause) == ("never", basis, "never")
        # 2025-12-01 - 90 days = 2025-09-02
        asked = Missing("Observation", "lab_hbv_dna_quantitative", date(2025, 9, 2))
        assert found.missing == (asked,)
    assert HBV_04.released_by == DECISION


@pytest.mark.row("HBV-04")
@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("2025-09-02", []),
        ("2025-09-01", [("due", Basis.FINDING)]),
        ("2025-09", [("inexact", Basis.UNUSABLE)]),
        ("2025-08", [("due", Basis.FINDING)]),
    ],
)
def test_dna_is_due_after_ninety_days(
    drawn: str, said: list[tuple[str, Basis]], parameters: Parameters
) -> None:
    dna = serology("hbv_dna", NEG, drawn)
    found = spoken(hepatitis_b_watched, with_(on_treatment(), HBC_POS, dna), parameters)
    assert [(f.text, f.basis) for f in found] == said
    assert all(f.because == (HBC_POS, dna) for f in found)  # why it is asked for, too
    assert all((f.row, f.action, f.severity) == ("HBV-04", WARN, MODERATE) for f in found)
    assert all(f.cause == "due" for f in found)


@pytest.mark.row("HBV-04")
def test_dna_that_was_detected_once_is_evidence_once(parameters: Parameters) -> None:
    # 2025-08-01 and 2025-08-20 lie more than 90 days before 2025-12-01
    once, since = serology("hbv_dna", POS, "2025-08-01"), serology("hbv_dna", NEG, "2025-08-20")
    found = [
        f
        for f in spoken(hepatitis_b_watched, with_(on_treatment(), once, since), parameters)
        if f.row == "HBV-04"
    ]
    assert only(found).because == (once, since)


@pytest.mark.row("HBV-04", "HBV-05")
def test_recent_dna_and_liver_tests_are_clear_until_they_are_due(parameters: Parameters) -> None:
    # 2025-11-20 + 91 days = 2026-02-19
    cleared = list(hepatitis_b_watched.judge(with_(cs(), HBC_POS, DNA_NEG), parameters))
    assert [(f.row, f.action, f.until) for f in cleared] == [
        ("HBV-04", Action.CLEAR, date(2026, 2, 19)),
        ("HBV-05", Action.CLEAR, date(2026, 2, 19)),
    ]


@pytest.mark.row("HBV-04")
@pytest.mark.parametrize("reading", [POS, OPEN])
def test_detectable_or_unclear_dna_is_told_by_other_rows(
    reading: Reading, parameters: Parameters
) -> None:
    patient = with_(cs(), HBC_POS, serology("hbv_dna", reading))
    assert briefly(hepatitis_b_watched, patient, parameters) == []


@pytest.mark.row("HBV-05")
@pytest.mark.parametrize(
    ("results", "tests", "basis"),
    [
        (
            (lab("alt", when="2025-09-01"), lab("ast"), lab("bilirubin")),
            "ALT",
            Basis.FINDING,
        ),
        (
            (lab("alt", when="2025-09"), lab("ast"), lab("bilirubin", when="2025-01-01")),
            "ALT, bilirubin",
            Basis.FINDING,
        ),
        ((lab("alt"), lab("bilirubin")), "AST", Basis.MISSING),
        ((), "ALT, AST, bilirubin", Basis.MISSING),
    ],
)
def test_with_hepatitis_b_liver_tests_are_due_after_ninety_days(
    results: tuple[LabResult, ...], tests: str, basis: Basis, parameters: Parameters
) -> None:
    patient = with_(on_treatment(), HBC_POS, DNA_NEG, results=results)
    found = only(spoken(hepatitis_b_watched, patient, parameters))
    assert (found.row, found.action, found.severity) == ("HBV-05", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("due", basis, "")
    assert (found.values["tests"], len(found.missing)) == (tests, tests.count(",") + 1)


@pytest.mark.row("HBV-05")
def test_ninety_days_to_the_day_are_in_time(parameters: Parameters) -> None:
    results = [lab(test, when="2025-09-02") for test in ("alt", "ast", "bilirubin")]
    patient = with_(cs(), HBC_POS, DNA_NEG, results=results)
    assert briefly(hepatitis_b_watched, patient, parameters) == []


@pytest.mark.row("HBV-04", "HBV-05")
@pytest.mark.parametrize(
    "serologies", [(), (serology("hbsag", NEG), serology("anti_hbc_total", NEG))]
)
def test_without_contact_nothing_is_watched(
    serologies: tuple[Serology, ...], parameters: Parameters
) -> None:
    patient = with_(on_treatment(), *serologies, results=())
    assert list(hepatitis_b_watched.judge(patient, parameters)) == []


@pytest.mark.row("HBV-04")
def test_a_recorded_finding_is_contact_as_a_result_is(parameters: Parameters) -> None:
    finding: Diagnosis = diagnosis("finding_anti_hbc_positive")
    patient = chart(replace(cs(), diagnoses=(finding,)))
    assert only(spoken(hepatitis_b_watched, patient, parameters)).row == "HBV-04"


# First dose on 2025-06-01.
BEFORE, AFTER = "2025-05-20", "2025-11-20"


@pytest.mark.row("HBV-09")
@pytest.mark.parametrize(
    ("serologies", "turned"),
    [
        ((serology("hbsag", NEG, BEFORE), serology("hbsag", POS, AFTER)), True),
        ((serology("hbsag", NEG, BEFORE), serology("hbsag", POS, "2025-06-01")), True),
        ((serology("hbsag", NEG, "2025-01-01"), serology("hbsag", POS, "2025-05-31")), False),
        ((serology("hbsag", NEG, "2025-01-01"), serology("hbsag", POS, "2025")), False),
        ((serology("hbsag", POS, AFTER),), False),  # HBV-02 blocks; nothing turned
        ((serology("hbsag", POS, BEFORE), serology("hbsag", NEG, AFTER)), False),
    ],
)
def test_hbsag_that_turns_positive_on_treatment_blocks(
    *, serologies: tuple[Serology, ...], turned: bool, parameters: Parameters
) -> None:
    found = spoken(reactivation, with_(on_treatment(), *serologies), parameters)
    told = [(f.row, f.action, f.severity, f.text, f.basis, f.cause) for f in found]
    expected = ("HBV-09", BLOCK, HIGH, "hbsag", Basis.FINDING, "hbsag")
    assert told == ([expected] if turned else [])


@pytest.mark.row("HBV-09")
@pytest.mark.parametrize(
    ("serologies", "amounts", "text"),
    [
        ((serology("hbv_dna", NEG, BEFORE), serology("hbv_dna", POS, AFTER)), (), "appears"),
        ((serology("hbv_dna", POS, AFTER),), (), "appears"),
        ((serology("hbv_dna", POS, BEFORE),), (), None),
        (
            (serology("hbv_dna", POS, BEFORE), serology("hbv_dna", POS, AFTER)),
            (("20", BEFORE), ("2000", AFTER)),
            "rises",
        ),
        (
            (serology("hbv_dna", POS, BEFORE), serology("hbv_dna", POS, AFTER)),
            (("2000", BEFORE), ("2000", AFTER)),
            None,
        ),
        ((serology("hbv_dna", POS, BEFORE), serology("hbv_dna", NEG, AFTER)), (), None),
    ],
)
def test_dna_that_appears_or_rises_on_treatment_holds(
    serologies: tuple[Serology, ...],
    amounts: tuple[tuple[str, str], ...],
    text: str | None,
    parameters: Parameters,
) -> None:
    results = [lab("hbv_dna", value, when, unit="[IU]/mL") for value, when in amounts]
    patient = with_(on_treatment(), *serologies, results=results)
    found = spoken(reactivation, patient, parameters)
    assert [f.text for f in found] == ([] if text is None else [text])
    assert all((f.row, f.action, f.severity) == ("HBV-09", HOLD, HIGH) for f in found)
    assert all((f.basis, f.cause) == (Basis.FINDING, "dna") for f in found)
    assert HBV_09.released_by == INPUT


@pytest.mark.row("HBV-09")
def test_before_any_dose_nothing_reactivates(parameters: Parameters) -> None:
    patient = with_(cs(), serology("hbsag", NEG, BEFORE), serology("hbsag", POS, AFTER))
    assert briefly(reactivation, patient, parameters) == []
