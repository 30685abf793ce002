"""Condition: diagnoses, and reactions that are recorded as conditions."""

from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import Diagnosis, Grade, Reaction, Topics
from app.clinical.symptoms import REACTIONS
from app.fhir.r4.condition import Condition
from app.fhir.r4.datatypes import CodeableConcept
from app.fhir.reading.concepts import Concept, Lexicon
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake
from app.fhir.reading.phrases import suspects_in

NOT_A_FACT: Final = "verificationStatus {} is no fact"
_NO_FACT: Final = ("entered-in-error", "refuted")
_NONE_KNOWN: Final = frozenset(["no-known-problems", "160245001"])
NOT_STANDING: Final = "it says none known, but is over or not confirmed"
_ENDED: Final = ("inactive", "resolved", "remission")
_NOT_STATED: Final = "no-problem-info"
_DUE_TO: Final = (
    "http://hl7.org/fhir/StructureDefinition/condition-dueTo",
    "http://hl7.org/fhir/StructureDefinition/workflow-dueTo",
)
GENERIC: Final = "reaction_generic"
_GRADES: Final = (
    ("severity_disabling", Grade.DISABLING),
    ("severity_life_threatening", Grade.LIFE_THREATENING),
    ("severity_severe", Grade.SEVERE),
    ("severity_moderate", Grade.MODERATE),
    ("severity_mild", Grade.MILD),
)
WORST_FIRST: Final = tuple(grade for _, grade in _GRADES)
_NAMES: Final = ("severe acute respiratory",)
"""Names of a disease that hold such a word and say nothing of how bad this one is."""
_STATED: Final = ("severe", "progressive", "progressing", "recurrent", "disseminated")


def grade_of(topics: Topics) -> Grade | None:
    """The worst grade that these value sets name."""
    return next((grade for name, grade in _GRADES if name in topics), None)


def status_of(concept: CodeableConcept | None, lexicon: Lexicon) -> str:
    """The code of clinicalStatus or verificationStatus; both systems are the only ones allowed."""
    codes = lexicon.of(concept).codes
    return codes[0][1].lower() if codes else ""


def read(condition: Condition, entry: Entry, intake: Intake) -> None:
    lexicon = intake.lexicon
    verification = status_of(condition.verificationStatus, lexicon)
    if verification in _NO_FACT:
        intake.messages.count("Condition", NOT_A_FACT.format(verification), entry.place)
        return
    concept = lexicon.of(condition.code)
    if not concept.topics:
        _without_topics(concept, condition, entry, intake)
        return
    onset = _onset(condition, intake)
    recorded = intake.day(condition.recordedDate)
    when = onset or recorded
    if not intake.dated(entry, when, concept):
        return
    fact = _diagnosis(condition, concept, entry, intake)
    intake.facts.diagnoses.append(fact)
    if not concept.topics.isdisjoint(REACTIONS):
        intake.facts.reactions.append(_reaction(fact, concept, condition, intake))


def _without_topics(concept: Concept, condition: Condition, entry: Entry, intake: Intake) -> None:
    codes = {code for _, code in concept.codes}
    if codes and codes <= _NONE_KNOWN:
        clinical = status_of(condition.clinicalStatus, intake.lexicon)
        verified = status_of(condition.verificationStatus, intake.lexicon)
        if clinical in ("inactive", "resolved") or verified not in ("", "confirmed"):
            intake.messages.count("Condition", NOT_STANDING, entry.place)
        else:
            intake.none_known("Condition", entry, intake.day(condition.recordedDate))
    elif codes == {_NOT_STATED}:
        intake.not_stated(entry)
    else:
        intake.not_coded(entry, concept)
        clinical = status_of(condition.clinicalStatus, intake.lexicon)
        if (concept.local or not concept.coded) and clinical not in _ENDED:
            intake.facts.doubtful.add("Condition")  # words alone: an infection for all we know


def _diagnosis(condition: Condition, concept: Concept, entry: Entry, intake: Intake) -> Diagnosis:
    lexicon = intake.lexicon
    onset = _onset(condition, intake)
    recorded = intake.day(condition.recordedDate)
    abatement = _abatement(condition, intake)
    later = abatement is not None and abatement.earliest > intake.as_of
    return Diagnosis(
        when=onset or recorded,
        source=intake.source(entry),
        name=concept.name,
        topics=concept.topics,
        key=concept.key,
        clinical=status_of(condition.clinicalStatus, lexicon),
        verification=status_of(condition.verificationStatus, lexicon),
        onset=onset,
        abatement=None if later else abatement,
        abated=not later and (abatement is not None or _abated_undated(condition)),
        recorded=recorded,
        grade=None
        if condition.severity is None
        else grade_of(lexicon.of(condition.severity).topics),
        sites=lexicon.topics(condition.bodySite),
        stages=lexicon.topics([s.summary for s in condition.stage or () if s.summary]),
        stated=_stated(condition, concept),
    )


def _stated(condition: Condition, concept: Concept) -> frozenset[str]:
    """Qualities that the words of the code or of a stage state."""
    words = [concept.name, *(s.summary.text or "" for s in condition.stage or () if s.summary)]
    said = " ".join(words).casefold()
    for name in _NAMES:
        said = said.replace(name, "")
    return frozenset(word for word in _STATED if word in said)


def _onset(condition: Condition, intake: Intake) -> PartialDate | None:
    if condition.onsetDateTime is not None:
        return intake.day(condition.onsetDateTime)
    return intake.start(condition.onsetPeriod) or intake.at_age(condition.onsetAge)


def _abatement(condition: Condition, intake: Intake) -> PartialDate | None:
    if condition.abatementDateTime is not None:
        return intake.day(condition.abatementDateTime)
    period = condition.abatementPeriod
    return intake.end(period) or intake.start(period) or intake.at_age(condition.abatementAge)


def _abated_undated(condition: Condition) -> bool:
    return condition.abatementString is not None or condition.abatementRange is not None


def _reaction(fact: Diagnosis, concept: Concept, condition: Condition, intake: Intake) -> Reaction:
    causes = [e.valueCodeableConcept for e in condition.extension or () if e.url in _DUE_TO]
    suspects = intake.lexicon.topics([cause for cause in causes if cause is not None])
    notes = [note.text or "" for note in condition.note or ()]
    return Reaction(
        when=fact.when,
        source=fact.source,
        name=fact.name,
        topics=fact.topics,
        key=fact.key,
        grade=fact.grade,
        suspects=suspects | concept.suspects | suspects_in(*notes),
        generic=GENERIC in fact.topics,
        resolved=fact.over,
        resolved_fully=fact.abated or fact.clinical == "resolved",
        confirmed=fact.confirmed,
        onset_stated=fact.onset is not None,
    )
