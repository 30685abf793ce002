"""TREND-*: what a line through the results of the treatment tells, and when it is silent."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Flag, LabResult
from app.clinical.finding import Action, Finding
from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.rule import MONITORING
from app.rules.trends import trends
from tests.charts import chart, cs, infusion, lab, only
from tests.rules.spoken import at_site, spoken

HALF_YEARS = ("2022-12-01", "2023-06-01", "2023-12-01", "2024-06-01", "2024-12-01", "2025-06-01")
DOSES = (
    infusion("2022-06-01", "300"),
    infusion("2022-06-15", "300"),
    *(infusion(given) for given in HALF_YEARS),
)
# The line of tests/clinical/test_trend.py: -0.883 a year, -1.605 to -0.602, below 7.0 on 2026-08-26
IGG = (
    ("2023-01-10", "10.2"),
    ("2023-07-11", "9.9"),
    ("2024-01-09", "9.1"),
    ("2024-07-09", "9.3"),
    ("2025-01-14", "8.4"),
    ("2025-07-08", "8.0"),
)
Series = tuple[tuple[str, str], ...]


def series(analyte: str, values: Series, **other: object) -> list[LabResult]:
    return [lab(analyte, value, drawn, **other) for drawn, value in values]


def treated(*results: LabResult, start: str = "2025-12-01") -> Chart:
    record = replace(cs(), results=results, administrations=DOSES)
    return chart(record, start=date.fromisoformat(start))


def sentences(findings: tuple[Finding, ...]) -> list[str]:
    return [BOOK.rows[f.row].sentence(f) for f in findings]


@pytest.mark.row("TREND-IGG")
def test_falling_igg_is_told_with_the_day_it_would_cross_the_limit(parameters: Parameters) -> None:
    used = series("igg", IGG)
    note = only(spoken(trends, treated(*used), parameters))
    assert (note.row, note.action, note.text) == ("TREND-IGG", Action.NOTE, "crossing")
    assert sentences((note,))[0] == (
        "On treatment IgG falls: -0.88 g/L a year (interval -1.61 to -0.60 at confidence 0.95; 6 "
        "results from 2023-01-10 to 2025-07-08). If this went on it would be below the lower "
        "limit of normal, 7.0 g/L, from about 2026-08-26."
    )
    assert note.because == tuple(reversed(used))
    assert note.until == date(2026, 8, 26)


@pytest.mark.parametrize(
    ("start", "text", "until"),
    [
        ("2026-08-25", "crossing", date(2026, 8, 26)),
        ("2026-08-26", "crossed", None),
    ],
)
def test_from_the_day_of_crossing_on_the_test_is_to_be_repeated(
    *, start: str, text: str, until: date | None, parameters: Parameters
) -> None:
    later = replace(
        cs(), results=tuple(series("igg", IGG)), administrations=(*DOSES, infusion("2025-12-01"))
    )
    patient = chart(later, start=date.fromisoformat(start))
    note = only(spoken(trends, patient, parameters))
    assert (note.text, note.until) == (text, until)
    if text == "crossed":
        assert sentences((note,))[0].endswith(
            "By this line it is below the lower limit of normal, 7.0 g/L, since about "
            "2026-08-26, although the newest result is not: measure it again."
        )


@pytest.mark.parametrize(
    ("other", "text", "end"),
    [
        ({"low": "8.1"}, "low", "8.0 g/L, is already below the lower limit of normal."),
        ({"low": None}, "unknown", "No lower limit of normal is known with the newest result."),
        ({"low": None, "flag": Flag.NORMAL}, "unknown", "with the newest result."),
        ({"low": None, "flag": Flag.LOW}, "low", "already below the lower limit of normal."),
        # 36 months after 2025-07-08 is 2028-07-08, 2006 days after 2023-01-10; 2005 days x
        # 0.22 / 91 = 4.8473: the line is there at 5.3527, and at 5.3503 a day later
        ({"low": "5.351"}, "crossing", "from about 2028-07-08."),
        ({"low": "5.350"}, "far", "normal, 5.350 g/L, within 36 months of the newest result."),
        (
            {"from_table": True},
            "crossing_table",
            "2026-08-26. This service's table gave the limit; the laboratory's own may differ.",
        ),
    ],
)
def test_the_limit_of_the_newest_result_decides_how_the_note_ends(
    *, other: dict[str, object], text: str, end: str, parameters: Parameters
) -> None:
    note = only(spoken(trends, treated(*series("igg", IGG, **other)), parameters))
    assert note.text == text
    assert sentences((note,))[0].endswith(end)
    assert (note.until is not None) is text.startswith("crossing")


FALLS = (("2024-01-10", "4"), ("2024-05-10", "3"), ("2024-09-10", "2.5"), ("2025-01-10", "2"))


@pytest.mark.row("TREND-IGM", "TREND-ANC", "TREND-LYM")
@pytest.mark.parametrize(
    ("row", "analyte", "name"),
    [
        ("TREND-IGM", "igm", "IgM"),
        ("TREND-ANC", "neutrophils", "the neutrophil count"),
        ("TREND-LYM", "lymphocytes", "the lymphocyte count"),
    ],
)
def test_each_row_follows_its_own_analyte(
    *, row: str, analyte: str, name: str, parameters: Parameters
) -> None:
    note = only(spoken(trends, treated(*series(analyte, FALLS)), parameters))
    assert note.row == row
    assert sentences((note,))[0].startswith(f"On treatment {name} falls: -")
    assert BOOK.rows[row].inputs == (analyte,)
    assert BOOK.rows[row].scope == (MONITORING,)


@pytest.mark.row("TREND-CD19")
def test_b_cells_are_told_when_they_rise_and_not_when_they_fall(parameters: Parameters) -> None:
    rising = tuple((drawn, value) for (drawn, _), value in zip(FALLS, "1259", strict=True))
    note = only(spoken(trends, treated(*series("cd19", rising)), parameters))
    assert (note.row, note.text, note.until) == ("TREND-CD19", "rising", None)
    assert sentences((note,))[0].endswith("They may be returning between the doses.")
    assert spoken(trends, treated(*series("cd19", FALLS)), parameters) == ()


def test_rising_igg_is_no_news(parameters: Parameters) -> None:
    rising = tuple((drawn, value) for (drawn, _), value in zip(FALLS, "1259", strict=True))
    assert spoken(trends, treated(*series("igg", rising)), parameters) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (FALLS, True),  # 2024-01-10 + 12 months = 2025-01-10
        ((*FALLS[:3], ("2025-01-09", "2")), False),
        (FALLS[:1] + FALLS[2:], False),  # three
        ((*FALLS[:3], ("2025-01-10", "2.5")), False),  # a tie: the interval reaches zero
        ((*FALLS[:3], ("2025-01-10", "2.6")), False),
    ],
)
def test_four_results_over_twelve_months_are_needed(
    *, values: Series, told: bool, parameters: Parameters
) -> None:
    found = spoken(trends, treated(*series("igg", values)), parameters)
    assert [f.row for f in found] == (["TREND-IGG"] if told else [])


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("trend.minResults", 5), ("trend.minMonths", 13), ("trend.maxResults", 3)],
)
def test_a_site_may_ask_for_more(*, parameter: str, value: int, parameters: Parameters) -> None:
    site = at_site(parameters, parameter, value)
    assert spoken(trends, treated(*series("igg", FALLS)), site) == ()
