"""DOSE-07 and the rate tables: what is told of the rates, and why two hours are refused."""

from dataclasses import replace

import pytest

from app.clinical.facts import Administration, Grade, Reaction
from app.clinical.finding import Action, Basis, Missing
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.rate import DOSE_07, rate, rate_table_in_force, two_hour_infusion
from tests.charts import (
    COMPLETE,
    allergy,
    chart,
    cs,
    infusion,
    judged,
    on_treatment,
    only,
    reaction,
)
from tests.rules.spoken import at_site
from tests.rules.test_rate import ADMITTED, TREATED, asked, suffered

ROWS = {row.id: row for row in rate.rows}
GRADED = {"when": "2025-06-01", "grade": Grade.MODERATE}


def rash(name: str = "rash", **other: object) -> Reaction:
    return reaction("symptom", name=name, **other)  # type: ignore[arg-type]  # tests name the fields


@pytest.mark.row("RATE-01", "RATE-02", "RATE-03")
@pytest.mark.parametrize(
    ("record", "option", "row", "sentence"),
    [
        (
            cs(),
            "",
            "RATE-01",
            (
                "Infusions 1 and 2, 300 mg: start 30 mL/h, raise by 30 mL/h every 30 min to at "
                "most 180 mL/h, 2.5 hours or longer; about 158 minutes in all."
            ),
        ),
        (
            TREATED,
            "1",
            "RATE-02",
            (
                "600 mg, option 1: start 40 mL/h, raise by 40 mL/h every 30 min to at most 200 "
                "mL/h, 3.5 hours or longer; about 210 minutes in all."
            ),
        ),
        (
            TREATED,
            "2",
            "RATE-03",
            (
                "600 mg, option 2, only without an earlier serious reaction: 100 mL/h for 15 min, "
                "200 mL/h for 15 min, 250 mL/h for 30 min, then 300 mL/h, about 2 hours; about 120 "
                "minutes in all."
            ),
        ),
    ],
)
def test_the_rates_are_told_with_their_table(
    *, record: Record, option: str, row: str, sentence: str, parameters: Parameters
) -> None:
    note = only(judged(rate, asked(record, option), parameters))
    assert ROWS[row].sentence(note) == sentence


@pytest.mark.row("DOSE-07")
@pytest.mark.parametrize(
    ("record", "words"),
    [
        (suffered(rash(when="2025-06-01", grade=Grade.SEVERE)), "rash, 2025-06-01"),
        (
            suffered(
                rash("wheals", **GRADED),
                rash("rash", when="2024-12-02"),
                rash("collapse", when="2024-12-02", grade=Grade.SEVERE),
            ),
            "rash, 2024-12-02; collapse, 2024-12-02",
        ),
        (suffered(rash("flush", **GRADED), stays=(ADMITTED,)), "flush, 2025-06-01"),
        (replace(TREATED, allergies=(allergy("drug_ocrelizumab_sc", name="Zunovo"),)), "Zunovo"),
    ],
)
def test_the_reaction_that_excludes_two_hours_is_named(
    *, record: Record, words: str, parameters: Parameters
) -> None:
    finding = only(judged(two_hour_infusion, asked(record), parameters))
    assert DOSE_07.sentence(finding) == (
        "The two-hour table was asked for, but an earlier reaction to ocrelizumab was severe or "
        f"serious, or was not graded: {words}. The slow table applies."
    )
    assert (finding.missing, finding.cause) == ((), "")


@pytest.mark.row("DOSE-07")
def test_reactions_and_allergies_exclude_together(parameters: Parameters) -> None:
    severe, moderate = rash(when="2025-06-01", grade=Grade.SEVERE), rash("wheals", **GRADED)
    known = allergy("drug_ocrelizumab_iv", name="ocrelizumab")
    record = replace(suffered(moderate, severe), allergies=(known,))
    finding = only(judged(two_hour_infusion, asked(record), parameters))
    assert finding.because == (severe, known)
    assert finding.values["reaction"] == "rash, 2025-06-01; ocrelizumab"


@pytest.mark.row("DOSE-07")
def test_the_grade_that_excludes_is_a_parameter(parameters: Parameters) -> None:
    record = suffered(rash(**GRADED))
    strict = at_site(parameters, "dose.option2.excludeGradeGE", 2)
    assert only(judged(two_hour_infusion, asked(record), parameters)).text == "mild"
    assert only(judged(two_hour_infusion, asked(record), strict)).text == "reaction"


