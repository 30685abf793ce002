"""What is told beside an order only, and what is told all the same."""

import pytest

from app.assess.view import EVALUATE, shows
from app.clinical.finding import Finding
from app.rules.infusion_monitoring import MON_01, MON_02
from app.rules.rule import ELIGIBILITY, LOW, MONITORING, PREMEDICATION, WARN

ROWS = {row.id: row for row in (MON_01, MON_02)}
WATCH, NO_END = MON_01.note("watch"), MON_01.note("no_end")


@pytest.mark.parametrize(
    ("note", "operation", "ordered", "shown"),
    [
        (WATCH, EVALUATE, True, True),
        (WATCH, EVALUATE, False, False),
        (WATCH, PREMEDICATION, True, False),
        (NO_END, EVALUATE, False, True),
        (NO_END, MONITORING, False, True),
        (NO_END, ELIGIBILITY, False, True),
        (NO_END, PREMEDICATION, False, False),
    ],
)
def test_notes_of_how_it_is_given_are_tied_to_an_order(
    *, note: Finding, operation: str, ordered: bool, shown: bool
) -> None:
    assert shows(operation, note, ROWS, ordered=ordered) is shown


def test_a_warning_is_never_tied_to_an_order() -> None:
    warning = MON_01.finding(WARN, LOW, "early")
    assert shows(EVALUATE, warning, ROWS, ordered=False)
