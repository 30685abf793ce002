"""The chart: what is known of one patient on one day, indexed once and judged many times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from app.clinical.course import Course
from app.clinical.facts import (
    Administration,
    Allergy,
    Coded,
    Decision,
    Diagnosis,
    Fact,
    LabResult,
    Medication,
    Patient,
    Procedure,
    Reaction,
    Serology,
    Stay,
    Vaccination,
)
from app.clinical.finding import Basis
from app.clinical.newest import (
    far_before,
    may_be_as_new,
    newest_first,
    order,
    recency,
    worse_result,
    worse_serology,
)
from app.clinical.record import Record

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What the caller asks.

    Attributes:
        as_of: the day of judgement.
        planned_start: planned day of the infusion; `planned_time` where an instant was given.
        product: "iv" or "sc".
        option: rate table asked for ("1", "2") or "".
    """

    as_of: date
    planned_start: date
    planned_time: datetime | None = None
    product: str = "iv"
    option: str = ""


_Derived = TypeVar("_Derived")
_Topical = TypeVar(
    "_Topical",
    Diagnosis,
    Medication,
    Administration,
    Allergy,
    Reaction,
    Coded,
    Procedure,
)


class Chart:
    """Facts of one patient by what they are about, newest first; undated ones last."""

    __slots__ = (
        "_administrations",
        "_allergies",
        "_coded",
        "_decisions",
        "_derived",
        "_diagnoses",
        "_medications",
        "_procedures",
        "_reactions",
        "_results",
        "_serologies",
        "course",
        "question",
        "record",
    )

    def __init__(self, record: Record, question: Question, course: Course) -> None:
        self.record = record
        self.question = question
        self.course = course
        self._results = newest_first(record.results, lambda r: r.analyte, worse_result)
        self._serologies = newest_first(record.serologies, lambda s: s.marker, worse_serology)
        self._diagnoses = _by_topic(record.diagnoses)
        self._medications = _by_topic(record.medications)
        self._administrations = _by_topic(record.administrations)
        self._allergies = _by_topic(record.allergies)
        self._reactions = _by_topic(record.reactions)
        self._coded = _by_topic(record.coded)
        self._procedures = _by_topic(record.procedures)
        self._derived: dict[object, object] = {}
        self._decisions: dict[str, list[Decision]] = {}
        for decision in record.decisions:
            self._decisions.setdefault(decision.row, []).append(decision)

    def once(self, derive: Callable[["Chart"], _Derived]) -> _Derived:
        """What this pure function reads off the chart: several rules ask for it, one works."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]  # type: ignore[return-value]  # kept by what returned it

    # -- the question
    @property
    def as_of(self) -> date:
        return self.question.as_of

    @property
    def start(self) -> date:
        """Planned day of the infusion."""
        return self.question.planned_start

    @property
    def patient(self) -> Patient:
        return self.record.patient

    @property
    def vaccinations(self) -> tuple[Vaccination, ...]:
        return self.record.vaccinations

    @property
    def stays(self) -> tuple[Stay, ...]:
        return self.record.stays

    def declared(self, resource_type: str) -> bool:
        """Whether absence of this type means "none recorded" (decisions.md 14)."""
        return resource_type in self.record.complete

    # -- measured and qualitative results
    def results(self, analyte: str) -> tuple[LabResult, ...]:
        """All results, newest first, unusable and undated ones included."""
        return self._results.get(analyte, ())

    def usable(self, analyte: str) -> tuple[LabResult, ...]:
        """Final, readable, dated results, newest first."""
        return tuple(r for r in self._results.get(analyte, ()) if _usable(r))

    def latest(self, analyte: str) -> LabResult | None:
        """The newest result that may clear a check."""
        for result in self._results.get(analyte, ()):
            if _usable(result):
                return result
        return None

    def current(self, analyte: str) -> tuple[LabResult, ...]:
        """The newest final result and all that may be newer: an alert looks at all of them."""
        found: list[LabResult] = []
        newest: LabResult | None = None
        for result in self.results(analyte):
            if result.problem or result.when is None:
                continue
            if newest is not None and far_before(result, newest):
                break
            if newest is None or may_be_as_new(result, newest):
                found.append(result)
            if newest is None and not result.preliminary:
                newest = result
        return tuple(found)

    def serologies(self, *markers: str) -> tuple[Serology, ...]:
        """All results of these markers, newest first within each marker."""
        if len(markers) == 1:
            return self._serologies.get(markers[0], ())
        return tuple(s for marker in markers for s in self._serologies.get(marker, ()))

    def latest_serology(self, *markers: str) -> Serology | None:
        """The newest result of any of these markers that may clear a check."""
        found = [s for s in self.serologies(*markers) if _usable(s) and s.reading is not None]
        return max(found, key=recency, default=None)

    # -- facts by topic
    def diagnoses(self, *topics: str) -> tuple[Diagnosis, ...]:
        return _of(self._diagnoses, topics)

    def medications(self, *topics: str) -> tuple[Medication, ...]:
        """Orders, statements and dispenses of a product."""
        return _of(self._medications, topics)

    def administrations(self, *topics: str) -> tuple[Administration, ...]:
        return _of(self._administrations, topics)

    def allergies(self, *topics: str) -> tuple[Allergy, ...]:
        return _of(self._allergies, topics)

    def reactions(self, *topics: str) -> tuple[Reaction, ...]:
        return _of(self._reactions, topics)

    def coded(self, *topics: str) -> tuple[Coded, ...]:
        return _of(self._coded, topics)

    def procedures(self, *topics: str) -> tuple[Procedure, ...]:
        return _of(self._procedures, topics)

    def why_absent(self, *names: str) -> tuple[Basis, tuple[Fact, ...]]:
        """Why no usable result of these analytes or markers exists: none sent, or none readable."""
        found: list[Fact] = [r for name in names for r in self.results(name)]
        found.extend(self.serologies(*names))
        unusable = tuple(f for f in found if f.problem or f.when is None)
        return (Basis.UNUSABLE if unusable else Basis.MISSING), unusable

    # -- what a person decided
    def decisions(self, row: str, after: Iterable[Fact] = ()) -> tuple[Decision, ...]:
        """Recorded decisions on a row dated after every one of these facts, newest first."""
        answers = self._decisions.get(row, ())
        if not answers:
            return ()
        facts = [f for f in after if f.when is not None]
        answers = [d for d in answers if all(_later(d, f) for f in facts)]
        return tuple(sorted(answers, key=order, reverse=True))

    def decision(self, row: str, after: Iterable[Fact] = ()) -> Decision | None:
        """The newest of them."""
        return next(iter(self.decisions(row, after)), None)


def _usable(result: LabResult | Serology) -> bool:
    return not result.problem and not result.preliminary and result.when is not None


def _later(decision: Decision, fact: Fact) -> bool:
    if decision.when is None or fact.when is None:
        return False
    written = fact.recorded if isinstance(fact, Diagnosis | Vaccination) else None
    if written is not None and decision.when.latest < written.earliest:
        return False  # what was written down after the decision cannot have been decided on
    if decision.when.instant and fact.when.instant:
        return decision.when.instant > fact.when.instant
    return decision.when.earliest > fact.when.latest


def _by_topic(facts: tuple[_Topical, ...]) -> dict[str, tuple[_Topical, ...]]:
    if not facts:
        return {}
    index: dict[str, list[_Topical]] = {}
    for fact in sorted(facts, key=order, reverse=True) if len(facts) > 1 else facts:
        for topic in fact.topics:
            index.setdefault(topic, []).append(fact)
    return {topic: tuple(found) for topic, found in index.items()}


def _of(index: dict[str, tuple[_Topical, ...]], topics: tuple[str, ...]) -> tuple[_Topical, ...]:
    """Most topics of most records are empty, so nothing is built until two of them are not."""
    if not index:
        return ()
    if len(topics) == 1:
        return index.get(topics[0], ())
    several = [index[topic] for topic in topics if topic in index]
    if len(several) < _SEVERAL:
        return several[0] if several else ()
    found = {id(fact): fact for facts in several for fact in facts}
    if len(found) < _SEVERAL:
        return tuple(found.values())
    return tuple(sorted(found.values(), key=order, reverse=True))
