"""Procedure, DiagnosticReport and ImagingStudy: what was carried out."""

from dataclasses import replace
from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import NO_TOPICS, Topics
from app.clinical.facts import Procedure as Done
from app.fhir.r4.datatypes import Coding
from app.fhir.r4.diagnostic_report import DiagnosticReport
from app.fhir.r4.imaging_study import ImagingStudy
from app.fhir.r4.procedure import Procedure
from app.fhir.reading.concepts import SNOMED, Concept, Lexicon
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake

NOT_DONE: Final = "status {}: not carried out to the end"
_REPORTED: Final = ("final", "amended", "corrected", "appended")
_BRAIN: Final = ((SNOMED, "12738006"), (SNOMED, "69536005"))
_ANY_MRI: Final = "imaging_mri_unspecified_site"
_BRAIN_MRI: Final = "imaging_mri_brain"
_MAGNETIC_RESONANCE: Final = "MR"
_NONE_KNOWN: Final = "no-known-procedures"


def read(procedure: Procedure, entry: Entry, intake: Intake) -> None:
    if procedure.status != "completed":
        reason = NOT_DONE.format(procedure.status or "unknown")
        intake.messages.count("Procedure", reason, entry.place)
        return
    concept = intake.lexicon.of(procedure.code)
    period = procedure.performedPeriod
    if {code for _, code in concept.codes} == {_NONE_KNOWN}:
        intake.none_known("Procedure", entry, intake.day(procedure.performedDateTime))
        return
    when = intake.day(procedure.performedDateTime) or intake.end(period) or intake.start(period)
    when = when or intake.at_age(procedure.performedAge)
    sites = [intake.lexicon.of(site) for site in procedure.bodySite or ()]
    brain = any(code in _BRAIN for site in sites for code in site.codes)
    topics = _with_site(concept.topics, brain=brain)
    shown = replace(concept, topics=topics) if brain else concept
    _done(shown, when, entry, intake, sites=intake.topics_of(*sites))


def read_report(report: DiagnosticReport, entry: Entry, intake: Intake) -> None:
    if report.status not in _REPORTED:
        reason = NOT_DONE.format(report.status or "unknown")
        intake.messages.count("DiagnosticReport", reason, entry.place)
        return
    concept = intake.lexicon.of(report.code)
    period = report.effectivePeriod
    when = intake.day(report.effectiveDateTime) or intake.end(period) or intake.start(period)
    _done(concept, when or intake.day(report.issued), entry, intake)


def read_imaging(study: ImagingStudy, entry: Entry, intake: Intake) -> None:
    if study.status != "available":
        reason = NOT_DONE.format(study.status or "unknown")
        intake.messages.count("ImagingStudy", reason, entry.place)
        return
    coded = [intake.lexicon.of(code) for code in study.procedureCode or ()]
    series = study.series or []
    modalities = {c.code for c in (*(study.modality or ()), *(s.modality for s in series))}
    topics: Topics = NO_TOPICS.union(*(c.topics for c in coded))
    if _MAGNETIC_RESONANCE in modalities:
        topics |= {_ANY_MRI}
    brain = any(_is_brain(s.bodySite, intake.lexicon) for s in series)
    when = intake.day(study.started) or next(
        (day for s in series if (day := intake.day(s.started)) is not None), None
    )
    concept = coded[0] if coded else Concept(name=study.description or "Imaging study")
    _done(replace(concept, topics=_with_site(topics, brain=brain)), when, entry, intake)


def _is_brain(site: Coding | None, lexicon: Lexicon) -> bool:
    return any(code in _BRAIN for code in lexicon.of_coding(site).codes)


def _with_site(topics: Topics, *, brain: bool) -> Topics:
    """An MRI of no stated site counts as one of the brain where the record names the brain."""
    return topics | {_BRAIN_MRI} if brain and _ANY_MRI in topics else topics


def _done(
    concept: Concept,
    when: PartialDate | None,
    entry: Entry,
    intake: Intake,
    *,
    sites: Topics = NO_TOPICS,
) -> None:
    if not concept.topics:
        intake.not_coded(entry, concept)
        return
    if not intake.dated(entry, when, concept):
        return
    fact = Done(
        when=when,
        source=intake.source(entry),
        name=concept.name,
        topics=concept.topics,
        sites=sites,
    )
    intake.facts.procedures.append(fact)
