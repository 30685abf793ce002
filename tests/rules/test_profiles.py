"""The same rules under the profiles us, eu and uk, each difference at its boundary."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Diagnosis, Grade, Reaction, VaccineClass
from app.clinical.finding import Action, Finding, Severity
from app.knowledge import load
from app.knowledge.parameters import Parameters
from app.rules.infusion_reaction import reaction_to_ocrelizumab
from app.rules.infusion_reaction_rows import CONTRA_IRR_01, IRR_LT_01, IRR_UNGRADED
from app.rules.live_vaccine import live_vaccine_before_first_dose
from app.rules.malignancy import MAL_03, active_malignancy
from app.rules.non_live_vaccine import non_live_vaccine_before_first_dose
from app.rules.reproduction import contraception
from tests.charts import (
    AS_OF,
    chart,
    cs,
    day,
    diagnosis,
    infusion,
    judged,
    medication,
    on_treatment,
    only,
    patient,
    reaction,
    vaccination,
)

BLOCK, HOLD, WARN, NOTE = Action.BLOCK, Action.HOLD, Action.WARN, Action.NOTE
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW
EUROPE = ("eu", "uk")
AIRWAYS, IRR = "reaction_severe_manifestations", "reaction_infusion_related"


def of(site: str, on: date = AS_OF) -> Parameters:
    return load().parameters(on, site)


def told(findings: tuple[Finding, ...]) -> list[tuple[str, Action, Severity | None, str]]:
    return [(f.row, f.action, f.severity, f.text) for f in findings]


@pytest.mark.row("VAX-LIVE-01")
@pytest.mark.row("VAX-LIVE-02")
@pytest.mark.parametrize(
    ("given", "us", "europe"),
    [
        # planned for 2025-12-01: 3 November is day 28, 21 October day 41, 20 October day 42
        ("2025-11-04", ("VAX-LIVE-01", HOLD, HIGH), ("VAX-LIVE-01", HOLD, HIGH)),
        ("2025-11-03", ("VAX-LIVE-02", WARN, LOW), ("VAX-LIVE-01", HOLD, HIGH)),
        ("2025-10-21", ("VAX-LIVE-02", WARN, LOW), ("VAX-LIVE-01", HOLD, HIGH)),
        ("2025-10-20", None, None),
    ],
)
def test_six_weeks_after_a_live_vaccine_warn_in_the_us_and_hold_in_europe(
    given: str, us: tuple[str, Action, Severity] | None, europe: tuple[str, Action, Severity] | None
) -> None:
    shot = vaccination(VaccineClass.LIVE, given)
    vaccinated = chart(replace(cs(), vaccinations=(shot,)))
    for site, expected in (("us", us), ("eu", europe), ("uk", europe)):
        findings = judged(live_vaccine_before_first_dose, vaccinated, of(site))
        assert told(findings) == ([(*expected, "recent")] if expected else [])


@pytest.mark.row("VAX-LIVE-01")
def test_in_europe_the_hold_ends_after_six_weeks() -> None:
    shot = vaccination(VaccineClass.LIVE, "2025-10-21")
    vaccinated = chart(replace(cs(), vaccinations=(shot,)))
    for site in EUROPE:
        finding = only(judged(live_vaccine_before_first_dose, vaccinated, of(site)))
        assert finding.releases_on == date(2025, 12, 2)  # 21 October + 42 days
        assert (finding.values["limit"], finding.values["days"]) == (42, 41)


@pytest.mark.row("VAX-NONLIVE-01")
@pytest.mark.parametrize(
    ("given", "us", "europe"),
    [
        # 18 November is day 13, 17 November day 14
        ("2025-11-18", (WARN, LOW, "recent"), (WARN, LOW, "recent")),
        ("2025-11-17", (NOTE, None, "six_weeks"), (WARN, LOW, "recent")),
        ("2025-10-21", (NOTE, None, "six_weeks"), (WARN, LOW, "recent")),
        ("2025-10-20", None, None),
    ],
)
def test_european_texts_ask_six_weeks_of_any_vaccine_but_never_hold_for_it(
    given: str,
    us: tuple[Action, Severity | None, str] | None,
    europe: tuple[Action, Severity | None, str] | None,
) -> None:
    shot = vaccination(VaccineClass.NONLIVE, given)
    vaccinated = chart(replace(cs(), vaccinations=(shot,)))
    for site, expected in (("us", us), ("eu", europe), ("uk", europe)):
        findings = judged(non_live_vaccine_before_first_dose, vaccinated, of(site))
        assert told(findings) == ([("VAX-NONLIVE-01", *expected)] if expected else [])


@pytest.mark.row("PREG-02")
@pytest.mark.parametrize(
    ("as_of", "us", "europe"),
    [
        # last dose 2025-06-10: four months end on 10 October, six on 10 December
        (date(2025, 10, 10), True, True),
        (date(2025, 10, 11), True, False),
        (date(2025, 11, 10), True, False),  # five months
        (date(2025, 12, 10), True, False),
        (date(2025, 12, 11), False, False),
    ],
)
def test_contraception_ends_after_six_months_in_the_us_and_four_in_europe(
    as_of: date, *, us: bool, europe: bool
) -> None:
    order = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-05-01"))
    woman = patient(born="1995-05-01", gender="female")
    record = replace(on_treatment(infusion("2025-06-10")), medications=(order,), patient=woman)
    stopped = chart(record, start=as_of, as_of=as_of)
    for site, months, warned in (("us", 6, us), ("eu", 4, europe), ("uk", 4, europe)):
        findings = judged(contraception, stopped, of(site, as_of))
        assert told(findings) == ([("PREG-02", WARN, LOW, "until")] if warned else [])
        assert all(f.values["months"] == months for f in findings)


@pytest.mark.row("MAL-03")
@pytest.mark.parametrize(
    ("found", "us", "europe"),
    [
        (
            diagnosis("cond_malignancy_any", onset="2025-10-01"),
            (HOLD, HIGH, "active"),
            (BLOCK, HIGH, "contraindicated"),
        ),
        (
            diagnosis("cond_malignancy_any", verification=""),
            (HOLD, HIGH, "active"),
            (BLOCK, HIGH, "contraindicated"),
        ),
        (
            diagnosis("cond_malignancy_any", verification="provisional"),
            (HOLD, HIGH, "active"),
            (HOLD, HIGH, "active"),
        ),
        (
            diagnosis("cond_malignancy_any", "cond_skin_cancer_non_melanoma"),
            (WARN, MODERATE, "skin"),
            (WARN, MODERATE, "skin"),
        ),
        (diagnosis("cond_malignancy_any", clinical="remission"), None, None),
    ],
)
def test_an_active_malignancy_waits_in_the_us_and_is_contraindicated_in_europe(
    found: Diagnosis,
    us: tuple[Action, Severity, str] | None,
    europe: tuple[Action, Severity, str] | None,
) -> None:
    ill = chart(replace(cs(), diagnoses=(found,)))
    for site, expected in (("us", us), ("eu", europe), ("uk", europe)):
        findings = judged(active_malignancy, ill, of(site))
        assert told(findings) == ([("MAL-03", *expected)] if expected else [])
        assert all((f.cause, f.because) == (found.key, (found,)) for f in findings)
    assert "malignancy.active.action" in MAL_03.parameters


@pytest.mark.row("CONTRA-IRR-01")
@pytest.mark.row("IRR-LT-01")
@pytest.mark.row("IRR-SEV-01")
@pytest.mark.parametrize(
    ("found", "us", "europe"),
    [
        (
            reaction(AIRWAYS, when="2025-06-15", grade=Grade.SEVERE),
            None,
            ("CONTRA-IRR-01", BLOCK, HIGH, "pulmonary"),
        ),
        (
            reaction(AIRWAYS, when="2025-12-01", grade=Grade.SEVERE),
            ("IRR-SEV-01", HOLD, HIGH, "pulmonary"),
            ("IRR-LT-01", BLOCK, HIGH, "pulmonary"),
        ),
        (
            reaction(AIRWAYS, when="2025-06-15", grade=Grade.SEVERE, confirmed=False),
            None,
            ("IRR-UNGRADED", HOLD, MODERATE, "suspected_pulmonary"),
        ),
        (reaction(AIRWAYS, when="2025-06-15", grade=Grade.MODERATE), None, None),
        (reaction(IRR, when="2025-06-15", grade=Grade.SEVERE), None, None),
        (
            reaction(AIRWAYS, when="2025-06-15", grade=Grade.DISABLING),
            ("CONTRA-IRR-01", BLOCK, HIGH, "reaction"),
            ("CONTRA-IRR-01", BLOCK, HIGH, "reaction"),
        ),
        (
            reaction(AIRWAYS, "reaction_anaphylaxis", when="2025-06-15", grade=Grade.SEVERE),
            ("CONTRA-IRR-01", BLOCK, HIGH, "reaction"),
            ("CONTRA-IRR-01", BLOCK, HIGH, "reaction"),
        ),
    ],
)
def test_a_severe_reaction_of_the_airways_is_the_last_in_europe(
    found: Reaction,
    us: tuple[str, Action, Severity, str] | None,
    europe: tuple[str, Action, Severity, str] | None,
) -> None:
    today = infusion("2025-12-01", status="in-progress")
    given = (infusion("2025-06-15"), today)
    treated = chart(replace(on_treatment(*given), reactions=(found,)))
    for site, expected in (("us", us), ("eu", europe), ("uk", europe)):
        findings = judged(reaction_to_ocrelizumab, treated, of(site))
        assert told(findings) == ([expected] if expected else [])
        assert all(f.basis == "finding" for f in findings)
    for row in (CONTRA_IRR_01, IRR_LT_01, IRR_UNGRADED):
        assert "irr.severePulmonary" in row.parameters
