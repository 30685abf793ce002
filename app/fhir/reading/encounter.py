"""Encounter: stays, for seriousness of reactions and infections."""

from typing import Final

from app.clinical.facts import Stay
from app.fhir.r4.encounter import Encounter
from app.fhir.reading.concepts import NOTHING
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Intake

NOT_HELD: Final = "status {}: it did not take place"
_HELD: Final = ("arrived", "triaged", "in-progress", "onleave", "finished")
_INPATIENT: Final = ("IMP", "ACUTE", "NONAC")


def read(encounter: Encounter, entry: Entry, intake: Intake) -> None:
    if encounter.status not in _HELD:
        reason = NOT_HELD.format(encounter.status or "unknown")
        intake.messages.count("Encounter", reason, entry.place)
        return
    start, end = intake.start(encounter.period), intake.end(encounter.period)
    if not intake.dated(entry, start or end, NOTHING):
        return
    fact = Stay(
        when=start or end,
        source=intake.source(entry),
        name=encounter.class_.display or encounter.class_.code or "",
        inpatient=encounter.class_.code in _INPATIENT,
        ended=end,
    )
    intake.facts.stays.append(fact)
