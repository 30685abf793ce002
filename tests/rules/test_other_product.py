"""SC-05: a dose after one of the other ocrelizumab product."""

import pytest

from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.other_product import other_product
from tests.charts import chart, cs, infusion, judged, on_treatment, only

pytestmark = pytest.mark.row("SC-05")
SC = frozenset(("drug_ocrelizumab_sc",))
INJECTION = infusion("2025-06-01", None, topics=SC)


@pytest.mark.parametrize("product", ["iv", "sc"])
def test_a_dose_after_one_of_the_other_product_waits_for_a_decision(
    product: str, parameters: Parameters
) -> None:
    last = INJECTION if product == "iv" else infusion("2025-06-01", "600")
    patient = chart(on_treatment(last), product=product)
    finding = only(judged(other_product, patient, parameters))
    assert (finding.row, finding.action, finding.severity) == (
        "SC-05",
        Action.HOLD,
        Severity.MODERATE,
    )
    assert (finding.basis, finding.target) == (Basis.FINDING, Target.OCRELIZUMAB)
    assert (finding.releases_on, finding.cause, finding.because) == (None, "", (last,))


def test_an_injection_without_a_day_is_held_too(parameters: Parameters) -> None:
    patient = chart(on_treatment(infusion(None, None, topics=SC)))
    assert only(judged(other_product, patient, parameters)).values["given"] == "an unknown date"


def test_one_product_throughout_no_dose_or_a_restart_is_silent(parameters: Parameters) -> None:
    for record, product in (
        (cs(), "iv"),
        (on_treatment(), "iv"),
        (on_treatment(INJECTION), "sc"),
        (on_treatment(INJECTION, infusion("2025-11-01", "600")), "iv"),
        (on_treatment(infusion("2024-11-01", None, topics=SC)), "iv"),  # 13 months ago
    ):
        assert judged(other_product, chart(record, product=product), parameters) == ()
