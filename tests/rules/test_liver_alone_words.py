"""LIV-07 as it is read: the whole sentence, and what is asked for."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import LabResult
from app.clinical.finding import Action, Missing
from app.knowledge.parameters import Parameters
from app.rules.liver import bilirubin_or_alp_alone
from app.rules.liver_rows import LIV_07
from tests.charts import chart, diagnosis, lab, on_treatment, only
from tests.rules.results import but
from tests.rules.spoken import spoken

# Upper limits: ALP 120 U/L, bilirubin 20.52 umol/L.
NEW, OLD = "2025-11-20", "2025-05-31"
GILBERT = diagnosis("cond_gilbert", onset="2010")
TURN = date(2026, 5, 21)  # 20 November + 6 months, and a day
PLANNED = date(2025, 12, 1)


def asked(*names: str) -> tuple[Missing, ...]:
    return tuple(Missing("Observation", f"lab_{name}", PLANNED) for name in names)


ALL_FOUR = asked("alt", "ast", "bilirubin_total", "alp")


@pytest.mark.row("LIV-07")
@pytest.mark.parametrize(
    ("results", "sentence", "missing", "until"),
    [
        (
            (lab("bilirubin", "30"), lab("alp", "130")),
            (
                "Above the upper limit without a raised ALT or AST of the same time: bilirubin 30 "
                "umol/L, 2025-11-20; alp 130 U/L, 2025-11-20. Repeat the tests and look for a "
                "cause."
            ),
            (),
            TURN,
        ),
        (
            (lab("alp", "361"),),
            (
                "Bilirubin above 2 times or alkaline phosphatase above 3 times the upper limit, "
                "or not shown to be less: alp 361 U/L, 2025-11-20. Evaluate before the dose; a "
                "recorded decision releases the hold."
            ),
            (),
            TURN,
        ),
        (
            (lab("bilirubin", "60"),),
            (
                "Bilirubin is above 2 times the upper limit (bilirubin 60 umol/L, 2025-11-20) and "
                "Gilbert syndrome is recorded, which explains it. Check that nothing else does."
            ),
            (),
            TURN,
        ),
        (
            (lab("bilirubin", "60", OLD), lab("alp", "130", OLD)),
            (
                "Raised bilirubin or alkaline phosphatase older than 6 months: bilirubin 60 "
                "umol/L, 2025-05-31; alp 130 U/L, 2025-05-31. Repeat the tests."
            ),
            ALL_FOUR,
            None,
        ),
    ],
)
def test_bilirubin_or_alp_alone_in_words(
    *,
    results: tuple[LabResult, ...],
    sentence: str,
    missing: tuple[Missing, ...],
    until: date | None,
    parameters: Parameters,
) -> None:
    patient = chart(replace(but(on_treatment(), *results).record, diagnoses=(GILBERT,)))
    found = only(spoken(bilirubin_or_alp_alone, patient, parameters))
    assert LIV_07.sentence(found) == sentence
    assert (found.row, found.missing, found.until) == ("LIV-07", missing, until)
    explained = (GILBERT,) if found.text == "gilbert" else ()
    assert (found.because, found.cause) == ((*results, *explained), "")
    assert (found.action is Action.HOLD) is (found.text == "high")
