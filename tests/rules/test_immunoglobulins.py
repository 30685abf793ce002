"""IG-04, IG-05, IG-07 and IG-08: low immunoglobulins before and on treatment."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.dates import PartialDate
from app.clinical.facts import Diagnosis, Flag, Grade, LabResult, Stay
from app.clinical.finding import Action, Basis, Missing, Severity
from app.knowledge.parameters import Parameters
from app.rules.immunoglobulins import (
    IG_04,
    IG_05,
    low_before_first_dose,
    low_igg_on_treatment,
    low_igm_or_iga_on_treatment,
)
from app.rules.rule import DECISION
from tests.charts import chart, cs, diagnosis, infusion, lab, on_treatment, only, source
from tests.rules.results import but, flagged
from tests.rules.spoken import HIGH, HOLD, LOW, MODERATE, WARN, briefly, spoken

SEPSIS = ("cond_active_infection", "cond_infection_sepsis")


def infected(*results: LabResult, by: Diagnosis, stays: tuple[Stay, ...] = ()) -> Chart:
    """On treatment with these IgG results and this infection."""
    record = but(on_treatment(), *results).record
    return chart(replace(record, diagnoses=(*record.diagnoses, by), stays=stays))


@pytest.mark.row("IG-04")
@pytest.mark.parametrize(
    ("results", "low"),
    [
        ((lab("igg", "6.99"),), 1),
        ((lab("iga", "0.69"),), 1),
        ((lab("igm", "0.39"),), 1),
        ((lab("igg", "6.0"), lab("igm", "0.1")), 2),
        ((flagged("igg", Flag.LOW),), 1),
        ((lab("igg", "7.0", comparator="<"),), 1),
        ((lab("igg", "6.0", "2025-11-25", preliminary=True), lab("igg", "10")), 1),
    ],
)
def test_any_low_class_holds_the_first_dose_until_a_specialist_is_asked(
    results: tuple[LabResult, ...], low: int, parameters: Parameters
) -> None:
    found = only(spoken(low_before_first_dose, but(cs(), *results), parameters))
    assert (found.row, found.action, found.severity) == ("IG-04", HOLD, MODERATE)
    assert (found.text, found.basis, found.cause) == ("low", Basis.FINDING, "")
    assert (len(found.because), found.releases_on) == (low, None)
    assert (IG_04.released_by, IG_04.aliases) == (DECISION, ("IG-03",))


@pytest.mark.row("IG-04")
@pytest.mark.parametrize(
    "result",
    [
        lab("igg", "7.0"),  # equal to the limit is not low
        lab("igg", "20"),
        flagged("igg", Flag.NORMAL),
        lab("igg", "5.0", comparator=">"),  # BASE-IG-01 asks
    ],
)
def test_an_immunoglobulin_at_its_limit_is_not_low(
    result: LabResult, parameters: Parameters
) -> None:
    assert briefly(low_before_first_dose, but(cs(), result), parameters) == []
    cleared = only(low_before_first_dose.judge(but(cs(), result), parameters))
    assert cleared.action is Action.CLEAR


@pytest.mark.row("IG-04")
def test_of_two_contradicting_results_the_low_one_holds(parameters: Parameters) -> None:
    record = cs()
    torn = chart(replace(record, results=(*record.results, lab("igg", "5.0"))))
    found = only(spoken(low_before_first_dose, torn, parameters))
    assert (found.action, found.basis) == (HOLD, Basis.CONFLICTING)


@pytest.mark.row("IG-04", "IG-07")
def test_on_treatment_and_on_a_restart_the_right_row_speaks(parameters: Parameters) -> None:
    low = lab("igg", "5.0")
    restart = but(on_treatment(infusion("2024-01-02")), low)
    assert briefly(low_before_first_dose, but(on_treatment(), low), parameters) == []
    assert [r for r, *_ in briefly(low_before_first_dose, restart, parameters)] == ["IG-04"]
    assert briefly(low_igg_on_treatment, restart, parameters) == []


@pytest.mark.row("IG-07")
@pytest.mark.parametrize(
    ("result", "text", "basis"),
    [
        (lab("igg", "6.99"), "low", Basis.FINDING),
        (lab("igg", "6.0", "2025-06-01"), "low", Basis.FINDING),  # six months to the day
        (lab("igg", "6.0", "2025-05-31"), "repeat", Basis.FINDING),
        (lab("igg", "6.0", "2025"), "low", Basis.FINDING),  # may still be recent
        (lab("igg", low=None), "unusable", Basis.UNUSABLE),
        (lab("igg", "5", comparator=">"), "unusable", Basis.UNUSABLE),
        (lab("igg", "6.0", conflicting=True), "low", Basis.CONFLICTING),
    ],
)
def test_low_igg_on_treatment_is_a_moderate_warning(
    result: LabResult, text: str, basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(low_igg_on_treatment, but(on_treatment(), result), parameters))
    assert (found.row, found.action, found.severity) == ("IG-07", WARN, MODERATE)
    assert (found.text, found.basis, found.cause) == (text, basis, "")


@pytest.mark.row("IG-07")
def test_igg_at_its_limit_is_silent(parameters: Parameters) -> None:
    patient = but(on_treatment(), lab("igg", "7.0"))
    assert briefly(low_igg_on_treatment, patient, parameters) == []


@pytest.mark.row("IG-07")
def test_igg_lifted_by_replacement_does_not_hide_the_low_one_before(
    parameters: Parameters,
) -> None:
    product = replace(
        infusion("2025-10-01", None), topics=frozenset(("drug_immunoglobulin_replacement",))
    )
    patient = but(on_treatment(), lab("igg", "9.0"), lab("igg", "5.0", "2025-09-20"))
    given = (*patient.record.administrations, product)
    lifted = chart(replace(patient.record, administrations=given))
    assert briefly(low_igg_on_treatment, lifted, parameters) == [("IG-07", WARN, MODERATE, "low")]


TWICE = (lab("igg", "5.0"), lab("igg", "5.5", "2025-08-20"))
ONCE = (lab("igg", "5.0"), lab("igg", "8.0", "2025-08-20"))
OLD = (lab("igg", "5.0", "2025-05-31"), lab("igg", "5.5", "2025-02-20"))


@pytest.mark.row("IG-05")
@pytest.mark.parametrize(
    ("results", "severity", "text", "since"),
    [
        (TWICE, HIGH, "persistent", None),
        (ONCE, MODERATE, "once", date(2025, 11, 21)),
        ((lab("igg", "5.0"),), MODERATE, "once", date(2025, 11, 21)),
        (OLD, MODERATE, "repeat", date(2025, 6, 1)),
        # one day, drawn twice, is one low value
        ((lab("igg", "5.0"), lab("igg", "5.0", preliminary=True)), MODERATE, "once", None),
    ],
)
def test_low_igg_with_a_serious_infection_holds_the_dose(
    results: tuple[LabResult, ...],
    severity: Severity,
    text: str,
    since: date | None,
    parameters: Parameters,
) -> None:
    patient = infected(*results, by=diagnosis(*SEPSIS, onset="2025-09-01"))
    found = only(spoken(low_igg_on_treatment, patient, parameters))
    assert (found.row, found.action, found.severity) == ("IG-05", HOLD, severity)
    assert (found.text, found.basis, found.releases_on) == (text, Basis.FINDING, None)
    if since is not None:
        assert found.missing == (Missing("Observation", "lab_igg", since),)
    assert (IG_05.released_by, found.cause) == (DECISION, "")


@pytest.mark.row("IG-05", "IG-07")
@pytest.mark.parametrize(
    ("infection", "counts"),
    [
        # twelve months before 2025-12-01 is 2024-12-01
        (diagnosis(*SEPSIS, onset="2024-12-01", clinical="resolved"), True),
        (diagnosis(*SEPSIS, onset="2024-11-30", clinical="resolved"), False),
        (diagnosis(*SEPSIS, onset="2024", clinical="resolved"), True),
        (diagnosis(*SEPSIS, onset="2020-01-01"), True),  # still going on
        (diagnosis("cond_active_infection", onset="2025-09-01"), False),
        (diagnosis("cond_active_infection", onset="2025-09-01", grade=Grade.SEVERE), True),
        (diagnosis("cond_active_infection", onset="2025-09-01", grade=Grade.MODERATE), False),
        (
            diagnosis("cond_active_infection", onset="2025-09-01", stated=frozenset(["severe"])),
            True,
        ),
        (diagnosis("cond_herpes_serious", onset="2025-09-01"), True),
        (
            diagnosis("cond_herpes_any", onset="2025-09-01", stated=frozenset(("disseminated",))),
            True,
        ),
    ],
)
def test_only_a_serious_infection_of_the_last_year_counts(
    *, infection: Diagnosis, counts: bool, parameters: Parameters
) -> None:
    found = only(spoken(low_igg_on_treatment, infected(*TWICE, by=infection), parameters))
    assert found.row == ("IG-05" if counts else "IG-07")


@pytest.mark.row("IG-05")
@pytest.mark.parametrize(("given", "row"), [("2025-09-14", "IG-05"), ("2025-09-15", "IG-07")])
def test_an_infection_treated_through_a_vein_is_serious(
    given: str, row: str, parameters: Parameters
) -> None:
    """Within 14 days of its onset; later it may have been for another one."""
    patient = infected(*TWICE, by=diagnosis("cond_active_infection", onset="2025-09-01"))
    topics, routes = frozenset(["drug_anti_infective"]), frozenset(["route_iv"])
    drip = infusion(given, None, topics=topics, routes=routes)
    record = replace(patient.record, administrations=(*patient.record.administrations, drip))
    assert only(spoken(low_igg_on_treatment, chart(record), parameters)).row == row


@pytest.mark.row("IG-05")
@pytest.mark.parametrize(
    ("admitted", "left", "clinical", "abatement", "row"),
    [
        ("2025-08-30", "2025-09-05", "active", None, "IG-05"),
        ("2025-08-20", "2025-08-31", "active", None, "IG-07"),  # left before it began
        ("2025-08-20", "2025-09-01", "active", None, "IG-05"),
        # began at home the day before, going on at admission
        ("2025-09-02", None, "active", None, "IG-05"),
        ("2025-09-02", "2025-09-09", "resolved", "2025-09-20", "IG-05"),
        ("2025-09-20", None, "resolved", "2025-09-20", "IG-05"),
        ("2025-09-21", None, "resolved", "2025-09-20", "IG-07"),
        # over, nobody knows since when: counts only if it began during the stay
        ("2025-09-02", None, "resolved", None, "IG-07"),
        ("2025-09-01", None, "resolved", None, "IG-05"),
    ],
)
def test_an_infection_in_hospital_is_serious(
    *,
    admitted: str,
    left: str | None,
    clinical: str,
    abatement: str | None,
    row: str,
    parameters: Parameters,
) -> None:
    stay = Stay(
        when=PartialDate.parse(admitted),
        ended=PartialDate.parse(left) if left else None,
        inpatient=True,
        source=source("Encounter"),
    )
    infection = diagnosis(
        "cond_infection_respiratory_lower",
        onset="2025-09-01",
        clinical=clinical,
        abatement=PartialDate.parse(abatement) if abatement else None,
    )
    patient = infected(*TWICE, by=infection, stays=(stay,))
    assert only(spoken(low_igg_on_treatment, patient, parameters)).row == row


@pytest.mark.row("IG-08")
@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((lab("igm", "0.39"),), ["low"]),
        ((lab("iga", "0.69"),), ["low"]),
        ((lab("igm", "0.4"),), []),
        ((lab("igm", low=None),), ["unusable"]),
        ((lab("igm", "0.1"), lab("igg", "5.0")), []),  # IG-07 speaks
    ],
)
def test_low_igm_or_iga_on_treatment_is_a_low_warning(
    results: tuple[LabResult, ...], said: list[str], parameters: Parameters
) -> None:
    patient = but(on_treatment(), *results)
    found = spoken(low_igm_or_iga_on_treatment, patient, parameters)
    assert [f.text for f in found] == said
    assert all((f.row, f.action, f.severity) == ("IG-08", WARN, LOW) for f in found)
    assert all((f.basis is Basis.UNUSABLE) is (f.text == "unusable") for f in found)


@pytest.mark.row("IG-08")
def test_before_the_first_dose_low_igm_is_the_baseline_row(parameters: Parameters) -> None:
    patient = but(cs(), lab("igm", "0.1"))
    assert briefly(low_igm_or_iga_on_treatment, patient, parameters) == []
