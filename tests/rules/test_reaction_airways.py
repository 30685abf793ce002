"""IRR-LT-02: anaphylaxis is life-threatening, bronchospasm without a grade is severe; the lungs."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Grade, Reaction
from app.clinical.finding import Action, Basis, Severity
from app.knowledge.parameters import Parameters
from app.rules.infusion_reaction import reaction_to_ocrelizumab
from app.rules.infusion_reaction_rows import IRR_LT_02, IRR_SEV_01
from app.rules.rule import DECISION
from tests.charts import day, judged, only
from tests.rules.infusions import AIRWAYS, at_infusion, now
from tests.rules.spoken import at_site

HOLD, WARN = Action.HOLD, Action.WARN
HIGH, MODERATE = Severity.HIGH, Severity.MODERATE


def answers(patient: Chart, p: Parameters) -> list[tuple[str, Action, str]]:
    findings = judged(reaction_to_ocrelizumab, patient, p)
    return [(f.row, f.action, f.text) for f in findings]


@pytest.mark.row("IRR-LT-02")
@pytest.mark.parametrize(
    ("found", "row", "text", "severity", "basis", "until"),
    [
        (now(AIRWAYS), "IRR-LT-02", "now", HIGH, Basis.FINDING, date(2025, 12, 3)),
        (now(AIRWAYS, when="2025-06-15"), "IRR-LT-02", "grade", MODERATE, Basis.MISSING, None),
        (
            now(AIRWAYS, when="2020-01-01", suspects=frozenset(["drug_ocrelizumab_iv"])),
            "IRR-UNGRADED",
            "tolerated",
            Severity.LOW,
            Basis.MISSING,
            None,
        ),
        (
            replace(now(AIRWAYS), when=None, suspects=frozenset(["drug_ocrelizumab_iv"])),
            "IRR-LT-02",
            "grade",
            MODERATE,
            Basis.MISSING,
            None,
        ),
        # neither a day nor a cause
        (
            replace(now(AIRWAYS), when=None),
            "IRR-UNGRADED",
            "undated",
            MODERATE,
            Basis.MISSING,
            None,
        ),
        # dyspnoea and hypotension are not in this row
        (
            now("symptom_reaction_serious"),
            "IRR-UNGRADED",
            "grade",
            MODERATE,
            Basis.MISSING,
            None,
        ),
    ],
)
def test_bronchospasm_without_a_grade_counts_as_severe(
    *,
    found: Reaction,
    row: str,
    text: str,
    severity: Severity,
    basis: Basis,
    until: date | None,
    parameters: Parameters,
) -> None:
    finding = only(judged(reaction_to_ocrelizumab, at_infusion(found), parameters))
    assert (finding.row, finding.text, finding.severity) == (row, text, severity)
    assert (finding.basis, finding.until, finding.because) == (basis, until, (found,))
    assert finding.action is (WARN if text == "tolerated" else HOLD)
    assert finding.cause == f"{found.key}|{found.when.text if found.when else 'undated'}"
    assert finding.values == {"reaction": found.display}
    assert (IRR_LT_02.released_by, IRR_SEV_01.released_by) == (DECISION, DECISION)


@pytest.mark.row("IRR-LT-02")
@pytest.mark.parametrize("grade", [None, Grade.MILD, Grade.SEVERE])
def test_anaphylaxis_is_life_threatening_by_default(
    grade: Grade | None, parameters: Parameters
) -> None:
    found = now("reaction_anaphylaxis", grade=grade)
    assert answers(at_infusion(found), parameters) == [("IRR-LT-01", Action.BLOCK, "reaction")]


@pytest.mark.row("IRR-SEV-01")
@pytest.mark.parametrize("topic", ["symptom_pulmonary", AIRWAYS])
def test_severe_symptoms_of_the_lungs_stop_for_good_where_the_label_says_so(
    topic: str, parameters: Parameters
) -> None:
    block = at_site(parameters, "irr.severePulmonary", "block")
    found = now(topic, grade=Grade.SEVERE)
    assert answers(at_infusion(found), block) == [("IRR-LT-01", Action.BLOCK, "pulmonary")]
    earlier = replace(found, when=day("2025-06-15"))
    assert answers(at_infusion(earlier), block) == [("CONTRA-IRR-01", Action.BLOCK, "pulmonary")]
    assert answers(at_infusion(now(AIRWAYS)), block) == [("IRR-LT-02", HOLD, "now")]
    assert answers(at_infusion(now("symptom_pulmonary")), block) == [
        ("IRR-UNGRADED", HOLD, "grade")
    ]
