"""VAX-LIVE-04: the B-cell count that decides on a live vaccine after treatment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, LabResult, Vaccination, VaccineClass
from app.clinical.finding import Action, Basis, Finding, Missing
from app.knowledge.definitions import Value
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_on_treatment import VAX_LIVE_03
from app.rules.live_vaccine_order import VAX_LIVE_04, VAX_LIVE_05, live_vaccine_ordered
from tests.charts import (
    AS_OF,
    chart,
    cs,
    day,
    infusion,
    judged,
    lab,
    medication,
    on_treatment,
    only,
    vaccination,
)
from tests.rules.spoken import at_site

LIVE, UNKNOWN, NONLIVE = VaccineClass.LIVE, VaccineClass.UNKNOWN, VaccineClass.NONLIVE
ROWS = {row.id: row for row in (VAX_LIVE_03, VAX_LIVE_04, VAX_LIVE_05)}
ORDER = vaccination(LIVE, "2025-12-10", planned=True)
DOSES = Missing("MedicationAdministration", "drug_ocrelizumab_iv", path="medication")


def stopped(
    doses: Iterable[Administration], *given: Vaccination, results: Iterable[LabResult] = ()
) -> Chart:
    """Stopped in spring 2025, judged on 2025-12-01."""
    order = medication("drug_ocrelizumab_iv", status="stopped", when=day("2025-03-01"))
    record = replace(
        cs(),
        administrations=tuple(doses),
        medications=(order,),
        vaccinations=given,
        results=tuple(results),
    )
    return chart(record)


def alerts(patient: Chart, p: Parameters) -> list[Finding]:
    return [f for f in judged(live_vaccine_ordered, patient, p) if f.action > Action.NOTE]


LAST = infusion("2025-02-01")


@pytest.mark.row("VAX-LIVE-04")
def test_after_stopping_no_count_is_asked_for_since_the_last_dose(parameters: Parameters) -> None:
    finding = only(alerts(stopped((LAST,), ORDER), parameters))
    assert VAX_LIVE_04.sentence(finding) == (
        "MMR, a live vaccine, is ordered for 2025-12-10, and no B-cell count after the last dose "
        "of ocrelizumab shows that the B cells are back. Obtain a CD19 count first."
    )
    assert (finding.because, finding.implicated) == ((ORDER,), (ORDER,))
    since = Missing("Observation", "lab_cd19_absolute", date(2025, 2, 1))
    assert (finding.missing, finding.cause) == ((since,), "cvx|03|2025-12-10")
    inexact = alerts(stopped((infusion("2025-02"),), ORDER), parameters)
    assert only(inexact).missing == (since,)


LOW = lab("cd19", "99", "2025-10-01")


@pytest.mark.row("VAX-LIVE-04")
@pytest.mark.parametrize(
    "others",
    [
        (),
        (lab("cd19", "30", "2025-09-01"),),
        (lab("cd19", "150", "2025-11-20", preliminary=True),),  # may not say that they are back
        (lab("cd19", None, "2025-11-20", problem="not readable", high=None),),
        (lab("cd20", "80", "2025-09-20", unit="{cells}/uL", low="100"),),
    ],
)
def test_the_count_that_decides_is_the_one_that_is_quoted(
    others: tuple[LabResult, ...], parameters: Parameters
) -> None:
    for results in ((LOW, *others), (*others, LOW)):
        finding = only(alerts(stopped((LAST,), ORDER, results=results), parameters))
        assert VAX_LIVE_04.sentence(finding) == (
            f"MMR, a live vaccine, is ordered for 2025-12-10, but the B cells are not back: "
            f"{LOW.display}. A live vaccine can cause an infection while B cells are depleted. "
            f"Repeat the count before any live vaccine."
        )
        assert (finding.because, finding.missing) == ((ORDER, LOW), ())
        assert (finding.implicated, finding.basis) == ((ORDER,), Basis.FINDING)
        assert finding.cause == "cvx|03|2025-12-10"


@pytest.mark.row("VAX-LIVE-04")
def test_a_count_that_tells_nothing_is_evidence_all_the_same(parameters: Parameters) -> None:
    before, open_count = lab("cd19", "150", "2025-01-01"), lab("cd20", "150", None, low="100")
    patient = stopped((LAST,), ORDER, results=(before, open_count))
    finding = only(alerts(patient, parameters))
    assert (finding.text, finding.because) == ("no_count", (ORDER, before))


@pytest.mark.row("VAX-LIVE-04", "VAX-LIVE-05")
@pytest.mark.parametrize(
    ("name", "value", "rows"),
    [
        ("vaccine.live.postStop.requireBCellRecovery", False, []),
        ("vaccine.live.postStop.minMonths", 11, ["VAX-LIVE-05", "VAX-LIVE-04"]),
        # 1 February + 10 months = 1 December
        ("vaccine.live.postStop.minMonths", 10, ["VAX-LIVE-04"]),
    ],
)
def test_both_conditions_are_the_sites(
    name: str, value: Value, rows: list[str], parameters: Parameters
) -> None:
    site = at_site(parameters, name, value)
    assert [f.row for f in alerts(stopped((LAST,), ORDER), site)] == rows


@pytest.mark.row("VAX-LIVE-04")
def test_an_order_that_both_rows_allow_is_clear(parameters: Parameters) -> None:
    patient = stopped((LAST,), ORDER, results=(lab("cd19", "150", "2025-11-20"),))
    cleared = only(live_vaccine_ordered.judge(patient, parameters))
    assert (cleared.row, cleared.action, cleared.because) == (
        "VAX-LIVE-04",
        Action.CLEAR,
        (ORDER,),
    )


@pytest.mark.row("VAX-LIVE-04")
def test_the_note_quotes_the_months_of_the_consensus(parameters: Parameters) -> None:
    # ECTRIMS/EAN plans live vaccines about 18 months after the last dose (C3)
    note = only(judged(live_vaccine_ordered, stopped((LAST,)), parameters))
    assert VAX_LIVE_04.sentence(note) == (
        "After the last dose of ocrelizumab no live vaccine until the B cells have recovered, "
        "shown by a CD19 count. A European consensus plans live vaccines about 18 months after the "
        "last dose."
    )
    counted_today = stopped((LAST,), results=(lab("cd19", "150", AS_OF.isoformat()),))
    assert judged(live_vaccine_ordered, counted_today, parameters) == ()


@pytest.mark.row("VAX-LIVE-03")
def test_before_a_restart_an_order_for_after_it_is_blocked(parameters: Parameters) -> None:
    # the last dose of January 2024 is more than 12 months ago
    restart = on_treatment(infusion("2024-01-10"))
    results = (lab("cd19", "150", "2025-11-20"),)
    rows = []
    for when in ("2025-12-01", "2025-12-02"):
        order = vaccination(LIVE, when, planned=True)
        patient = chart(replace(restart, vaccinations=(order,), results=results))
        rows.append([f.text for f in judged(live_vaccine_ordered, patient, parameters)])
    assert rows == [[], ["ordered"]]
