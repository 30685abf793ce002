"""The table of contents: every row is cited, worded, dated by parameters that exist, and tested."""

import re
from string import Formatter

import pytest

from app.knowledge import Parameters, load
from app.rules import BOOK
from app.rules.rule import Row
from tests.rows import judged, marked

ROWS = sorted(BOOK.rows.values(), key=lambda row: row.id)
ACT_CODES = {"http://terminology.hl7.org/CodeSystem/v3-ActCode"}
# A limit, dose or interval would be digits followed by a word of measure.
_CLINICAL_NUMBER = re.compile(r"\d+(\.\d+)? ?(days?|weeks?|months?|years?|mg|mL|g/L|U/L|hours?)\b")


def ids(row: Row) -> str:
    return row.id


def test_every_row_has_a_test() -> None:
    assert sorted(set(BOOK.rows) - set(marked())) == []


def test_every_tested_row_is_judged() -> None:
    assert sorted(set(marked()) - judged()) == []


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_row_cites_known_evidence(row: Row) -> None:
    assert row.cites
    for cited in row.cites:
        load().evidence.of(cited)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_row_reads_known_parameters_and_value_sets(row: Row, parameters: Parameters) -> None:
    for name in row.parameters:
        parameters.value(name)
    for value_set in row.reads:
        load().codes.members(value_set)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_row_has_an_act_code_that_exists(row: Row) -> None:
    assert load().codes.display(next(iter(ACT_CODES)), row.code)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_texts_hold_no_clinical_number(row: Row) -> None:
    for text in row.texts.values():
        literal = "".join(part for part, *_ in Formatter().parse(text))
        assert not _CLINICAL_NUMBER.search(literal)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_title_is_short_and_holds_no_clinical_number(row: Row) -> None:
    assert 0 < len(row.title) <= 80
    assert not _CLINICAL_NUMBER.search(row.title)
