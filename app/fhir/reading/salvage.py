"""What a resource that cannot be used was about, as far as its bytes can still be read."""

from collections.abc import Iterator
from typing import Final, TypeGuard

from app.clinical.dates import PartialDate
from app.clinical.facts import LabResult, Serology
from app.fhir.r4.datatypes import Reference
from app.fhir.reading import immunization
from app.fhir.reading.analytes import meaning
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
            _measured(concept, problem, _day(entry, intake), entry, intake)
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
    if isinstance(reference, dict) and _short(written := reference.get("reference")):
        found = product(None, Reference(reference=written), entry, intake)
        yield Concept(found.topics, found.concept.key, found.concept.name, found.concept.codes)


def _day(entry: Entry, intake: Intake) -> PartialDate | None:
    """The day of an Observation as far as it can be read; a later one hides an older result."""
    tree = parse(entry.raw)
    members = tree if isinstance(tree, dict) else {}
    period = members.get("effectivePeriod")
    ends = [period.get("end"), period.get("start")] if isinstance(period, dict) else []
    for written in (members.get("effectiveDateTime"), members.get("effectiveInstant"), *ends):
        if isinstance(written, str):
            try:
                return intake.day(written)
            except ValueError:
                continue
    return None


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


def _measured(
    concept: Concept, problem: str, when: PartialDate | None, entry: Entry, intake: Intake
) -> None:
    """The facts of an Observation that cannot be used: present, not absent, and of their day."""
    found = meaning(concept.topics)
    source = intake.source(entry)
    name = concept.name
    intake.facts.results.extend(
        LabResult(when=when, source=source, name=name, problem=problem, analyte=analyte)
        for analyte in found.analytes
    )
    intake.facts.serologies.extend(
        Serology(when=when, source=source, name=name, problem=problem, marker=marker)
        for marker in found.markers
    )
    if found.asked:
        intake.lost(entry, concept, problem)


def _short(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and len(text) <= _LONGEST and bool(text.strip())
