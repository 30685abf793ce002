"""PAT-01, PAED-01 and GER-01: alive, active, of age, and older."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.finding import Action, Basis, Missing, Target
from app.knowledge.parameters import Parameters
from app.rules.patient import GER_01, PAED_01, PAT_01, alive_and_active, of_age, older_patient
from app.rules.rule import ELIGIBILITY, MONITORING, NEVER, PREMEDICATION
from tests.charts import chart, cs, only, patient
from tests.rules.spoken import BLOCK, HIGH, HOLD, LOW, WARN, briefly, spoken


def born(day: str | None) -> Chart:
    return chart(replace(cs(), patient=patient(day)))


@pytest.mark.row("PAT-01")
@pytest.mark.parametrize(
    ("deceased", "active", "causes"),
    [
        (False, True, []),
        (True, True, ["deceased"]),
        (False, False, ["inactive"]),
        (True, False, ["deceased", "inactive"]),
    ],
)
def test_nothing_is_proposed_for_the_dead_or_for_a_closed_record(
    *, deceased: bool, active: bool, causes: list[str], parameters: Parameters
) -> None:
    record = replace(cs(), patient=patient(deceased=deceased, active=active))
    found = spoken(alive_and_active, chart(record), parameters)
    assert [f.cause for f in found] == causes
    assert all((f.action, f.severity, f.basis) == (BLOCK, HIGH, Basis.FINDING) for f in found)
    assert all(f.because == (record.patient,) and f.releases_on is None for f in found)


@pytest.mark.row("PAT-01")
def test_a_dead_patient_is_told_by_every_operation() -> None:
    assert PAT_01.scope == (ELIGIBILITY, PREMEDICATION, MONITORING)
    assert PAT_01.released_by == NEVER


@pytest.mark.row("PAED-01")
@pytest.mark.parametrize(
    ("birth", "action", "text", "basis", "until"),
    [
        # planned on 2025-12-01: 18 years before that is 2007-12-01
        ("2007-12-02", BLOCK, "young", Basis.FINDING, date(2025, 12, 2)),
        ("2008-02-29", BLOCK, "young", Basis.FINDING, date(2026, 3, 1)),  # turns on 1 March
        ("2015", BLOCK, "young", Basis.FINDING, date(2033, 1, 1)),
        ("2007-12", HOLD, "inexact", Basis.UNUSABLE, date(2025, 12, 31)),
        ("2007", HOLD, "inexact", Basis.UNUSABLE, date(2025, 12, 31)),
        (None, HOLD, "missing", Basis.MISSING, None),
    ],
)
def test_under_eighteen_is_blocked_and_an_unknown_age_waits(
    *,
    birth: str | None,
    action: Action,
    text: str,
    basis: Basis,
    until: date | None,
    parameters: Parameters,
) -> None:
    found = only(spoken(of_age, born(birth), parameters))
    assert (found.row, found.action, found.severity, found.text) == ("PAED-01", action, HIGH, text)
    assert (found.basis, found.until, found.releases_on) == (basis, until, None)
    asked = (Missing("Patient", path="birthDate"),) if action is HOLD else ()
    assert (found.missing, found.cause) == (asked, "")
    assert found.target is Target.OCRELIZUMAB


@pytest.mark.row("PAED-01")
@pytest.mark.parametrize("birth", ["2007-12-01", "2007-11", "2006", "1987-06-15"])
def test_from_the_eighteenth_birthday_on_the_age_is_no_hindrance(
    birth: str, parameters: Parameters
) -> None:
    assert spoken(of_age, born(birth), parameters) == ()
    assert only(of_age.judge(born(birth), parameters)).action is Action.CLEAR


@pytest.mark.row("PAED-01")
def test_the_age_is_that_on_the_planned_day_not_on_the_day_of_judgement(
    parameters: Parameters,
) -> None:
    later = chart(replace(cs(), patient=patient("2007-12-02")), start=date(2025, 12, 2))
    assert spoken(of_age, later, parameters) == ()
    assert not PAED_01.inputs


@pytest.mark.row("PAED-01")
def test_an_unreadable_birth_date_is_present_but_unusable(parameters: Parameters) -> None:
    record = replace(cs(), patient=replace(patient(None), problem="not a date"))
    assert only(spoken(of_age, chart(record), parameters)).basis is Basis.UNUSABLE


@pytest.mark.row("GER-01")
@pytest.mark.parametrize(
    ("birth", "text", "basis"),
    [
        # 65 years before 2025-12-01 is 1960-12-01
        ("1960-12-01", "older", Basis.FINDING),
        ("1930", "older", Basis.FINDING),
        ("1960-12", "inexact", Basis.UNUSABLE),
        ("1960", "inexact", Basis.UNUSABLE),
    ],
)
def test_older_patients_are_watched_more_closely(
    birth: str, text: str, basis: Basis, parameters: Parameters
) -> None:
    found = only(spoken(older_patient, born(birth), parameters))
    assert (found.row, found.action, found.severity) == ("GER-01", WARN, LOW)
    assert (found.text, found.basis, found.cause) == (text, basis, "")
    assert GER_01.scope == (ELIGIBILITY, MONITORING)


@pytest.mark.row("GER-01")
def test_a_day_before_the_sixty_fifth_birthday_nothing_is_said(parameters: Parameters) -> None:
    cleared = only(older_patient.judge(born("1960-12-02"), parameters))
    assert (cleared.action, cleared.until) == (Action.CLEAR, date(2025, 12, 2))


@pytest.mark.row("GER-01")
def test_without_a_birth_date_the_age_is_asked_for_once(parameters: Parameters) -> None:
    assert briefly(older_patient, born(None), parameters) == []