@pytest.mark.row("DOSE-07")
def test_without_a_history_it_is_asked_for(parameters: Parameters) -> None:
    record = replace(TREATED, complete=COMPLETE - {"Condition"})
    finding = only(judged(two_hour_infusion, asked(record), parameters))
    assert DOSE_07.sentence(finding) == (
        "The two-hour table was asked for, but the history of reactions was not supplied. The slow "
        "table applies until it is."
    )
    assert (finding.because, finding.missing) == ((), (Missing("AdverseEvent"),))


@pytest.mark.row("DOSE-07")
def test_before_the_initial_infusions_the_slow_table_is_told(parameters: Parameters) -> None:
    for record in (cs(), on_treatment(infusion("2025-11-17", "300"))):
        finding = only(judged(two_hour_infusion, asked(record), parameters))
        assert DOSE_07.sentence(finding) == (
            "The two-hour table was asked for. It is never used for the initial infusions: the "
            "slow table applies."
        )
        assert (finding.row, finding.basis) == ("DOSE-07", Basis.FINDING)


@pytest.mark.row("DOSE-07")
def test_a_site_that_always_asks_is_not_told_before_the_initial_infusions(
    parameters: Parameters,
) -> None:
    always = at_site(parameters, "dose.maintenance.option", "2")
    assert judged(two_hour_infusion, chart(cs()), always) == ()
    assert only(judged(two_hour_infusion, chart(TREATED), always)).text == "clean"
    assert rate_table_in_force(chart(TREATED), always) == "RATE-03"
    # the caller's own wish wins
    assert judged(two_hour_infusion, asked(TREATED, "1"), always) == ()
    assert rate_table_in_force(asked(TREATED, "1"), always) == "RATE-02"


@pytest.mark.row("DOSE-07")
def test_the_subcutaneous_product_has_no_two_hour_table(parameters: Parameters) -> None:
    patient = chart(TREATED, product="sc", option="2")
    assert judged(two_hour_infusion, patient, parameters) == ()


ONE = infusion("2025-06-01", "600")
TWO = (infusion("2024-12-02", "600"), ONE)


@pytest.mark.row("DOSE-07")
@pytest.mark.parametrize(
    ("given", "count"),
    [
        ((ONE,), 1),
        ((infusion("2024-12-02", "300"), ONE), 1),
        ((infusion("2024-12-02", "600", status="in-progress"), ONE), 1),
        ((infusion("2025-06-01", "300"), infusion("2025-06-15", "300")), 0),
    ],
)
def test_too_few_whole_infusions_are_counted(
    *, given: tuple[Administration, ...], count: int, parameters: Parameters
) -> None:
    finding = only(judged(two_hour_infusion, asked(on_treatment(*given)), parameters))
    assert DOSE_07.sentence(finding) == (
        f"The two-hour table is used. Only {count} completed infusions of the maintenance dose are "
        "recorded, fewer than 2: watch closely."
    )
    assert (finding.row, finding.action) == ("DOSE-07", Action.WARN)
    assert finding.because == ((ONE,) if count else ())


@pytest.mark.row("DOSE-07")
def test_enough_whole_infusions_are_the_evidence(parameters: Parameters) -> None:
    note = only(judged(two_hour_infusion, asked(on_treatment(*TWO)), parameters))
    assert DOSE_07.sentence(note) == (
        "The two-hour table is used: no severe, serious or ungraded reaction is recorded."
    )
    assert (note.row, note.because, note.severity) == ("DOSE-07", TWO, None)


@pytest.mark.row("DOSE-07")
def test_mild_reactions_after_the_last_infusion_are_named(parameters: Parameters) -> None:
    earlier = rash("itch", when="2024-12-02", grade=Grade.MILD)
    last, undated = (
        rash("wheals", **GRADED),
        rash("flush", suspects=frozenset(("drug_ocrelizumab_iv",)), grade=Grade.MILD),
    )
    finding = only(judged(two_hour_infusion, asked(suffered(earlier, last, undated)), parameters))
    assert DOSE_07.sentence(finding) == (
        "The two-hour table is used. A mild or moderate reaction followed the last infusion: "
        "wheals, 2025-06-01; flush. Watch closely."
    )
    assert finding.because == (last, undated)


@pytest.mark.row("DOSE-07")
@pytest.mark.parametrize(("when", "text"), [("2025-05-31", "clean"), ("2025-06", "mild")])
def test_a_reaction_that_may_have_followed_the_last_infusion_counts(
    *, when: str, text: str, parameters: Parameters
) -> None:
    ours = frozenset(("drug_ocrelizumab_iv",))
    record = suffered(rash(when=when, grade=Grade.MILD, suspects=ours))
    assert only(judged(two_hour_infusion, asked(record), parameters)).text == text
