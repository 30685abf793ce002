"""CBC-01, CBC-02 and CBC-03 as they are read, and the evidence that they quote."""

from datetime import date

import pytest

from app.clinical.facts import Flag, LabResult
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.blood_count import CBC_01, CBC_02, CBC_03, blood_count_due, neutrophils
from app.rules.rule import Row
from tests.charts import cs, lab, on_treatment, only
from tests.rules.results import but, flagged
from tests.rules.spoken import at_site, spoken

TURN = date(2026, 5, 21)  # 20 November + 6 months, and a day
COUNT = "lab_neutrophils_absolute"


def anc(value: str, when: str = "2025-11-20", **other: object) -> LabResult:
    return lab("neutrophils", value, when, **other)


def asked(since: date) -> tuple[Missing, ...]:
    return (Missing("Observation", COUNT, since),)


NEXT_DAY = asked(date(2025, 11, 21))


@pytest.mark.row("CBC-01", "CBC-03")
@pytest.mark.parametrize(
    ("row", "count", "sentence", "missing", "until"),
    [
        (
            CBC_01,
            anc("0.4"),
            (
                "Neutrophils are neutrophils 0.4 10*9/L, 2025-11-20, below 0.5 10*9/L. Infections "
                "can become dangerous within hours: see the patient urgently. A recorded "
                "assessment releases the hold."
            ),
            (),
            TURN,
        ),
        (
            CBC_01,
            anc("0.9"),
            (
                "Neutrophils are neutrophils 0.9 10*9/L, 2025-11-20, below 1.0 10*9/L. Assess the "
                "risk of infection before the dose; the recorded assessment releases the hold."
            ),
            (),
            TURN,
        ),
        (
            CBC_01,
            anc("0.9", comparator="<"),
            (
                "Neutrophils are reported as neutrophils <0.9 10*9/L, 2025-11-20, which may be "
                "below 0.5 10*9/L. Infections can become dangerous within hours: see the patient "
                "urgently and supply the number. A recorded assessment releases the hold."
            ),
            NEXT_DAY,
            TURN,
        ),
        (
            CBC_01,
            anc("0.9", "2025-05-31"),
            (
                "The newest neutrophils are neutrophils 0.9 10*9/L, 2025-05-31, below 1.0 10*9/L "
                "and older than 6 months. Repeat the count before the dose."
            ),
            asked(date(2025, 6, 1)),
            None,
        ),
        (
            CBC_01,
            anc("1.5", comparator="<"),
            (
                "Neutrophils are reported as neutrophils <1.5 10*9/L, 2025-11-20, which may be "
                "below 1.0 10*9/L. Supply the number or repeat the count."
            ),
            NEXT_DAY,
            None,
        ),
        (
            CBC_03,
            anc("1.2"),
            (
                "Neutrophils are neutrophils 1.2 10*9/L, 2025-11-20, below the limit of normal "
                "but not below 1.0 10*9/L. Neutropenia is a known effect. Ask about infections "
                "and follow the count."
            ),
            (),
            TURN,
        ),
        (
            CBC_03,
            anc("1.2", "2025-05-31"),
            (
                "The newest neutrophils are neutrophils 1.2 10*9/L, 2025-05-31, below the limit of "
                "normal and older than 6 months. Repeat the count."
            ),
            asked(date(2025, 6, 1)),
            None,
        ),
        (
            CBC_03,
            anc("2.0", low=None),
            (
                "Neutrophils are neutrophils 2.0 10*9/L, 2025-11-20, not below 1.0 10*9/L, but "
                "without a limit of normal. Supply the laboratory's limit."
            ),
            NEXT_DAY,
            None,
        ),
    ],
)
def test_neutrophils_in_words(
    *,
    row: Row,
    count: LabResult,
    sentence: str,
    missing: tuple[Missing, ...],
    until: date | None,
    parameters: Parameters,
) -> None:
    found = only(spoken(neutrophils, but(cs(), count), parameters))
    assert row.sentence(found) == sentence
    assert (found.row, found.because, found.missing) == (row.id, (count,), missing)
    assert found.until == until


