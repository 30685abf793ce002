"""The mother of a judged infant: her ocrelizumab and when the pregnancy began, nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.clinical.dates import PartialDate
from app.clinical.facts import MaternalDose, Medication, Mother, PregnancyDate
from app.fhir.r4.medication_statement import MedicationStatement
from app.fhir.r4.observation import Observation
from app.fhir.reading import (
    medication_administration,
    medication_request,
    medication_statement,
    procedure,
)
from app.fhir.reading.analytes import EXPECTED_DELIVERY, LAST_MENSTRUATION
from app.fhir.reading.completeness import Search, searched
from app.fhir.reading.entry import Entry
from app.fhir.reading.intake import Facts, Intake
from app.fhir.reading.patient import fact_of, references_of

_OCRELIZUMAB: Final = frozenset(["drug_ocrelizumab_iv", "drug_ocrelizumab_sc"])
_ADMINISTRATION: Final = "MedicationAdministration"
_READERS: Final[dict[str, Callable[[Any, Entry, Intake], None]]] = {
    _ADMINISTRATION: medication_administration.read,
    "MedicationRequest": medication_request.read,
    "MedicationStatement": medication_statement.read,
    "MedicationDispense": medication_statement.read_dispense,
    "Procedure": procedure.read,
}
_ONLY_PLANNED: Final = ("draft", "active", "on-hold", "cancelled")
_FINAL: Final = ("final", "amended", "corrected")


@dataclass(slots=True)
class MotherRecord:
    """Her resources, read beside those of the infant with the same tools.

    Attributes:
        intake: the infant's, where what is used is listed.
        hers: has facts of its own, so that nothing of hers becomes the infant's.
    """

    intake: Intake
    hers: Intake
    doses: list[MaternalDose] = field(default_factory=list)
    dates: list[PregnancyDate] = field(default_factory=list)

    def read(self, entry: Entry) -> bool:
        """Whether this resource of hers bears on the infant; else it is left unread."""
        before = len(self.doses) + len(self.dates)
        if isinstance(entry.resource, Observation):
            self._dates(entry.resource, entry)
        elif entry.type in _READERS:
            self._medicine(entry)
        return len(self.doses) + len(self.dates) > before

    def told(self, declared: frozenset[str], searches: Sequence[Search]) -> Mother:
        """Complete where the record is declared so, or where the search for her came whole."""
        complete = _ADMINISTRATION in declared or all(
            _ADMINISTRATION in searched(searches, references_of(entry))
            for entry in self.intake.patients.mothers
        )
        doubtful = _ADMINISTRATION in self.hers.facts.doubtful
        return Mother(
            ocrelizumab=tuple(self.doses),
            dates=tuple(self.dates),
            complete=complete and not doubtful,
        )

    def _medicine(self, entry: Entry) -> None:
        facts = self.hers.facts = Facts(doubtful=self.hers.facts.doubtful)
        _READERS[entry.type](entry.resource, entry, self.hers)
        for given in facts.administrations:
            if not _OCRELIZUMAB.isdisjoint(given.topics):
                self._dose(entry, given.when, given.name, given=True)
        for medicine in facts.medications:
            planned = entry.type == "MedicationRequest" and medicine.status in _ONLY_PLANNED
            if not planned and not _OCRELIZUMAB.isdisjoint(medicine.topics):
                self._dose(entry, _span(medicine, entry, self.hers), medicine.name)
        for done in facts.procedures:
            if not _OCRELIZUMAB.isdisjoint(done.topics):
                self._dose(entry, done.when, done.name)
        for lost in facts.unreadable:
            if not _OCRELIZUMAB.isdisjoint(lost.topics):
                self._dose(entry, None, lost.name, problem=lost.problem)

    def _dose(
        self,
        entry: Entry,
        when: PartialDate | None,
        name: str,
        *,
        given: bool = False,
        problem: str = "",
    ) -> None:
        source = self.intake.source(entry)
        fact = MaternalDose(when=when, source=source, name=name, problem=problem, given=given)
        self.doses.append(fact)

    def _dates(self, observation: Observation, entry: Entry) -> None:
        """The last menstruation and the expected delivery, as Observation or as part of one."""
        if observation.status not in _FINAL:
            return
        for part in (observation, *(observation.component or ())):
            concept = self.hers.lexicon.of(part.code)
            expected = EXPECTED_DELIVERY in concept.topics
            if part.valueDateTime is None or not (expected or LAST_MENSTRUATION in concept.topics):
                continue
            fact = PregnancyDate(
                when=self.hers.day(part.valueDateTime),
                source=self.intake.source(entry),
                name=concept.name,
                expected_delivery=expected,
            )
            self.dates.append(fact)


def record_of_mother(intake: Intake) -> MotherRecord | None:
    """None where the record holds no mother of the judged patient."""
    mothers = intake.patients.mothers
    if not mothers:
        return None
    hers = replace(
        intake, facts=Facts(), used={}, patient=fact_of(mothers[0], intake.zone), _limits={}
    )
    return MotherRecord(intake, hers)


def _span(medicine: Medication, entry: Entry, intake: Intake) -> PartialDate | None:
    """The days on which the medicine may have been given: all of a stated period or supply."""
    begun, ends = medicine.when, medicine.ends or medicine.planned
    if isinstance(entry.resource, MedicationStatement):
        period = entry.resource.effectivePeriod
        begun = intake.day(entry.resource.effectiveDateTime) or intake.start(period)
        going_on = period is not None and period.end is None
        ends = PartialDate.of(intake.as_of) if going_on else intake.end(period)
    if begun is None or ends is None or ends.latest <= begun.latest:
        return begun
    return PartialDate(begun.earliest, ends.latest, f"{begun.text} to {ends.text}")
