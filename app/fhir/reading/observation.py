"""Observation: amounts, qualitative results, statuses and symptoms; panels by their parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import NO_TOPICS, Coded, Flag, LabResult, Reading, Serology
from app.fhir.r4.observation import Observation
from app.fhir.reading import qualitative, vital_signs
from app.fhir.reading.analytes import IMMUNITY, OF_MOTHERS, Meaning, meaning
from app.fhir.reading.concepts import Concept
from app.fhir.reading.condition import grade_of
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import FUTURE, Intake
from app.fhir.reading.phrases import status_of
from app.fhir.reading.quantities import NO_NUMBER, NO_RANGE, NO_UNIT, Measured, amount, limits

_FINAL: Final = ("final", "amended", "corrected")
_USABLE: Final = (*_FINAL, "preliminary")
_FOCUS: Final = "http://hl7.org/fhir/StructureDefinition/observation-focusCode"
_READABLE_SETS: Final = ("symptom_", "sign_", "finding_", "reaction_")

NOT_FINAL: Final = "status {} is no result"
ABOUT_ANOTHER: Final = "it is about someone or something else (focus)"
NOT_YET: Final = "preliminary, itself or its report: it may raise an alert but clears nothing"
ABSENT: Final = "dataAbsentReason with an interpretation may raise an alert but clears nothing"
NO_DATE: Final = "it has no date"
NO_VALUE: Final = "it has no value"
NO_RESULT: Final = "no result was obtained (dataAbsentReason)"
NOT_THE_RESULT: Final = "a code that looks alike but is not the result that the rules read"
PANEL: Final = "a panel; its members are read themselves"
NO_SUBJECT: Final = "it has no subject, so it may raise an alert but clears nothing"


@dataclass(slots=True)
class Drawn:
    """What the parts of one Observation share."""

    entry: Entry
    when: PartialDate | None
    preliminary: bool
    problem: str
    intake: Intake
    began: PartialDate | None = None


def read(observation: Observation, entry: Entry, intake: Intake, *, unsure: bool = False) -> None:
    """`unsure`: no subject is stated, so it may be anybody's; or its report is not final."""
    status = observation.status or "unknown"
    if status not in _USABLE:
        intake.messages.count("Observation", NOT_FINAL.format(status), entry.place)
        return
    concept = intake.lexicon.of(observation.code)
    found = meaning(concept.topics)
    parts = _parts(observation, intake)
    if found.silent and not parts and observation.valueCodeableConcept is None:
        if vital_signs.VITAL in concept.topics:
            final = status in _FINAL and not unsure and not _about_another(observation)
            vital_signs.note(observation, _when(observation, intake), entry, intake, final=final)
        else:
            _unused(concept, observation, entry, intake)
        return
    if _about_another(observation):
        intake.messages.count("Observation", ABOUT_ANOTHER, entry.place)
        return
    when = _when(observation, intake)
    if not intake.admits(entry, when):
        return
    if unsure and entry.container is None:
        intake.messages.warn(f"Observation: {NO_SUBJECT}.", entry.place, "required")
    problem = FUTURE if intake.future(when) else ""
    if status not in _FINAL or (unsure and entry.container is not None):
        intake.messages.count("Observation", NOT_YET, entry.place)
    began = intake.start(observation.effectivePeriod)
    drawn = Drawn(entry, when, unsure or status not in _FINAL, problem, intake, began)
    if not found.silent or not parts:
        _measured(observation, concept, found, drawn)
    for part, inner, measures in parts:
        _measured(part, inner, measures, drawn)


def _parts(observation: Observation, intake: Intake) -> Sequence[tuple[Measured, Concept, Meaning]]:
    """The components whose codes a rule reads."""
    if observation.component is None:
        return ()
    coded = ((part, intake.lexicon.of(part.code)) for part in observation.component)
    told = ((part, concept, meaning(concept.topics)) for part, concept in coded)
    return [one for one in told if not one[2].silent]


