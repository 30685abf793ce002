"""Which statuses are facts, and which days are read (catalogue 0.1 to 0.3; decisions.md 5)."""

from datetime import UTC, date, timedelta, timezone

import pytest

from app.clinical.facts import VaccineClass
from tests.fhir.reading.builders import (
    ICD,
    Json,
    administration,
    concept,
    condition,
    immunization,
    observation,
    patient,
    read,
    request,
    said,
    verification,
)


@pytest.mark.parametrize(
    ("status", "read_at_all", "preliminary"),
    [
        ("final", True, False),
        ("amended", True, False),
        ("corrected", True, False),
        ("preliminary", True, True),
        ("registered", False, False),
        ("cancelled", False, False),
        ("entered-in-error", False, False),
        ("unknown", False, False),
    ],
)
def test_only_results_count_and_preliminary_ones_only_warn(
    status: str, *, read_at_all: bool, preliminary: bool
) -> None:
    found = read(observation(status=status, valueString="Negative"))
    assert [s.preliminary for s in found.record.serologies] == ([preliminary] * read_at_all)
    assert read_at_all or status in said(found)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("confirmed", True),
        ("unconfirmed", True),
        ("provisional", True),
        ("differential", True),
        ("refuted", False),
        ("entered-in-error", False),
    ],
)
def test_a_refuted_diagnosis_is_no_fact(code: str, *, kept: bool) -> None:
    found = read(condition(verificationStatus=verification(code), clinicalStatus=None))
    assert [d.verification for d in found.record.diagnoses] == [code] * kept
    assert kept or code in said(found)


def test_an_absent_verification_status_counts_as_confirmed() -> None:
    (fact,) = read(condition()).record.diagnoses
    assert fact.confirmed
    assert (fact.clinical, "ms_relapsing_remitting" in fact.topics) == ("active", True)


@pytest.mark.parametrize("status", ["not-done", "entered-in-error"])
def test_a_vaccine_not_given_is_no_vaccination(status: str) -> None:
    found = read(immunization(status=status))
    assert found.record.vaccinations == ()
    assert status in said(found)


def test_a_live_vaccine_is_a_live_vaccine() -> None:
    (fact,) = read(immunization()).record.vaccinations
    assert (fact.kind, fact.key) == (VaccineClass.LIVE, "http://hl7.org/fhir/sid/cvx|3")
    assert fact.when is not None
    assert fact.when.text == "2025-11-04"


def test_a_vaccine_without_a_day_keeps_the_day_it_was_recorded() -> None:
    held = immunization(
        occurrenceDateTime=None, occurrenceString="last autumn", recorded="2025-10-01"
    )
    (fact,) = read(held).record.vaccinations
    assert fact.when is None
    assert fact.recorded is not None
    assert fact.recorded.text == "2025-10-01"


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-11", date(2025, 11, 1), date(2025, 11, 30)),
        ("2025-11-04", date(2025, 11, 4), date(2025, 11, 4)),
    ],
)
def test_a_partial_date_is_the_interval_that_it_names(
    written: str, earliest: date, latest: date
) -> None:
    (fact,) = read(immunization(occurrenceDateTime=written)).record.vaccinations
    assert fact.when is not None
    assert (fact.when.earliest, fact.when.latest) == (earliest, latest)


def test_an_instant_is_the_local_day_of_the_site() -> None:
    held = immunization(occurrenceDateTime="2025-11-04T23:30:00Z")
    (at_utc,) = read(held, zone=UTC).record.vaccinations
    (in_berlin,) = read(held, zone=timezone(timedelta(hours=1))).record.vaccinations
    assert at_utc.when is not None
    assert in_berlin.when is not None
    assert (at_utc.when.text, in_berlin.when.text) == ("2025-11-04", "2025-11-05")


def test_a_leap_second_is_read() -> None:
    (fact,) = read(immunization(occurrenceDateTime="2016-12-31T23:59:60Z")).record.vaccinations
    assert fact.when is not None
    assert fact.when.text == "2016-12-31"


