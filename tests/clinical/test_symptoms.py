"""MON-03: symptoms observed are reactions too, beside events and diagnoses."""

from dataclasses import replace

import pytest

from app.clinical.facts import Coded, Diagnosis, Grade, Reaction
from app.clinical.symptoms import reactions
from tests.charts import chart, coded, cs, day, diagnosis, reaction

MILD, SERIOUS = "symptom_reaction_mild", "symptom_reaction_serious"


def seen(*topics: str, at: str | None = "2025-06-15T11:00:00Z", **other: object) -> Coded:
    return coded(*topics, when=at, **({"present": True} | other))


def the_one(found: tuple[Reaction, ...]) -> Reaction:
    (reaction_found,) = found
    return reaction_found


def test_an_observed_symptom_is_a_reaction() -> None:
    fever = seen(MILD, key="fever", name="Fever", began=day("2025-06-15T10:30:00Z"))
    found = the_one(reactions(chart(replace(cs(), coded=(fever,)))))
    assert (found.topics, found.key, found.name) == (fever.topics, "fever", "Fever")
    assert (found.when, found.source) == (fever.began, fever.source)
    assert (found.grade, found.suspects, found.serious) == (None, frozenset(), False)
    assert (found.generic, found.confirmed, found.onset_stated) == (False, True, True)
    assert (found.resolved, found.resolved_fully) == (False, False)


def test_events_and_symptoms_stand_together() -> None:
    event, fever = reaction("reaction_generic", when="2025-06-15"), seen(MILD)
    record = replace(cs(), reactions=(event,), coded=(fever,))
    assert [r.source for r in reactions(chart(record))] == [event.source, fever.source]
    assert reactions(chart(replace(record, coded=()))) == (event,)
    assert reactions(chart()) == ()


@pytest.mark.parametrize(
    ("fact", "count"),
    [
        (seen(SERIOUS), 1),
        (seen(SERIOUS, at=None), 1),
        (seen("symptom_pulmonary"), 1),
        (seen("reaction_anaphylaxis"), 1),
        (seen(SERIOUS, present=False), 0),
        (seen(SERIOUS, present=None, text_only=True), 1),  # words that say neither yes nor no
        (seen(SERIOUS, problem="dated after tomorrow"), 0),
        (seen("symptom_diarrhoea"), 0),
    ],
)
def test_what_is_not_plainly_absent_counts(fact: Coded, count: int) -> None:
    assert len(reactions(chart(replace(cs(), coded=(fact,))))) == count


def test_grade_code_and_status_are_kept() -> None:
    fact = seen("reaction_generic", grade=Grade.SEVERE, preliminary=True)
    found = the_one(reactions(chart(replace(cs(), coded=(fact,)))))
    assert (found.grade, found.generic, found.confirmed) == (Grade.SEVERE, True, False)
    assert found.when == fact.when


@pytest.mark.parametrize(
    ("later", "gone"),
    [
        (seen(SERIOUS, at="2025-06-15T12:00:00Z", present=False), True),
        (seen(SERIOUS, at="2025-06-16", present=False), True),
        (seen(SERIOUS, at="2025-06-15", present=False), False),  # perhaps before it
        (seen(SERIOUS, at="2025-06-15T11:00:00Z", present=False), False),
        (seen(SERIOUS, at="2025-06-15T10:00:00Z", present=False), False),
        (seen(SERIOUS, at=None, present=False), False),
        (seen(SERIOUS, at="2025-06-15T12:00:00Z", present=False, preliminary=True), False),
        (seen(SERIOUS, at="2025-06-15T12:00:00Z", present=False, key="another"), False),
    ],
)
def test_a_symptom_is_over_once_it_was_looked_for_and_not_there(
    later: Coded, *, gone: bool
) -> None:
    found = the_one(reactions(chart(replace(cs(), coded=(seen(SERIOUS), later)))))
    assert (found.resolved, found.resolved_fully) == (gone, gone)


def test_a_symptom_without_a_day_has_no_later_one() -> None:
    later = seen(SERIOUS, present=False)
    found = the_one(reactions(chart(replace(cs(), coded=(seen(SERIOUS, at=None), later)))))
    assert not found.resolved


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        (diagnosis(MILD, onset="2025-06-14", key="fatigue"), False),
        (diagnosis(MILD, onset="2025-06-15", key="fatigue"), True),
        (diagnosis(MILD, onset="2025-06", key="fatigue"), True),
        (diagnosis(MILD, key="fatigue"), True),
        (diagnosis(MILD, onset="2020-01-01", key="fatigue", clinical="resolved"), True),
        (diagnosis(MILD, onset="2020-01-01", key="headache"), True),
    ],
)
def test_fatigue_of_long_standing_is_no_reaction(known: Diagnosis, *, kept: bool) -> None:
    record = replace(cs(), coded=(seen(MILD, key="fatigue"),), diagnoses=(known,))
    assert bool(reactions(chart(record))) is kept


@pytest.mark.parametrize(
    "fact",
    [
        seen(MILD, key="fatigue", grade=Grade.MODERATE),
        seen(MILD, key="fatigue", at=None),
        seen(SERIOUS, key="fatigue"),
    ],
)
def test_a_graded_undated_or_serious_symptom_counts_all_the_same(fact: Coded) -> None:
    known = diagnosis(MILD, SERIOUS, onset="2020-01-01", key="fatigue")
    assert reactions(chart(replace(cs(), coded=(fact,), diagnoses=(known,))))