def _when(observation: Observation, intake: Intake) -> PartialDate | None:
    """effective, of a period its end; issued only where there is none (catalogue 0.2)."""
    if observation.effectiveDateTime is not None:
        return intake.day(observation.effectiveDateTime)
    period = observation.effectivePeriod
    timing = observation.effectiveTiming
    events = [e for e in (timing.event or () if timing else ()) if e]
    return (
        intake.day(observation.effectiveInstant)
        or intake.end(period)
        or intake.start(period)
        or (intake.day(max(events)) if events else None)
        or intake.day(observation.issued)
    )


def _measured(part: Measured, concept: Concept, found: Meaning, drawn: Drawn) -> None:
    intake = drawn.intake
    if part.dataAbsentReason is not None and not _has_value(part):
        absent = NO_RESULT if part.interpretation is None else ABSENT
        intake.messages.count("Observation", absent, drawn.entry.place)
        if part.interpretation is None:
            return
        drawn = replace(drawn, preliminary=True)
    if drawn.when is None:
        intake.messages.warn(f"Observation not used: {NO_DATE}.", drawn.entry.place, "required")
    for analyte in found.analytes:
        _amount(part, analyte, concept, drawn)
    for marker in found.markers:
        _qualitative(part, marker, concept, drawn, numeric=marker in found.analytes)
    if not (found.analytes or found.markers):
        _coded(part, concept, found, drawn)


def _has_value(part: Measured) -> bool:
    return (
        part.valueQuantity is not None
        or part.valueCodeableConcept is not None
        or part.valueString is not None
        or part.valueBoolean is not None
        or part.valueInteger is not None
        or part.valueRange is not None
        or part.valueRatio is not None
    )


def _amount(part: Measured, analyte: str, concept: Concept, drawn: Drawn) -> None:
    intake = drawn.intake
    quantity = part.valueQuantity
    interpretation = part.interpretation
    flag = qualitative.flag_of(interpretation, intake.lexicon) if interpretation else None
    measured = amount(quantity, analyte, intake)
    problem = drawn.problem or measured.problem
    if measured.problem == NO_NUMBER:
        problem = drawn.problem or _no_number(part, flag)
    if measured.value is not None and quantity is not None:
        within = limits(part, analyte, flag, intake)
    else:
        within = NO_RANGE
    result = LabResult(
        when=drawn.when,
        source=intake.source(drawn.entry),
        name=concept.name,
        problem=problem,
        analyte=analyte,
        value=measured.value,
        unit=intake.units.canonical(analyte) if measured.value is not None else "",
        comparator=measured.comparator,
        low=within.low,
        high=within.high,
        from_table=within.from_table,
        flag=flag,
        preliminary=drawn.preliminary,
    )
    if flag is not None and measured.value is not None:
        result = _against_flag(result)
    if problem:
        _name(problem, drawn)
    intake.facts.results.append(result)


def _no_number(part: Measured, flag: Flag | None) -> str:
    """Why there is no number; the laboratory's low, normal or high alone can be used."""
    if part.valueInteger is not None:
        return NO_UNIT
    if _has_value(part):
        return NO_NUMBER
    return "" if flag is not None else NO_VALUE


def _against_flag(result: LabResult) -> LabResult:
    """A flag that is worse than the laboratory's own range: the flag decides, marked."""
    if result.from_table:
        return result
    low = result.flag is Flag.LOW and result.low is not None and result.is_low is False
    high = result.flag is Flag.HIGH and result.high is not None and result.is_high is False
    if not low and not high:
        return result
    kept_low, kept_high = (None if low else result.low), (None if high else result.high)
    return replace(result, low=kept_low, high=kept_high, conflicting=True)


