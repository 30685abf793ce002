"""Patient: the one person judged, how they are quoted and how they are known again."""

from datetime import tzinfo
from typing import Final

from app.clinical.dates import PartialDate
from app.clinical.facts import Patient as Person
from app.errors import Problem, Unprocessable
from app.fhir.r4.patient import Patient
from app.fhir.reading.entry import Entry

_MEDICAL_RECORD: Final = "MR"
UNREADABLE: Final = "The Patient cannot be read: send it as valid FHIR R4."


def fact_of(entry: Entry, zone: tzinfo) -> Person:
    resource = _patient(entry)
    birth = resource.birthDate
    return Person(
        when=PartialDate.parse(birth, zone) if birth is not None else None,
        source=entry.source,
        name="Patient",
        gender=resource.gender or "",
        deceased=resource.deceasedBoolean is True or resource.deceasedDateTime is not None,
        active=resource.active is not False,
    )


def key_of(entry: Entry, system: str) -> str | None:
    """Who is the same patient (decisions.md 16): never by name or birth date."""
    resource = _patient(entry)
    numbers = []
    for identifier in resource.identifier or ():
        codings = (identifier.type.coding or []) if identifier.type is not None else []
        record_number = any(coding.code == _MEDICAL_RECORD for coding in codings)
        if identifier.value and (identifier.system == system if system else record_number):
            numbers.append((identifier.system or "", identifier.value.strip()))
    if numbers:
        return "|".join(min(numbers))
    return entry.full_url if entry.root else None


def references_of(entry: Entry) -> frozenset[str]:
    """What a search may call the Patient."""
    names = {entry.id, entry.full_url if entry.absolute else ""}
    return frozenset(name for name in names if name)


def _patient(entry: Entry) -> Patient:
    if not isinstance(entry.resource, Patient):
        raise Unprocessable(Problem(UNREADABLE, "structure", entry.place))
    return entry.resource
