"""DOSE-02 and DOSE-MIN-INTERVAL where the subcutaneous product is asked for or was given."""

from datetime import date

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Severity
from app.knowledge.parameters import Parameters
from app.rules.dosing import entered_twice, present_cycle, second_infusion, shortest_interval
from tests.charts import chart, infusion, judged, on_treatment
from tests.rules.injections import SC, asked, injection

FULL = (infusion("2024-01-02", "300"), infusion("2024-01-16", "300"))


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(
    "given",
    [
        (infusion("2025-11-20", "300"),),  # 11 days ago: no infusion 2 is waited for
        (infusion("2025-11-20", None),),
        (infusion("2025-11-20", "150", status="stopped"),),
        (infusion("2025-11-20", "600"), infusion("2025-11-21", "600")),
        (*FULL, infusion("2025-06-01", "300")),
    ],
)
def test_before_an_injection_no_infusion_is_judged(
    given: tuple[Administration, ...], parameters: Parameters
) -> None:
    for rule in (second_infusion, present_cycle, entered_twice):
        assert judged(rule, asked(*given), parameters) == ()


@pytest.mark.row("DOSE-02")
def test_of_an_injection_dose_02_says_nothing(parameters: Parameters) -> None:
    last = infusion("2025-06-01", None, topics=SC, status="stopped")
    assert judged(present_cycle, chart(on_treatment(last)), parameters) == ()


@pytest.mark.row("DOSE-02")
@pytest.mark.parametrize(("route", "held"), [("route_iv", False), ("route_sc", True)])
def test_an_infusion_by_another_route_holds(
    *, route: str, held: bool, parameters: Parameters
) -> None:
    given = infusion("2025-06-01", "600", routes=frozenset((route,)))
    findings = judged(present_cycle, chart(on_treatment(given)), parameters)
    assert [(f.text, f.action, f.severity) for f in findings] == (
        [("route", Action.HOLD, Severity.MODERATE)] if held else []
    )
    for finding in findings:
        assert (finding.basis, finding.cause) == (Basis.FINDING, "route|2025-06-01")


@pytest.mark.row("DOSE-MIN-INTERVAL")
@pytest.mark.parametrize(
    ("given", "release"),
    [
        # 2 July + 5 months = 2 December; 1 July + 5 months = 1 December, the planned day
        (injection("2025-07-02"), date(2025, 12, 2)),
        (injection("2025-07-01"), None),
        # an injection two weeks after infusion 1 is no infusion 2: 17 November + 5 months
        (infusion("2025-11-17", "300"), date(2026, 4, 17)),
    ],
)
def test_an_injection_waits_for_five_months_after_any_dose(
    given: Administration, release: date | None, parameters: Parameters
) -> None:
    findings = judged(shortest_interval, asked(given), parameters)
    assert [(f.action, f.severity, f.releases_on) for f in findings] == (
        [(Action.HOLD, Severity.HIGH, release)] if release else []
    )
