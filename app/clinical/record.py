"""A record: every fact read of one patient, and what the sender declared complete."""

from dataclasses import dataclass

from app.clinical.facts import (
    Administration,
    Allergy,
    Coded,
    Decision,
    Diagnosis,
    LabResult,
    Medication,
    Mother,
    Patient,
    Procedure,
    Reaction,
    Serology,
    Stay,
    Unreadable,
    Vaccination,
    VitalSign,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the sender supplied of one patient, read up to `asOf`.

    Facts dated after the day of judgement are not here (planned ones excepted); neither are
    those with a status that makes them no facts (entered-in-error, refuted, not-done …).

    Attributes:
        vital_signs: those beside the last infusion.
        complete: resource types for which absence means "none" (decisions.md 14). Either of
            MedicationRequest and MedicationStatement completes both; "no known" statements count.
        mother: the linked mother of an infant, None where the record holds none.
        unreadable: invalid resources whose type and code are ones that a row reads.
    """

    patient: Patient
    results: tuple[LabResult, ...] = ()
    serologies: tuple[Serology, ...] = ()
    vaccinations: tuple[Vaccination, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    medications: tuple[Medication, ...] = ()
    administrations: tuple[Administration, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    coded: tuple[Coded, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    stays: tuple[Stay, ...] = ()
    decisions: tuple[Decision, ...] = ()
    vital_signs: tuple[VitalSign, ...] = ()
    mother: Mother | None = None
    unreadable: tuple[Unreadable, ...] = ()
    complete: frozenset[str] = frozenset()
