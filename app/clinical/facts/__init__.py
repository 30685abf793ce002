"""Plain clinical facts, each with its date and its source. FHIR stops before this package."""

from app.clinical.facts.events import (
    Allergy,
    Coded,
    Decision,
    Diagnosis,
    Procedure,
    Reaction,
    Stay,
)
from app.clinical.facts.fact import (
    NO_TOPICS,
    Fact,
    Grade,
    Patient,
    Source,
    Topics,
    Unreadable,
)
from app.clinical.facts.maternal import MaternalDose, Mother, PregnancyDate
from app.clinical.facts.medicines import (
    Administration,
    Medication,
    Vaccination,
    VaccineClass,
)
from app.clinical.facts.mixture import (
    Diluent,
    Mixture,
)
from app.clinical.facts.results import (
    Flag,
    LabResult,
    Reading,
    Serology,
    VitalSign,
)

__all__ = [
    "NO_TOPICS",
    "Administration",
    "Allergy",
    "Coded",
    "Decision",
    "Diagnosis",
    "Diluent",
    "Fact",
    "Flag",
    "Grade",
    "LabResult",
    "MaternalDose",
    "Medication",
    "Mixture",
    "Mother",
    "Patient",
    "PregnancyDate",
    "Procedure",
    "Reaction",
    "Reading",
    "Serology",
    "Source",
    "Stay",
    "Topics",
    "Unreadable",
    "Vaccination",
    "VaccineClass",
    "VitalSign",
]
