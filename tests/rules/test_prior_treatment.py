"""SW-PRIOR-01 and SW-NAT-01: the interval from an earlier drug to the first dose."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Administration, Medication
from app.clinical.finding import Action, Basis, Finding, Severity, Target
from app.knowledge.parameters import Parameters
from app.rules.prior_treatment import after_natalizumab, prior_treatment
from app.rules.rule import Rule
from tests.charts import (
    COMPLETE,
    chart,
    cs,
    day,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
)


def given(topic: str, when: str | None) -> Administration:
    return infusion(when, None, topics=frozenset((topic,)), key=topic, name=topic)


def said(rule: Rule, p: Parameters, *facts: Administration | Medication) -> tuple[Finding, ...]:
    record = replace(
        cs(),
        administrations=tuple(f for f in facts if isinstance(f, Administration)),
        medications=tuple(f for f in facts if isinstance(f, Medication)),
    )
    return judged(rule, chart(record), p)


@pytest.mark.row("SW-PRIOR-01")
@pytest.mark.parametrize(
    ("topic", "last", "action", "text", "release"),
    [
        # planned for 2025-12-01; five months to the day still count
        ("drug_rituximab", "2025-07-01", Action.HOLD, "recent", date(2025, 12, 2)),
        ("drug_ofatumumab", "2025-11-01", Action.HOLD, "recent", date(2026, 4, 2)),
        ("drug_ublituximab", "2025-07", Action.HOLD, "recent", date(2026, 1, 1)),
        ("drug_anti_cd20_other", "2025-06", None, "", None),
        ("drug_rituximab", "2025-06-30", None, "", None),
        ("drug_alemtuzumab", "2025-06-01", Action.HOLD, "recent", date(2025, 12, 2)),
        ("drug_cladribine", "2025-05-31", None, "", None),
        ("drug_mitoxantrone", "2025", Action.HOLD, "inexact", date(2026, 7, 1)),
        ("drug_fingolimod", "2025-11-03", Action.WARN, "recent", date(2025, 12, 2)),
        ("drug_siponimod", "2025-11-02", None, "", None),
        ("drug_ozanimod", "2025-11", Action.WARN, "inexact", date(2025, 12, 29)),
        ("drug_ponesimod", "2025-11-20", Action.WARN, "recent", date(2025, 12, 19)),
        ("drug_teriflunomide", None, Action.WARN, "undated", None),
        ("drug_rituximab", None, Action.HOLD, "undated", None),
    ],
)
def test_a_drug_whose_effect_lasts_asks_for_its_interval(
    *,
    topic: str,
    last: str | None,
    action: Action | None,
    text: str,
    release: date | None,
    parameters: Parameters,
) -> None:
    findings = said(prior_treatment, parameters, given(topic, last))
    assert [(f.row, f.action, f.text) for f in findings] == (
        [("SW-PRIOR-01", action, text)] if action else []
    )
    for finding in findings:
        assert finding.severity is Severity.MODERATE
        assert finding.basis is (Basis.FINDING if text == "recent" else Basis.UNUSABLE)
        assert (finding.releases_on, finding.cause) == (release, topic)
        assert finding.target is Target.OCRELIZUMAB


@pytest.mark.row("SW-PRIOR-01")
@pytest.mark.parametrize(
    ("drug", "texts"),
    [
        (medication("drug_rituximab", status="completed", when=day("2025-08-01")), ["recent"]),
        (
            medication(
                "drug_rituximab",
                status="stopped",
                when=day("2024-01-01"),
                ends=day("2025-08-01"),
            ),
            ["recent"],
        ),
        (medication("drug_rituximab", status="cancelled", when=day("2025-08-01")), []),
        (medication("drug_rituximab", when=day("2025-01-01"), planned=day("2026-01-01")), []),
        (medication("drug_rituximab", status="completed", when=day("2025-01-01")), []),
    ],
)
def test_without_an_administration_the_end_of_the_supply_counts(
    drug: Medication, texts: list[str], parameters: Parameters
) -> None:
    assert [f.text for f in said(prior_treatment, parameters, drug)] == texts


@pytest.mark.row("SW-PRIOR-01")
def test_the_newest_exposure_decides(parameters: Parameters) -> None:
    findings = said(
        prior_treatment,
        parameters,
        given("drug_rituximab", "2024-01-01"),
        given("drug_rituximab", "2025-10-01"),
    )
    assert only(findings).releases_on == date(2026, 3, 2)


@pytest.mark.row("SW-NAT-01")
@pytest.mark.parametrize(
    ("last", "text", "action", "severity"),
    [
        ("2025-11-04", "early", Action.HOLD, Severity.MODERATE),  # 27 days
        ("2025-11-03", "usual", Action.NOTE, None),  # 28 days
        ("2025-09-08", "usual", Action.NOTE, None),  # 84 days
        ("2025-09-07", "late", Action.WARN, Severity.LOW),  # 85 days
        ("2024-12-01", "late", Action.WARN, Severity.LOW),  # 12 months to the day
    ],
)
def test_the_switch_from_natalizumab_has_a_usual_interval(
    *, last: str, text: str, action: Action, severity: Severity | None, parameters: Parameters
) -> None:
    finding = only(said(after_natalizumab, parameters, given("drug_natalizumab", last)))
    assert (finding.row, finding.text) == ("SW-NAT-01", text)
    assert (finding.action, finding.severity) == (action, severity)
    assert finding.basis is Basis.FINDING
    # 4 November + 28 days = 2 December
    assert finding.releases_on == (date(2025, 12, 2) if text == "early" else None)


@pytest.mark.row("SW-NAT-01")
def test_a_month_of_natalizumab_that_is_early_at_one_end_needs_the_date(
    parameters: Parameters,
) -> None:
    # November: 30 days to 1 day before; early at the worst end
    finding = only(said(after_natalizumab, parameters, given("drug_natalizumab", "2025-11")))
    assert (finding.text, finding.action) == ("inexact", Action.HOLD)
    assert (finding.basis, finding.releases_on) == (Basis.UNUSABLE, date(2025, 12, 28))


@pytest.mark.row("SW-NAT-01")
@pytest.mark.parametrize(
    ("fact", "texts"),
    [
        (given("drug_natalizumab", None), ["undated"]),
        (medication("drug_natalizumab", when=day("2024-12-01")), ["undated"]),
        (medication("drug_natalizumab", when=day("2024-11-30")), []),
        (medication("drug_natalizumab", status="stopped", ends=day("2025-10-01")), ["usual"]),
        (
            medication(
                "drug_natalizumab",
                status="completed",
                kind="MedicationDispense",
                when=day("2025-11-20"),
            ),
            ["early"],
        ),
        (given("drug_natalizumab", "2024-11-30"), []),
    ],
)
def test_an_unknown_day_of_natalizumab_holds_the_dose_unless_it_was_long_ago(
    fact: Administration | Medication, texts: list[str], parameters: Parameters
) -> None:
    findings = said(after_natalizumab, parameters, fact)
    assert [f.text for f in findings] == texts
    if texts == ["undated"]:
        assert (findings[0].action, findings[0].severity) == (Action.HOLD, Severity.MODERATE)
        assert findings[0].basis is Basis.MISSING
        assert findings[0].missing[0].value_set == "drug_natalizumab"


@pytest.mark.row("SW-NAT-01", "SW-PRIOR-01")
def test_only_a_first_dose_or_a_restart_asks(parameters: Parameters) -> None:
    earlier = (given("drug_natalizumab", "2025-11-20"), given("drug_rituximab", "2025-11-20"))
    treated = on_treatment(*on_treatment().administrations, *earlier)
    restart = on_treatment(infusion("2024-01-01", "600"), *earlier)
    for rule in (prior_treatment, after_natalizumab):
        assert judged(rule, chart(treated), parameters) == ()
        assert len(judged(rule, chart(restart), parameters)) == 1


@pytest.mark.row("SW-NAT-01")
@pytest.mark.parametrize(
    ("written", "declared", "texts"),
    [
        ("2025-10-10", False, ["undated"]),  # it may have been given since
        ("2025-10-10", True, ["late"]),  # no administration of it in a complete list
        ("2025-08-01", False, ["late"]),
    ],
)
def test_natalizumab_ordered_after_the_last_known_day_may_have_been_given(
    *, written: str, declared: bool, texts: list[str], parameters: Parameters
) -> None:
    order = medication("drug_natalizumab", status="completed", when=day(written))
    undeclared = COMPLETE - {"MedicationAdministration"}
    record = replace(
        cs(),
        administrations=(given("drug_natalizumab", "2025-08-01"),),
        medications=(order,),
        complete=COMPLETE if declared else undeclared,
    )
    findings = judged(after_natalizumab, chart(record), parameters)
    assert [f.text for f in findings] == texts
