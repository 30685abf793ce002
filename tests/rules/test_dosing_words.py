"""DOSE-02 and DOSE-MIN-INTERVAL: every sentence, its evidence, and the day on which it changes."""

from datetime import date

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action
from app.knowledge.parameters import Parameters
from app.rules.dosing import DOSE_02, DOSE_MIN_INTERVAL, second_infusion, shortest_interval
from tests.charts import chart, infusion, judged, on_treatment, only

FULL = (infusion("2024-01-02", "300"), infusion("2024-01-16", "300"))
DAY_ONE = date(2025, 12, 1)


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("first", "start", "until", "sentence"),
    [
        (
            "2025-11-18",
            DAY_ONE,
            date(2025, 12, 2),  # 18 November + 14
            (
                "Infusion 1 was given on 2025-11-18, 13 days before the planned day 2025-12-01. "
                "The second infusion follows after 14 days. The hold ends on 2025-12-02."
            ),
        ),
        (
            "2025-11",
            DAY_ONE,
            date(2025, 12, 14),  # 1 November + 43, 30 November + 14
            (
                "Infusion 1 was given on 2025-11: the exact date is needed. The second infusion "
                "belongs between 14 and 42 days after it, and not every day of 2025-11 allows the "
                "planned 2025-12-01."
            ),
        ),
        (
            "2025-10",
            DAY_ONE,
            date(2025, 12, 13),  # 31 October + 43
            (
                "Infusion 1 was given on 2025-10: the exact date is needed. The second infusion "
                "belongs between 14 and 42 days after it, and not every day of 2025-10 allows the "
                "planned 2025-12-01."
            ),
        ),
        (
            "2025-11-16",
            DAY_ONE,
            date(2025, 12, 29),  # 16 November + 43
            (
                "Infusion 1 was given on 2025-11-16, 15 days before the planned day 2025-12-01: "
                "the second infusion was due on 2025-11-30. Give it as soon as possible."
            ),
        ),
        (
            "2025-10-19",
            DAY_ONE,
            None,
            (
                "Infusion 1 was given on 2025-10-19, 43 days before the planned day 2025-12-01, "
                "more than the 42 days within which the second infusion simply follows. Decide "
                "whether to complete the pair, to begin again, or whether other doses were given."
            ),
        ),
        (
            # given by the planned day: the month is not over yet
            "2025-12",
            date(2025, 12, 10),
            date(2025, 12, 15),  # 1 December + 14
            (
                "Infusion 1 was given on 2025-12, 0 to 9 days before the planned day 2025-12-10. "
                "The second infusion follows after 14 days. The hold ends on 2026-01-14."
            ),
        ),
        (
            # 1 and 30 September
            "2025-09",
            DAY_ONE,
            None,
            (
                "Infusion 1 was given on 2025-09, 62 to 91 days before the planned day 2025-12-01, "
                "more than the 42 days within which the second infusion simply follows. Decide "
                "whether to complete the pair, to begin again, or whether other doses were given."
            ),
        ),
        (
            # from 15 March on February is at least 15 and at most 42 days ago
            "2025-02",
            date(2025, 3, 15),
            date(2025, 3, 16),  # 1 February + 43
            (
                "Infusion 1 was given on 2025-02, 15 to 42 days before the planned day 2025-03-15: "
                "the second infusion was due on 2025-02-15. Give it as soon as possible."
            ),
        ),
    ],
)
def test_what_is_said_before_the_second_infusion(
    *, first: str, start: date, until: date | None, sentence: str, parameters: Parameters
) -> None:
    given = infusion(first, "300")
    finding = only(judged(second_infusion, chart(on_treatment(given), start=start), parameters))
    assert DOSE_02.sentence(finding) == sentence
    assert (finding.until, finding.because) == (until, (given,))


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("start", "text", "release"),
    [
        (date(2025, 3, 13), "inexact", date(2025, 3, 14)),  # 13 days after 28 February
        (date(2025, 3, 14), "late", None),  # 14 to 41 days
        (date(2025, 3, 15), "late", None),  # 15 to 42 days
        (date(2025, 3, 16), "inexact", None),  # 43 days after 1 February
        (date(2025, 4, 11), "inexact", None),  # 42 days after 28 February
        (date(2025, 4, 12), "very_late", None),  # 43
    ],
)
def test_both_ends_of_a_month_are_counted(
    *, start: date, text: str, release: date | None, parameters: Parameters
) -> None:
    patient = chart(on_treatment(infusion("2025-02", "300")), start=start)
    finding = only(judged(second_infusion, patient, parameters))
    assert (finding.text, finding.releases_on) == (text, release)


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    ("given", "until", "proven"),
    [
        # day 14 of a whole infusion; it is late from the next day
        (infusion("2025-11-17", "300"), date(2025, 12, 2), True),
        # day 16 and day 42 of a partial one: the pair is reviewed, nobody hurries
        (infusion("2025-11-15", "45", status="stopped"), date(2025, 12, 28), False),
        (infusion("2025-10-20", "45", status="stopped"), date(2025, 12, 2), False),
    ],
)
def test_a_second_infusion_in_time_is_clear_until_it_changes(
    *, given: Administration, until: date, proven: bool, parameters: Parameters
) -> None:
    patient = chart(on_treatment(given))
    cleared = only(second_infusion.judge(patient, parameters))
    assert (cleared.row, cleared.action, cleared.until) == ("DOSE-02", Action.CLEAR, until)
    assert cleared.because == ((given,) if proven else ())


