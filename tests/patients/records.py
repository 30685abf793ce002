"""Turns a sample request into another with the same content: order, split, one resource more."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random

Json = dict[str, object]
Entries = list[Json]


def bundles(body: Json) -> Iterator[Json]:
    """Every Bundle of the request, nested ones too."""
    if body.get("resourceType") == "Bundle":
        yield body
        for entry in entries_of(body):
            inner = entry.get("resource")
            if isinstance(inner, dict):
                yield from bundles(inner)
        return
    parameters = body.get("parameter")
    for parameter in parameters if isinstance(parameters, list) else ():
        resource = parameter.get("resource")
        if isinstance(resource, dict):
            yield from bundles(resource)


def entries_of(bundle: Json) -> Entries:
    found = bundle.get("entry")
    return found if isinstance(found, list) else []


def resources(body: bytes) -> list[Json]:
    """Every resource of the record that is no Bundle."""
    return [
        resource
        for bundle in bundles(json.loads(body))
        for entry in entries_of(bundle)
        if isinstance(resource := entry.get("resource"), dict)
        and resource["resourceType"] != "Bundle"
    ]


def reordered(body: bytes, seed: int) -> bytes:
    """The same entries in another order; a document keeps its Composition first."""
    random = Random(seed)  # noqa: S311 - a repeatable order, no secret

    def shuffle(bundle: Json) -> None:
        entries = entries_of(bundle)
        head = 1 if bundle.get("type") == "document" else 0
        rest = entries[head:]
        random.shuffle(rest)
        entries[head:] = rest

    return _changed(body, shuffle)


def with_more(body: bytes, kind: str) -> bytes:
    """The record with one resource more that concerns no row, in its first plain Bundle."""
    patient = next(r for r in resources(body) if r["resourceType"] == "Patient")
    done = False

    def add(bundle: Json) -> None:
        nonlocal done
        if done or bundle.get("type") not in ("collection", "document", "batch-response"):
            return
        done = True
        holder = next(iter(entries_of(bundle)), {})
        full_url = str(holder.get("fullUrl", ""))
        extra = _unrelated(kind, _subject(full_url, patient))
        entry: Json = {"resource": extra}
        if full_url.startswith("urn:uuid:"):
            entry["fullUrl"] = f"urn:uuid:{extra['id']}"
        elif full_url:
            root = full_url.rsplit("/", 2)[0] if "://" in full_url else ""
            entry["fullUrl"] = f"{root}/{kind}/{extra['id']}".lstrip("/")
        if bundle.get("type") == "batch-response":
            entry["response"] = {"status": "200 OK"}
        entries_of(bundle).append(entry)

    changed = _changed(body, add)
    if not done:
        raise AssertionError("no Bundle to add to")
    return changed


def _subject(full_url: str, patient: Json) -> Json:
    prefix = "urn:uuid:" if full_url.startswith("urn:uuid:") else "Patient/"
    return {"reference": f"{prefix}{patient['id']}"}


def _unrelated(kind: str, subject: Json) -> Json:
    """An ambulatory visit, or an ankle circumference: nothing that a row reads."""
    resource: Json = {"resourceType": kind, "id": "0d0f5d1c-3a5b-4c1e-9f37-6a1f5ce00001"}
    if kind == "Encounter":
        ambulatory = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
        return resource | {
            "status": "finished",
            "class": ambulatory,
            "subject": subject,
            "period": {"start": "2025-02-03", "end": "2025-02-03"},
        }
    if kind == "Observation":
        return resource | {
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8281-8"}]},
            "subject": subject,
            "effectiveDateTime": "2025-02-03",
            "valueQuantity": {"value": 33, "unit": "cm"},
        }
    return resource | {
        "status": "active",
        "code": {"text": "Prefers the morning"},
        "subject": subject,
    }


def _changed(body: bytes, change: Callable[[Json], None]) -> bytes:
    request: Json = json.loads(body)
    for bundle in list(bundles(request)):
        change(bundle)
    return json.dumps(request).encode()


def in_two_parts(body: bytes) -> bytes:
    """The first record cut into two `record` parameters."""
    request = json.loads(body)
    first = request["parameter"][0]
    second = deepcopy(first)
    half = len(first["resource"]["entry"]) // 2
    second["resource"]["entry"] = first["resource"]["entry"][half:]
    first["resource"]["entry"] = first["resource"]["entry"][:half]
    request["parameter"].insert(1, second)
    return json.dumps(request).encode()
