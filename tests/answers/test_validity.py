"""Every answer is valid R4 by four judges."""

from pathlib import Path

import pytest

from tests.answers.cases import CASES, body_of
from tests.answers.oracles import (
    accepted_by_fhir_resources,
    faults_by_medplum,
    faults_by_schema,
    faults_by_us,
    medplum_folder,
)


@pytest.mark.parametrize("case", sorted(CASES))
def test_answer_is_valid_by_the_official_schema(case: str) -> None:
    assert faults_by_schema(body_of(case)) == []


@pytest.mark.parametrize("case", sorted(CASES))
def test_answer_is_valid_by_our_own_validator(case: str) -> None:
    assert faults_by_us(body_of(case)) == []


@pytest.mark.parametrize("case", sorted(CASES))
def test_answer_is_read_by_fhir_resources(case: str) -> None:
    assert accepted_by_fhir_resources(body_of(case))


def test_answers_are_valid_by_medplum() -> None:
    folder = medplum_folder()
    if not isinstance(folder, Path):
        pytest.skip(folder)
    assert faults_by_medplum(folder, [body_of(case) for case in sorted(CASES)]) == []
