"""One record being read: what every reader of a type needs, and where the facts gather."""

from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Final

from app.clinical.dates import PartialDate, add_months, days, years_between
from app.clinical.facts import (
    NO_TOPICS,
    Administration,
    Allergy,
    Coded,
    Decision,
    Diagnosis,
    LabResult,
    Medication,
    Patient,
    Procedure,
    Reaction,
    Serology,
    Source,
    Stay,
    Topics,
    Unreadable,
    Vaccination,
)
from app.fhir.r4.datatypes import Age, Period
from app.fhir.reading.concepts import Concept, Lexicon
from app.fhir.reading.entry import Entry
from app.fhir.reading.messages import Messages
from app.fhir.reading.patients import Patients
from app.fhir.reading.references import Index
from app.knowledge.limits import Limit, Limits
from app.knowledge.units import Units

_DAY: Final = len("2025-12-01")
FUTURE: Final = "dated after tomorrow"
NOT_CODED: Final = "no code that a rule reads"
NOT_STATED: Final = "it says that nothing was asked or recorded"
AFTER_AS_OF: Final = "dated after the day of judgement"


@dataclass(slots=True, kw_only=True)
class Facts:
    """What was read so far, by kind.

    Attributes:
        vital_signs: days, names and entries; facts are made of those beside the last infusion.
        complete: types declared complete.
        doubtful: types of which an entry could not even be recognised: not complete after all.
    """

    results: list[LabResult] = field(default_factory=list)
    serologies: list[Serology] = field(default_factory=list)
    vaccinations: list[Vaccination] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    medications: list[Medication] = field(default_factory=list)
    administrations: list[Administration] = field(default_factory=list)
    allergies: list[Allergy] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    coded: list[Coded] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    vital_signs: list[tuple[PartialDate, str, Entry]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Intake:
    """The tools of reading and the facts read.

    Attributes:
        as_of: facts after this day are not read.
        tomorrow: the real tomorrow; what is dated later is wrong.
    """

    lexicon: Lexicon
    units: Units
    table: Limits
    index: Index
    patients: Patients
    messages: Messages
    zone: tzinfo
    as_of: date
    tomorrow: date
    patient: Patient
    facts: Facts = field(default_factory=Facts)
    used: dict[str, Source] = field(default_factory=dict)
    _days: dict[str, PartialDate] = field(default_factory=dict)
    _limits: dict[str, Limit | None] = field(default_factory=dict)

    # -- days
    def day(self, written: str | None) -> PartialDate | None:
        """A date, dateTime or instant as the local day; None when absent or not a day."""
        if written is None:
            return None
        known = self._days.get(written)
        if known is None:
            known = self._days[written] = _parsed(written, self.zone)
        return known

    def start(self, period: Period | None) -> PartialDate | None:
        return None if period is None else self.day(period.start)

    def end(self, period: Period | None) -> PartialDate | None:
        return None if period is None else self.day(period.end)

    def at_age(self, age: Age | None) -> PartialDate | None:
        """The year of life that an age in years names, None in other units or without birth."""
        birth = self.patient.birth
        if age is None or age.value is None or birth is None:
            return None
        if (age.code or age.unit) not in ("a", "year", "years", "yr"):
            return None
        first = _years_later(birth.earliest, int(age.value))
        last = _years_later(birth.latest, int(age.value) + 1) - days(1)
        return PartialDate(first, last, f"age {int(age.value)}")

    def admits(self, entry: Entry, when: PartialDate | None) -> bool:
        """Whether a fact of this day is read; what comes after the day of judgement is named."""
        if when is None or when.earliest <= self.as_of:
            return True
        if when.earliest > self.tomorrow:
            return True
        self.messages.count(entry.type, AFTER_AS_OF, entry.place)
        return False

    def future(self, when: PartialDate | None) -> bool:
        """Dated after the real tomorrow: a mistake, not a plan."""
        return when is not None and when.earliest > self.tomorrow

    def dated(self, entry: Entry, when: PartialDate | None, concept: Concept) -> bool:
        """Whether a fact with these value sets is read; one from the future is unreadable."""
        if not self.admits(entry, when):
            return False
        if self.future(when):
            self.unreadable(entry, concept.topics, FUTURE, concept.name)
            return False
        return True

    # -- limits of normal
    def limit(self, analyte: str) -> Limit | None:
        """The table's limits for this patient (catalogue 6.3)."""
        if analyte not in self._limits:
            birth = self.patient.birth
            age = None if birth is None else years_between(birth.latest, self.as_of)
            self._limits[analyte] = self.table.of(analyte, self.patient.gender, age)
        return self._limits[analyte]

    # -- what could not be used
    def unreadable(self, entry: Entry, topics: Topics, problem: str, name: str = "") -> None:
        """A resource whose code a rule may read and that cannot be used."""
        self.messages.warn(f"{entry.type} not used: {problem}.", entry.place, "invalid")
        self._lost(entry, topics, problem, name)

    def lost(self, entry: Entry, concept: Concept, problem: str) -> None:
        """The same for a resource that is already named in the messages."""
        self._lost(entry, concept.topics, problem, concept.name)

    def _lost(self, entry: Entry, topics: Topics, problem: str, name: str) -> None:
        fact = Unreadable(
            when=None,
            source=self.source(entry),
            name=name,
            problem=problem,
            topics=topics,
            place=entry.place,
        )
        self.facts.unreadable.append(fact)

    def not_coded(self, entry: Entry, concept: Concept, element: str = "code") -> None:
        """A code that no value set holds: counted when standard, named when local or text.

        What nobody can recognise may be anything: its type is not complete after all.
        """
        if concept.nameless:
            self.facts.doubtful.add(entry.type)
        if concept.local or not concept.coded:
            self.messages.local(entry.type, concept.local, f"{entry.place}.{element}")
        else:
            self.messages.count(entry.type, NOT_CODED, f"{entry.place}.{element}")

    def none_known(self, kind: str, entry: Entry, when: PartialDate | None) -> None:
        """A statement that there are none of this type; one made later says nothing of today."""
        if self.future(when):
            self.messages.warn(f"{entry.type} not used: {FUTURE}.", entry.place, "invalid")
        elif self.admits(entry, when):
            self.facts.complete.add(kind)
            self.source(entry)

    def not_stated(self, entry: Entry) -> None:
        self.messages.count(entry.type, NOT_STATED, entry.place)

    def source(self, entry: Entry) -> Source:
        """The source of a fact; a resource that gave one is listed as used."""
        source = entry.source
        self.used[source.expression] = source
        return source

    def topics_of(self, *concepts: Concept) -> Topics:
        return NO_TOPICS.union(*(c.topics for c in concepts))


def _parsed(written: str, zone: tzinfo) -> PartialDate:
    """A leap second is the second before it; Python knows none."""
    if len(written) == _DAY:
        day = date.fromisoformat(written)
        return PartialDate(day, day, written)
    try:
        return PartialDate.parse(written.replace(":60", ":59"), zone)
    except OverflowError:  # an instant at the end of the calendar
        return PartialDate.parse(written[:10])


def _years_later(day: date, years: int) -> date:
    return add_months(day, 12 * min(years, date.max.year - day.year))
