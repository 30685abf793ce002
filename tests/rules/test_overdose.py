"""OVERDOSE-01: a recorded dose above 1000 mg, the largest one tested."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clinical.facts import Administration
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.overdose import OVERDOSE_01, overdose, overdose_ordered
from tests.charts import chart, cs, day, infusion, judged, medication, on_treatment, only

pytestmark = pytest.mark.row("OVERDOSE-01")


@pytest.mark.parametrize(
    ("mg", "held"), [("600", False), ("1000", False), ("1000.5", True), ("6000", True)]
)
def test_more_than_the_largest_tested_dose_holds(
    *, mg: str, held: bool, parameters: Parameters
) -> None:
    given = infusion("2025-06-01", mg)
    findings = judged(overdose, chart(on_treatment(given)), parameters)
    if not held:
        assert findings == ()
        return
    finding = only(findings)
    assert (finding.row, finding.text) == ("OVERDOSE-01", "dose")
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.HIGH)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.because, finding.cause) == ((given,), "2025-06-01")
    assert finding.values == {"mg": mg, "given": "2025-06-01", "limit": "1000"}
    assert OVERDOSE_01.sentence(finding).startswith(
        f"A dose of {mg} mg of ocrelizumab is recorded for 2025-06-01, more than 1000 mg"
    )
    assert OVERDOSE_01.released_by == "decision"


def test_the_tested_doses_two_weeks_apart_are_no_overdose(parameters: Parameters) -> None:
    # 2 x 1000 mg: each dose counts by itself, never the sum.
    pair = on_treatment(infusion("2025-06-01", "1000"), infusion("2025-06-15", "1000"))
    assert judged(overdose, chart(pair), parameters) == ()


def test_the_largest_of_contradicting_amounts_counts(parameters: Parameters) -> None:
    entries = (infusion("2025-06-01", "600"), infusion("2025-06-01", "6000"))
    finding = only(judged(overdose, chart(on_treatment(*entries)), parameters))
    assert (finding.basis, finding.values["mg"]) == (Basis.CONFLICTING, "6000")
    assert finding.because == entries


def test_every_overdose_is_told_with_its_day(parameters: Parameters) -> None:
    doses = on_treatment(infusion(None, "2000"), infusion("2025-06-01", "3000"))
    found = judged(overdose, chart(doses), parameters)
    assert [(f.cause, f.values["mg"]) for f in found] == [
        ("an unknown day", "2000"),
        ("2025-06-01", "3000"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        infusion("2025-06-01", None),
        replace(infusion("2025-06-01", "9200"), topics=frozenset(("drug_ocrelizumab_sc",))),
    ],
    ids=["no amount", "subcutaneous"],
)
def test_others_are_judged_elsewhere(given: Administration, parameters: Parameters) -> None:
    assert judged(overdose, chart(on_treatment(given)), parameters) == ()
    assert judged(overdose, chart(cs()), parameters) == ()


@pytest.mark.parametrize(
    ("mg", "planned", "held"),
    [
        ("1000", "2025-12-01", False),
        ("1000.5", "2025-12-01", True),
        ("6000", None, True),
        (None, "2025-12-01", False),
    ],
)
def test_an_order_above_the_largest_tested_dose_holds(
    *, mg: str | None, planned: str | None, held: bool, parameters: Parameters
) -> None:
    amount = None if mg is None else Decimal(mg)
    order = medication("drug_ocrelizumab_iv", planned=day(planned), dose_mg=amount)
    findings = judged(overdose_ordered, chart(replace(cs(), medications=(order,))), parameters)
    if not held:
        assert findings == ()
        return
    finding = only(findings)
    shown = planned or "an unknown day"
    assert (finding.row, finding.text) == ("OVERDOSE-01", "ordered")
    assert (finding.action, finding.severity) == (Action.HOLD, Severity.HIGH)
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.because, finding.implicated) == ((order,), (order,))
    assert finding.cause == f"order|{order.key}|{shown}"
    assert finding.values == {"mg": mg, "planned": shown, "limit": "1000"}


def test_orders_that_are_over_or_of_the_other_product_are_no_overdose(
    parameters: Parameters,
) -> None:
    much = Decimal(6000)
    stopped = medication("drug_ocrelizumab_iv", status="stopped", dose_mg=much)
    other = medication("drug_ocrelizumab_sc", dose_mg=much)
    right = medication("drug_ocrelizumab_iv", planned=day("2026-06-01"), dose_mg=much)
    held = chart(replace(cs(), medications=(stopped, other, right)))
    assert only(judged(overdose_ordered, held, parameters)).because == (right,)
