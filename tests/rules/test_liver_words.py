"""LIV-01, LIV-03 and LIV-04 as they are read: the whole sentence, and what is asked for."""

from datetime import date

import pytest

from app.clinical.facts import LabResult
from app.clinical.finding import Missing
from app.knowledge.parameters import Parameters
from app.rules.liver import transaminases_raised
from app.rules.liver_rows import LIV_01, LIV_03, LIV_04
from app.rules.rule import Row
from tests.charts import lab, on_treatment, only
from tests.rules.results import but
from tests.rules.spoken import spoken

# Upper limits: ALT and AST 40, bilirubin 20.52 umol/L.
NEW, OLD = "2025-11-20", "2025-05-31"
TURN = date(2026, 5, 21)  # 20 November + 6 months, and a day
PLANNED = date(2025, 12, 1)
EVALUATE = (
    "Evaluate now; without another cause treatment ends. A recorded decision releases the hold."
)


def asked(*names: str) -> tuple[Missing, ...]:
    return tuple(Missing("Observation", f"lab_{name}", PLANNED) for name in names)


ALL_FOUR = asked("alt", "ast", "bilirubin_total", "alp")


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04")
@pytest.mark.parametrize(
    ("row", "alt", "bilirubin", "sentence", "missing"),
    [
        (
            LIV_01,
            lab("alt", "130"),
            lab("bilirubin", "30"),
            (
                "ALT or AST is above 3 times the upper limit and bilirubin is raised: alt 130 "
                "U/L, 2025-11-20; bilirubin 30 umol/L, 2025-11-20. This may be liver injury by "
                "the drug. "
                f"{EVALUATE}"
            ),
            (),
        ),
        (
            LIV_01,
            lab("alt", "130"),
            lab("bilirubin", "50"),
            (
                "ALT or AST is above 3 times the upper limit and bilirubin above 2 times: alt 130 "
                "U/L, 2025-11-20; bilirubin 50 umol/L, 2025-11-20. That meets the criterion of "
                "severe "
                f"drug-induced liver injury. {EVALUATE}"
            ),
            (),
        ),
        (
            LIV_01,
            lab("alt", "130", OLD),
            lab("bilirubin", "50", OLD),
            (
                "The newest liver tests are older than 6 months and showed ALT or AST above 3 "
                "times the upper limit with raised bilirubin: alt 130 U/L, 2025-05-31; bilirubin "
                "50 umol/L, 2025-05-31. Repeat them before the dose."
            ),
            ALL_FOUR,
        ),
        (
            LIV_03,
            lab("alt", "130"),
            lab("bilirubin", "10"),
            (
                "ALT or AST is above 3 times the upper limit, bilirubin is not raised: alt 130 "
                "U/L, 2025-11-20; bilirubin 10 umol/L, 2025-11-20. Repeat the tests and look for "
                "a cause. A recorded decision releases the hold."
            ),
            (),
        ),
        (
            LIV_03,
            lab("alt", "130"),
            None,
            (
                "ALT or AST is above 3 times the upper limit: alt 130 U/L, 2025-11-20. No usable "
                "bilirubin within 14 days is in the record. Measure bilirubin, repeat the tests "
                "and look for a cause."
            ),
            asked("bilirubin_total"),
        ),
        (
            LIV_03,
            lab("alt", "130"),
            lab("bilirubin", "30", high=None),
            (
                "ALT or AST is above 3 times the upper limit: alt 130 U/L, 2025-11-20; bilirubin "
                "30 umol/L, 2025-11-20. No usable bilirubin within 14 days is in the record. "
                "Measure bilirubin, repeat the tests and look for a cause."
            ),
            asked("bilirubin_total"),
        ),
        (
            LIV_03,
            lab("alt", "50", comparator=">"),
            lab("bilirubin", "10"),
            (
                "ALT or AST is raised, and the report does not show that it is at most 3 times the "
                "upper limit: alt >50 U/L, 2025-11-20; bilirubin 10 umol/L, 2025-11-20. Supply the "
                "number and its limit, or repeat the tests."
            ),
            asked("alt", "ast"),
        ),
        (
            LIV_03,
            lab("alt", "130", OLD),
            None,
            (
                "The newest ALT or AST is older than 6 months and was above 3 times the upper "
                "limit: alt 130 U/L, 2025-05-31. Repeat the tests before the dose."
            ),
            ALL_FOUR,
        ),
        (
            LIV_04,
            lab("alt", "60"),
            lab("bilirubin", "10"),
            (
                "ALT or AST is above the upper limit, not above 3 times: alt 60 U/L, 2025-11-20; "
                "bilirubin 10 umol/L, 2025-11-20. Repeat the tests and look for a cause."
            ),
            (),
        ),
        (
            LIV_04,
            lab("alt", "60"),
            lab("bilirubin", "30"),
            (
                "ALT or AST is above the upper limit, not above 3 times, and bilirubin is raised: "
                "alt 60 U/L, 2025-11-20; bilirubin 30 umol/L, 2025-11-20. Repeat the tests soon "
                "and look for a cause."
            ),
            (),
        ),
        (
            LIV_04,
            lab("alt", "60"),
            lab("bilirubin", "50"),
            (
                "ALT or AST is above the upper limit and bilirubin is at least 2 times its own: "
                "alt 60 U/L, 2025-11-20; bilirubin 50 umol/L, 2025-11-20. Evaluate the liver "
                "before the dose; better results release the hold."
            ),
            (),
        ),
        (
            LIV_04,
            lab("alt", "60", high=None),
            lab("bilirubin", "10"),
            (
                "Whether ALT or AST is raised cannot be told: alt 60 U/L, 2025-11-20 has no usable "
                "upper limit. Supply the laboratory's limit or repeat the tests."
            ),
            asked("alt", "ast"),
        ),
        (
            LIV_04,
            lab("alt", "60", OLD),
            None,
            (
                "The newest ALT or AST is older than 6 months and was raised: alt 60 U/L, "
                "2025-05-31. Repeat the tests."
            ),
            ALL_FOUR,
        ),
    ],
)
def test_raised_transaminases_in_words(
    *,
    row: Row,
    alt: LabResult,
    bilirubin: LabResult | None,
    sentence: str,
    missing: tuple[Missing, ...],
    parameters: Parameters,
) -> None:
    beside = () if bilirubin is None else (bilirubin,)
    patient = but(on_treatment(), alt, *beside, without=["bilirubin"])
    found = only(spoken(transaminases_raised, patient, parameters))
    assert row.sentence(found) == sentence
    assert (found.row, found.missing) == (row.id, missing)
    if alt.high is not None:
        assert (found.because, found.until) == (
            (alt, *beside),
            TURN if alt.when == lab("alt").when else None,
        )
