"""MON-06: a reaction that went with a stay in hospital counts as serious."""

from dataclasses import replace

import pytest

from app.clinical.facts import Grade, Reaction, Stay
from app.clinical.finding import Action
from app.clinical.record import Record
from app.knowledge.parameters import Parameters
from app.rules.hospital_care import MON_06, admissions, hospital_care
from app.rules.rate import rate_table_in_force
from tests.charts import chart, day, infusion, judged, on_treatment, only, reaction, source

pytestmark = pytest.mark.row("MON-06", "DOSE-07")

TREATED = on_treatment(
    infusion("2024-06-02", "300"),
    infusion("2024-06-16", "300"),
    infusion("2024-12-02", "600"),
    infusion("2025-06-01", "600"),
)


def stay(begun: str | None, left: str | None = None, *, inpatient: bool = True) -> Stay:
    return Stay(when=day(begun), ended=day(left), source=source("Encounter"), inpatient=inpatient)


def mild(when: str | None = "2025-06-01", **other: object) -> Reaction:
    return reaction("symptom", when=when, grade=Grade.MILD, **other)


def suffered(one: Reaction, *stays: Stay) -> Record:
    return replace(TREATED, reactions=(one,), stays=stays)


@pytest.mark.parametrize(
    ("one", "admitted"),
    [
        (mild(), stay("2025-06-01")),
        (mild(), stay("2025-06-02")),
        (mild(), stay("2025-06-01", "2025-06-01")),  # no times: it may have followed
        (mild("2025-06-01T10:00:00Z"), stay("2025-06-01T10:00:00Z", "2025-06-01T18:00:00Z")),
        (mild("2025-06-01T10:00:00Z"), stay("2025-06-01", "2025-06-01")),
        # A planned day in hospital that became longer.
        (mild("2025-06-01T10:00:00Z"), stay("2025-06-01T08:00:00Z", "2025-06-02T08:00:00Z")),
        (mild("2025-06-01T10:00:00Z"), stay("2025-06-01T08:00:00Z")),
        # Without a day of the reaction any stay around a dose may be its.
        (mild(None, suspects=frozenset(("drug_ocrelizumab_iv",))), stay("2024-12-03")),
    ],
)
def test_a_stay_that_follows_or_outlasts_the_reaction_makes_it_serious(
    *, one: Reaction, admitted: Stay, parameters: Parameters
) -> None:
    patient = chart(suffered(one, admitted), option="2")
    note = only(judged(hospital_care, patient, parameters))
    assert (note.row, note.action, note.text) == ("MON-06", Action.NOTE, "admitted")
    assert note.because == (one, admitted)
    assert admitted.when is not None
    assert MON_06.sentence(note).startswith(
        f"A reaction to ocrelizumab ({one.display}) goes with a stay in hospital from "
        f"{admitted.when.text}."
    )
    assert rate_table_in_force(patient, parameters) == "RATE-02"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (mild(), stay("2025-06-03")),
        (mild(), stay("2025-05-31", "2025-06-05")),
        (mild(), stay("2025-06-01", inpatient=False)),
        (mild(), stay("2024-12-02")),  # another infusion
        (mild(), stay(None)),
        # The planned day in hospital itself.
        (mild("2025-06-01T10:00:00Z"), stay("2025-06-01T08:00:00Z", "2025-06-01T15:00:00Z")),
        (mild(None, suspects=frozenset(("drug_ocrelizumab_iv",))), stay("2024-12-05")),
        (mild(None, suspects=frozenset(("drug_ocrelizumab_iv",))), stay(None)),
    ],
)
def test_other_stays_change_nothing(*, one: Reaction, other: Stay, parameters: Parameters) -> None:
    patient = chart(suffered(one, other), option="2")
    assert judged(hospital_care, patient, parameters) == ()
    assert rate_table_in_force(patient, parameters) == "RATE-03"


def test_only_the_reaction_that_it_goes_with_is_told(parameters: Parameters) -> None:
    earlier, later = mild("2024-12-02"), mild("2025-06-01")
    first, second = stay("2025-06-01", "2025-06-04"), stay("2025-06-02")
    record = replace(TREATED, reactions=(earlier, later), stays=(first, second))
    patient = chart(record)
    assert admissions(earlier, patient) == ()
    note = only(judged(hospital_care, patient, parameters))
    assert (note.because, note.values["stay"]) == (
        (later, first, second),
        "2025-06-01, 2025-06-02",
    )


def test_a_reaction_to_another_medicine_is_none_of_ocrelizumab(parameters: Parameters) -> None:
    other = mild(suspects=frozenset(("drug_natalizumab",)))
    assert judged(hospital_care, chart(suffered(other, stay("2025-06-01"))), parameters) == ()
    assert judged(hospital_care, chart(suffered(mild())), parameters) == ()
