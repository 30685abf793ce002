"""Every row of the table in docs/course.md: the record before and after, and both stages."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from app.clinical.course import Course, derive
from app.clinical.facts import LabResult, Medication
from tests.charts import SCHEDULE, day, infusion, lab, source

PAGE = Path(__file__).parents[2] / "docs/course.md"
_ROW = re.compile(r"^\| (\d+) \| `([a-z-]+)` \| `([a-z-]+)` \|", re.MULTILINE)
TABLE = {int(number): (one, other) for number, one, other in _ROW.findall(PAGE.read_text())}
Doses = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """A record as far as the course reads it, and the planned day."""

    doses: Doses = ()
    orders: tuple[Medication, ...] = ()
    cells: tuple[LabResult, ...] = ()
    start: str = "2025-12-01"

    @property
    def course(self) -> Course:
        given = [infusion(when, mg) for when, mg in self.doses]
        planned = date.fromisoformat(self.start)
        return derive(given, self.orders, planned, SCHEDULE, b_cells=self.cells)


def order(status: str, when: str) -> Medication:
    return Medication(
        topics=frozenset(("drug_ocrelizumab_iv",)),
        status=status,
        intent="order",
        when=day(when),
        source=source("MedicationRequest"),
    )


FIRST = Told((("2025-07-01", "300"),))
LOADED = Told((("2025-07-01", "300"), ("2025-07-15", "300")))
ON = Told((("2025-01-10", "600"), ("2025-07-10", "600")))
STOP, AGAIN = order("stopped", "2025-08-01"), order("active", "2025-08-01")
DONE = order("completed", "2025-01-01")
LOW, NORMAL = lab("cd19", "99", "2025-10-01"), lab("cd19", "100", "2025-10-01")
STOPPED = replace(ON, orders=(STOP,))
RECOVERING, RECOVERED = replace(STOPPED, cells=(LOW,)), replace(STOPPED, cells=(NORMAL,))
LATER = "2026-07-16"  # more than 12 months after each last dose
GONE = replace(ON, start=LATER)


def also(told: Told, when: str, mg: str) -> Told:
    return replace(told, doses=(*told.doses, (when, mg)))


CASES = {
    1: (Told(), FIRST),
    2: (Told(), Told((("2025-07-01", "600"),))),
    3: (FIRST, also(FIRST, "2025-11-30", "300")),  # 2025-07-01 + 5 months is 2025-12-01
    4: (FIRST, also(FIRST, "2025-12-01", "300")),
    5: (FIRST, also(FIRST, "2025-07-15", "600")),
    6: (LOADED, also(LOADED, "2025-12-01", "600")),
    7: (LOADED, also(LOADED, "2025-12-01", "300")),
    8: (ON, also(ON, "2025-12-10", "600")),
    9: (replace(FIRST, start="2026-07-01"), replace(FIRST, start="2026-07-02")),
    10: (replace(LOADED, start="2026-07-15"), replace(LOADED, start="2026-07-16")),
    11: (replace(ON, start="2026-07-10"), replace(ON, start="2026-07-11")),
    12: (GONE, also(GONE, LATER, "300")),
    13: (FIRST, replace(FIRST, orders=(STOP,))),
    14: (LOADED, replace(LOADED, orders=(STOP,))),
    15: (ON, STOPPED),
    16: (
        replace(ON, orders=(DONE,), start="2026-04-10"),
        replace(ON, orders=(DONE,), start="2026-04-11"),
    ),
    17: (GONE, replace(GONE, orders=(STOP,))),
    18: (STOPPED, RECOVERING),
    19: (STOPPED, RECOVERED),
    20: (RECOVERING, replace(RECOVERING, cells=(LOW, lab("cd19", "100", "2025-11-01")))),
    21: (RECOVERED, replace(RECOVERED, cells=(NORMAL, lab("cd19", "99", "2025-11-01")))),
    22: (STOPPED, replace(STOPPED, orders=(STOP, AGAIN))),
    23: (RECOVERING, replace(RECOVERING, orders=(STOP, AGAIN))),
    24: (
        replace(RECOVERED, start=LATER),
        replace(RECOVERED, orders=(STOP, AGAIN), start=LATER),
    ),
    25: (RECOVERING, also(RECOVERING, "2025-10-02", "600")),
}


def test_every_row_of_the_table_has_a_case() -> None:
    assert sorted(TABLE) == sorted(CASES) == list(range(1, 26))


@pytest.mark.parametrize("row", sorted(CASES))
def test_the_record_moves_the_course_as_the_table_says(row: int) -> None:
    before, after = (told.course for told in CASES[row])
    assert (before.stage.value, after.stage.value) == TABLE[row]


# Days worked out by the first table of the page.
@pytest.mark.parametrize(
    ("told", "due", "earliest", "latest"),
    [
        (Told(), None, None, None),
        (FIRST, "2025-07-15", "2025-07-15", "2025-08-12"),  # 1 July + 14, + 42 days
        (LOADED, "2026-01-01", "2025-12-15", "2026-01-22"),
        (ON, "2026-01-10", "2025-12-10", "2026-01-31"),
        (GONE, None, None, None),
        (STOPPED, None, "2025-12-10", None),
        (RECOVERING, None, "2025-12-10", None),
        (RECOVERED, None, "2025-12-10", None),
        (CASES[3][1], "2026-04-30", "2026-04-30", "2026-05-21"),  # 30 November + 5 months
        (CASES[8][1], "2026-06-10", "2026-05-10", "2026-07-01"),
    ],
)
def test_each_stage_has_its_days(
    *, told: Told, due: str | None, earliest: str | None, latest: str | None
) -> None:
    course = told.course
    days = (course.due, course.earliest, course.latest)
    assert tuple(d.isoformat() if d else None for d in days) == (due, earliest, latest)


@pytest.mark.parametrize(
    ("told", "changes"),
    [
        (Told(), None),
        (FIRST, "2026-07-02"),
        (ON, "2026-07-11"),  # 10 July + 12 months, and a day
        (GONE, None),
        (STOPPED, "2026-07-11"),
        (replace(ON, orders=(DONE,)), "2026-04-11"),  # 10 July + 9 months, and a day
        (replace(ON, orders=(DONE,), start="2026-04-11"), "2026-07-11"),
        (replace(ON, orders=(DONE, AGAIN)), "2026-07-11"),
        # of a month: it may be a restart after its first day, it is one after its last
        (Told((("2025-07", "600"),)), "2026-07-02"),
        (Told((("2025-07", "600"),), start="2026-07-02"), "2026-08-01"),
    ],
)
def test_the_day_on_which_time_alone_moves_the_course(*, told: Told, changes: str | None) -> None:
    found = told.course.changes_on
    assert (found.isoformat() if found else None) == changes


def test_the_present_treatment_begins_after_the_last_long_gap() -> None:
    assert Told().course.begun is None
    assert LOADED.course.begun == day("2025-07-01")
    assert CASES[12][1].course.begun == day(LATER)
    assert GONE.course.begun == day("2025-01-10")
