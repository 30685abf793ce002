"""TREND-*: which results count, which are left out and named, and where the course has no trend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Administration, LabResult
from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.trends import trends
from tests.charts import chart, cs, day, infusion, lab, medication
from tests.rules.spoken import at_site, spoken
from tests.rules.test_trends import DOSES, FALLS, IGG, sentences, series, treated


def told(results: Sequence[LabResult], parameters: Parameters) -> list[str]:
    return [f.text for f in spoken(trends, treated(*results), parameters)]


STEADY = tuple(
    (drawn, value)
    for (drawn, _), value in zip(IGG, ("10.2", "9.9", "9.5", "9.3", "8.4", "8.0"), strict=True)
)
LEFT = [
    {"comparator": "<"},
    {"comparator": ">="},
    {"problem": "no unit"},
    {"preliminary": True},
    {"conflicting": True},
    {"value": None},
    {"when": day("2025-02")},
    {"when": None},
]


@pytest.mark.parametrize("other", LEFT)
def test_a_result_that_cannot_be_used_is_left_out_and_named(
    *, other: dict[str, object], parameters: Parameters
) -> None:
    spoilt = replace(lab("igg", "1.0", "2025-02-10"), **other)  # type: ignore[arg-type]  # as told
    found = spoken(trends, treated(*series("igg", FALLS, low="1.5"), spoilt), parameters)
    assert [f.text for f in found] == ["crossed", "left_out"]
    assert sentences(found)[1] == (
        "Not used for this trend: 1 further results of the treatment that are preliminary, "
        "unreadable or contradictory, have no exact day or an open bound such as '<', come too "
        "soon after replacement, or are older than the newest 60."
    )
    assert spoilt not in found[0].because
    # and it is not the fourth result either
    assert told([*series("igg", FALLS[1:]), spoilt], parameters) == []


@pytest.mark.parametrize(
    ("drawn", "counts"),
    [
        ("2022-05-20", False),
        ("2022-06-01", False),  # the day of the first dose: drawn before it
        ("2022-06-02", True),
    ],
)
def test_results_up_to_the_first_dose_do_not_count_and_are_not_missed(
    *, drawn: str, counts: bool, parameters: Parameters
) -> None:
    found = spoken(trends, treated(*series("igg", IGG), lab("igg", "12.0", drawn)), parameters)
    assert [f.values["count"] for f in found] == [7 if counts else 6]


def test_of_many_results_the_newest_count(parameters: Parameters) -> None:
    site = at_site(parameters, "trend.maxResults", 5)
    found = spoken(trends, treated(*series("igg", STEADY)), site)
    assert [f.text for f in found][1:] == ["left_out"]
    assert (found[0].values["count"], found[0].values["first"]) == (5, date(2023, 7, 11))
    assert (found[1].values["left"], found[1].values["most"]) == (1, 5)


def test_igg_that_shows_replacement_is_left_out(parameters: Parameters) -> None:
    # given 2025-01-01: an IgG drawn up to four months later shows the product
    product = replace(
        infusion("2025-01-01", None), topics=frozenset(("drug_immunoglobulin_replacement",))
    )
    for analyte, used in (("igg", 5), ("igm", 6)):
        record = replace(
            cs(), results=tuple(series(analyte, STEADY)), administrations=(*DOSES, product)
        )
        found = spoken(trends, chart(record), parameters)
        assert found[0].values["count"] == used


@pytest.mark.parametrize(
    "doses",
    [
        (),
        (infusion("2022-06-01"), infusion("2024-11-30")),  # a restart on 2025-12-01
        (infusion(None), infusion("2025-06-01")),
    ],
)
def test_without_a_treatment_that_goes_on_there_is_no_trend(
    *, doses: tuple[Administration, ...], parameters: Parameters
) -> None:
    record = replace(cs(), results=tuple(series("igg", IGG)), administrations=doses)
    assert spoken(trends, chart(record), parameters) == ()


def test_after_stopping_there_is_no_trend(parameters: Parameters) -> None:
    stop = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-07-01"))
    record = replace(
        cs(), results=tuple(series("igg", IGG)), administrations=DOSES, medications=(stop,)
    )
    assert spoken(trends, chart(record), parameters) == ()


def test_after_a_long_gap_the_treatment_begins_again(parameters: Parameters) -> None:
    # 2022-06 to 2023-12-15 is more than a year: results count from 2023-12-15 on
    doses = (
        infusion("2022-06-01"),
        infusion("2023-12-15", "300"),
        infusion("2023-12-29", "300"),
        infusion("2024-06-15"),
        infusion("2024-12-15"),
        infusion("2025-06-15"),
    )
    record = replace(cs(), results=tuple(series("igg", IGG)), administrations=doses)
    assert chart(record).course.begun == day("2023-12-15")
    # 9.1, 9.3, 8.4, 8.0: four results, and one pair rises
    assert spoken(trends, chart(record), parameters) == ()
    falls = replace(record, results=tuple(series("igg", FALLS, low="1.5")))
    (note,) = spoken(trends, chart(falls), parameters)
    assert note.values["first"] == date(2024, 1, 10)


def test_every_row_reads_the_same_parameters() -> None:
    rows = [row for row in BOOK.rows.values() if row.id.startswith("TREND-")]
    assert [row.id.removeprefix("TREND-") for row in rows] == ["IGG", "IGM", "ANC", "LYM", "CD19"]
    assert {len(row.parameters) for row in rows} == {5}
