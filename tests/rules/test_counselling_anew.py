"""Counselling with numbers that no other test has asked for, so that nothing is remembered."""

from itertools import count

import pytest

from app.knowledge.parameters import Parameters
from app.rules import BOOK
from app.rules.counselling import counselling, patient_instruction
from tests.charts import chart, on_treatment
from tests.rules.spoken import at_site, spoken
from tests.rules.test_counselling import AFTER, EVERY, FIRST, STOPPED, sentence, told

_hours = count(30)


@pytest.fixture
def anew(parameters: Parameters) -> Parameters:
    return at_site(parameters, "irr.onsetHours", next(_hours))


def test_the_rows_of_each_visit(anew: Parameters) -> None:
    hours = anew.hours("irr.onsetHours")
    later = spoken(counselling, chart(on_treatment()), anew)
    first = spoken(counselling, chart(), anew)
    assert told(later) == [(row, "told") for row in EVERY]
    assert told(first) == [(row, "told") for row in (*EVERY, *FIRST)]
    assert f"{hours} hours" in sentence(first[0])
    assert first[0].values == {"hours": hours, "interval": 6, "least": 6, "most": 12}


def test_after_stopping_only_what_still_holds_is_said_otherwise(anew: Parameters) -> None:
    said = told(spoken(counselling, chart(STOPPED), anew))
    assert said == [(row, "stopped" if row in AFTER else "told") for row in EVERY]


@pytest.mark.parametrize("first", [True, False])
def test_the_instruction_has_a_line_for_each_row_of_the_patient(
    *, first: bool, anew: Parameters
) -> None:
    visit = chart() if first else chart(on_treatment())
    rows = [*EVERY, *FIRST[:2]] if first else EVERY
    notes = {f.row: sentence(f) for f in spoken(counselling, visit, anew)}
    lines = patient_instruction(visit, anew).split("\n")
    assert lines == [notes[row].removeprefix("Tell the patient: ") for row in rows]
    assert f"{anew.hours('irr.onsetHours')} hours" in lines[0]
    assert "patient" in BOOK.rows[rows[0]].texts