@pytest.mark.row("DOSE-02")
def test_a_partial_first_infusion_much_later_needs_the_decision_too(
    parameters: Parameters,
) -> None:
    partial = infusion("2025-10-19", "45", status="stopped")  # day 43
    finding = only(judged(second_infusion, chart(on_treatment(partial)), parameters))
    assert finding.text == "very_late"


@pytest.mark.row("DOSE-02")
def test_the_second_infusion_rests_on_every_try_at_the_first(parameters: Parameters) -> None:
    # 50 mg and a stop, 300 mg the next day: 13 days before 1 December
    tries = (infusion("2025-11-17", "50", status="stopped"), infusion("2025-11-18", "300"))
    finding = only(judged(second_infusion, chart(on_treatment(*tries)), parameters))
    assert (finding.text, finding.values["passed"], finding.because) == ("early", 13, tries)


@pytest.mark.row("DOSE-MIN-INTERVAL")
@pytest.mark.parametrize(
    ("last", "until", "sentence"),
    [
        (
            "2025-07-02",
            date(2025, 12, 2),
            (
                "The last dose was given on 2025-07-02. Doses are at least 5 months apart, and the "
                "planned day is 2025-12-01. The hold ends on 2025-12-02."
            ),
        ),
        (
            "2025-07",  # 1 July + 5 months is the planned day, 31 July + 5 is not
            date(2025, 12, 31),
            (
                "The last dose was given on 2025-07: the exact date is needed. Doses are at least "
                "5 months apart, and the planned day 2025-12-01 is late enough for some days of "
                "2025-07 only. At the latest the hold ends on 2025-12-31."
            ),
        ),
        (
            "2025-08",  # from 1 August + 5 months on the exact date would help
            date(2026, 1, 1),
            (
                "The last dose was given on 2025-08. Doses are at least 5 months apart, and the "
                "planned day is 2025-12-01. The hold ends on 2026-01-31."
            ),
        ),
    ],
)
def test_what_is_said_of_the_shortest_interval(
    *, last: str, until: date, sentence: str, parameters: Parameters
) -> None:
    given = infusion(last, "600")
    patient = chart(on_treatment(*FULL, given))
    finding = only(judged(shortest_interval, patient, parameters))
    assert DOSE_MIN_INTERVAL.sentence(finding) == sentence
    assert (finding.until, finding.because, finding.cause) == (until, (given,), "")


@pytest.mark.row("DOSE-MIN-INTERVAL")
def test_five_months_later_the_interval_is_clear_by_the_last_dose(parameters: Parameters) -> None:
    given = infusion("2025-07-01", "600")
    cleared = only(shortest_interval.judge(chart(on_treatment(*FULL, given)), parameters))
    assert (cleared.row, cleared.action) == ("DOSE-MIN-INTERVAL", Action.CLEAR)
    assert cleared.because == (given,)


@pytest.mark.row("DOSE-MIN-INTERVAL")
def test_before_a_restart_no_interval_is_counted(parameters: Parameters) -> None:
    assert list(shortest_interval.judge(chart(on_treatment(FULL[0])), parameters)) == []
