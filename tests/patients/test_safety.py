"""Less or worse data never improves a decision: absence and nonsense are not good news."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest

from app.assess import Answer
from app.clinical.finding import Action, Target
from tests.patients.expected import answered, body_of, judged
from tests.patients.records import Entries, Json, bundles, entries_of

WORSE = {"proceed": 0, "caution": 1, "hold": 2, "block": 3}
STOPPED = (
    "active-infection",
    "hepatitis-b-core-antibody",
    "liver-injury",
    "natalizumab-switch",
    "varicella-vaccine-month-only",
)
READ = (
    "AllergyIntolerance",
    "Condition",
    "DetectedIssue",
    "Immunization",
    "MedicationAdministration",
    "MedicationRequest",
    "Observation",
)
_Change = Callable[[Entries, int], None]


def _left_out(entries: Entries, number: int) -> None:
    del entries[number]


def _spoilt(entries: Entries, number: int) -> None:
    """An unknown modifier: a reader that does not know it must not use the resource."""
    spoilt = deepcopy(entries[number])
    resource = spoilt["resource"]
    assert isinstance(resource, dict)
    resource["modifierExtension"] = [{"url": "https://nobody.example/x", "valueBoolean": True}]
    entries[number] = spoilt


def each_changed(name: str, change: _Change) -> Iterator[tuple[Json, Answer]]:
    """Every resource that rules may read, and the answer to the record with it changed."""
    request = json.loads(body_of(name))
    for bundle in list(bundles(request)):
        entries = entries_of(bundle)
        for number, entry in enumerate(list(entries)):
            resource = entry.get("resource")
            if isinstance(resource, dict) and resource["resourceType"] in READ:
                before = list(entries)
                change(entries, number)
                yield resource, judged(json.dumps(request).encode(), name)
                entries[:] = before


def deciding(name: str) -> set[str]:
    """Ids of the resources that a hold or block rests on."""
    stops = [
        alert.finding
        for alert in answered(name).alerts
        if alert.finding.action >= Action.HOLD and alert.finding.target is Target.OCRELIZUMAB
    ]
    return {fact.source.reference.rpartition("/")[2] for stop in stops for fact in stop.because}


@pytest.mark.parametrize("name", STOPPED)
def test_leaving_out_what_did_not_decide_never_improves_the_decision(name: str) -> None:
    stop = {reference.removeprefix("urn:uuid:") for reference in deciding(name)}
    before = WORSE[answered(name).decision]
    better = [
        resource["id"]
        for resource, given in each_changed(name, _left_out)
        if WORSE[given.decision] < before and str(resource["id"]) not in stop
    ]
    assert better == []


@pytest.mark.parametrize("name", STOPPED)
def test_a_resource_that_cannot_be_used_never_improves_the_decision(name: str) -> None:
    before = WORSE[answered(name).decision]
    better = [
        resource["id"]
        for resource, given in each_changed(name, _spoilt)
        if WORSE[given.decision] < before
    ]
    assert better == []


@pytest.mark.parametrize("change", [_left_out, _spoilt])
def test_a_first_infusion_waits_without_each_required_test(change: _Change) -> None:
    required = {"5196-1", "16933-4", "2465-3", "2458-8", "2472-9", "1742-6", "1975-2"}
    held = set()
    for resource, given in each_changed("hepatitis-b-with-plan", change):
        code = resource.get("code")
        if isinstance(code, dict) and given.decision == "hold":
            held |= {coding.get("code") for coding in code.get("coding", [])}
    assert required <= held
