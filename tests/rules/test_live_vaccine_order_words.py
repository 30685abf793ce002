"""VAX-LIVE-03 to VAX-LIVE-05: what is said of a live vaccine that is ordered, on what evidence."""

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


@pytest.mark.row("VAX-LIVE-03")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            ORDER,
            (
                "MMR, a live vaccine, is ordered for 2025-12-10. Live vaccines are not given from the "
                "first dose of ocrelizumab until the B cells have recovered. Cancel the vaccine."
            ),
        ),
        (
            vaccination(UNKNOWN, None, planned=True, name="Zoster"),
            (
                "Zoster is ordered for no stated day, and the order does not tell whether it is a live "
                "vaccine. Live vaccines are not given from the first dose of ocrelizumab until the B "
                "cells have recovered. Order a product that is known not to be live."
            ),
        ),
        (
            vaccination(LIVE, "2026-01", forecast=True),
            (
                "The vaccination schedule recommends MMR, a live vaccine, for 2026-01. Do not give it "
                "during treatment with ocrelizumab or before the B cells have recovered."
            ),
        ),
    ],
)
def test_on_treatment_an_order_is_quoted(
    given: Vaccination, sentence: str, parameters: Parameters
) -> None:
    others = (vaccination(NONLIVE, "2025-12-10", planned=True), vaccination(LIVE, "2025-11-01"))
    patient = chart(replace(on_treatment(), vaccinations=(*others, given)))
    finding = only(judged(live_vaccine_ordered, patient, parameters))
    assert VAX_LIVE_03.sentence(finding) == sentence
    assert (finding.because, finding.implicated) == ((given,), (given,))
    assert finding.cause == f"cvx|03|{given.when.text if given.when else 'undated'}"
    assert (finding.until, finding.releases_on) == (None, None)


@pytest.mark.row("VAX-LIVE-03")
def test_an_order_that_is_no_concern_does_not_silence_the_next(parameters: Parameters) -> None:
    before = vaccination(LIVE, "2025-11-30", planned=True)  # VAX-LIVE-01 holds the dose
    forecast = vaccination(LIVE, "2026-01-01", forecast=True)
    after = vaccination(LIVE, "2025-12-02", planned=True)
    patient = chart(replace(cs(), vaccinations=(before, forecast, after)))
    assert only(judged(live_vaccine_ordered, patient, parameters)).because == (after,)


LAST = infusion("2025-02-01")
MARCH = infusion("2025-03")
OPEN = infusion(None)


@pytest.mark.row("VAX-LIVE-05")
@pytest.mark.parametrize(
    ("doses", "because", "missing", "sentence"),
    [
        (  # 11 June + 6 months
            (LAST, infusion("2025-06-11")),
            1,
            (),
            (
                "MMR, a live vaccine, is ordered for 2025-12-10; the last dose of ocrelizumab was "
                "given on 2025-06-11. At least 6 months must pass, until 2025-12-11, and the B cells "
                "must be back."
            ),
        ),
        (  # 30 June + 6 months; of 1 June it would be 1 December
            (LAST, infusion("2025-06")),
            1,
            (),
            (
                "MMR, a live vaccine, is ordered for 2025-12-10; the last dose of ocrelizumab is dated "
                "2025-06: the exact date is needed. At least 6 months must pass, without the exact "
                "date until 2025-12-30, and the B cells must be back."
            ),
        ),
        (
            (OPEN,),
            0,
            (DOSES,),
            (
                "MMR, a live vaccine, is ordered for 2025-12-10, but the day of the last dose of "
                "ocrelizumab is not known. At least 6 months must have passed. Supply the day of the "
                "last dose."
            ),
        ),
    ],
)
def test_after_stopping_the_months_are_quoted(
    *,
    doses: tuple[Administration, ...],
    because: int,
    missing: tuple[Missing, ...],
    sentence: str,
    parameters: Parameters,
) -> None:
    recovered = [lab("cd19", "150", "2025-11-20")]
    found = alerts(stopped(doses, ORDER, results=recovered), parameters)
    finding = next(f for f in found if f.row == "VAX-LIVE-05")
    assert VAX_LIVE_05.sentence(finding) == sentence
    assert finding.because == (ORDER, doses[because])
    assert (finding.implicated, finding.missing) == ((ORDER,), missing)
    assert finding.cause == "cvx|03|2025-12-10"
    assert finding.until == finding.releases_on


@pytest.mark.row("VAX-LIVE-05")
def test_an_undated_dose_beside_a_dated_one_is_evidence_too(parameters: Parameters) -> None:
    found = alerts(stopped((LAST, OPEN), ORDER), parameters)
    finding = next(f for f in found if f.row == "VAX-LIVE-05")
    assert (finding.text, finding.because) == ("undated", (ORDER, OPEN, LAST))


@pytest.mark.row("VAX-LIVE-05")
@pytest.mark.parametrize(
    ("when", "last", "told"),
    [
        # judged on 1 December: an order for an earlier day, or without one, is still to come
        (None, "2025-06-01", False),
        (None, "2025-06-02", True),
        ("2025-11-20", "2025-06-01", False),
        ("2026-01", "2025-07-01", False),  # 1 January at the earliest
        ("2026-01", "2025-07-02", True),
    ],
)
def test_the_first_day_that_the_order_can_be_carried_out_counts(
    *, when: str | None, last: str, told: bool, parameters: Parameters
) -> None:
    order = vaccination(LIVE, when, planned=True)
    recovered = [lab("cd19", "150", "2025-11-20")]
    found = alerts(stopped((infusion(last),), order, results=recovered), parameters)
    assert [f.row for f in found] == (["VAX-LIVE-05"] if told else [])


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