FEW, VERY_FEW, BELOW = anc("0.8"), anc("0.4"), anc("1.2")


@pytest.mark.row("CBC-01", "CBC-03")
@pytest.mark.parametrize(
    ("newer", "final", "said"),
    [
        # a newer preliminary count never hides a worse final one, and may be worse itself
        ("1.2", VERY_FEW, ("severe", "0.4")),
        ("0.8", VERY_FEW, ("severe", "0.4")),
        ("1.2", FEW, ("low", "0.8")),
        ("0.8", BELOW, ("low", "0.8")),
        ("0.4", FEW, ("severe", "0.4")),
        ("4.0", FEW, ("low", "0.8")),
    ],
)
def test_the_worst_of_the_counts_is_told(
    *, newer: str, final: LabResult, said: tuple[str, str], parameters: Parameters
) -> None:
    early = anc(newer, "2025-11-25", preliminary=True)
    found = only(spoken(neutrophils, but(cs(), early, final), parameters))
    (count,) = found.because
    assert isinstance(count, LabResult)
    assert (found.text, str(count.value)) == said
    assert found.row == "CBC-01"


@pytest.mark.row("CBC-03")
@pytest.mark.parametrize(
    ("count", "cleared"),
    [
        (flagged("neutrophils", Flag.NORMAL), True),
        (flagged("neutrophils", Flag.HIGH), True),
        (anc("2.0", low=None, flag=Flag.NORMAL), True),
        (anc("2.0", comparator=">", low=None, flag=Flag.NORMAL), True),
        (anc("2.0", comparator="<"), False),
        (anc("2.0", comparator="<", low=None, flag=Flag.NORMAL), False),
    ],
)
def test_only_what_shows_enough_neutrophils_clears(
    *, count: LabResult, cleared: bool, parameters: Parameters
) -> None:
    found = only(neutrophils.judge(but(cs(), count), parameters))
    assert (found.action is Action.CLEAR) is cleared
    assert found.because == (count,)
    assert (found.row, found.text) == (("CBC-03", "") if cleared else ("CBC-01", "unproven"))


@pytest.mark.row("CBC-02")
@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        (
            "2025-05-31",
            (
                "The last neutrophil count is of 2025-05-31, more than 6 months before 2025-12-01. "
                "Repeat the blood count with this visit."
            ),
        ),
        (
            "2025",
            (
                "The last neutrophil count is of 2025: the exact date is needed. It may be more "
                "than 6 months before 2025-12-01."
            ),
        ),
    ],
)
def test_a_count_that_is_due_in_words(*, drawn: str, sentence: str, parameters: Parameters) -> None:
    old = anc("4.0", drawn)
    found = only(spoken(blood_count_due, but(on_treatment(), old), parameters))
    assert CBC_02.sentence(found) == sentence
    assert (found.because, found.missing) == ((old,), asked(date(2025, 6, 1)))


@pytest.mark.row("CBC-02")
def test_a_recent_count_clears_on_that_count(parameters: Parameters) -> None:
    newest = anc("4.0")
    cleared = only(blood_count_due.judge(but(on_treatment(), newest), parameters))
    assert (cleared.row, cleared.because) == ("CBC-02", (newest,))


@pytest.mark.row("CBC-02")
def test_a_count_that_was_never_done_in_words(parameters: Parameters) -> None:
    off = at_site(parameters, "baseline.extra", ("mri",))
    unread = lab("neutrophils", "4.0", "2025-12-01", problem="no unit")
    found = only(spoken(blood_count_due, but(on_treatment(), unread), off))
    assert CBC_02.sentence(found) == (
        "No usable neutrophil count is in the record of a treated patient. Have a blood count done."
    )
    assert (found.because, found.basis) == ((unread,), Basis.UNUSABLE)
    assert (found.missing, found.until) == (asked(date(2025, 6, 1)), None)
