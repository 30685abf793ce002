"""REN-01, REN-02 and HEP-02: impaired kidney and liver."""

from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Diagnosis, LabResult
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.organs import kidney, liver_function
from tests.charts import DRAWN, chart, cs, diagnosis, lab, only
from tests.rules.spoken import MODERATE, NOTE, WARN, briefly, spoken

MILD = ("cond_renal_mild", "cond_renal_impairment")
SEVERE = ("cond_renal_moderate_severe", "cond_renal_impairment")
UNSTAGED = ("cond_renal_impairment",)


def with_(*facts: LabResult | Diagnosis) -> Chart:
    record = cs()
    results = tuple(f for f in facts if isinstance(f, LabResult))
    diagnoses = tuple(f for f in facts if isinstance(f, Diagnosis))
    return chart(
        replace(
            record,
            results=(*record.results, *results),
            diagnoses=(*record.diagnoses, *diagnoses),
        )
    )


def egfr(value: str | None, when: str = DRAWN, **other: object) -> LabResult:
    return lab("egfr", value, when, unit="mL/min/{1.73_m2}", **other)


@pytest.mark.row("REN-02")
@pytest.mark.parametrize(
    ("facts", "basis"),
    [
        ((egfr("59.9"),), Basis.FINDING),
        ((egfr("60", comparator="<"),), Basis.FINDING),
        ((egfr("90", comparator="<"),), Basis.UNUSABLE),  # may be below 60
        ((egfr("45", preliminary=True), egfr("80", "2025-11-01")), Basis.FINDING),
        ((diagnosis(*SEVERE),), Basis.FINDING),
        ((diagnosis(*SEVERE), egfr("95")), Basis.FINDING),  # the recorded stage stands
    ],
)
def test_moderate_or_severe_renal_impairment_is_a_caution(
    facts: tuple[LabResult | Diagnosis, ...], basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(kidney, with_(*facts), parameters))
    assert (found.row, found.action, found.severity) == ("REN-02", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == ("impaired", basis, "")


@pytest.mark.row("REN-02")
@pytest.mark.parametrize(
    ("facts", "basis"),
    [
        ((diagnosis(*UNSTAGED),), Basis.MISSING),
        ((diagnosis(*UNSTAGED), egfr(None, problem="no unit")), Basis.UNUSABLE),
    ],
)
def test_renal_impairment_of_unstated_degree_asks_for_the_egfr(
    facts: tuple[LabResult | Diagnosis, ...], basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(kidney, with_(*facts), parameters))
    assert (found.row, found.action, found.severity) == ("REN-02", WARN, MODERATE)
    assert (found.text, found.basis) == ("unstaged", basis)
    assert found.missing == (Missing("Observation", "lab_egfr"),)


@pytest.mark.row("REN-01")
@pytest.mark.parametrize(
    "facts",
    [
        (egfr("60"),),
        (egfr("89.9"),),
        (diagnosis(*MILD),),
        (diagnosis(*UNSTAGED), egfr("95")),
    ],
)
def test_mild_renal_impairment_is_only_noted(
    facts: tuple[LabResult | Diagnosis, ...], parameters: Parameters
) -> None:
    assert briefly(kidney, with_(*facts), parameters) == [("REN-01", NOTE, None, "mild")]


@pytest.mark.row("REN-01")
@pytest.mark.parametrize("facts", [(egfr("90"),), (egfr("60", comparator=">"),)])
def test_normal_renal_function_is_not_spoken_of(
    facts: tuple[LabResult, ...], parameters: Parameters
) -> None:
    assert briefly(kidney, with_(*facts), parameters) == []
    assert [f.row for f in kidney.judge(with_(*facts), parameters)] == ["REN-02"]


@pytest.mark.row("REN-01")
def test_no_renal_test_is_required(parameters: Parameters) -> None:
    assert briefly(kidney, chart(), parameters) == [("REN-01", NOTE, None, "unknown")]


@pytest.mark.row("HEP-02")
def test_cirrhosis_or_liver_failure_asks_hepatology(parameters: Parameters) -> None:
    cirrhosis = diagnosis("cond_hepatic_impairment", onset="2020")
    found = only(spoken(liver_function, with_(cirrhosis), parameters))
    assert (found.row, found.action, found.severity) == ("HEP-02", WARN, MODERATE)
    assert (found.basis, found.because, found.cause) == (Basis.FINDING, (cirrhosis,), "")


@pytest.mark.row("HEP-02")
def test_a_resolved_liver_failure_is_silent(parameters: Parameters) -> None:
    over = diagnosis("cond_hepatic_impairment", clinical="resolved")
    assert spoken(liver_function, with_(over), parameters) == ()
    assert all(f.action is Action.CLEAR for f in liver_function.judge(chart(), parameters))
