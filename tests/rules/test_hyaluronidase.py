"""SC-04: an allergy to hyaluronidase rules the subcutaneous product out, and no other."""

from dataclasses import replace

import pytest

from app.clinical.facts import Allergy, Unreadable
from app.clinical.finding import Action, Basis, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.engine import RuleBook
from app.rules.hyaluronidase import RULES, allergy_to_hyaluronidase
from tests.charts import COMPLETE, allergy, chart, cs, day, judged, only, source
from tests.rules.injections import allergic, asked

pytestmark = pytest.mark.row("SC-04")
KNOWN = allergy("drug_hyaluronidase", name="hyaluronidase", when=day("2020-05-01"))


@pytest.mark.parametrize(
    ("known", "text", "action"),
    [
        (KNOWN, "allergy", Action.BLOCK),
        (replace(KNOWN, criticality="low"), "allergy", Action.BLOCK),
        (replace(KNOWN, confirmed=False), "unconfirmed", Action.HOLD),
        (replace(KNOWN, confirmed=False, over=True), "unconfirmed", Action.HOLD),
        (replace(KNOWN, over=True), "past", Action.HOLD),
    ],
)
def test_an_allergy_to_hyaluronidase_rules_the_injection_out(
    known: Allergy, text: str, action: Action, parameters: Parameters
) -> None:
    finding = only(judged(allergy_to_hyaluronidase, allergic(known), parameters))
    assert (finding.row, finding.text, finding.action) == ("SC-04", text, action)
    assert (finding.severity, finding.basis) == (Severity.HIGH, Basis.FINDING)
    assert (finding.target, finding.releases_on) == (Target.OCRELIZUMAB, None)
    assert (finding.because, finding.cause) == ((known,), "drug_hyaluronidase")
    assert finding.values == {"allergy": "hyaluronidase, 2020-05-01"}


def test_it_does_not_rule_the_infusion_out(parameters: Parameters) -> None:
    record = replace(cs(), allergies=(KNOWN,), complete=COMPLETE - {"AllergyIntolerance"})
    assert judged(allergy_to_hyaluronidase, chart(record), parameters) == ()


def test_without_a_list_of_allergies_it_is_asked_for(parameters: Parameters) -> None:
    latex = allergy("latex")
    record = replace(cs(), allergies=(latex,), complete=COMPLETE - {"AllergyIntolerance"})
    finding = only(judged(allergy_to_hyaluronidase, chart(record, product="sc"), parameters))
    assert (finding.text, finding.action, finding.severity) == (
        "missing",
        Action.WARN,
        Severity.MODERATE,
    )
    assert (finding.basis, finding.because) == (Basis.MISSING, (latex,))
    assert [m.type for m in finding.missing] == ["AllergyIntolerance"]
    known = replace(record, allergies=(KNOWN,))
    assert only(judged(allergy_to_hyaluronidase, chart(known, product="sc"), parameters)).text == (
        "allergy"
    )


def test_a_complete_list_without_it_is_silent(parameters: Parameters) -> None:
    assert judged(allergy_to_hyaluronidase, asked(), parameters) == ()
    assert judged(allergy_to_hyaluronidase, allergic(allergy("latex")), parameters) == ()


@pytest.mark.parametrize(
    ("product", "kind", "held"),
    [
        ("sc", "AllergyIntolerance", True),
        ("sc", "MedicationStatement", False),
        ("iv", "AllergyIntolerance", False),
    ],
)
def test_an_invalid_allergy_to_it_holds_the_injection_only(
    *, product: str, kind: str, held: bool, parameters: Parameters
) -> None:
    spoiled = Unreadable(
        when=None,
        source=source(kind),
        topics=frozenset(("drug_hyaluronidase",)),
        place="Bundle.entry[0]",
    )
    patient = chart(replace(cs(), unreadable=(spoiled,)), product=product)
    alerts = RuleBook(RULES).judge(patient, parameters).alerts
    assert [(f.action, f.severity, f.basis) for f in alerts] == (
        [(Action.HOLD, Severity.HIGH, Basis.UNUSABLE)] if held else []
    )
