"""IG-01, IG-02 and IG-06: IgG due, immunoglobulins after stopping, and replacement."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.course import Stage
from app.clinical.facts import Administration, LabResult, Medication, Source
from app.clinical.finding import Action, Basis, Missing, Severity
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.immunoglobulin_monitoring import after_stopping, igg_due
from app.rules.immunoglobulin_replacement import IG_06, replacement
from app.rules.rule import DECISION
from tests.charts import chart, cs, day, infusion, lab, on_treatment, only
from tests.rules.results import but
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

PRODUCT = frozenset(("drug_immunoglobulin_replacement",))


def stopped(*results: LabResult) -> Chart:
    """Last dose on 2025-06-15, the order stopped on 2025-07-01."""
    order = Medication(
        when=day("2025-07-01"),
        source=Source("MedicationRequest/s", "MedicationRequest"),
        name="ocrelizumab",
        topics=frozenset(("drug_ocrelizumab_iv",)),
        status="stopped",
        intent="order",
    )
    record = but(on_treatment(), *results).record
    return chart(replace(record, medications=(order,)))


def given(when: str | None) -> Administration:
    return replace(infusion(when, None), topics=PRODUCT, name="IGIV")


def ordered(
    status: str, when: str | None, kind: str = "MedicationRequest", ends: str | None = None
) -> Medication:
    return Medication(
        when=day(when),
        ends=day(ends),
        source=Source(f"{kind}/i", kind),
        name="IGIV",
        topics=PRODUCT,
        status=status,
    )


def replaced(record: Record, *facts: Administration | Medication) -> Chart:
    doses = tuple(f for f in facts if isinstance(f, Administration))
    orders = tuple(f for f in facts if isinstance(f, Medication))
    return chart(
        replace(record, administrations=(*record.administrations, *doses), medications=orders)
    )


@pytest.mark.row("IG-01")
@pytest.mark.parametrize(
    ("drawn", "severity", "text", "basis", "until"),
    [
        # planned for 2025-12-01: six months before is 2025-06-01, twelve 2024-12-01
        ("2025-05-31", LOW, "due", Basis.FINDING, date(2026, 6, 1)),
        ("2024-12-01", LOW, "due", Basis.FINDING, date(2025, 12, 2)),
        ("2024-11-30", MODERATE, "overdue", Basis.FINDING, None),
        ("2025-05", LOW, "due", Basis.FINDING, date(2026, 5, 2)),
        ("2025", LOW, "inexact", Basis.UNUSABLE, date(2026, 1, 2)),
        ("2024", MODERATE, "overdue", Basis.FINDING, None),
    ],
)
def test_igg_is_due_after_six_months_and_overdue_after_twelve(
    *,
    drawn: str,
    severity: Severity,
    text: str,
    basis: Basis,
    until: date | None,
    parameters: Parameters,
) -> None:
    found = only(spoken(igg_due, but(on_treatment(), lab("igg", when=drawn)), parameters))
    assert (found.row, found.action, found.severity) == ("IG-01", WARN, severity)
    assert (found.text, found.basis, found.until, found.cause) == (text, basis, until, "")
    assert found.missing[0].value_set == "lab_igg"


@pytest.mark.row("IG-01")
def test_six_months_to_the_day_is_in_time(parameters: Parameters) -> None:
    cleared = only(igg_due.judge(but(on_treatment(), lab("igg", when="2025-06-01")), parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2025, 12, 2))


@pytest.mark.row("IG-01")
@pytest.mark.parametrize(
    "patient",
    [
        but(on_treatment(), without=["igg"]),  # BASE-IG-01 asks
        but(cs(), lab("igg", when="2020-01-01")),
        but(on_treatment(infusion("2024-01-02")), lab("igg", when="2020-01-01")),  # restart
        stopped(lab("igg", when="2020-01-01")),  # IG-02 asks
    ],
)
def test_igg_is_due_on_treatment_only(patient: Chart, parameters: Parameters) -> None:
    assert briefly(igg_due, patient, parameters) == []


@pytest.mark.row("IG-02")
@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((lab("igg", when="2025-06-01"), lab("cd19", "20")), []),
        ((lab("igg", when="2025-05-31"), lab("cd19", "20")), [("igg", "due", Basis.FINDING)]),
        ((lab("igg", when="2025"), lab("cd19", "20")), [("igg", "inexact", Basis.UNUSABLE)]),
        ((lab("igg", when=None), lab("cd19", "20")), [("igg", "never", Basis.UNUSABLE)]),
        ((lab("igg"),), [("b-cells", "b_cells", Basis.MISSING)]),
        ((lab("igg"), lab("cd19", when=None)), [("b-cells", "b_cells", Basis.UNUSABLE)]),
        (
            (lab("igg"), lab("cd19", "20", from_table=True)),
            [("table-limit", "table_limit", Basis.FINDING)],
        ),
        # recovered: a normal count after the last dose
        ((lab("igg", when="2020-01-01"), lab("cd19", "150")), []),
    ],
)
def test_after_stopping_igg_and_b_cells_are_followed_until_recovery(
    results: tuple[LabResult, ...], said: list[tuple[str, str, Basis]], parameters: Parameters
) -> None:
    found = spoken(after_stopping, stopped(*results), parameters)
    assert [(f.cause, f.text, f.basis) for f in found] == said
    assert all((f.row, f.action, f.severity) == ("IG-02", WARN, LOW) for f in found)


@pytest.mark.row("IG-02")
def test_the_missing_b_cells_are_asked_for_after_the_last_dose(parameters: Parameters) -> None:
    found = only(spoken(after_stopping, stopped(), parameters))
    assert found.missing == (Missing("Observation", "lab_cd19_absolute", date(2025, 6, 16)),)


@pytest.mark.row("IG-02")
def test_on_treatment_b_cells_are_not_asked_for(parameters: Parameters) -> None:
    assert stopped().course.stage is Stage.STOPPED
    assert briefly(after_stopping, chart(on_treatment()), parameters) == []


@pytest.mark.row("IG-06")
@pytest.mark.parametrize("record", [cs(), on_treatment()])
@pytest.mark.parametrize(
    ("fact", "until"),
    [
        # six months after 2025-06-01 is the planned day 2025-12-01
        (given("2025-06-01"), date(2025, 12, 2)),
        (given("2025-11-01"), date(2026, 5, 2)),
        (given("2025-06"), date(2025, 12, 31)),
        (given(None), None),
        (ordered("active", "2021-01-01"), None),
        (ordered("active", None, "MedicationStatement"), None),
        (ordered("completed", "2025-08-01", "MedicationDispense"), date(2026, 2, 2)),
        (ordered("stopped", "2025-01-01", ends="2025-07-01"), date(2026, 1, 2)),
    ],
)
def test_immunoglobulin_replacement_asks_whether_to_stop(
    fact: Administration | Medication,
    until: date | None,
    record: Record,
    parameters: Parameters,
) -> None:
    found = only(spoken(replacement, replaced(record, fact), parameters))
    assert (found.row, found.action, found.severity) == ("IG-06", HOLD, HIGH)
    assert (found.basis, found.because, found.cause) == (Basis.FINDING, (fact,), "")
    assert (found.until, found.releases_on) == (until, None)
    assert IG_06.released_by == DECISION


@pytest.mark.row("IG-06")
@pytest.mark.parametrize(
    "fact",
    [
        given("2025-05-31"),
        given("2025-05"),
        ordered("draft", "2025-11-01"),
        ordered("cancelled", "2025-11-01"),
        ordered("active", "2024-01-01", ends="2025-05-31"),
        ordered("completed", "2024-01-01", "MedicationDispense"),
    ],
)
def test_replacement_that_is_long_over_or_never_given_is_silent(
    fact: Administration | Medication, parameters: Parameters
) -> None:
    assert briefly(replacement, replaced(on_treatment(), fact), parameters) == []


@pytest.mark.row("IG-01", "IG-06")
@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (given("2025-10-01"), "due"),
        (given("2025-11-21"), None),  # after the IgG of 2025-11-20
        (ordered("active", "2025-10-01"), "due"),
        (ordered("active", "2025-11-21"), None),
        (ordered("completed", "2025-07-19", "MedicationDispense"), None),
    ],
)
def test_an_igg_lifted_by_replacement_does_not_count_as_measured(
    fact: Administration | Medication, text: str | None, parameters: Parameters
) -> None:
    patient = but(on_treatment(), lab("igg"), lab("igg", when="2025-05-01"))
    found = spoken(igg_due, replaced(patient.record, fact), parameters)
    assert [f.text for f in found] == ([] if text is None else [text])
