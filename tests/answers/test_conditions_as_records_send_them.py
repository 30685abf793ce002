"""Infections, courses, reactions and pregnancies as records send them, to the answer."""

from datetime import UTC, datetime

import pytest

from app.assess import Call, answer
from tests.answers.judge import JUDGE
from tests.bundles import (
    SNOMED,
    Json,
    condition,
    infusion,
    observation,
    parameters,
    patient,
    quantity,
    screening,
)

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
COVID: Json = {
    "code": {
        "coding": [
            {
                "system": SNOMED,
                "code": "840539006",
                "display": "Disease caused by severe acute respiratory syndrome coronavirus 2",
            }
        ]
    }
}


def told(*more: Json, treated: bool = False, **replaced: Json) -> tuple[set[str], bool]:
    """Rows with their action, beside BASE-VAX-01; and whether a dose is proposed."""
    record = screening() | replaced
    given = (infusion("d1", "2025-06-01", 300), infusion("d2", "2025-06-15", 300))
    doses = given if treated else ()
    body = parameters([*record.values(), *doses, *more])
    said = answer(Call(body=body, operation="evaluate", now=NOW, request_id="r"), JUDGE)
    rows = {f"{a.finding.row} {a.finding.action.name}" for a in said.alerts}
    return rows - {"BASE-VAX-01 WARN"}, bool(said.plan and said.plan.proposals)


@pytest.mark.row("INF-HOLD-01")
@pytest.mark.parametrize(
    ("found", "rows", "dose"),
    [
        (
            condition("i", SNOMED, "840539006", onsetDateTime="2022-01-10") | COVID,
            {"INF-HOLD-01 WARN"},
            True,
        ),
        (condition("i", SNOMED, "197927001"), {"INF-OPP-01 WARN"}, True),  # recurrent UTI
        (condition("i", ICD, "G04.2", onsetDateTime="2020"), {"INF-HOLD-01 HOLD"}, False),
        (condition("i", ICD, "G04.90", onsetDateTime="2020"), set(), True),
        (
            observation("i", "8310-5", when="2025-12-01", valueQuantity=quantity(38.6, "Cel")),
            {"INF-SYM-01 HOLD"},
            False,
        ),
    ],
)
def test_infections(found: Json, rows: set[str], *, dose: bool) -> None:
    assert told(found) == (rows, dose)


@pytest.mark.row("CONTRA-IRR-01")
@pytest.mark.row("IRR-UNGRADED")
@pytest.mark.parametrize(
    ("days", "rows", "dose"),
    [
        ({"onsetDateTime": "2025-06-15"}, {"CONTRA-IRR-01 BLOCK"}, False),
        ({"recordedDate": "2025-07-01"}, {"IRR-UNGRADED HOLD"}, False),
        ({}, {"IRR-UNGRADED HOLD"}, False),
        ({"onsetDateTime": "2025-07-01"}, set(), True),  # far from any infusion
    ],
)
def test_anaphylaxis_as_a_condition(days: dict[str, object], rows: set[str], *, dose: bool) -> None:
    assert told(condition("r", ICD, "T78.2XXA", **days), treated=True) == (rows, dose)


@pytest.mark.row("IND-03")
def test_a_non_active_course_without_a_day_holds() -> None:
    assert told(condition("c", ICD, "G35.C2")) == ({"IND-03 HOLD"}, False)


@pytest.mark.row("PREG-01")
def test_an_old_delivery_written_down_after_a_positive_test_leaves_the_block() -> None:
    test = observation("h", "2118-8", when="2025-11-20", valueString="Positive")
    delivery = condition("e", ICD, "Z37.0", recordedDate="2025-11-28")
    rows, dose = told(test, delivery, p1=patient(gender="female"))
    assert "PREG-01 BLOCK" in rows
    assert not dose
