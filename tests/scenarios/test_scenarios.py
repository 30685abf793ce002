"""Every case of the pack, in process: the whole answer is the one worked out by hand."""

import pytest

from tests.scenarios.judging import judged, noted, told, wanted
from tests.scenarios.pack import CASES, cases, files

NAMES = sorted(cases())
_LEAST = 250


def test_the_pack_is_large_enough_and_no_title_stands_twice() -> None:
    titles = [case.title for file in files().values() for case in file.cases]
    assert len(titles) >= _LEAST
    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("stem", sorted(files()))
def test_every_case_works_out_its_days_in_a_comment(stem: str) -> None:
    """Between the titles of two cases stands at least one comment."""
    text = (CASES / f"{stem}.yaml").read_text()
    parts = text.split("- title:")[1:]
    assert [part.splitlines()[0] for part in parts if "# " not in part] == []


@pytest.mark.parametrize("name", NAMES)
def test_scenario(name: str) -> None:
    case = cases()[name]
    expect, given = case.expect, judged(case)
    assert told(given.alerts) == wanted(expect)
    assert given.decision == expect.decision
    assert given.plan is not None
    orders = [proposal.action for proposal in given.plan.proposals]
    if expect.decision in ("hold", "block"):
        assert orders == []
    if expect.orders is not None:
        assert orders == expect.orders
    rows = noted(given.notes)
    assert set(expect.notes) <= rows
    assert rows.isdisjoint(expect.silent)
    said = {a.finding.row: a.detail for a in given.alerts}
    for row, words in expect.says.items():
        texts = [said[row]] if row in said else [n for n in given.notes if n.startswith(f"[{row}]")]
        assert any(words in text for text in texts), texts
    for name_, day in (
        ("due", expect.due),
        ("earliest", expect.earliest),
        ("latest", expect.latest),
        ("review_on", expect.review),
    ):
        if day is not None:
            assert str(getattr(given.plan, name_) or "none") == day
    if expect.stage is not None:
        assert f'"{expect.stage}"'.encode() in given.body
