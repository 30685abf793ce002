"""BASE-VAX-01, VAX-ALL-01 and VAX-ALL-02: the words and their evidence."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Vaccination, VaccineClass
from app.clinical.finding import Action, Missing
from app.knowledge.parameters import Parameters
from app.rules.vaccination_status import (
    BASE_VAX_01,
    VAX_ALL_01,
    VAX_ALL_02,
    ask_before_vaccines,
    vaccination_gaps,
    vaccination_status,
)
from tests.charts import chart, cs, judged, on_treatment, only, vaccination

NONLIVE, SOFT, LIVE = VaccineClass.NONLIVE, VaccineClass.LIVE_NONREPLICATING, VaccineClass.LIVE


def first_dose(*given: Vaccination) -> Chart:
    return chart(replace(cs(), vaccinations=given))


@pytest.mark.row("BASE-VAX-01")
@pytest.mark.parametrize(
    ("change", "missing", "sentence"),
    [
        (
            {},
            (),
            (
                "The record is complete for vaccinations and holds none. Recommended vaccines are "
                "best given before the first dose. Record the vaccination status to clear this."
            ),
        ),
        (
            {"complete": frozenset()},
            (Missing("Immunization", path="vaccineCode"),),
            (
                "No vaccination history was supplied. Recommended vaccines are best given before "
                "the first dose, and a recent live vaccine would delay it. Supply the "
                "vaccinations."
            ),
        ),
        (
            {"vaccinations": (vaccination(NONLIVE, None, problem="invalid"),)},
            (Missing("Immunization", path="vaccineCode"),),
            (
                "The vaccinations in the record could not be used. Recommended vaccines are best "
                "given before the first dose, and a recent live vaccine would delay it. Correct "
                "them."
            ),
        ),
    ],
)
def test_the_vaccination_status_is_asked_for(
    change: Mapping[str, object],
    missing: tuple[Missing, ...],
    sentence: str,
    parameters: Parameters,
) -> None:
    record = replace(cs(), **change)  # type: ignore[arg-type]  # tests name the fields
    finding = only(judged(vaccination_status, chart(record), parameters))
    assert BASE_VAX_01.sentence(finding) == sentence
    assert (finding.because, finding.missing) == (record.vaccinations, missing)


@pytest.mark.row("BASE-VAX-01")
def test_one_readable_vaccination_is_the_evidence(parameters: Parameters) -> None:
    unread, given = vaccination(NONLIVE, None, problem="invalid"), vaccination(NONLIVE, None)
    due = vaccination(NONLIVE, None, forecast=True)
    cleared = only(vaccination_status.judge(first_dose(unread, due, given), parameters))
    assert (cleared.row, cleared.action, cleared.because) == (
        "BASE-VAX-01",
        Action.CLEAR,
        (given,),
    )
    forecast_alone = only(judged(vaccination_status, first_dose(due), parameters))
    assert (forecast_alone.text, forecast_alone.because) == ("none", ())


@pytest.mark.row("VAX-ALL-01")
def test_gaps_are_listed_by_name(parameters: Parameters) -> None:
    due = (
        vaccination(
            NONLIVE, "2025-12", name="Tetanus", forecast=True
        ),  # 1 December at the earliest
        vaccination(NONLIVE, None, name="", forecast=True),
        vaccination(NONLIVE, "2025-11-01", name="Influenza", forecast=True),
    )
    given = vaccination(NONLIVE, "2025-01-01", name="Hepatitis B")
    finding = only(judged(vaccination_gaps, first_dose(given, *due), parameters))
    assert VAX_ALL_01.sentence(finding) == (
        "The vaccination schedule lists as due: Influenza, Tetanus, a vaccine. Recommended "
        "vaccines are best complete before the first dose of ocrelizumab; live ones cannot follow "
        "during treatment."
    )
    assert finding.because == due
    treated = chart(replace(on_treatment(), vaccinations=due))
    note = only(judged(vaccination_gaps, treated, parameters))
    assert VAX_ALL_01.sentence(note) == (
        "The vaccination schedule lists as due: Influenza, Tetanus, a vaccine. Only vaccines that "
        "are not live can be given during treatment."
    )
    assert note.because == due


@pytest.mark.row("VAX-ALL-01", "VAX-ALL-02")
def test_without_a_schedule_and_always_a_note_is_said(parameters: Parameters) -> None:
    given = vaccination(NONLIVE, "2025-01-01")
    note = only(judged(vaccination_gaps, first_dose(given), parameters))
    assert VAX_ALL_01.sentence(note) == (
        "No vaccination schedule was supplied, so gaps were not looked for. Bring recommended "
        "vaccines up to date before the first dose."
    )
    ask = only(judged(ask_before_vaccines, first_dose(), parameters))
    assert VAX_ALL_02.sentence(ask) == (
        "Ask the patient to check with the prescriber of ocrelizumab before any vaccine."
    )
