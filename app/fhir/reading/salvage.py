"""What a resource that cannot be used was about, as far as its bytes can still be read."""

from collections.abc import Iterator
from typing import Final, TypeGuard

from app.fhir.r4.datatypes import Reference
from app.fhir.reading import immunization, observation
from app.fhir.reading.concepts import NOTHING, Concept
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.products import product
from app.fhir.validation.reading import parse

_CODED: Final = ("code", "vaccineCode", "medicationCodeableConcept", "event")
_LONGEST: Final = 256
_SILENT: Final = ("List", "Composition", "DetectedIssue", "RelatedPerson", "Medication")


def spoil(entry: Entry, problem: str, intake: Intake) -> None:
    """Let the rows that read its code answer; a code that cannot be read leaves doubt."""
    if entry.type in _SILENT:
        return
    concepts = list(_concepts(entry, intake))
    if not any(concept.coded or concept.topics for concept in concepts):
        intake.facts.doubtful.add(entry.type)
    for concept in concepts or [NOTHING]:
        if entry.type == "Observation":
            observation.spoiled(concept, problem, entry, intake)
        elif entry.type == "Immunization":
            immunization.spoiled(concept, problem, entry, intake)
        else:
            intake.lost(entry, concept, problem)


def _concepts(entry: Entry, intake: Intake) -> Iterator[Concept]:
    tree = parse(entry.raw)
    if not isinstance(tree, dict):
        return
    for name in _CODED:
        if name in tree:
            yield _concept(tree[name], intake)
    components = tree.get("component")
    for component in components if isinstance(components, list) else ():
        if isinstance(component, dict) and "code" in component:
            yield _concept(component["code"], intake)
    reference = tree.get("medicationReference")
    if isinstance(reference, dict) and isinstance(written := reference.get("reference"), str):
        found = product(None, Reference(reference=written), entry, intake)
        yield Concept(found.topics, found.concept.key, found.concept.name, found.concept.codes)


def _concept(written: object, intake: Intake) -> Concept:
    """The codings that are at least a system and a code, and the text."""
    codings = written.get("coding") if isinstance(written, dict) else None
    told = written.get("text") if isinstance(written, dict) else None
    codes = tuple(
        (coding["system"].strip(), coding["code"].strip())
        for coding in (codings if isinstance(codings, list) else ())
        if isinstance(coding, dict) and _short(coding.get("system")) and _short(coding.get("code"))
    )
    text = told.strip() if _short(told) else ""
    return intake.lexicon.read(codes, text) if codes or text else NOTHING


def _short(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and 0 < len(text) <= _LONGEST
