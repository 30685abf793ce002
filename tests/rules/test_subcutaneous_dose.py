"""SC-01: the subcutaneous dose, and injections that are not in order."""

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.subcutaneous_dose import present_injections, subcutaneous_order
from tests.charts import chart, cs, infusion, judged, on_treatment, only
from tests.rules.injections import asked, injection

pytestmark = pytest.mark.row("SC-01")
FULL = (infusion("2024-01-02", "300"), infusion("2024-01-16", "300"))


def test_the_order_is_told_in_full(parameters: Parameters) -> None:
    note = only(judged(subcutaneous_order, asked(), parameters))
    assert (note.row, note.action, note.text) == ("SC-01", Action.NOTE, "dose")
    assert note.values == {
        "dosage": "920 mg and 23,000 units in 23 mL, subcutaneous in the abdomen over about 10 "
        "minutes. Not interchangeable with the intravenous product.",
        "months": 6,
    }
    assert judged(subcutaneous_order, chart(cs()), parameters) == ()


@pytest.mark.parametrize("option", ["1", "2"])
def test_a_rate_table_that_was_asked_for_is_not_passed_over(
    option: str, parameters: Parameters
) -> None:
    notes = judged(subcutaneous_order, asked(option=option), parameters)
    assert [(n.text, n.action) for n in notes] == [
        ("dose", Action.NOTE),
        ("no_rate", Action.NOTE),
    ]


@pytest.mark.parametrize(
    ("given", "text", "action", "severity", "basis", "values"),
    [
        (
            injection("2025-06-01", "500", status="stopped"),
            "partial",
            Action.HOLD,
            Severity.MODERATE,
            Basis.FINDING,
            {"status": "stopped", "amount": "500 mg"},
        ),
        (
            injection("2025-06-01", None, status="in-progress"),
            "partial",
            Action.HOLD,
            Severity.MODERATE,
            Basis.FINDING,
            {"status": "in-progress", "amount": "amount not stated"},
        ),
        (
            injection("2025-06-01", routes=frozenset(("route_iv",))),
            "route",
            Action.HOLD,
            Severity.MODERATE,
            Basis.FINDING,
            {},
        ),
        (
            injection("2025-06-01", routes=frozenset(("route_im",))),
            "route",
            Action.HOLD,
            Severity.MODERATE,
            Basis.FINDING,
            {},
        ),
        (
            injection("2025-06-01", "600"),
            "unexpected",
            Action.HOLD,
            Severity.MODERATE,
            Basis.FINDING,
            {"amount": "600 mg", "mg": "920"},
        ),
        (
            injection("2025-06-01", None),
            "amount",
            Action.WARN,
            Severity.LOW,
            Basis.MISSING,
            {"mg": "920"},
        ),
        (
            injection("2025-06-01", None, dose_problem="23 mL without a strength"),
            "amount",
            Action.WARN,
            Severity.LOW,
            Basis.UNUSABLE,
            {"mg": "920"},
        ),
    ],
)
@pytest.mark.parametrize("product", ["iv", "sc"])
def test_an_injection_that_is_not_in_order(
    *,
    given: Administration,
    text: str,
    action: Action,
    severity: Severity,
    basis: Basis,
    values: dict[str, str],
    product: str,
    parameters: Parameters,
) -> None:
    # whichever product is asked for: the injection is the last dose
    patient = chart(on_treatment(given), product=product)
    finding = only(judged(present_injections, patient, parameters))
    assert (finding.row, finding.text, finding.action) == ("SC-01", text, action)
    assert (finding.severity, finding.basis) == (severity, basis)
    assert (finding.target, finding.releases_on) == (Target.OCRELIZUMAB, None)
    assert (finding.because, finding.cause) == ((given,), f"{text}|2025-06-01")
    assert finding.values["given"] == "2025-06-01"
    assert {name: finding.values[name] for name in values} == values


def test_entries_of_one_day_that_differ_are_a_contradiction(parameters: Parameters) -> None:
    one, other = injection("2025-06-01"), injection("2025-06-01", "600")
    finding = only(judged(present_injections, asked(one, other), parameters))
    assert (finding.text, finding.basis) == ("conflict", Basis.CONFLICTING)
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.MODERATE)
    assert set(finding.because) == {one, other}


def test_an_injection_without_a_day_is_said_too(parameters: Parameters) -> None:
    finding = only(judged(present_injections, asked(injection(None, None)), parameters))
    assert (finding.text, finding.cause) == ("amount", "amount|undated")
    assert finding.values["given"] == "an unknown date"


@pytest.mark.parametrize(
    "given",
    [
        (injection("2025-06-01"),),
        (injection("2025-06-01", "920", status="stopped"),),  # after the full amount
        (injection("2025-06-01", routes=frozenset(("route_sc",))),),
        (injection("2024-12-01", "600"), injection("2025-06-01")),  # of the cycle before
        # 300 mg made good the next day: the first try is no dose of its own
        (injection("2025-06-01", "300", status="stopped"), injection("2025-06-02")),
        (injection("2025-06-01"), injection("2025-07-14")),  # 43 days: a cycle of its own
        (injection("2024-11-30", "600"),),  # more than 12 months ago: a restart
        FULL,
    ],
)
def test_injections_in_order_are_silent(
    given: tuple[Administration, ...], parameters: Parameters
) -> None:
    assert judged(present_injections, asked(*given), parameters) == ()


def test_no_dose_is_silent(parameters: Parameters) -> None:
    assert judged(present_injections, asked(), parameters) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (injection("2025-06-01"), injection("2025-06-02")),  # the next day
        (injection("2025-06-01"), injection("2025-07-13")),  # 42 days
        (infusion("2025-06-01", "300"), injection("2025-06-15")),
        (injection("2025-06-01"), infusion("2025-06-15", "600")),
    ],
)
def test_two_doses_in_one_cycle_hold(
    first: Administration, second: Administration, parameters: Parameters
) -> None:
    finding = only(judged(present_injections, asked(first, second), parameters))
    assert (finding.text, finding.action, finding.severity) == ("twice", Action.HOLD, Severity.HIGH)
    assert (finding.basis, finding.cause) == (Basis.FINDING, "twice")
    assert finding.because == (first, second)
    assert finding.values == {"days": f"2025-06-01 and {second.when}", "months": 6}
