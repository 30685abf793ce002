"""DOSE-02: every sentence about the doses of the present cycle, and its evidence."""

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Missing
from app.knowledge.parameters import Parameters
from app.rules.dosing import DOSE_02, entered_twice, present_cycle
from tests.charts import chart, infusion, judged, on_treatment, only
from tests.rules.injections import injection

SHORT = infusion("2025-11-17", "200")
PARTIAL = infusion("2025-11-17", "120", status="stopped")
RUNNING = infusion("2025-11-17", None, status="in-progress")
BY_MUSCLE = infusion("2025-11-17", "300", routes=frozenset(("route_im",)))
NO_AMOUNT = infusion("2025-11-17", None)
UNREAD = infusion("2025-11-17", None, dose_problem="no unit")


@pytest.mark.row("DOSE-02", "DOSE-03", "DOSE-04")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            NO_AMOUNT,
            (
                "The dose of 2025-11-17 has no amount in the record. Without it the next dose is "
                "not certain. Supply the amount, or record what it counts as."
            ),
        ),
        (
            UNREAD,
            (
                "The amount of the dose of 2025-11-17 could not be read. Without it the next dose "
                "is not certain. Supply the amount in mg, or record what it counts as."
            ),
        ),
        (
            PARTIAL,
            (
                "The dose of 2025-11-17 is recorded as stopped, so it may be incomplete (120 mg). "
                "Decide whether it counts and what to give next."
            ),
        ),
        (
            RUNNING,
            (
                "The dose of 2025-11-17 is recorded as in-progress, so it may be incomplete "
                "(amount not stated). Decide whether it counts and what to give next."
            ),
        ),
        (
            BY_MUSCLE,
            (
                "The dose of 2025-11-17 is recorded by a route that its product does not have. "
                "Whether it counts as a dose is not certain. Correct the entry, or decide what to "
                "give next."
            ),
        ),
        (
            SHORT,
            (
                "The dose of 2025-11-17 was 200 mg, which is no dose of the schedule at this "
                "place. Check the entry and decide what to give next."
            ),
        ),
    ],
)
def test_what_is_said_of_a_dose_that_is_not_clear(
    given: Administration, sentence: str, parameters: Parameters
) -> None:
    finding = only(judged(present_cycle, chart(on_treatment(given)), parameters))
    assert DOSE_02.sentence(finding) == sentence
    assert finding.because == (given,)
    missing = Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication")
    assert finding.missing == ((missing,) if given is NO_AMOUNT else ())


@pytest.mark.row("DOSE-02")
def test_entries_of_one_dose_that_differ_are_all_named(parameters: Parameters) -> None:
    entries = (infusion("2025-11-17", "300"), infusion("2025-11-17", "150"))
    finding = only(judged(present_cycle, chart(on_treatment(*entries)), parameters))
    assert finding.because == entries
    assert DOSE_02.sentence(finding) == (
        "The entries of the dose of 2025-11-17 contradict each other in amount or day. Correct "
        "them, or record what was given."
    )


@pytest.mark.row("DOSE-02")
def test_a_dose_without_a_day_is_said_too(parameters: Parameters) -> None:
    undated = infusion(None, None)
    finding = only(judged(present_cycle, chart(on_treatment(undated)), parameters))
    assert (finding.text, finding.cause) == ("amount_missing", "amount_missing|undated")
    assert DOSE_02.sentence(finding).startswith("The dose of unknown date has no amount")


@pytest.mark.row("DOSE-02")
def test_every_dose_of_the_cycle_is_looked_at(parameters: Parameters) -> None:
    # an injection before it is no reason to stop: SC-01 judges that one
    pair = (injection("2025-11-03", None), infusion("2025-11-17", "200"))
    finding = only(judged(present_cycle, chart(on_treatment(*pair)), parameters))
    assert (finding.text, finding.because) == ("unexpected", (pair[1],))
    two = (infusion("2025-06-01", None), infusion("2025-06-15", "200"))
    found = judged(present_cycle, chart(on_treatment(*two)), parameters)
    assert [f.cause for f in found] == ["amount_missing|2025-06-01", "unexpected|2025-06-15"]


@pytest.mark.row("DOSE-03")
def test_the_sum_names_every_dose(parameters: Parameters) -> None:
    pair = (infusion("2025-06-01", "300"), infusion("2025-06-15", "600"))
    finding = only(judged(present_cycle, chart(on_treatment(*pair)), parameters))
    assert finding.because == pair
    assert DOSE_02.sentence(finding) == (
        "The doses of the present cycle add up to 900 mg; the initial pair is 600 mg in all. "
        "Check the entries; if they are right, decide with a specialist before any more."
    )


@pytest.mark.row("DOSE-03")
def test_an_injection_is_no_part_of_the_sum(parameters: Parameters) -> None:
    mixed = (injection("2025-06-01", "920"), infusion("2025-06-15", "600"))
    assert judged(present_cycle, chart(on_treatment(*mixed)), parameters) == ()


@pytest.mark.row("DOSE-02")
def test_before_an_injection_no_infusion_is_asked_about(parameters: Parameters) -> None:
    row = (SHORT, infusion("2025-11-18", "300"))
    for rule in (present_cycle, entered_twice):
        assert judged(rule, chart(on_treatment(*row), product="sc"), parameters) == ()


@pytest.mark.row("DOSE-02")
def test_each_pair_of_days_in_a_row_is_said(parameters: Parameters) -> None:
    # 1 and 14 June are apart; 14 and 15 June are not
    three = [infusion(f"2025-06-{d}", "200") for d in ("01", "14", "15")]
    finding = only(judged(entered_twice, chart(on_treatment(*three)), parameters))
    assert (finding.cause, finding.because) == ("close|2025-06-14", tuple(three[1:]))
    assert DOSE_02.sentence(finding) == (
        "Infusions of 2025-06-14 and 2025-06-15, a day apart, are recorded as two doses. They may "
        "be one infusion entered twice, and then the second infusion was never given. Correct the "
        "entries, or record that both were given."
    )


@pytest.mark.row("DOSE-02")
def test_injections_beside_an_infusion_are_passed_over(parameters: Parameters) -> None:
    # the injection of 1 June and the infusion of 2 June are SC-01's; 2 and 3 June are a day apart
    three = (
        injection("2025-06-01", "920"),
        infusion("2025-06-02", "300"),
        infusion("2025-06-03", "300"),
    )
    finding = only(judged(entered_twice, chart(on_treatment(*three)), parameters))
    assert (finding.cause, finding.because) == ("close|2025-06-02", three[1:])
    other = (infusion("2025-06-01", "300"), injection("2025-06-02", "920"))
    assert judged(entered_twice, chart(on_treatment(*other)), parameters) == ()


@pytest.mark.row("DOSE-02")
def test_after_a_restart_days_in_a_row_are_not_asked_about(parameters: Parameters) -> None:
    long_ago = (infusion("2024-06-01", "300"), infusion("2024-06-02", "300"))
    assert judged(entered_twice, chart(on_treatment(*long_ago)), parameters) == ()


@pytest.mark.row("DOSE-02")
def test_an_infusion_begun_again_the_next_day_is_not_one_entered_twice(
    parameters: Parameters,
) -> None:
    # 50 mg and a stop, 300 mg the next day: the first try is no infusion of the pair
    tries = (infusion("2025-06-01", "50", status="stopped"), infusion("2025-06-02", "300"))
    assert judged(entered_twice, chart(on_treatment(*tries)), parameters) == ()
