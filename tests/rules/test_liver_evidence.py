"""Liver tests together: the worst of ALT and AST is told, with all that it rests on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.clinical.facts import Flag, LabResult
from app.clinical.finding import Action, Basis, Missing
from app.knowledge.parameters import Parameters
from app.rules.liver import bilirubin_or_alp_alone, transaminases_raised
from app.rules.liver_rows import LIV_07
from tests.charts import cs, lab, on_treatment, only
from tests.rules.results import but, flagged
from tests.rules.spoken import HOLD, LOW, MODERATE, WARN, at_site, briefly, spoken

# Upper limits: ALT and AST 40, ALP 120 U/L, bilirubin 20.52 umol/L.
EARLY, LATE = "2025-10-01", "2025-11-20"
PLANNED = date(2025, 12, 1)


def bili(value: str, when: str = LATE, **other: object) -> LabResult:
    return lab("bilirubin", value, when, **other)


AST_FAR, ALT_FAR = lab("ast", "130", EARLY), lab("alt", "130")
AST_OPEN, ALT_OPEN = lab("ast", "50", EARLY, comparator=">"), lab("alt", "50", comparator=">")
AST_ABOVE, ALT_ABOVE = lab("ast", "60", EARLY), lab("alt", "60")
AST_UNKNOWN = lab("ast", "60", EARLY, high=None)
ALT_UNKNOWN = lab("alt", "60", high=None)


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04")
@pytest.mark.parametrize(
    ("ast", "with_ast", "alt", "with_alt", "said"),
    [
        # the AST with the bilirubin of its day, one step worse than the ALT with that of its own
        (AST_FAR, bili("50", EARLY), ALT_FAR, bili("30"), ("LIV-01", "injury_dili")),
        (AST_FAR, bili("30", EARLY), ALT_FAR, bili("10"), ("LIV-01", "injury")),
        (AST_FAR, bili("30", EARLY), ALT_FAR, None, ("LIV-01", "injury")),
        (AST_FAR, bili("10", EARLY), ALT_OPEN, bili("10"), ("LIV-03", "high")),
        (AST_FAR, None, ALT_OPEN, bili("10"), ("LIV-03", "no_bilirubin")),
        (AST_OPEN, bili("10", EARLY), ALT_ABOVE, bili("50"), ("LIV-03", "unproven")),
        (AST_ABOVE, bili("50", EARLY), ALT_ABOVE, bili("30"), ("LIV-04", "mixed")),
        (AST_ABOVE, bili("30", EARLY), ALT_UNKNOWN, None, ("LIV-04", "with_bilirubin")),
        (AST_UNKNOWN, None, ALT_ABOVE, bili("10"), ("LIV-04", "unusable")),
    ],
)
def test_the_worse_of_alt_and_ast_is_told_with_its_own_bilirubin(
    *,
    ast: LabResult,
    with_ast: LabResult | None,
    alt: LabResult,
    with_alt: LabResult | None,
    said: tuple[str, str],
    parameters: Parameters,
) -> None:
    beside = [b for b in (with_ast, with_alt) if b is not None]
    patient = but(on_treatment(), ast, alt, *beside, without=["bilirubin"])
    found = only(spoken(transaminases_raised, patient, parameters))
    assert (found.row, found.text) == said
    own = (with_ast,) if with_ast is not None else ()
    assert found.because == (alt, ast, *own)
    # the AST of 1 October is 6 months old on 1 April
    assert found.until == date(2026, 4, 2)


@pytest.mark.row("LIV-01", "LIV-04")
@pytest.mark.parametrize(
    ("alt", "others", "counts", "text"),
    [
        (ALT_FAR, [bili("30", "2025-11-10")], bili("50", "2025-11-21"), "injury_dili"),
        (ALT_FAR, [bili("50", "2025-11-21")], bili("60", "2025-11-10"), "injury_dili"),
        (ALT_FAR, [bili("18", "2025-11-21")], bili("10.1", "2025-11-10", high="10"), "injury"),
        (ALT_FAR, [bili("90", high=None)], bili("10", "2025-11-10"), "high"),
        (ALT_ABOVE, [bili("35", "2025-11-21")], bili("50", "2025-11-10"), "mixed"),
        # neither is shown to be less than twice the limit
        (ALT_ABOVE, [bili("35", "2025-11-21")], bili("30", "2025-11-19", comparator=">"), "mixed"),
        (ALT_ABOVE, [bili("35")], bili("1", "2025-11-10", high=None, flag=Flag.HIGH), "mixed"),
        (ALT_OPEN, [bili("10", "2025-11-21")], bili("30", "2025-11-10"), "unproven"),
    ],
)
def test_of_several_bilirubins_of_the_episode_the_worst_counts(
    *,
    alt: LabResult,
    others: list[LabResult],
    counts: LabResult,
    text: str,
    parameters: Parameters,
) -> None:
    unreadable = replace(bili("200"), problem="no unit")
    patient = but(on_treatment(), alt, counts, *others, unreadable, bili("200", "2025-01-01"))
    found = only(spoken(transaminases_raised, patient, parameters))
    assert (found.text, found.because) == (text, (alt, counts))


@pytest.mark.row("LIV-03")
def test_a_number_without_a_limit_does_not_prove_less(parameters: Parameters) -> None:
    alt = lab("alt", "60", high=None, flag=Flag.HIGH)
    found = only(spoken(transaminases_raised, but(cs(), alt), parameters))
    assert (found.row, found.text) == ("LIV-03", "unproven")


@pytest.mark.row("LIV-04")
def test_of_an_old_and_a_new_raised_result_the_new_one_still_counts(
    parameters: Parameters,
) -> None:
    old, new = lab("ast", "60", "2025-05-31"), lab("alt", "60")
    found = only(spoken(transaminases_raised, but(on_treatment(), old, new), parameters))
    assert (found.text, found.because[:2]) == ("raised", (new, old))


@pytest.mark.row("LIV-04")
def test_an_old_result_without_a_limit_stays_unusable(parameters: Parameters) -> None:
    old = lab("alt", "60", "2025-05-31", high=None)
    found = only(spoken(transaminases_raised, but(on_treatment(), old), parameters))
    assert (found.text, found.severity, found.basis) == ("unusable", MODERATE, Basis.UNUSABLE)
    assert found.because == (old,)


@pytest.mark.row("LIV-04")
def test_an_old_moderate_warning_becomes_a_low_one(parameters: Parameters) -> None:
    old = (lab("alt", "60", "2025-05-31"), bili("30", "2025-05-31"))
    patient = but(on_treatment(), *old)
    assert briefly(transaminases_raised, patient, parameters) == [("LIV-04", WARN, LOW, "repeat")]


@pytest.mark.row("LIV-04")
def test_a_preliminary_result_without_a_limit_says_nothing(parameters: Parameters) -> None:
    early = lab("alt", "60", high=None, preliminary=True)
    assert briefly(transaminases_raised, but(on_treatment(), early), parameters) == []


@pytest.mark.row("LIV-01", "LIV-03", "LIV-04")
def test_what_cannot_be_judged_clears_no_row(parameters: Parameters) -> None:
    unknown, ast = ALT_UNKNOWN, lab("ast")
    judged = tuple(transaminases_raised.judge(but(cs(), unknown, ast), parameters))
    assert [f.row for f in judged] == ["LIV-01", "LIV-03", "LIV-04"]
    assert {(f.action, f.basis) for f in judged} == {(Action.CLEAR, Basis.UNUSABLE)}
    assert all(f.because == (unknown, ast) for f in judged)


@pytest.mark.row("LIV-04")
def test_normal_alt_and_ast_clear_on_both(parameters: Parameters) -> None:
    alt, ast = lab("alt", "40"), lab("ast", "40")
    cleared = only(transaminases_raised.judge(but(cs(), alt, ast), parameters))
    assert (cleared.row, cleared.action, cleared.basis) == ("LIV-04", Action.CLEAR, Basis.FINDING)
    assert cleared.because == (alt, ast)
    without = but(cs(), without=["alt", "ast"])
    assert tuple(transaminases_raised.judge(without, parameters)) == ()


@pytest.mark.row("LIV-01")
@pytest.mark.parametrize(
    ("multiple", "bilirubin", "row"),
    # a site that follows the Swiss text: twice 20.52 is 41.04
    [("1", "20.53", "LIV-01"), ("2", "41.04", "LIV-03"), ("2", "41.05", "LIV-01")],
)
def test_a_site_may_ask_for_more_bilirubin(
    multiple: str, bilirubin: str, row: str, parameters: Parameters
) -> None:
    site = at_site(parameters, "liver.biliMultiple", Decimal(multiple))
    patient = but(cs(), ALT_FAR, bili(bilirubin))
    assert only(spoken(transaminases_raised, patient, site)).row == row


@pytest.mark.row("LIV-07")
def test_bilirubin_two_weeks_from_a_raised_alt_is_of_its_episode(parameters: Parameters) -> None:
    near, far = bili("30", "2025-11-06"), bili("30", "2025-11-05")  # 14 and 15 days before
    assert briefly(bilirubin_or_alp_alone, but(cs(), ALT_ABOVE, near), parameters) == []
    found = only(spoken(bilirubin_or_alp_alone, but(cs(), ALT_ABOVE, far), parameters))
    assert (found.text, found.because) == ("raised", (far,))


@pytest.mark.row("LIV-07")
def test_contradicting_results_of_one_time_are_said(parameters: Parameters) -> None:
    found = only(spoken(bilirubin_or_alp_alone, but(cs(), bili("30"), bili("10")), parameters))
    assert (found.text, found.basis) == ("raised", Basis.CONFLICTING)


@pytest.mark.row("LIV-07")
def test_on_treatment_a_result_without_a_limit_is_said(parameters: Parameters) -> None:
    unknown = (bili("30", high=None), lab("alp", "130", high=None))
    found = only(spoken(bilirubin_or_alp_alone, but(on_treatment(), *unknown), parameters))
    assert (found.row, found.action, found.severity) == ("LIV-07", WARN, MODERATE)
    assert (found.text, found.cause, found.basis) == ("unusable", "unusable", Basis.UNUSABLE)
    assert found.because == unknown
    assert found.missing == (
        Missing("Observation", "lab_bilirubin_total", PLANNED),
        Missing("Observation", "lab_alp", PLANNED),
    )
    assert LIV_07.sentence(found) == (
        "Whether it is raised cannot be told from bilirubin 30 umol/L, 2025-11-20; alp 130 U/L, "
        "2025-11-20: it has no usable upper limit or no exact number. Supply them or repeat the "
        "tests."
    )
    assert briefly(bilirubin_or_alp_alone, but(cs(), *unknown), parameters) == []  # BASE-LFT-01


@pytest.mark.row("LIV-07")
def test_without_bilirubin_an_alp_without_a_limit_is_still_said(parameters: Parameters) -> None:
    unknown, absent = lab("alp", "130", high=None), ["bilirubin"]
    patient = but(on_treatment(), unknown, without=absent)
    found = only(spoken(bilirubin_or_alp_alone, patient, parameters))
    assert (found.because, [m.value_set for m in found.missing]) == ((unknown,), ["lab_alp"])
    assert briefly(bilirubin_or_alp_alone, but(on_treatment(), without=absent), parameters) == []


@pytest.mark.row("LIV-07")
def test_a_flag_high_alone_is_not_shown_to_be_less(parameters: Parameters) -> None:
    high = flagged("alp", Flag.HIGH)
    assert briefly(bilirubin_or_alp_alone, but(cs(), high), parameters) == [
        ("LIV-07", HOLD, MODERATE, "high")
    ]