def _qualitative(
    part: Measured, marker: str, concept: Concept, drawn: Drawn, *, numeric: bool
) -> None:
    intake = drawn.intake
    told = qualitative.said(part, marker, intake.lexicon)
    if told.reading is None and numeric and marker in IMMUNITY:
        return
    unread = "" if told.reading is not None else _why_unread(part)
    problem = drawn.problem or unread
    if problem and not numeric:
        _name(problem, drawn)
    fact = Serology(
        when=drawn.when,
        source=intake.source(drawn.entry),
        name=concept.name,
        problem=problem,
        marker=marker,
        reading=told.reading,
        conflicting=told.conflicting,
        preliminary=drawn.preliminary,
    )
    intake.facts.serologies.append(fact)


def _why_unread(part: Measured) -> str:
    if part.valueQuantity is not None:
        return "the number has no interpretation and no cut-off"
    return "the value is not one that can be read" if _has_value(part) else NO_VALUE


def _name(problem: str, drawn: Drawn) -> None:
    intake = drawn.intake
    text = f"Observation not used: {problem}."
    intake.messages.warn(text, drawn.entry.place, "incomplete")


def _coded(part: Measured, concept: Concept, found: Meaning, drawn: Drawn) -> None:
    """A status, a symptom or a questionnaire answer."""
    intake = drawn.intake
    answers, present, text_only = _answer(part, intake)
    topics, named = found.asked, concept
    if not topics:
        topics = frozenset(t for t in answers if t.startswith(_READABLE_SETS))
        present = True
        if topics and part.valueCodeableConcept is not None:
            named = intake.lexicon.of(part.valueCodeableConcept)
    if not topics:
        intake.not_coded(drawn.entry, concept)
        return
    if drawn.problem:
        intake.unreadable(drawn.entry, topics, drawn.problem, concept.name)
        return
    fact = Coded(
        when=drawn.when,
        source=intake.source(drawn.entry),
        name=named.name,
        topics=topics,
        key=named.key,
        answers=answers,
        present=present,
        text_only=text_only,
        preliminary=drawn.preliminary,
        grade=grade_of(answers),
        began=drawn.began,
    )
    intake.facts.coded.append(fact)


def _answer(part: Measured, intake: Intake) -> tuple[frozenset[str], bool | None, bool]:
    """The answer's value sets, whether it is a yes or a no, and whether it is free text."""
    if part.valueBoolean is not None:
        return NO_TOPICS, part.valueBoolean, False
    if part.valueCodeableConcept is not None:
        answer = intake.lexicon.of(part.valueCodeableConcept)
        told = qualitative.of_concept(part.valueCodeableConcept, intake.lexicon)
        words = status_of(answer.name)
        topics = answer.topics or (frozenset([words]) if words else NO_TOPICS)
        return topics, _yes_or_no(told.reading), not answer.coded and not topics
    if part.valueString is not None:
        words = status_of(part.valueString)
        told = qualitative.said(part, "", intake.lexicon)
        site = intake.lexicon.codes.of_text(part.valueString)
        topics = site or (frozenset([words]) if words else NO_TOPICS)
        present = _yes_or_no(told.reading)
        return topics, present, not topics and present is None
    return NO_TOPICS, (None if _has_value(part) else True), False


def _yes_or_no(reading: Reading | None) -> bool | None:
    return {Reading.POSITIVE: True, Reading.NEGATIVE: False}.get(reading) if reading else None


def _about_another(observation: Observation) -> bool:
    if observation.focus is not None:
        return True
    return any(e.url == _FOCUS for e in observation.extension or ())


def _unused(concept: Concept, observation: Observation, entry: Entry, intake: Intake) -> None:
    """A code that no rule reads: a panel is told by its members, a look-alike is named."""
    if concept.topics - OF_MOTHERS:
        intake.messages.count("Observation", NOT_THE_RESULT, f"{entry.place}.code")
    elif observation.hasMember is None:
        intake.not_coded(entry, concept)
    else:
        intake.messages.count("Observation", PANEL, entry.place)
