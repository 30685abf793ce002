"""IMM-01 and IMM-02: the sentences, and which of several events decides."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.facts import Grade
from app.clinical.finding import Basis
from app.knowledge.parameters import Parameters
from app.rules.immunocompromise import IMM_01, IMM_02, immune_status, severe_immunocompromise
from tests.charts import chart, day, diagnosis, on_treatment, only, procedure
from tests.rules.spoken import NOTE, at_site, spoken
from tests.rules.test_immunocompromise import (
    BY_DRUG,
    CHEMO,
    OTHER,
    PRIMARY,
    STATUS,
    TRANSPLANT,
    Event,
    cytotoxic,
    with_,
)

WAITS = (
    "For 12 months after it the immune system counts as severely weakened, and the dose is "
    "planned for 2025-12-01. The hold ends on 2026-06-02; before that a recorded decision of a "
    "specialist releases it."
)
WEAK = (
    "Ocrelizumab weakens the immune system further, and infections can become dangerous. The dose "
    "waits until the decision of a specialist"
)


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (
            diagnosis(PRIMARY, onset="2001", name="CVID"),
            (
                f"CVID, 2001 is recorded, a primary immunodeficiency. {WEAK} in immunology is "
                "recorded."
            ),
        ),
        (
            diagnosis(OTHER, grade=Grade.SEVERE, name="Immunodeficiency"),
            f"Immunodeficiency is recorded as severe. {WEAK} is recorded.",
        ),
        (
            procedure(TRANSPLANT, "2025-06-01"),
            f"A transplantation is recorded: proc_transplant, 2025-06-01. {WAITS}",
        ),
        (
            procedure(CHEMO, "2025-06-01"),
            f"Chemotherapy is recorded: proc_chemotherapy, 2025-06-01. {WAITS}",
        ),
        (
            procedure(TRANSPLANT, "2024"),
            (
                "proc_transplant, 2024 is recorded: the exact date is needed. For 12 months after "
                "a transplantation or chemotherapy the immune system counts as severely weakened, "
                "and the dose is planned for 2025-12-01. Supply the date, or record the decision "
                "of a specialist."
            ),
        ),
        (
            procedure(CHEMO, None),
            (
                "proc_chemotherapy is recorded without any date. For 12 months after a "
                "transplantation or chemotherapy the immune system counts as severely weakened. "
                "Supply the date, or record the decision of a specialist."
            ),
        ),
        (
            diagnosis(BY_DRUG, name="Immunosuppression"),
            (
                "Immunosuppression is recorded: immunosuppression because of a drug. Check that no "
                "drug other than ocrelizumab causes it."
            ),
        ),
        (
            diagnosis(OTHER, name="Immunodeficiency"),
            (
                "Immunodeficiency is recorded without saying how severe it is. If it is severe, "
                "ask a specialist before the dose."
            ),
        ),
    ],
)
def test_what_is_said(event: Event, sentence: str, parameters: Parameters) -> None:
    found = only(spoken(severe_immunocompromise, with_(event), parameters))
    assert IMM_01.sentence(found) == sentence
    assert (found.because, found.missing, found.implicated) == ((event,), (), ())


@pytest.mark.row("IMM-01")
def test_each_disease_speaks_and_one_that_is_over_hides_none(parameters: Parameters) -> None:
    over = diagnosis(PRIMARY, onset="2025-01-01", clinical="resolved")
    first, second = diagnosis(PRIMARY, onset="2001"), diagnosis(BY_DRUG, onset="2000")
    found = spoken(severe_immunocompromise, with_(over, first, second), parameters)
    assert [(f.text, f.because) for f in found] == [("primary", (first,)), ("by_drug", (second,))]


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("events", "text", "release"),
    [
        # from 1 December 2024 on all days of the month are within twelve months
        ((procedure(TRANSPLANT, "2024-12"),), "transplant", date(2026, 1, 1)),
        # 30 November may be more than twelve months ago: 31 December + 12 months, and one day
        ((procedure(TRANSPLANT, "2024-12"), diagnosis(STATUS)), "transplant", date(2026, 1, 1)),
        # an event without a day is passed over only for one whose day is known
        (
            (diagnosis(STATUS), replace(diagnosis(STATUS), when=day("2025-06-01"))),
            "undated",
            None,
        ),
        (
            (procedure(CHEMO, None), procedure(CHEMO, "2025-06-01")),
            "chemotherapy",
            date(2026, 6, 2),
        ),
        (
            (procedure(CHEMO, "2025-06-01"), cytotoxic("2025-03-01")),
            "chemotherapy",
            date(2026, 6, 2),
        ),
        # a course ended on its abatement, else it is of its onset
        (
            (diagnosis("cond_chemotherapy", onset="2025-01-01", abatement=day("2025-06-01")),),
            "chemotherapy",
            date(2026, 6, 2),
        ),
        ((diagnosis("cond_chemotherapy", onset="2025-06-01"),), "chemotherapy", date(2026, 6, 2)),
        ((diagnosis("cond_chemotherapy"),), "undated", None),
        ((cytotoxic(None),), "undated", None),
    ],
)
def test_the_last_event_of_known_day_decides(
    *, events: tuple[Event, ...], text: str, release: date | None, parameters: Parameters
) -> None:
    found = only(spoken(severe_immunocompromise, with_(*events), parameters))
    assert (found.text, found.releases_on, found.until) == (text, release, release)
    assert found.basis is (Basis.UNUSABLE if text == "undated" else Basis.FINDING)
    assert found.values["release"] == (release or "")
    assert found.values["months"] == 12


@pytest.mark.row("IMM-01")
def test_a_transplantation_only_written_down_is_inexact_however_new(
    parameters: Parameters,
) -> None:
    noted = replace(diagnosis(STATUS), recorded=day("2025-06-01"), when=day("2025-06-01"))
    found = only(spoken(severe_immunocompromise, with_(noted), parameters))
    assert (found.text, found.basis, found.cause) == ("inexact", Basis.UNUSABLE, "transplant")
    assert (found.because, found.releases_on) == ((noted,), date(2026, 6, 2))


@pytest.mark.row("IMM-02")
def test_the_test_of_immune_status_is_only_considered(parameters: Parameters) -> None:
    asked = at_site(parameters, "immune.checkEachDose", value=True)
    note = only(spoken(immune_status, chart(on_treatment()), asked))
    assert IMM_02.sentence(note) == ("Consider testing the immune status before this infusion.")
    assert (note.action, note.because) == (NOTE, ())
