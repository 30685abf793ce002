"""Symptoms as Observations, and which records state a full resolution."""

import pytest

from app.clinical.facts import Grade
from tests.fhir.reading.builders import (
    SNOMED,
    Json,
    administration,
    concept,
    condition,
    observation,
    quantity,
    read,
    resource,
)

OUTCOME = "http://terminology.hl7.org/CodeSystem/adverse-event-outcome"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
DYSPNOEA, SEVERE, SYMPTOM = (SNOMED, "267036007"), (SNOMED, "24484000"), (SNOMED, "418799008")
MOMENT = "2025-11-17T10:30:00Z"


@pytest.mark.parametrize(
    ("elements", "present", "grade"),
    [
        ({}, True, None),
        ({"valueBoolean": True}, True, None),
        ({"valueBoolean": False}, False, None),
        ({"valueCodeableConcept": concept(SEVERE)}, None, Grade.SEVERE),
    ],
)
def test_a_symptom_is_read_with_its_answer(
    elements: Json, grade: Grade | None, *, present: bool | None
) -> None:
    (fact,) = read(observation(DYSPNOEA, effectiveDateTime=MOMENT, **elements)).record.coded
    assert {"symptom_reaction_serious", "symptom_pulmonary"} <= fact.topics
    assert (fact.present, fact.grade, fact.began) == (present, grade, None)
    assert fact.when is not None
    assert fact.when.instant is not None


def test_a_symptom_as_the_answer_has_its_own_name_and_key() -> None:
    """Two symptoms under one question are two."""
    answers = [concept(DYSPNOEA, text="Breathless"), concept((SNOMED, "386661006"), text="Fever")]
    held = [observation(SYMPTOM, valueCodeableConcept=answer) for answer in answers]
    first, second = read(*held).record.coded
    assert (first.name, second.name) == ("Breathless", "Fever")
    assert first.key != second.key
    assert (first.present, second.present) == (True, True)


def test_of_a_period_the_start_is_kept() -> None:
    period = {"start": "2025-11-17T10:30:00Z", "end": "2025-11-17T12:00:00Z"}
    held = observation(DYSPNOEA, effectivePeriod=period, effectiveDateTime=None)
    (fact,) = read({k: v for k, v in held.items() if v is not None}).record.coded
    assert fact.began is not None
    assert fact.when is not None
    assert (str(fact.began.instant), str(fact.when.instant)) == (
        "2025-11-17 10:30:00+00:00",
        "2025-11-17 12:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("outcome", "resolved", "fully"),
    [
        ("resolved", True, True),
        ("resolvedWithSequelae", True, False),
        ("recovering", False, False),
        ("ongoing", False, False),
        (None, False, False),
    ],
)
def test_an_event_that_left_damage_has_not_fully_resolved(
    outcome: str | None, *, resolved: bool, fully: bool
) -> None:
    ended = concept((OUTCOME, outcome)) if outcome else None
    code = concept((SNOMED, "4224004"))
    held = resource("AdverseEvent", actuality="actual", event=code, date=MOMENT, outcome=ended)
    (fact,) = read(held).record.reactions
    assert (fact.resolved, fact.resolved_fully) == (resolved, fully)


@pytest.mark.parametrize(
    ("clinical", "abated", "fully"),
    [
        ("resolved", None, True),
        ("inactive", None, False),
        ("remission", None, False),
        ("active", None, False),
        (None, None, False),
        ("inactive", "2025-11-17", True),
        ("remission", "2025-11-17", True),
        ("inactive", "2025-12-02", False),  # after the day of judgement
    ],
)
def test_a_symptom_in_remission_has_not_fully_resolved(
    clinical: str | None, abated: str | None, *, fully: bool
) -> None:
    status = concept((CLINICAL, clinical)) if clinical else None
    held = condition(
        DYSPNOEA, onsetDateTime=MOMENT, clinicalStatus=status, abatementDateTime=abated
    )
    (fact,) = read(held).record.reactions
    assert fact.resolved_fully is fully


@pytest.mark.parametrize(
    ("dosage", "rate"),
    [
        ({"rateQuantity": quantity(180, "mL/h")}, "180"),
        ({"rateQuantity": quantity(3, "mL/min")}, "180"),
        (
            {"rateRatio": {"numerator": quantity(90, "mL"), "denominator": quantity(1, "h")}},
            "90",
        ),
        ({"rateQuantity": quantity(20, "{drop}/min")}, "None"),
        ({"rateQuantity": quantity(180)}, "None"),
        ({}, "None"),
    ],
)
def test_the_rate_of_an_entry_is_read_in_millilitres_an_hour(dosage: Json, rate: str) -> None:
    given = administration(dosage={"dose": quantity(300, "mg")} | dosage)
    (fact,) = read(given).record.administrations
    assert str(fact.rate_ml_h) == rate
