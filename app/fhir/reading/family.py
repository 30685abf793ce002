"""Mother and child: which RelatedPerson makes one Patient the mother or the child of another."""

from collections.abc import Sequence
from typing import Final

from app.fhir.r4.patient import Patient
from app.fhir.r4.related_person import RelatedPerson
from app.fhir.reading.entry import Entry, identifiers
from app.fhir.reading.references import Index

_MOTHER: Final = frozenset(["MTH", "NMTH", "NMTHF", "GESTM"])
_CHILD: Final = frozenset(["CHILD", "NCHILD", "SON", "SONC", "DAU", "DAUC"])
_FAMILY: Final = _MOTHER | _CHILD | {"ADOPTM"}


def related_to(one: Entry, other: Entry, related: Sequence[Entry], index: Index) -> bool:
    """Whether a RelatedPerson makes one of them the mother or child of the other."""
    return _linked(one, other, _FAMILY, related, index) or _linked(
        other, one, _FAMILY, related, index
    )


def bore(mother: Entry, child: Entry, related: Sequence[Entry], index: Index) -> bool:
    """Whether she can have borne this child: neither adoptive mother nor father."""
    if _linked(child, mother, _MOTHER, related, index):
        return True
    father = isinstance(mother.resource, Patient) and mother.resource.gender == "male"
    return not father and _linked(mother, child, _CHILD, related, index)


def _linked(
    whose: Entry, who: Entry, roles: frozenset[str], related: Sequence[Entry], index: Index
) -> bool:
    """Whether one of these roles of a RelatedPerson is stated: `who` is that to `whose`."""
    return any(
        isinstance(entry.resource, RelatedPerson)
        and not roles.isdisjoint(_roles(entry.resource))
        and index.resolve(entry.resource.patient, entry).entry is whose
        and _is_person(who, entry, index)
        for entry in related
    )


def _is_person(patient: Entry, related: Entry, index: Index) -> bool:
    """Whether the RelatedPerson is this Patient: by Patient.link or by a shared identifier."""
    links = (patient.resource.link or ()) if isinstance(patient.resource, Patient) else ()
    if any(index.resolve(link.other, patient).entry is related for link in links):
        return True
    return not set(identifiers(patient.resource)).isdisjoint(identifiers(related.resource))


def _roles(person: RelatedPerson) -> set[str]:
    codings = (c for concept in person.relationship or () for c in concept.coding or ())
    return {coding.code for coding in codings if coding.code}
