"""Who is judged, and whose data a resource is (contract.md section 1; decisions.md 10, 16, 19)."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from app.errors import Problem, Unprocessable
from app.fhir.r4.datatypes import Reference
from app.fhir.r4.patient import Patient, PatientLink
from app.fhir.reading.entry import Entry, identifiers
from app.fhir.reading.family import bore, related_to
from app.fhir.reading.references import Index, token_of

_SAME_PERSON: Final = ("replaces", "seealso", "refer")
NO_PATIENT: Final = "The record holds no Patient: add the one Patient to be judged."
TWO_PATIENTS: Final = (
    "The record holds more than one Patient. Send one, or for mother and infant name the one to "
    "judge in the parameter subject."
)
UNLINKED: Final = (
    "This second Patient is not linked to the judged one as mother or infant: send a RelatedPerson "
    "that links them, or remove this Patient and its data."
)
STRANGER: Final = "This resource belongs to another patient. Send the record of one patient only."


class Owner(Enum):
    """Whose data a resource is."""

    JUDGED = "the judged patient's"
    MOTHER = (
        "the other patient's, mother or infant of the judged one; of a mother only ocrelizumab and "
        "the beginning of the pregnancy are read"
    )
    OTHER = "the other patient's, mother or infant of the judged one"
    NOBODY = "no subject stated"
    UNKNOWN = "its subject cannot be identified in the record"
    AMBIGUOUS = "its subject matches several entries of the record"
    THING = "its subject is not a patient"
    STRANGER = "another patient's"


class Patients:
    """The judged Patient, their mother or infant if any, and which references mean whom."""

    __slots__ = ("_aliases", "_index", "_owners", "guessed", "judged", "mothers", "same")

    def __init__(
        self, judged: Entry, same: Sequence[Entry], index: Index, mothers: Sequence[Entry] = ()
    ) -> None:
        self.judged = judged
        self.same = tuple(same)
        self.mothers = tuple(mothers)
        self.guessed: list[str] = []
        self._index = index
        self._owners: dict[tuple[str, str], Owner] = {}
        self._aliases = frozenset(
            link.other.reference
            for entry in same
            for link in _links(entry)
            if link.type in _SAME_PERSON and link.other.reference
        )

    def owner(self, reference: Reference | None, holder: Entry) -> Owner:
        if reference is None:
            return Owner.NOBODY
        written = reference.reference
        if not written or written[0] == "#":
            return self._owner(reference, holder)
        root = "" if ":" in written else (holder.container or holder).root
        known = self._owners.get((root, written))
        if known is None:
            known = self._owners[root, written] = self._owner(reference, holder)
        return known

    def _owner(self, reference: Reference, holder: Entry) -> Owner:
        found = self._index.resolve(reference, holder)
        if found.ambiguous:
            return Owner.AMBIGUOUS
        if found.entry is None:
            return self._outside(reference)
        if found.guessed:
            self.guessed.append(holder.place)
        if any(found.entry is entry for entry in self.same):
            return Owner.JUDGED
        if found.entry.type != "Patient":
            return Owner.THING
        if found.entry.container is not None:
            return self._by_identifiers(identifiers(found.entry.resource), Owner.NOBODY)
        return Owner.MOTHER if found.entry in self.mothers else Owner.OTHER

    def _outside(self, reference: Reference) -> Owner:
        """A subject that is no entry of the record."""
        written = reference.reference
        if not written:
            token = token_of(reference.identifier)
            return self._by_identifiers([token] if token else [], Owner.UNKNOWN)
        if written in self._aliases:
            return Owner.JUDGED
        kind = written.rsplit("/", 2)[-2] if "/" in written else (reference.type or "Patient")
        if kind.partition("?")[0] != "Patient" and (reference.type or kind) != "Patient":
            return Owner.THING
        known = self.judged.id or self.judged.absolute
        return Owner.STRANGER if known else Owner.UNKNOWN

    def _by_identifiers(self, tokens: Iterable[tuple[str, str]], otherwise: Owner) -> Owner:
        """Same identifier, same person; another value in the same system, another person."""
        own = {token for entry in self.same for token in identifiers(entry.resource)}
        tokens = tuple(tokens)
        if own.intersection(tokens):
            return Owner.JUDGED
        systems = {system for system, _ in own if system}
        return Owner.STRANGER if any(s in systems for s, _ in tokens) else otherwise


def choose(
    patients: Sequence[Entry], related: Sequence[Entry], index: Index, subject: str | None
) -> Patients:
    """The Patient to judge, or a refusal that says what to mend."""
    if not patients:
        raise Unprocessable(Problem(NO_PATIENT, "required"))
    groups = _persons(patients, index)
    if subject is not None:
        judged = _named(subject, patients, index)
        same = next(group for group in groups if judged in group)
        _require_links(judged, [g for g in groups if g is not same], related, index)
    elif len(groups) > 1:
        places = [group[0].place for group in groups[1:]]
        raise Unprocessable([Problem(TWO_PATIENTS, "business-rule", at) for at in places])
    else:
        same = groups[0]
        judged = _current(same, index)
    if any(link.type == "replaced-by" for link in _links(judged)):
        text = "This Patient was replaced by another (link replaced-by): send the current record."
        raise Unprocessable(Problem(text, "business-rule", f"{judged.place}.link"))
    mothers = [
        entry
        for group in groups
        if group is not same and any(bore(one, judged, related, index) for one in group)
        for entry in group
    ]
    return Patients(judged, same, index, mothers)


def _links(entry: Entry) -> list[PatientLink]:
    return (entry.resource.link or []) if isinstance(entry.resource, Patient) else []


def _persons(patients: Sequence[Entry], index: Index) -> list[list[Entry]]:
    """Entries grouped by person: those that Patient.link says are the same stand together."""
    groups = [[entry] for entry in patients]
    for entry in patients:
        for link in _links(entry):
            other = index.resolve(link.other, entry).entry
            if other is not None and other.type == "Patient":
                mine = next(g for g in groups if entry in g)
                theirs = next((g for g in groups if other in g), mine)
                if theirs is not mine:
                    mine.extend(theirs)
                    groups.remove(theirs)
    return groups


def _current(same: list[Entry], index: Index) -> Entry:
    """Of several records of one person the one that replaces the others."""
    replaced = [
        index.resolve(link.other, entry).entry
        for entry in same
        for link in _links(entry)
        if link.type == "replaces"
    ]
    current = [
        entry
        for entry in same
        if not any(entry is old for old in replaced)
        and not any(link.type == "replaced-by" for link in _links(entry))
    ]
    if len(same) > 1 and len(current) != 1:
        raise Unprocessable([Problem(TWO_PATIENTS, "business-rule", e.place) for e in same[1:]])
    return current[0] if current else same[0]


def _named(subject: str, patients: Sequence[Entry], index: Index) -> Entry:
    holder = patients[0]
    for written in (subject, f"Patient/{subject}"):
        found = index.resolve(Reference(reference=written), holder).entry
        if found is not None and any(found is entry for entry in patients):
            return found
    text = "subject names no Patient of the record: give the fullUrl or Patient/id of one."
    raise Unprocessable(Problem(text, "not-found", "Parameters.parameter.where(name = 'subject')"))


def _require_links(
    judged: Entry, others: list[list[Entry]], related: Sequence[Entry], index: Index
) -> None:
    unlinked = [
        Problem(UNLINKED, "business-rule", group[0].place)
        for group in others
        if not any(related_to(judged, other, related, index) for other in group)
    ]
    if unlinked:
        raise Unprocessable(unlinked)
