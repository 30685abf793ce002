"""Each invariant that FHIRPath judges, with one element that satisfies it and one that does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.tables import Invariant, tables_in
from app.fhir.validation import fhirpath
from app.fhir.validation.invariants import BY_HAND, BY_WALK

EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "fhirpath_examples.json").read_bytes()
)


def _by_fhirpath() -> dict[str, Invariant]:
    return {
        one.key: one
        for name in ("datatypes", *sorted(RESOURCE_TYPES))
        for table in tables_in(name).values()
        for one in table.invariants
        if one.key not in BY_HAND and one.key not in BY_WALK
    }


INVARIANTS = _by_fhirpath()


def _verdict(key: str, side: str) -> bool | None:
    example = EXAMPLES[key]
    element = example[side]
    one = INVARIANTS[key]
    return fhirpath.holds(one.expression, element, one.path, example.get("resource", element))


def test_every_invariant_left_to_fhirpath_has_its_two_examples() -> None:
    assert set(EXAMPLES) == set(INVARIANTS) - set(fhirpath.UNCHECKED)


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_published_expression_tells_right_from_wrong(key: str) -> None:
    assert (_verdict(key, "holds"), _verdict(key, "broken")) == (True, False)


def test_the_engine_never_prints_what_an_expression_traces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _verdict("que-1", "broken") is False
    assert capsys.readouterr().out == ""


def test_an_expression_that_the_engine_cannot_judge_has_no_verdict() -> None:
    assert fhirpath.holds("(1 | 2) + 'x'", {}, "Patient", {}) is None
