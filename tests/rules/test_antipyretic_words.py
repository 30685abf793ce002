"""PREMED-AP-01: why no antipyretic is proposed, in words and with its evidence."""

from dataclasses import replace

import pytest

from app.clinical.facts import Allergy, Diagnosis, Flag, LabResult
from app.clinical.finding import Finding
from app.knowledge.parameters import Parameters
from app.rules.premedication import (
    PREMED_AP_01,
    antipyretic,
)
from tests.charts import allergy, chart, cs, diagnosis, judged, lab
from tests.rules.spoken import at_site


def words(findings: tuple[Finding, ...]) -> list[str]:
    return [PREMED_AP_01.sentence(f) for f in findings]


PARACETAMOL = allergy("drug_antipyretic", "drug_acetaminophen", name="paracetamol")
ALT, AST = lab("alt", "120.1"), lab("ast", "121")
CIRRHOSIS = diagnosis("cond_hepatic_impairment", name="Cirrhosis")
HEALED = diagnosis("cond_hepatic_impairment", name="Hepatitis", clinical="resolved")


@pytest.mark.row("PREMED-AP-01")
@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (PARACETAMOL, "An allergy to paracetamol is recorded: no antipyretic is proposed."),
        (
            ALT,
            (
                "alt 120.1 U/L, 2025-11-20 is more than 3 times the upper limit, or its limit is "
                "not known: no acetaminophen is proposed."
            ),
        ),
        (
            AST,
            (
                "ast 121 U/L, 2025-11-20 is more than 3 times the upper limit, or its limit is not "
                "known: no acetaminophen is proposed."
            ),
        ),
        (CIRRHOSIS, "Cirrhosis is recorded: no acetaminophen is proposed."),
    ],
)
def test_why_no_antipyretic_is_proposed(
    fact: Allergy | LabResult | Diagnosis, sentence: str, parameters: Parameters
) -> None:
    record = replace(
        cs(),
        allergies=(fact,) if isinstance(fact, Allergy) else (),
        results=(fact,) if isinstance(fact, LabResult) else (lab("alt"), lab("ast")),
        diagnoses=(HEALED, fact) if isinstance(fact, Diagnosis) else (),
    )
    found = judged(antipyretic, chart(record), parameters)
    assert (words(found), [f.because for f in found]) == ([sentence], [(fact,)])


@pytest.mark.row("PREMED-AP-01")
def test_every_reason_against_the_antipyretic_is_told(parameters: Parameters) -> None:
    record = replace(
        cs(), allergies=(PARACETAMOL,), results=(ALT, AST), diagnoses=(HEALED, CIRRHOSIS)
    )
    found = judged(antipyretic, chart(record), parameters)
    assert [f.because for f in found] == [(PARACETAMOL,), (ALT,), (AST,), (CIRRHOSIS,)]
    injected = judged(antipyretic, chart(record, product="sc"), parameters)
    assert words(injected) == [
        (
            "No antipyretic is proposed before the subcutaneous product: no source of its "
            "premedication names one."
        )
    ]
    without = at_site(parameters, "premed.antipyretic.enabled", value=False)
    off = judged(antipyretic, chart(record), without)
    assert words(off) == ["The site proposes no antipyretic."]


@pytest.mark.row("PREMED-AP-01")
@pytest.mark.parametrize(
    ("result", "told"),
    [
        (lab("alt", "50", high=None), True),  # how far above is not known
        (lab("alt", "50", high=None, flag=Flag.NORMAL), False),
        (replace(lab("alt", flag=Flag.HIGH), value=None), True),
    ],
)
def test_an_enzyme_whose_excess_cannot_be_told_counts(
    result: LabResult, *, told: bool, parameters: Parameters
) -> None:
    record = replace(cs(), results=(result,))
    assert bool(judged(antipyretic, chart(record), parameters)) is told
