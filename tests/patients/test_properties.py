"""What holds for any record: order, neighbours and splitting change nothing; nothing is lost."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.assess import Answer, Call, answer
from tests.answers.judge import JUDGE
from tests.answers.oracles import accepted_by_fhir_resources, faults_by_us
from tests.patients.expected import NAMES, NOW, answered, body_of, judged, told
from tests.patients.records import Json, in_two_parts, reordered, resources, with_more

REAL = {p.stem: p for p in sorted(Path(__file__).parents[1].glob("conformance/bundles/*.json"))}
UNRELATED = ("Encounter", "Observation", "Flag")
COLLECTIONS = [n for n in NAMES if b'"type": "collection"' in body_of(n) and b"asOf" in body_of(n)]


def findings(given: Answer) -> list[tuple[str, ...]]:
    """Alerts as the clinic reads them, in an order of their own."""
    rows = [(told(a.finding), a.title, a.detail, a.identity) for a in given.alerts]
    return sorted(tuple(map(str, row)) for row in rows)


def orders(given: Answer) -> list[tuple[str, str]]:
    return [(p.action, p.text) for p in given.plan.proposals] if given.plan else []


def assert_same(changed: Answer, name: str) -> None:
    original = answered(name)
    assert changed.decision == original.decision
    assert orders(changed) == orders(original)
    assert findings(changed) == findings(original)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_entries_changes_nothing(name: str, seed: int) -> None:
    assert_same(judged(reordered(body_of(name), seed), name), name)


@pytest.mark.parametrize("kind", UNRELATED)
@pytest.mark.parametrize("name", NAMES)
def test_an_unrelated_resource_changes_no_finding(name: str, kind: str) -> None:
    assert_same(judged(with_more(body_of(name), kind), name), name)


@pytest.mark.parametrize("name", [n for n in COLLECTIONS if n != "low-igg-serious-infection"])
def test_a_record_in_two_parts_is_the_same_record(name: str) -> None:
    assert_same(judged(in_two_parts(body_of(name)), name), name)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_request_gets_the_same_bytes(name: str) -> None:
    assert judged(body_of(name), name).body == answered(name).body


@cache
def answer_to_real(name: str) -> Answer:
    call = Call(body=REAL[name].read_bytes(), operation="evaluate", now=NOW, request_id="r")
    return answer(call, JUDGE)


def test_there_are_thirteen_real_bundles() -> None:
    assert len(REAL) == 13


@pytest.mark.parametrize("name", sorted(REAL))
def test_a_real_bundle_gets_a_valid_answer_that_never_proceeds(name: str) -> None:
    given = answer_to_real(name)
    assert given.decision in ("hold", "block")
    assert faults_by_us(given.body) == []
    assert accepted_by_fhir_resources(given.body)


@pytest.mark.parametrize("name", sorted(REAL))
def test_every_entry_of_a_real_bundle_is_read_or_accounted_for(name: str) -> None:
    assert unaccounted(answer_to_real(name).body, REAL[name].read_bytes()) == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_of_a_sample_is_read_or_accounted_for(name: str) -> None:
    assert unaccounted(answered(name).body, body_of(name)) == {}


def unaccounted(answer_body: bytes, record: bytes) -> dict[str, int]:
    """How many distinct resources of each type are neither sources nor in the messages.

    Not counted: a Composition (read for its sections), a Medication (read where it is referred
    to) and statements that nothing is known (they declare their type complete).
    """
    distinct = {json.dumps(r, sort_keys=True): r for r in resources(record)}.values()
    kept = [r for r in distinct if r["resourceType"] not in SILENT and not _none_known(r)]
    answers = [entry["resource"] for entry in json.loads(answer_body)["entry"]]
    told_of = _sources(answers) + _messages(answers)
    left = Counter(str(r["resourceType"]) for r in kept) - told_of
    return dict(left)


SILENT = ("Composition", "Medication", "Patient")
_NO_KNOWN = re.compile(r'"no-[a-z-]+(-info|known-[a-z-]+)?"|No (\w+ )?[Kk]nown|no known|716186003')
_NOT_USED = re.compile(r"^(\d+ )?(\w+) not used|^(\w+) with .* not used \((\d+) in")
_UNREAD = re.compile(r"(\d+) ([A-Z]\w+)")


def _none_known(resource: Json) -> bool:
    kinds = ("AllergyIntolerance", "Condition", "MedicationStatement", "Immunization")
    return resource["resourceType"] in kinds and bool(_NO_KNOWN.search(json.dumps(resource)))


def _sources(answers: list[Json]) -> Counter[str]:
    (provenance,) = [r for r in answers if r["resourceType"] == "Provenance"]
    entities = json.loads(json.dumps(provenance["entity"]))
    return Counter(_type_of(entity["what"]) for entity in entities)


def _type_of(what: Json) -> str:
    reference = str(what.get("reference", ""))
    return str(what.get("type") or (reference.split("/")[-2] if "/" in reference else ""))


def _messages(answers: list[Json]) -> Counter[str]:
    told_of: Counter[str] = Counter()
    (guidance,) = [r for r in answers if r["resourceType"] == "GuidanceResponse"]
    contained = json.loads(json.dumps(guidance.get("contained", [])))
    issues = [i for c in contained if c["id"] == "messages" for i in c["issue"]]
    for issue in issues:
        text = issue["details"]["text"]
        if "no rule uses the type" in text:
            for count, kind in _UNREAD.findall(text.partition("type:")[2]):
                told_of[kind] += int(count)
        elif found := _NOT_USED.match(text):
            first, kind, local, places = found.groups()
            told_of[kind or local] += int(first or places or 1)
    return told_of
