"""IMM-01 and IMM-02: immunodeficiency, transplantation, chemotherapy, and immune status."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.chart import Chart
from app.clinical.facts import Administration, Diagnosis, Grade, Medication, Procedure
from app.clinical.finding import Action, Basis
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.immunocompromise import IMM_01, immune_status, severe_immunocompromise
from app.rules.rule import DECISION
from tests.charts import (
    chart,
    cs,
    day,
    diagnosis,
    infusion,
    medication,
    on_treatment,
    only,
    procedure,
)
from tests.rules.spoken import HIGH, HOLD, NOTE, at_site, briefly, spoken

PRIMARY, OTHER, BY_DRUG = (
    "cond_immunodeficiency_primary",
    "cond_immunosuppressed_other",
    "cond_immunosuppression_by_drug",
)
STATUS, TRANSPLANT, CHEMO = "cond_transplant_status", "proc_transplant", "proc_chemotherapy"
Event = Diagnosis | Procedure | Medication | Administration


def with_(*events: Event, record: Record | None = None) -> Chart:
    kept = record or cs()
    return chart(
        replace(
            kept,
            diagnoses=(*kept.diagnoses, *(e for e in events if isinstance(e, Diagnosis))),
            procedures=(*kept.procedures, *(e for e in events if isinstance(e, Procedure))),
            medications=tuple(e for e in events if isinstance(e, Medication)),
            administrations=(
                *kept.administrations,
                *(e for e in events if isinstance(e, Administration)),
            ),
        )
    )


def cytotoxic(when: str | None) -> Administration:
    return infusion(when, None, topics=frozenset(("drug_cytotoxic",)), key="c", name="cisplatin")


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("disease", "text"),
    [
        (diagnosis(PRIMARY, onset="2001"), "primary"),
        (diagnosis(PRIMARY, OTHER), "primary"),
        (diagnosis(PRIMARY, verification="unconfirmed"), "primary"),
        (diagnosis(OTHER, grade=Grade.SEVERE), "severe"),
        (diagnosis(OTHER, grade=Grade.LIFE_THREATENING), "severe"),
        (diagnosis(OTHER, grade=Grade.DISABLING), "severe"),
        (diagnosis(OTHER, stated=frozenset(("severe",))), "severe"),
        (diagnosis(BY_DRUG, grade=Grade.SEVERE), "severe"),
    ],
)
def test_severe_immunodeficiency_holds_before_and_on_treatment(
    disease: Diagnosis, text: str, parameters: Parameters
) -> None:
    for record in (cs(), on_treatment()):
        patient = with_(disease, record=record)
        found = only(spoken(severe_immunocompromise, patient, parameters))
        assert (found.row, found.action, found.severity) == ("IMM-01", HOLD, HIGH)
        assert (found.text, found.basis, found.cause) == (text, Basis.FINDING, disease.key)
        assert (found.because, found.releases_on) == ((disease,), None)
        assert found.values["found"] == disease.display
    assert IMM_01.released_by == DECISION


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("disease", "text"),
    [
        (diagnosis(BY_DRUG), "by_drug"),
        (diagnosis(BY_DRUG, grade=Grade.MODERATE), "by_drug"),
        (diagnosis(OTHER), "unstated"),
        (diagnosis(OTHER, grade=Grade.MILD, stated=frozenset(("progressive",))), "unstated"),
    ],
)
def test_immunosuppression_that_is_not_severe_is_only_noted(
    disease: Diagnosis, text: str, parameters: Parameters
) -> None:
    found = only(spoken(severe_immunocompromise, with_(disease), parameters))
    assert (found.action, found.text, found.because) == (NOTE, text, (disease,))
    assert found.values["found"] == disease.display


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    "disease",
    [
        diagnosis(PRIMARY, clinical="resolved"),
        diagnosis(OTHER, grade=Grade.SEVERE, clinical="inactive"),
        diagnosis("cond_hypogammaglobulinemia", grade=Grade.SEVERE),
    ],
)
def test_what_is_over_or_another_row_is_silent(disease: Diagnosis, parameters: Parameters) -> None:
    assert briefly(severe_immunocompromise, with_(disease), parameters) == []


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("event", "kind"),
    [
        # planned for 2025-12-01: twelve months back is 2024-12-01
        (procedure(TRANSPLANT, "2024-12-01"), "transplant"),
        (diagnosis(STATUS, onset="2024-12-01"), "transplant"),
        (diagnosis(STATUS, onset="2024-12-01", clinical="resolved"), "transplant"),
        (procedure(CHEMO, "2024-12-01"), "chemotherapy"),
        (diagnosis("cond_chemotherapy", onset="2024-12-01"), "chemotherapy"),
        (
            diagnosis("cond_chemotherapy", onset="2020", abatement=day("2024-12-01")),
            "chemotherapy",
        ),
        (cytotoxic("2024-12-01"), "chemotherapy"),
        (medication("drug_cytotoxic", ends=day("2024-12-01"), status="completed"), "chemotherapy"),
        (medication("drug_cytotoxic", when=day("2024-12-01")), "chemotherapy"),
    ],
)
def test_transplantation_and_chemotherapy_hold_for_twelve_months(
    event: Event, kind: str, parameters: Parameters
) -> None:
    found = only(spoken(severe_immunocompromise, with_(event), parameters))
    assert (found.row, found.action, found.severity) == ("IMM-01", HOLD, HIGH)
    assert (found.text, found.basis, found.cause) == (kind, Basis.FINDING, kind)
    assert (found.because, found.releases_on) == ((event,), date(2025, 12, 2))
    assert found.until == date(2025, 12, 2)
    assert (found.values["months"], found.values["release"]) == (12, date(2025, 12, 2))
    assert (found.values["start"], found.values["found"]) == (date(2025, 12, 1), event.display)


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    "events",
    [
        (procedure(TRANSPLANT, "2024-11-30"),),
        (procedure(CHEMO, "2024-11-30"),),
        (cytotoxic("2024-11-30"),),
        (procedure(TRANSPLANT, "2024-11"),),
        (diagnosis(STATUS, recorded=day("2024-11-30"), when=day("2024-11-30")),),
        # the status without a day is that of the transplantation that is known
        (procedure(TRANSPLANT, "2015-03-01"), diagnosis(STATUS)),
        (
            procedure(TRANSPLANT, "2015-03-01"),
            diagnosis(STATUS, recorded=day("2025-10-01"), when=day("2025-10-01")),
        ),
        (medication("drug_cytotoxic", when=day("2025-11-01"), status="cancelled"),),
        (medication("drug_mitoxantrone", when=day("2025-11-01")),),
    ],
)
def test_longer_ago_is_silent(events: tuple[Event, ...], parameters: Parameters) -> None:
    assert briefly(severe_immunocompromise, with_(*events), parameters) == []


@pytest.mark.row("IMM-01")
@pytest.mark.parametrize(
    ("event", "text", "kind", "release"),
    [
        (procedure(TRANSPLANT, "2024"), "inexact", "transplant", date(2026, 1, 1)),
        (procedure(CHEMO, "2024-12"), "chemotherapy", "chemotherapy", date(2026, 1, 1)),
        (procedure(CHEMO, None), "undated", "chemotherapy", None),
        (diagnosis(STATUS), "undated", "transplant", None),
        (
            diagnosis(STATUS, recorded=day("2025-10-01"), when=day("2025-10-01")),
            "inexact",
            "transplant",
            date(2026, 10, 2),
        ),
    ],
)
def test_an_event_whose_day_leaves_it_open_holds(
    *, event: Event, text: str, kind: str, release: date | None, parameters: Parameters
) -> None:
    found = only(spoken(severe_immunocompromise, with_(event), parameters))
    assert (found.action, found.severity, found.text) == (HOLD, HIGH, text)
    assert found.basis is (Basis.FINDING if text == kind else Basis.UNUSABLE)
    assert (found.cause, found.releases_on) == (kind, release)


@pytest.mark.row("IMM-01")
def test_the_last_event_of_a_kind_decides_and_each_kind_speaks(parameters: Parameters) -> None:
    old, new = procedure(CHEMO, "2025-01-10"), cytotoxic("2025-03-01")
    grafted = procedure(TRANSPLANT, "2025-02-01")
    found = spoken(severe_immunocompromise, with_(old, new, grafted), parameters)
    assert [(f.cause, f.because) for f in found] == [
        ("transplant", (grafted,)),
        ("chemotherapy", (new,)),
    ]


@pytest.mark.row("IMM-01")
def test_of_an_exact_and_an_inexact_day_the_last_possible_one_decides(
    parameters: Parameters,
) -> None:
    year, exact = procedure(CHEMO, "2025"), cytotoxic("2025-06-01")
    found = only(spoken(severe_immunocompromise, with_(exact, year), parameters))
    # 31 December 2025 + 12 months, and one day
    assert (found.because, found.releases_on) == ((year,), date(2027, 1, 1))


@pytest.mark.row("IMM-01")
def test_an_ordinary_patient_hears_nothing(parameters: Parameters) -> None:
    for record in (cs(), on_treatment()):
        assert list(severe_immunocompromise.judge(chart(record), parameters)) == []


@pytest.mark.row("IMM-02")
def test_immune_status_is_noted_only_where_a_site_asks_and_on_treatment(
    parameters: Parameters,
) -> None:
    asked = at_site(parameters, "immune.checkEachDose", value=True)
    stopped = replace(
        on_treatment(), medications=(medication("drug_ocrelizumab_iv", status="stopped"),)
    )
    assert briefly(immune_status, chart(on_treatment()), parameters) == []
    assert briefly(immune_status, chart(cs()), asked) == []
    assert briefly(immune_status, chart(stopped), asked) == []
    assert briefly(immune_status, chart(on_treatment()), asked) == [
        ("IMM-02", Action.NOTE, None, "test")
    ]
