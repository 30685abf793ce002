"""What FHIR says of Bundles in words only: full addresses, identities and links inside a Bundle."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.fhir.outcome import Issue
from app.fhir.validation.references import Form, form_of, is_well_formed_urn

Json = dict[str, Any]

# Entries of these types may lack an address: their resources may not have one yet.
UNADDRESSED = frozenset({"batch", "transaction", "batch-response", "transaction-response"})

AMBIGUOUS = "The reference matches several entries; name the version (/_history/) that is meant."
IDLESS = "A resource found by a search should have an id."
MALFORMED_URN = "A urn:uuid: or urn:oid: address should hold a valid UUID or OID."
NO_ADDRESS = "An entry should have a fullUrl, so that references can find it."
OTHER_IDENTITY = "fullUrl must end in the type and id of the resource."
OTHER_VERSION = "The Bundle holds this resource, but not the version that is referred to."
PUT_WITHOUT_ID = "An update (PUT) needs a resource with the type and id of request.url."
RELATIVE_ADDRESS = "fullUrl must be an absolute URL, urn:uuid: or urn:oid:."
UNRESOLVED = "A document should hold each resource that its Composition refers to."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as far as it is readable."""

    path: str
    url: str
    type: str
    id: str
    version: str
    json: Json


def _text(holder: object, name: str) -> str:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, str) else ""


def entries_of(bundle: Json, path: str = "Bundle") -> list[Entry]:
    held = bundle.get("entry")
    return [
        Entry(
            path=f"{path}.entry[{index}]",
            url=_text(entry, "fullUrl"),
            type=_text(entry.get("resource"), "resourceType"),
            id=_text(entry.get("resource"), "id"),
            version=_text((entry.get("resource") or {}).get("meta"), "versionId"),
            json=entry,
        )
        for index, entry in enumerate(held if isinstance(held, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("resource") or {}, dict)
    ]


def addresses_of(bundle: Json) -> dict[str, str]:
    """The resource type behind each full address."""
    return {entry.url: entry.type for entry in entries_of(bundle) if entry.url}


def check_bundle(bundle: Json, path: str) -> list[Issue]:
    entries = entries_of(bundle, path)
    kind = _text(bundle, "type")
    issues = [issue for entry in entries for issue in _check_entry(entry, kind)]
    at_url: dict[str, list[Entry]] = {}
    for entry in entries:
        at_url.setdefault(entry.url, []).append(entry)
    return issues + [issue for entry in entries for issue in _check_links(entry, at_url, kind)]


def _check_entry(entry: Entry, kind: str) -> Iterator[Issue]:
    at = f"{entry.path}.fullUrl"
    form = form_of(entry.url) if entry.url else None
    if entry.url and (form is None or form.kind not in ("restful", "urn", "absolute")):
        yield Issue("error", "value", RELATIVE_ADDRESS, at)
    elif form is not None and form.kind == "restful":
        if entry.type and (form.type != entry.type or (entry.id and form.id != entry.id)):
            yield Issue("error", "invariant", OTHER_IDENTITY, at)
    elif entry.url and not is_well_formed_urn(entry.url):
        yield Issue("warning", "value", MALFORMED_URN, at)
    elif not entry.url and entry.type and kind not in UNADDRESSED:
        yield Issue("warning", "required", NO_ADDRESS, at)
    if kind == "searchset" and entry.type not in ("", "OperationOutcome") and not entry.id:
        yield Issue("warning", "required", IDLESS, f"{entry.path}.resource.id")
    yield from _check_update(entry)


def _check_update(entry: Entry) -> Iterator[Issue]:
    request = entry.json.get("request")
    if _text(request, "method") != "PUT" or not entry.type:
        return
    form = form_of(_text(request, "url")) or Form("absolute")
    # A conditional update (Type?identifier=…) may leave the id to the server.
    if form.kind == "relative" and (form.type, form.id) != (entry.type, entry.id):
        yield Issue("error", "invariant", PUT_WITHOUT_ID, f"{entry.path}.request.url")


def links(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Each literal reference below, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reference" and isinstance(inner, str):
                yield f"{path}.reference", inner
            else:
                yield from links(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from links(inner, f"{path}[{index}]")


def _check_links(entry: Entry, at_url: dict[str, list[Entry]], kind: str) -> Iterator[Issue]:
    if entry.type == "Bundle":
        return
    home = form_of(entry.url)
    root = home.root if home is not None else ""
    for at, reference in links(entry.json.get("resource"), f"{entry.path}.resource"):
        form = form_of(reference)
        if form is None or form.kind in ("contained", "conditional"):
            continue
        found = at_url.get(_address(reference, form, root), [])
        versions = {other.version for other in found}
        if form.version and found and form.version not in versions - {""}:
            yield Issue("error", "not-found", OTHER_VERSION, at)
        elif not form.version and len(found) > 1:
            yield Issue("error", "multiple-matches", AMBIGUOUS, at)
        elif kind == "document" and entry.type == "Composition" and not found:
            yield Issue("warning", "not-found", UNRESOLVED, at)


def _address(reference: str, form: Form, root: str) -> str:
    """The full address that a reference means, as FHIR resolves it inside a Bundle."""
    if form.kind == "relative":
        return f"{root}{form.type}/{form.id}"
    return reference.partition("#")[0].partition("/_history/")[0]
