"""Which elements a rule reads: a fault elsewhere is named and spoils nothing (decisions.md 20)."""

from typing import Final

_MEDICATION: Final = "medicationCodeableConcept medicationReference"
_ONSET: Final = "onsetDateTime onsetAge onsetPeriod"
_EFFECTIVE: Final = "effectiveDateTime effectivePeriod"

READ: Final = {
    kind: frozenset(names.split())
    for kind, names in {
        "Patient": "identifier active gender birthDate deceasedBoolean deceasedDateTime link",
        "Observation": f"status code subject focus {_EFFECTIVE} effectiveTiming effectiveInstant "
        "issued valueQuantity valueCodeableConcept valueString valueBoolean valueInteger "
        "dataAbsentReason interpretation referenceRange component hasMember",
        "Immunization": "status vaccineCode patient occurrenceDateTime occurrenceString recorded "
        "isSubpotent",
        "ImmunizationRecommendation": "patient date recommendation",
        "Condition": f"clinicalStatus verificationStatus severity code bodySite subject {_ONSET} "
        "abatementDateTime abatementAge abatementPeriod abatementString recordedDate",
        "AllergyIntolerance": "clinicalStatus verificationStatus criticality code patient "
        f"{_ONSET} recordedDate reaction",
        "AdverseEvent": "actuality event subject date detected recordedDate seriousness severity "
        "outcome suspectEntity",
        "Medication": "code status ingredient",
        "MedicationAdministration": f"identifier status {_MEDICATION} subject {_EFFECTIVE} "
        "request dosage",
        "MedicationRequest": f"status intent doNotPerform {_MEDICATION} subject authoredOn "
        "reasonCode reasonReference instantiatesCanonical dosageInstruction dispenseRequest",
        "MedicationStatement": f"status {_MEDICATION} subject {_EFFECTIVE} dateAsserted "
        "reasonCode reasonReference dosage",
        "MedicationDispense": f"status {_MEDICATION} subject whenPrepared whenHandedOver "
        "daysSupply authorizingPrescription dosageInstruction",
        "Procedure": "status code subject performedDateTime performedPeriod performedAge bodySite",
        "DiagnosticReport": f"status code subject {_EFFECTIVE} issued",
        "ImagingStudy": "status modality subject started procedureCode series",
        "Encounter": "status class subject period",
        "RelatedPerson": "identifier patient relationship",
        "List": "status mode code subject date entry emptyReason",
        "Composition": "status subject date section",
        "DetectedIssue": "identifier status code patient mitigation",
    }.items()
}
"""The resource types that are read at all, and of each the elements."""

_MODIFIERS: Final = frozenset(["implicitRules", "modifierExtension", "resourceType", ""])


def matters(kind: str, element: str) -> bool:
    """Whether a fault in this element, or in this choice of types, makes the resource unusable."""
    read = READ.get(kind, frozenset())
    if element in _MODIFIERS or element in read:
        return True
    size = len(element)
    return any(name.startswith(element) and name[size : size + 1].isupper() for name in read)


def element_of(expression: str, place: str) -> str:
    """The element of the resource that a FHIRPath below its place leads to."""
    rest = expression.removeprefix(place).lstrip(".")
    return rest.split(".", 1)[0].split("[", 1)[0].removeprefix("_") if rest else ""
