"""Immunization and ImmunizationRecommendation: vaccines given and forecast; passive antibodies."""

from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import Administration, Vaccination, VaccineClass
from app.fhir.outcome import Issue
from app.fhir.r4.immunization import Immunization
from app.fhir.r4.immunization_recommendation import (
    ImmunizationRecommendation,
)
from app.fhir.r4.immunization_recommendation import (
    ImmunizationRecommendationRecommendation as Forecast,
)
from app.fhir.reading.concepts import CVX, Concept
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import FUTURE, Intake
from app.fhir.writing.names import system
from app.knowledge.vaccines import VaccineVerdict, vaccine_class

REPLACEMENT: Final = "drug_immunoglobulin_replacement"
NOT_GIVEN: Final = "status {}: no vaccine was given"
NO_VACCINE: Final = "the product is no vaccine"
UNCLASSIFIED: Final = (
    "Immunization: the vaccine cannot be classed as live or not and is judged as unknown. Send its "
    "CVX, SNOMED CT or ATC code, or map it in the site's concept map."
)
NO_DATE: Final = "it has no date of the day it was given"
_NONE_KNOWN: Final = "no-known-immunizations"
_NOT_STATED: Final = "no-immunization-info"
_NOT_DUE: Final = frozenset(["complete", "immune", "contraindicated"])
OURS: Final = "a recommendation of this service: what it says is judged anew"
_PLANNER: Final = system("recommendation")
_DUE_DATES: Final = ("30980-7", "30981-5")
_NO_ADMINISTERED: Final = (CVX, "998")


def read(immunization: Immunization, entry: Entry, intake: Intake) -> None:
    status = immunization.status or "unknown"
    if status != "completed":
        intake.messages.count("Immunization", NOT_GIVEN.format(status), entry.place)
        return
    concept = intake.lexicon.of(immunization.vaccineCode)
    codes = {code for _, code in concept.codes}
    if codes == {_NONE_KNOWN}:
        told = intake.day(immunization.recorded) or intake.day(immunization.occurrenceDateTime)
        intake.none_known("Immunization", entry, told)
        return
    if codes == {_NOT_STATED}:
        intake.not_stated(entry)
        return
    when = intake.day(immunization.occurrenceDateTime)
    recorded = intake.day(immunization.recorded)
    if not intake.admits(entry, when or recorded):
        return
    verdict = _verdict(concept, intake)
    if REPLACEMENT in concept.topics:
        _replacement(concept, when, entry, intake)
    elif verdict.kind is None:
        intake.messages.count("Immunization", NO_VACCINE, entry.place)
    else:
        if verdict is VaccineVerdict.UNKNOWN and not concept.topics:
            _unclassified(concept, entry, intake)
        fact = _given(immunization, verdict.kind, entry, intake)
        intake.facts.vaccinations.append(fact)


def _unclassified(concept: Concept, entry: Entry, intake: Intake) -> None:
    place = f"{entry.place}.vaccineCode"
    code = "|".join(concept.codes[0]) if concept.codes else ""
    intake.messages.add(Issue("warning", "code-invalid", UNCLASSIFIED, place, code))


def _given(
    immunization: Immunization, kind: VaccineClass, entry: Entry, intake: Intake
) -> Vaccination:
    concept = intake.lexicon.of(immunization.vaccineCode)
    when = intake.day(immunization.occurrenceDateTime)
    if when is None:
        intake.messages.warn(f"Immunization: {NO_DATE}.", entry.place, "required")
    elif intake.future(when):
        intake.messages.warn(f"Immunization not used: {FUTURE}.", entry.place, "invalid")
    return Vaccination(
        when=when,
        source=intake.source(entry),
        name=concept.name,
        problem=FUTURE if intake.future(when) else "",
        kind=kind,
        key=concept.key,
        recorded=intake.day(immunization.recorded),
    )


def _replacement(concept: Concept, when: PartialDate | None, entry: Entry, intake: Intake) -> None:
    """Immunoglobulins are recorded as immunizations by vaccine registries (CVX 86, 87)."""
    if not intake.dated(entry, when, concept):
        return
    fact = Administration(
        when=when,
        source=intake.source(entry),
        name=concept.name,
        topics=concept.topics,
        key=concept.key,
        status="completed",
    )
    intake.facts.administrations.append(fact)


def _verdict(concept: Concept, intake: Intake) -> VaccineVerdict:
    """The class of all codings; where none says anything, of the site's text map."""
    if _NO_ADMINISTERED in concept.codes:
        return VaccineVerdict.NOT_A_VACCINE
    verdict = vaccine_class(intake.lexicon.codes, concept.codes)
    if verdict is VaccineVerdict.UNKNOWN and concept.topics:
        codes = intake.lexicon.codes
        samples = (codes.members(name)[:1] for name in concept.topics)
        return vaccine_class(codes, [(m.system, m.code) for found in samples for m in found])
    return verdict


def ordered(concept: Concept, intake: Intake) -> VaccineClass | None:
    """The class of an ordered product, None when it is no vaccine that we know."""
    verdict = _verdict(concept, intake)
    return None if verdict is VaccineVerdict.UNKNOWN else verdict.kind


def spoiled(concept: Concept, problem: str, entry: Entry, intake: Intake) -> None:
    """A vaccination that cannot be used: present, not absent."""
    verdict = _verdict(concept, intake)
    if verdict.kind is None:
        intake.lost(entry, concept, problem)
        return
    fact = Vaccination(
        when=None,
        source=intake.source(entry),
        name=concept.name,
        problem=problem,
        kind=verdict.kind,
        key=concept.key,
    )
    intake.facts.vaccinations.append(fact)


def read_forecast(resource: ImmunizationRecommendation, entry: Entry, intake: Intake) -> None:
    if any(i.system == _PLANNER for i in resource.identifier or ()):
        intake.messages.count("ImmunizationRecommendation", OURS, entry.place)
        return
    if not intake.admits(entry, intake.day(resource.date)):
        return
    for forecast in resource.recommendation:
        status = intake.lexicon.of(forecast.forecastStatus)
        if not any(code in _NOT_DUE for _, code in status.codes):
            _forecast(forecast, entry, intake)


def _forecast(forecast: Forecast, entry: Entry, intake: Intake) -> None:
    if not forecast.vaccineCode:
        reason = "a recommendation without vaccineCode names no product"
        intake.messages.count("ImmunizationRecommendation", reason, entry.place)
    for written in forecast.vaccineCode or ():
        concept = intake.lexicon.of(written)
        kind = _verdict(concept, intake).kind
        if kind is None:
            continue
        fact = Vaccination(
            when=_due(forecast, intake),
            source=intake.source(entry),
            name=concept.name,
            kind=kind,
            key=concept.key,
            forecast=True,
        )
        intake.facts.vaccinations.append(fact)


def _due(forecast: Forecast, intake: Intake) -> PartialDate | None:
    """The day due, else the earliest day, else any day named."""
    dates = {
        code: criterion.value
        for criterion in forecast.dateCriterion or ()
        for _, code in intake.lexicon.of(criterion.code).codes or (("", ""),)
    }
    for code in _DUE_DATES:
        if code in dates:
            return intake.day(dates[code])
    return intake.day(next(iter(dates.values()), None))
