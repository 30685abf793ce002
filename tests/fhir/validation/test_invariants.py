"""Each invariant checked by hand, with a resource that satisfies it and one that does not."""

import json
from pathlib import Path

import pytest

from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.tables import Invariant, tables_in
from app.fhir.validation.invariants import BY_HAND, BY_WALK
from app.fhir.validation.invariants.names import NAME_RULES
from tests.fhir.validation.judged import Json, checked, errors, walked

EXAMPLES: dict[str, dict[str, Json]] = json.loads(
    (Path(__file__).parent / "invariant_examples.json").read_bytes()
)
# Given with $validate only: it would be said of nearly every resource of a record.
ADVICE = {"dom-6"}


def _defined() -> dict[str, Invariant]:
    return {
        one.key: one
        for name in ("datatypes", *sorted(RESOURCE_TYPES))
        for table in tables_in(name).values()
        for one in table.invariants
    }


DEFINED = _defined()
MACHINE_NAMED = sorted(key for key in NAME_RULES if key.endswith("-0"))


def test_every_rule_by_hand_has_its_two_examples() -> None:
    assert set(EXAMPLES) == (set(BY_HAND) | BY_WALK) - set(MACHINE_NAMED)


def test_every_rule_by_hand_is_an_invariant_of_the_definitions() -> None:
    assert set(BY_HAND) | BY_WALK <= set(DEFINED)


@pytest.mark.parametrize("key", EXAMPLES)
def test_a_resource_that_satisfies_the_invariant_has_no_error(key: str) -> None:
    issues = walked(EXAMPLES[key]["holds"])
    assert errors(issues) == []
    assert key not in {issue.diagnostics for issue in issues}


@pytest.mark.parametrize("key", EXAMPLES)
def test_a_broken_invariant_is_told_with_its_own_severity(key: str) -> None:
    issues = walked(EXAMPLES[key]["broken"])
    told = {issue.severity for issue in issues if issue.diagnostics == key}
    # Narrative faults are warnings whatever the definitions say: a narrative is never passed on.
    expected = "warning" if key == "txt-1" else DEFINED[key].severity
    assert told == {expected}
    assert {issue.diagnostics for issue in issues if issue.is_error} <= {key}


@pytest.mark.parametrize("key", sorted(set(EXAMPLES) - ADVICE - {"ele-1"}))
def test_a_decoded_resource_is_judged_like_its_json(key: str) -> None:
    assert key not in {issue.diagnostics for issue in checked(EXAMPLES[key]["holds"])}
    assert key in {issue.diagnostics for issue in checked(EXAMPLES[key]["broken"])}


@pytest.mark.parametrize("key", MACHINE_NAMED)
def test_a_name_that_no_program_can_use_is_warned_of(key: str) -> None:
    resource = {"resourceType": DEFINED[key].path}
    good = walked({**resource, "name": "Good_Name1"})
    bad = [issue for issue in walked({**resource, "name": "two words"}) if issue.diagnostics == key]
    assert key not in {issue.diagnostics for issue in good}
    assert [issue.severity for issue in bad] == ["warning"]
