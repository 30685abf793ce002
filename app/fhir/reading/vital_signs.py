"""Vital signs: that one was measured, and when; kept only beside the last infusion (MON-02)."""

from datetime import date
from typing import Final

from app.clinical.dates import PartialDate, days
from app.clinical.facts import VitalSign
from app.fhir.r4.observation import Observation
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import FUTURE, Intake

VITAL: Final = "vital_signs"
INFUSION: Final = "drug_ocrelizumab_iv"
NO_MEASUREMENT: Final = "a vital sign without value or day, or not final: it shows no measurement"
ELSEWHERE: Final = "a vital sign of a time when no rule asks for one"


def note(
    observation: Observation, when: PartialDate | None, entry: Entry, intake: Intake, *, final: bool
) -> None:
    """Remember it until all doses are read; what proves no measurement is named."""
    if when is None or not final or not _measured(observation):
        intake.messages.count("Observation", NO_MEASUREMENT, entry.place)
    elif intake.future(when):
        intake.messages.warn(f"Observation not used: {FUTURE}.", entry.place, "invalid")
    elif intake.admits(entry, when):
        name = intake.lexicon.of(observation.code).name
        intake.facts.vital_signs.append((when, name, entry))


def of_last_infusion(intake: Intake) -> tuple[VitalSign, ...]:
    """Those of the days of the last infusion and of the day after it; the others are counted."""
    noted = intake.facts.vital_signs
    if not noted:
        return ()
    first, last = _last_infusion(intake)
    found: list[VitalSign] = []
    for when, name, entry in noted:
        if when.latest >= first and when.earliest <= last:
            found.append(VitalSign(when=when, source=intake.source(entry), name=name))
        else:
            intake.messages.count("Observation", ELSEWHERE, entry.place)
    return tuple(found)


def _measured(observation: Observation) -> bool:
    """A value, or a part with a value: blood pressure is told by its parts."""
    parts = (observation, *(observation.component or ()))
    return any(p.valueQuantity is not None or p.valueInteger is not None for p in parts)


def _last_infusion(intake: Intake) -> tuple[date, date]:
    """From its first to the day after its last day; nothing lies between where there is none."""
    given = [a for a in intake.facts.administrations if a.when is not None and INFUSION in a.topics]
    spans = [
        (a.when.earliest, max(a.when.latest, a.ended.latest if a.ended else a.when.latest))
        for a in given
        if a.when is not None
    ]
    if not spans:
        return date.max, date.min
    end = max(last for _, last in spans)
    # Entries of one infusion may lie on two days.
    start = min(first for first, last in spans if last >= end - days(1))
    return start, end + days(1)