@pytest.mark.parametrize(
    ("elements", "day"),
    [
        ({"effectiveDateTime": "2025-11-20", "issued": "2025-11-25T08:00:00Z"}, "2025-11-20"),
        ({"effectivePeriod": {"start": "2025-11-18", "end": "2025-11-19"}}, "2025-11-19"),
        ({"effectivePeriod": {"start": "2025-11-18"}}, "2025-11-18"),
        ({"effectiveInstant": "2025-11-17T08:00:00Z"}, "2025-11-17"),
        ({"issued": "2025-11-25T08:00:00Z"}, "2025-11-25"),
    ],
)
def test_a_result_is_dated_by_when_it_was_taken(elements: Json, day: str) -> None:
    held = observation(effectiveDateTime=None, valueString="Negative") | elements
    (fact,) = read(held).record.serologies
    assert fact.when is not None
    assert fact.when.text == day


def test_an_undated_result_is_present_and_named() -> None:
    found = read(observation(effectiveDateTime=None, valueString="Negative"))
    assert [s.when for s in found.record.serologies] == [None]
    assert "it has no date" in said(found)


@pytest.mark.parametrize(
    ("day", "kept"), [("2025-12-01", True), ("2025-12-02", False), ("2025-12", True)]
)
def test_what_happened_after_the_day_of_judgement_is_not_read_and_named(
    day: str, *, kept: bool
) -> None:
    found = read(observation(effectiveDateTime=day, valueString="Positive"))
    assert len(found.record.serologies) == kept
    assert kept or "after the day of judgement" in said(found)


def test_what_is_dated_after_the_real_tomorrow_is_present_and_unusable() -> None:
    found = read(observation(effectiveDateTime="2026-11-23", valueString="Negative"))
    (fact,) = found.record.serologies
    assert fact.problem == "dated after tomorrow"
    (vaccine,) = read(immunization(occurrenceDateTime="2030-01-01")).record.vaccinations
    assert vaccine.problem == "dated after tomorrow"
    diagnosis = read(condition(onsetDateTime="2030-01-01")).record
    assert diagnosis.diagnoses == ()
    assert "ms_relapsing_remitting" in diagnosis.unreadable[0].topics


def test_a_symptom_of_the_future_is_unreadable() -> None:
    diarrhoea = ("http://snomed.info/sct", "62315008")
    record = read(observation(diarrhoea, effectiveDateTime="2030-01-01")).record
    assert record.coded == ()
    assert "symptom_diarrhoea" in record.unreadable[0].topics


def test_a_planned_order_is_read_whenever_it_is_for() -> None:
    timing = {"timing": {"event": ["2026-06-01"]}}
    found = read(request(authoredOn="2025-12-15", dosageInstruction=[timing]))
    (fact,) = found.record.medications
    assert fact.planned is not None
    assert fact.planned.text == "2026-06-01"


def test_a_stopped_order_of_a_later_day_is_not_read() -> None:
    assert read(request(status="stopped", authoredOn="2025-12-15")).record.medications == ()


def test_an_abatement_after_the_day_of_judgement_is_not_yet_known() -> None:
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    resolved = concept((clinical, "resolved"))
    infection = {"onsetDateTime": "2025-11-25", "abatementDateTime": "2025-12-05"}
    held = condition((ICD, "N39.0"), clinicalStatus=resolved, **infection)
    (before,) = read(held).record.diagnoses
    (after,) = read(held, as_of=date(2025, 12, 5)).record.diagnoses
    assert (before.abated, before.abatement) == (False, None)
    assert after.abated


def test_an_onset_at_an_age_is_the_year_of_life() -> None:
    age = {"value": 30, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
    (fact,) = read(condition(onsetAge=age)).record.diagnoses
    assert fact.onset is not None
    assert (fact.onset.earliest, fact.onset.latest) == (date(2017, 6, 15), date(2018, 6, 14))


def test_a_deceased_and_an_inactive_patient_are_said_to_be() -> None:
    dead = read(patient(deceasedDateTime="2025-01-01")).record.patient
    gone = read(patient(active=False)).record.patient
    assert (dead.deceased, dead.active) == (True, True)
    assert (gone.deceased, gone.active) == (False, False)


def test_an_administration_that_did_not_happen_is_none() -> None:
    found = read(administration(status="not-done"))
    assert found.record.administrations == ()
    assert "not-done" in said(found)
