"""AllergyIntolerance: substances and past reactions; "no known allergy" completes the type."""

from typing import Final

from app.clinical.facts import Allergy, Grade
from app.fhir.r4.allergy_intolerance import AllergyIntolerance, AllergyIntoleranceReaction
from app.fhir.reading.allergens import allergens_in
from app.fhir.reading.condition import NOT_A_FACT, WORST_FIRST, status_of
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake

_NO_FACT: Final = ("entered-in-error", "refuted")
_NONE_KNOWN: Final = frozenset(
    ["no-known-allergies", "no-known-medication-allergies", "716186003", "409137002"]
)
NOT_STANDING: Final = "it says none known, but is over or not confirmed"
_NOT_STATED: Final = "no-allergy-info"
_GRADES: Final = {"mild": Grade.MILD, "moderate": Grade.MODERATE, "severe": Grade.SEVERE}


def read(allergy: AllergyIntolerance, entry: Entry, intake: Intake) -> None:
    lexicon = intake.lexicon
    verification = status_of(allergy.verificationStatus, lexicon)
    if verification in _NO_FACT:
        intake.messages.count("AllergyIntolerance", NOT_A_FACT.format(verification), entry.place)
        return
    concept = lexicon.of(allergy.code)
    codes = {code for _, code in concept.codes}
    clinical = status_of(allergy.clinicalStatus, lexicon)
    over = clinical in ("inactive", "resolved")
    if codes and codes <= _NONE_KNOWN:
        if over or verification not in ("", "confirmed"):
            intake.messages.count("AllergyIntolerance", NOT_STANDING, entry.place)
        else:
            intake.none_known("AllergyIntolerance", entry, intake.day(allergy.recordedDate))
        return
    if codes == {_NOT_STATED}:
        intake.not_stated(entry)
        return
    reactions = allergy.reaction or []
    topics = concept.topics.union(*(lexicon.of(r.substance).topics for r in reactions))
    topics |= concept.suspects.union(*(lexicon.of(r.substance).suspects for r in reactions))
    # An allergen that only words name would be proposed as premedication.
    topics = topics or allergens_in(concept.name)
    if not topics:
        intake.not_coded(entry, concept)
        return
    when = intake.day(allergy.onsetDateTime) or intake.start(allergy.onsetPeriod)
    when = when or intake.at_age(allergy.onsetAge) or intake.day(allergy.recordedDate)
    if not intake.dated(entry, when, concept):
        return
    fact = Allergy(
        when=when,
        source=intake.source(entry),
        name=concept.name,
        topics=topics,
        key=concept.key,
        criticality=allergy.criticality or "",
        grade=_worst(reactions),
        manifestations=lexicon.topics([m for r in reactions for m in r.manifestation]),
        confirmed=verification in ("", "confirmed"),
        over=over,
    )
    intake.facts.allergies.append(fact)


def _worst(reactions: list[AllergyIntoleranceReaction]) -> Grade | None:
    stated = {_GRADES[r.severity] for r in reactions if r.severity is not None}
    return next((grade for grade in WORST_FIRST if grade in stated), None)
