"""What the rows on screening risks read: classes, stages, procedures, drugs, the antibody index."""

import pytest

from tests.fhir.reading.builders import (
    ATC,
    ICD,
    LOINC,
    SNOMED,
    Json,
    concept,
    condition,
    observation,
    quantity,
    read,
    request,
    resource,
)

NYHA, CLASS_III, CLASS_IV = (LOINC, "88020-3"), (SNOMED, "420913000"), (LOINC, "LA28407-7")
HEART_FAILURE = (SNOMED, "84114007")


@pytest.mark.parametrize("answer", [CLASS_III, CLASS_IV])
def test_a_nyha_class_is_read_as_the_answer_to_its_question(answer: tuple[str, str]) -> None:
    held = observation(NYHA, valueCodeableConcept=concept(answer))
    (known,) = read(held).record.coded
    assert known.topics == {"obs_nyha_class"}
    assert known.answers == {"finding_nyha_high"}


@pytest.mark.parametrize(
    "held",
    [
        observation((SNOMED, "420913000"), valueBoolean=True),
        # a question that no rule knows, answered by a class
        observation((LOINC, "75325-1"), valueCodeableConcept=concept(CLASS_III)),
    ],
)
def test_a_nyha_class_is_read_as_a_finding(held: Json) -> None:
    (known,) = read(held).record.coded
    assert known.topics == {"finding_nyha_high"}
    assert known.present is True


def test_a_class_as_stage_of_heart_failure_belongs_to_it() -> None:
    staged = condition(HEART_FAILURE, stage=[{"summary": concept(CLASS_III)}])
    plain = condition((ICD, "I50.22"))
    first, second = read(staged, plain).record.diagnoses
    assert first.stages == {"finding_nyha_high"}
    assert second.stages == frozenset()
    assert first.topics == second.topics == {"cond_heart_failure"}


def test_an_antihypertensive_is_read_by_its_atc_group() -> None:
    (known,) = read(request(medicationCodeableConcept=concept((ATC, "C07AB02")))).record.medications
    assert known.topics == {"drug_antihypertensive"}


@pytest.mark.parametrize(
    ("code", "topic"), [("367336001", "proc_chemotherapy"), ("23719005", "proc_transplant")]
)
def test_chemotherapy_and_transplantation_are_read_as_procedures(code: str, topic: str) -> None:
    done = resource(
        "Procedure",
        status="completed",
        code=concept((SNOMED, code)),
        performedDateTime="2025-03-01",
    )
    (known,) = read(done).record.procedures
    assert known.topics == {topic}


def test_the_jc_virus_antibody_is_read_and_its_index_is_not() -> None:
    plain = observation((LOINC, "70173-0"), valueString="Positive")
    index = observation((LOINC, "100977-8"), valueQuantity=quantity(1.2))
    by_problem = {bool(s.problem): s for s in read(plain, index).record.serologies}
    assert {s.marker for s in by_problem.values()} == {"jcv_antibody"}
    assert by_problem[True].reading is None
    assert by_problem[False].reading == "positive"
