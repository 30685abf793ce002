"""Preparation: what the bag of ocrelizumab is made of, and the batch of what was given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.clinical.facts import Diluent, Mixture
from app.clinical.facts.mixture import UNSTATED
from app.fhir.r4.datatypes import Dosage, Reference
from app.fhir.r4.medication import Medication, MedicationIngredient
from app.fhir.reading import diluents
from app.fhir.reading.concepts import Concept
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.products import (
    ML,
    OTHER_DILUENT,
    SALINE,
    SALT,
    Product,
    concentration,
    concept_of,
    in_unit,
)

_INFUSION: Final = "drug_ocrelizumab_iv"
_ISOTONIC_MG_PER_ML: Final = Decimal(9)
"""What 0.9 % means."""
_LONGEST: Final = 4000


@dataclass(slots=True)
class _Told:
    """What was read so far."""

    diluents: set[Diluent] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    volumes: set[Decimal] = field(default_factory=set)
    strength: Decimal | None = None
    compounded: bool = False

    def add(self, diluent: Diluent, words: str) -> None:
        self.diluents.add(diluent)
        if diluent is not Diluent.SALINE and words not in self.words:
            self.words.append(words)


def batch_of(reference: Reference | None, entry: Entry, intake: Intake) -> str:
    """The number of the batch of the Medication that is referred to, "" when not stated."""
    medication = _medication(reference, entry, intake)
    batch = medication[0].batch if medication else None
    return (batch.lotNumber or "").strip() if batch else ""


def mixture(
    reference: Reference | None,
    dosages: Sequence[Dosage] | None,
    known: Product,
    entry: Entry,
    intake: Intake,
) -> Mixture:
    """How ocrelizumab is diluted, by its ingredients and by its words."""
    if _INFUSION not in known.topics:
        return UNSTATED
    told = _Told(strength=known.mg_per_ml)
    medication = _medication(reference, entry, intake)
    if medication is not None:
        _ingredients(*medication, told, intake)
    for text in (known.concept.name, *_words(dosages, intake)):
        said = diluents.in_instructions(text)
        if said is not None:
            told.add(*said)
        told.volumes |= diluents.volumes(text)
    volume = told.volumes.pop() if len(told.volumes) == 1 else None
    words = "; ".join(told.words)
    return Mixture(frozenset(told.diluents), words, volume, told.strength, told.compounded)


def _medication(
    reference: Reference | None, entry: Entry, intake: Intake
) -> tuple[Medication, Entry] | None:
    if reference is None:
        return None
    found = intake.index.resolve(reference, entry).entry
    if found is None or not isinstance(found.resource, Medication):
        return None
    return found.resource, found


def _ingredients(medication: Medication, entry: Entry, told: _Told, intake: Intake) -> None:
    """The ingredients that are neither the drug nor part of its vial."""
    named = [(i, concept_of(i, entry, intake)) for i in medication.ingredient or ()]
    vial = any(diluents.is_excipient(concept.name) for _, concept in named)
    for ingredient, concept in named:
        if _INFUSION in concept.topics or concept.suspects:
            continue
        if diluents.is_excipient(concept.name) or (vial and diluents.is_water(concept.name)):
            continue
        told.add(_diluent(ingredient, concept, intake), concept.name or "without a name")
        told.compounded = True
        strength = ingredient.strength
        volume = in_unit(strength.numerator, ML, intake) if strength is not None else None
        if volume:
            told.volumes.add(volume)
    amount = medication.amount
    if told.compounded and amount is not None:
        whole = in_unit(amount.numerator, ML, intake)
        told.volumes |= {whole} if whole else set()


def _diluent(ingredient: MedicationIngredient, concept: Concept, intake: Intake) -> Diluent:
    """Its words go before its code: a code that the words contradict is no sodium chloride."""
    named = diluents.in_name(concept.name)
    if named is not Diluent.UNKNOWN:
        return named
    if SALINE in concept.topics:
        return Diluent.SALINE
    if OTHER_DILUENT in concept.topics:
        return Diluent.OTHER
    if SALT in concept.topics and ingredient.strength is not None:
        strength = concentration(ingredient.strength, intake)
        if strength is not None:
            return Diluent.SALINE if strength == _ISOTONIC_MG_PER_ML else Diluent.OTHER
    return Diluent.UNKNOWN


def _words(dosages: Sequence[Dosage] | None, intake: Intake) -> Iterator[str]:
    for dosage in dosages or ():
        if dosage.text:
            yield dosage.text[:_LONGEST]
        for instruction in dosage.additionalInstruction or ():
            yield intake.lexicon.of(instruction).name
