"""VAX-LIVE-03 to VAX-LIVE-05: what is said of a live vaccine that is ordered, on what evidence."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, LabResult, Vaccination, VaccineClass
from app.clinical.finding import Action, Finding, Missing
from app.knowledge.parameters import Parameters
from app.rules.live_vaccine_on_treatment import VAX_LIVE_03
from app.rules.live_vaccine_order import VAX_LIVE_04, VAX_LIVE_05, live_vaccine_ordered
from tests.charts import (
    chart,
    cs,
    day,
    infusion,
    judged,
    lab,
    medication,
    on_treatment,
    only,
    patient,
    vaccination,
)

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
                "MMR, a live vaccine, is ordered for 2025-12-10. Live vaccines are not given from "
                "the first dose of ocrelizumab until the B cells have recovered. Cancel the "
                "vaccine."
            ),
        ),
        (
            vaccination(UNKNOWN, None, planned=True, name="Zoster"),
            (
                "Zoster is ordered for no stated day, and the order does not tell whether it is a "
                "live vaccine. Live vaccines are not given from the first dose of ocrelizumab "
                "until the B cells have recovered. Order a product that is known not to be live."
            ),
        ),
        (
            vaccination(LIVE, "2026-01", forecast=True),
            (
                "The vaccination schedule recommends MMR, a live vaccine, for 2026-01. Do not "
                "give it during treatment with ocrelizumab or before the B cells have recovered."
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
                "given on 2025-06-11. At least 6 months must pass, until 2025-12-11, and the B "
                "cells must be back."
            ),
        ),
        (  # 30 June + 6 months; of 1 June it would be 1 December
            (LAST, infusion("2025-06")),
            1,
            (),
            (
                "MMR, a live vaccine, is ordered for 2025-12-10; the last dose of ocrelizumab is "
                "dated 2025-06: the exact date is needed. At least 6 months must pass, without "
                "the exact date until 2025-12-30, and the B cells must be back."
            ),
        ),
        (
            (OPEN,),
            0,
            (DOSES,),
            (
                "MMR, a live vaccine, is ordered for 2025-12-10, but the day of the last dose of "
                "ocrelizumab is not known. At least 6 months must have passed. Supply the day of "
                "the last dose."
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


@pytest.mark.row("VAX-LIVE-03")
def test_of_an_infant_never_treated_another_row_speaks(parameters: Parameters) -> None:
    order = vaccination(LIVE, "2025-12-10", planned=True)
    told = []
    for record in (cs(), on_treatment()):
        infant = replace(record, patient=patient("2025-10-01"), vaccinations=(order,))
        told.append([f.text for f in judged(live_vaccine_ordered, chart(infant), parameters)])
    assert told == [[], ["ordered"]]


@pytest.mark.row("VAX-LIVE-05")
def test_only_the_last_dose_is_evidence_and_its_first_day_may_pass(parameters: Parameters) -> None:
    # 1 June + 6 months = 1 December, the day of the order
    order = vaccination(LIVE, "2025-12-01", planned=True)
    last = infusion("2025-06")
    patient_chart = stopped((infusion("2024-06-01"), infusion("2024-12-01"), last), order)
    finding = next(f for f in alerts(patient_chart, parameters) if f.row == "VAX-LIVE-05")
    assert (finding.text, finding.because) == ("inexact", (order, last))
