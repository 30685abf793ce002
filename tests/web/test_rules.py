"""Every row has its page: statement, parameters in force, sources, texts, what releases it."""

import json

import pytest
from httpx2 import AsyncClient

from app.evaluation import shipped_judge
from app.rules import BOOK
from app.web.rule_page import rule_page
from tests.web.asking import outcome_codes

_HTML = {"Accept": "text/html,application/xhtml+xml"}
_DAY = shipped_judge().knowledge.release.active_from


@pytest.mark.parametrize("row", sorted(BOOK.rows))
def test_row_has_a_whole_page(row: str) -> None:
    page = rule_page(shipped_judge(), row, _DAY)
    assert page.id == row
    assert page.statement
    assert page.sources
    assert page.released_by
    assert [p.name for p in page.parameters] == list(BOOK.rows[row].parameters)
    assert all(p.value and p.source for p in page.parameters)


def test_alias_leads_to_the_row_that_is_emitted() -> None:
    for row in BOOK.rows.values():
        for alias in row.aliases:
            assert rule_page(shipped_judge(), alias, _DAY).id in BOOK.rows


async def test_page_is_html_for_people_and_json_for_programs(client: AsyncClient) -> None:
    seen = await client.get("/rules/VAX-LIVE-01", headers=_HTML)
    assert seen.headers["content-type"].startswith("text/html")
    assert "VAX-LIVE-01" in seen.text
    assert "<script" not in seen.text
    assert "unsigned" in seen.text
    read = json.loads((await client.get("/rules/VAX-LIVE-01")).content)
    assert read["id"] == "VAX-LIVE-01"
    assert read["parameters"]


async def test_list_has_every_row(client: AsyncClient) -> None:
    listed = json.loads((await client.get("/rules")).content)
    assert [row["id"] for row in listed] == list(BOOK.rows)
    assert "VAX-LIVE-01" in (await client.get("/rules", headers=_HTML)).text


async def test_unknown_row_is_not_found(client: AsyncClient) -> None:
    assert outcome_codes(await client.get("/rules/NOTHING-99")) == ["not-found"]
