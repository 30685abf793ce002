"""Three judges of the same faulty resources: decoding and checking, the walk, fhir.resources."""

import json
from pathlib import Path

import pytest
from fhir.resources.R4B import get_fhir_model_class

from app.fhir.decode import Invalid, decode_resource
from app.fhir.outcome import has_errors
from app.fhir.validation.check import check
from app.fhir.validation.messages import RELATIVE_SYSTEM
from tests.fhir.validation.judged import Json, walked
from tests.fhir.validation.mutants import mutants

EXAMPLES = json.loads((Path(__file__).parent / "invariant_examples.json").read_bytes())
VALID = Path(__file__).parents[2] / "conformance" / "valid"
# Those of the invariants' examples that are rich, and official resources that are short.
SEEDS: dict[str, Json] = {
    **{key: EXAMPLES[key]["holds"] for key in ("obs-7", "con-4", "ait-2", "per-1", "tim-6")},
    **{key: EXAMPLES[key]["holds"] for key in ("mad-1", "mdd-1", "imr-1", "lst-3", "cmp-1")},
    **{key: EXAMPLES[key]["holds"] for key in ("pat-1", "dom-4", "ext-1", "drq-1", "rng-2")},
    **{
        name: json.loads((VALID / f"{name}.json").read_bytes())
        for name in ("Immunization-historical", "Observation-unsat", "DetectedIssue-duplicate")
    },
}

# A null decimal reaches the struct as an absent one; a Quantity without value is unusable anyway.
NULL_DECIMAL = (".value = None", ".periodMax = None")


def _is_refused(resource: Json) -> bool:
    """As the hot path judges it: the decoder, then the check."""
    try:
        decoded = decode_resource(json.dumps(resource).encode())
    except Invalid:
        return True
    return has_errors(check(decoded, resource["resourceType"]))


def _is_walked_to_an_error(resource: Json) -> bool:
    # Advice of $validate alone; in a record a local code without a URI is what hospitals send.
    return has_errors(one for one in walked(resource) if one.text != RELATIVE_SYSTEM)


def _is_refused_by_the_oracle(resource: Json) -> bool:
    model = get_fhir_model_class(resource["resourceType"])
    try:
        model.model_validate(resource)
    except (ValueError, TypeError, KeyError, AttributeError):
        # The library raises bare KeyError and TypeError on some of these.
        return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seed_itself_is_valid(seed: str) -> None:
    assert not _is_refused(SEEDS[seed])
    assert not _is_walked_to_an_error(SEEDS[seed])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_walk_and_the_hot_path_agree_on_every_fault(seed: str) -> None:
    differing = [
        label
        for label, mutant in mutants(SEEDS[seed])
        if _is_refused(mutant) is not _is_walked_to_an_error(mutant)
        and not label.endswith(NULL_DECIMAL)
    ]
    assert differing == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fhir_resources_refuses_is_refused(seed: str) -> None:
    missed = [
        label
        for label, mutant in mutants(SEEDS[seed])
        if _is_refused_by_the_oracle(mutant) and not _is_walked_to_an_error(mutant)
    ]
    assert missed == []
