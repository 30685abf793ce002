"""The canonical names of everything the product defines, and how resources are quoted."""

from collections.abc import Mapping, Sequence

from app.clinical.facts import Fact, Source
from app.clinical.plan import Coding

CANONICAL = "https://ocrelizumab-cds.example/fhir"
"""The same at every site (contract.md)."""

SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"

Json = dict[str, object]


def structure(name: str) -> str:
    return f"{CANONICAL}/StructureDefinition/{name}"


def system(name: str) -> str:
    """A system of identifiers of ours."""
    return f"{CANONICAL}/sid/{name}"


def identifier(name: str, value: str) -> Json:
    return {"system": system(name), "value": value}


def extension(name: str, kind: str, value: object) -> Json:
    return {"url": structure(name), kind: value}


def coding(code: Coding) -> Json:
    shown: Json = {"system": code.system, "code": code.code}
    return shown | {"display": code.display} if code.display else shown


def concept(*codes: Coding, text: str = "") -> Json:
    written: Json = {"coding": [coding(c) for c in codes]} if codes else {}
    return written | {"text": text} if text else written


def quantity(value: object, unit: str) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def urn(identity: str) -> str:
    return f"urn:uuid:{identity}"


def to(identity: str, kind: str) -> Json:
    """A reference to a resource of this answer."""
    return {"reference": urn(identity), "type": kind}


def quote(source: Source, display: str = "") -> Json:
    """A reference to one of the caller's resources, as the caller can resolve it."""
    written: Json = {"type": source.type}
    if source.reference:
        written = {"reference": source.reference, "type": source.type}
    elif source.identifier:
        name_system, value = source.identifier
        written["identifier"] = (
            {"system": name_system, "value": value} if name_system else {"value": value}
        )
    shown = display or ("" if source.reference else source.expression)
    return written | {"display": shown} if shown else written


def quote_fact(fact: Fact) -> list[Json]:
    """References to every resource that states the fact."""
    return [quote(fact.source, fact.display), *(quote(s) for s in fact.also)]


def quote_facts(facts: Sequence[Fact]) -> list[Json]:
    """References to the facts' resources, each resource once, in order."""
    seen: dict[str, Json] = {}
    for fact in facts:
        for written in quote_fact(fact):
            seen.setdefault(_key(written), written)
    return list(seen.values())


def _key(reference: Mapping[str, object]) -> str:
    return str(reference.get("reference") or reference.get("identifier") or reference["display"])
