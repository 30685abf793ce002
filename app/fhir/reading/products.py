"""What a medication is: its code, or the Medication it refers to, with its stated strength."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics
from app.fhir.r4.datatypes import CodeableConcept, Quantity, Ratio, Reference
from app.fhir.r4.medication import Medication, MedicationIngredient
from app.fhir.reading.concepts import NOTHING, Concept
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.phrases import suspects_in
from app.fhir.reading.quantities import unit_of

NOT_IN_RECORD: Final = "its medication is a reference that leads to no Medication of the record"
UNUSABLE: Final = "the Medication that it refers to cannot be used"
ONLY_NAMED: Final = "it names ocrelizumab in words but with no code that is known"
SALINE: Final = "diluent_sodium_chloride"
SALT: Final = "substance_sodium_chloride"
OTHER_DILUENT: Final = "diluent_other"
DILUENTS: Final = frozenset([SALINE, SALT, OTHER_DILUENT])
"""Value sets of what a drug is diluted in: they say nothing of which drug it is."""
MG: Final = "dose"
ML: Final = "volume"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as far as it is understood.

    Attributes:
        concept: its code.
        topics: value sets of its code and of its active ingredients.
        mg_per_ml: the stated strength, where it is one amount in one volume.
        problem: why the product is not known, "" when it is.
    """

    concept: Concept = NOTHING
    topics: Topics = NO_TOPICS
    mg_per_ml: Decimal | None = None
    problem: str = ""


def unknown_product(known: Product, entry: Entry, intake: Intake) -> None:
    """A product that no value set holds. One that is ocrelizumab in words alone is no absence."""
    named = known.concept.suspects
    if named:
        intake.facts.doubtful.add(entry.type)
        intake.unreadable(entry, named, ONLY_NAMED, known.concept.name)
    else:
        intake.not_coded(entry, known.concept, "medication")


def product(
    concept: CodeableConcept | None, reference: Reference | None, entry: Entry, intake: Intake
) -> Product:
    if concept is not None:
        found = intake.lexicon.of(concept)
        return Product(found, found.topics - DILUENTS)
    resolved = intake.index.resolve(reference, entry)
    display = (reference.display or "") if reference is not None else ""
    if resolved.entry is None:
        shown = Concept(name=display, suspects=suspects_in(display))
        return Product(shown, suspects_in(display), problem=NOT_IN_RECORD)
    if not isinstance(resolved.entry.resource, Medication) or resolved.entry.faults:
        return Product(problem=UNUSABLE)
    if resolved.guessed:
        intake.patients.guessed.append(entry.place)
    referred = _medication(resolved.entry.resource, resolved.entry, intake)
    suspects = referred.concept.suspects | suspects_in(display)
    return replace(referred, concept=replace(referred.concept, suspects=suspects))


def _medication(medication: Medication, entry: Entry, intake: Intake) -> Product:
    if medication.status == "entered-in-error":
        return Product(problem="the Medication that it refers to was entered in error")
    concept = intake.lexicon.of(medication.code)
    ingredients = [i for i in medication.ingredient or () if i.isActive is not False]
    parts = [_ingredient(i, entry, intake) for i in ingredients]
    topics = concept.topics.union(*(part.topics for part in parts)) - DILUENTS
    suspects = concept.suspects.union(*(part.concept.suspects for part in parts))
    drugs = [(i, part) for i, part in zip(ingredients, parts, strict=True) if part.topics]
    if not concept.key and parts:
        main = drugs[0][1] if drugs else parts[0]
        concept = replace(main.concept, topics=topics)
    concept = replace(concept, suspects=suspects)
    return Product(concept, topics, _strength([i for i, _ in drugs] or ingredients, intake))


def _ingredient(ingredient: MedicationIngredient, entry: Entry, intake: Intake) -> Product:
    found = concept_of(ingredient, entry, intake)
    return Product(found, found.topics - DILUENTS)


def concept_of(ingredient: MedicationIngredient, entry: Entry, intake: Intake) -> Concept:
    """What an ingredient is, itself or by the Medication it refers to."""
    if ingredient.itemCodeableConcept is not None:
        return intake.lexicon.of(ingredient.itemCodeableConcept)
    inner = intake.index.resolve(ingredient.itemReference, entry).entry
    if inner is None or inner is entry or not isinstance(inner.resource, Medication):
        return NOTHING
    return intake.lexicon.of(inner.resource.code)


def _strength(ingredients: Sequence[MedicationIngredient], intake: Intake) -> Decimal | None:
    """Milligrams in a millilitre, of the one active ingredient with a stated strength.

    Where a drug is known, only its own strength counts, not that of what it is diluted in.
    """
    stated = [i.strength for i in ingredients if i.strength is not None]
    return concentration(stated[0], intake) if len(stated) == 1 else None


def concentration(ratio: Ratio, intake: Intake) -> Decimal | None:
    mass, volume = in_unit(ratio.numerator, MG, intake), in_unit(ratio.denominator, ML, intake)
    return mass / volume if mass is not None and volume else None


def in_unit(quantity: Quantity | None, measure: str, intake: Intake) -> Decimal | None:
    if quantity is None or quantity.value is None:
        return None
    return intake.units.convert(measure, quantity.value, unit_of(quantity))


def dose_mg(
    quantity: Quantity | None, known: Product, intake: Intake
) -> tuple[Decimal | None, str]:
    """A dose in mg, or in mL times the stated strength; else why it cannot be read.

    A dose that is not stated at all is missing, not unreadable: there is nothing to say.
    """
    if quantity is None or quantity.value is None:
        return None, ""
    if quantity.comparator is not None:
        return None, "the dose is only a bound"
    mass = in_unit(quantity, MG, intake)
    if mass is not None:
        return mass, ""
    volume = in_unit(quantity, ML, intake)
    if volume is None:
        return None, "the dose is neither in milligrams nor in millilitres"
    if known.mg_per_ml is None:
        return None, "the dose is in millilitres and the strength is not stated"
    return volume * known.mg_per_ml, ""
