"""TREND-*: the sentences, and what each row states."""

import pytest

from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.trends import trends
from tests.charts import only
from tests.rules.spoken import spoken
from tests.rules.test_trends import FALLS, IGG, sentences, series, treated

_BELOW = (
    "If this went on it would be below the lower limit of normal, 7.0 g/L, from about 2026-08-26."
)
ENDS = {
    "crossing": _BELOW,
    "crossing_table": f"{_BELOW} This service's table gave the limit; the laboratory's own may "
    "differ.",
    "far": "By this line it is not below the lower limit of normal, 1.0 g/L, within 36 months of "
    "the newest result.",
    "low": "The newest result, 8.0 g/L, is already below the lower limit of normal.",
    "unknown": "No lower limit of normal is known with the newest result.",
}


@pytest.mark.row("TREND-IGG")
@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("crossing", {}),
        ("crossing_table", {"from_table": True}),
        ("far", {"low": "1.0"}),
        ("low", {"low": "8.1"}),
        ("unknown", {"low": None}),
    ],
)
def test_what_is_said_of_a_fall(
    text: str, other: dict[str, object], parameters: Parameters
) -> None:
    note = only(spoken(trends, treated(*series("igg", IGG, **other)), parameters))
    assert note.text == text
    assert note.values["limit"] == ("" if text == "unknown" else other.get("low", "7.0"))
    assert (note.values["crossing"] == "") is (text in ("far", "unknown"))
    assert sentences((note,)) == [
        "On treatment IgG falls: -0.88 g/L a year (interval -1.61 to -0.60 at confidence 0.95; 6 "
        "results from 2023-01-10 to 2025-07-08). " + ENDS[text]
    ]


@pytest.mark.row("TREND-CD19")
def test_what_is_said_of_a_rise(parameters: Parameters) -> None:
    # 10 January 2024 to 10 January 2025 are 366 days; four results, 1, 2, 5 and 9
    rising = tuple((drawn, value) for (drawn, _), value in zip(FALLS, "1259", strict=True))
    note = only(spoken(trends, treated(*series("cd19", rising)), parameters))
    assert (note.values["limit"], note.values["crossing"]) == ("100", "")
    line = sentences((note,))[0]
    assert line.startswith("On treatment B cells rise: ")
    assert line.endswith(
        " at confidence 0.95; 4 results from 2024-01-10 to 2025-01-10). They may be returning "
        "between the doses."
    )


@pytest.mark.parametrize(
    ("row", "title", "source"),
    [
        ("TREND-IGG", "IgG falls", "S20"),
        ("TREND-IGM", "IgM falls", "S20"),
        ("TREND-ANC", "the neutrophil count falls", "S19"),
        ("TREND-LYM", "the lymphocyte count falls", "S25"),
        ("TREND-CD19", "the B-cell count rises", "S26"),
    ],
)
def test_what_each_row_states(row: str, title: str, source: str) -> None:
    stated = BOOK.rows[row]
    assert stated.title == f"Trend of {title.rsplit(' ', 1)[0]}"
    assert stated.statement == (
        f"Tell where {title} on treatment, as a robust line through the results."
    )
    assert (stated.cites, stated.code) == ((source, "sen-1968", "derived"), "LAB")
