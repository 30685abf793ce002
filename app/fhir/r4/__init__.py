"""Strict structs of every FHIR R4 4.0.1 resource type and datatype.

Generated, never edited by hand: `python -m tools.models` writes it, `--check` compares it.

Structs. One module a resource type, imported on demand: `struct_for("Observation")` is the class
`app.fhir.r4.observation.Observation`. Backbone elements are named by their path without dots
(`Observation.component` is ObservationComponent, in the same module). Datatypes and the bases
Element, BackboneElement, Resource and DomainResource are in `datatypes`, codes of required
bindings as Literals in `codes`. All are msgspec Structs: keyword only, frozen, unknown fields
refused, None where absent, defaults omitted when encoded.

Attributes carry the FHIR JSON name: `valueQuantity`, `birthDate`. A Python keyword gets an
underscore (`class_`, `import_`, `for_`, `assert_`). The JSON `_birthDate` is
`birthDate_ext`, of type Element; of a repeating primitive it is a list of Element or None.
Repeating elements are lists of at least one, or None. `contained` and every field of type
Resource are msgspec.Raw, to be decoded by their own type with `app.fhir.decode`.

Decode with `app.fhir.decode.decode_resource`: a plain msgspec decoder lacks the number hook.

What decoding proves: unknown fields, JSON types, cardinality, codes of required bindings (where
the definitions can list them), formats and calendar of primitives, strings not blank, arrays and
objects not empty (nulls in arrays only beside an extension), at most one type of a choice, and
required elements and choices. A required primitive may be absent where its `_ext` stands for it;
so its attribute may be None. A `decimal` is a Decimal with the digits as written.
What it leaves: invariants, references and their targets, narrative, required bindings of
CodeableConcept, a choice with a value of one type and an extension (`_valueString`) of another,
the form of `Resource.id` (any text that is not blank: ids of real systems are opaque), and what
is inside Raw.

Tables. `app.fhir.r4.tables.table(path)` gives the TypeTable of `Observation`,
`Observation.component`, `CodeableConcept`: each element (JSON name, attribute, FHIR type or the
path of a backbone element, min, max or None, choice, binding strength required or preferred with
its value set, codings of a required one as (system, code), target types, modifier; inherited
elements included), and each invariant of its own (key, severity, human, FHIRPath, path). ele-1
and ext-1 are said once, at Element and Extension; dom-* and those of an element with a datatype
at the type that holds it.
"""

import re
from functools import cache
from importlib import import_module
from typing import Final

from app.fhir.r4.datatypes import Resource

RESOURCE_TYPES: Final = frozenset(
    {
        "Account",
        "ActivityDefinition",
        "AdverseEvent",
        "AllergyIntolerance",
        "Appointment",
        "AppointmentResponse",
        "AuditEvent",
        "Basic",
        "Binary",
        "BiologicallyDerivedProduct",
        "BodyStructure",
        "Bundle",
        "CapabilityStatement",
        "CarePlan",
        "CareTeam",
        "CatalogEntry",
        "ChargeItem",
        "ChargeItemDefinition",
        "Claim",
        "ClaimResponse",
        "ClinicalImpression",
        "CodeSystem",
        "Communication",
        "CommunicationRequest",
        "CompartmentDefinition",
        "Composition",
        "ConceptMap",
        "Condition",
        "Consent",
        "Contract",
        "Coverage",
        "CoverageEligibilityRequest",
        "CoverageEligibilityResponse",
        "DetectedIssue",
        "Device",
        "DeviceDefinition",
        "DeviceMetric",
        "DeviceRequest",
        "DeviceUseStatement",
        "DiagnosticReport",
        "DocumentManifest",
        "DocumentReference",
        "EffectEvidenceSynthesis",
        "Encounter",
        "Endpoint",
        "EnrollmentRequest",
        "EnrollmentResponse",
        "EpisodeOfCare",
        "EventDefinition",
        "Evidence",
        "EvidenceVariable",
        "ExampleScenario",
        "ExplanationOfBenefit",
        "FamilyMemberHistory",
        "Flag",
        "Goal",
        "GraphDefinition",
        "Group",
        "GuidanceResponse",
        "HealthcareService",
        "ImagingStudy",
        "Immunization",
        "ImmunizationEvaluation",
        "ImmunizationRecommendation",
        "ImplementationGuide",
        "InsurancePlan",
        "Invoice",
        "Library",
        "Linkage",
        "List",
        "Location",
        "Measure",
        "MeasureReport",
        "Media",
        "Medication",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationKnowledge",
        "MedicationRequest",
        "MedicationStatement",
        "MedicinalProduct",
        "MedicinalProductAuthorization",
        "MedicinalProductContraindication",
        "MedicinalProductIndication",
        "MedicinalProductIngredient",
        "MedicinalProductInteraction",
        "MedicinalProductManufactured",
        "MedicinalProductPackaged",
        "MedicinalProductPharmaceutical",
        "MedicinalProductUndesirableEffect",
        "MessageDefinition",
        "MessageHeader",
        "MolecularSequence",
        "NamingSystem",
        "NutritionOrder",
        "Observation",
        "ObservationDefinition",
        "OperationDefinition",
        "OperationOutcome",
        "Organization",
        "OrganizationAffiliation",
        "Parameters",
        "Patient",
        "PaymentNotice",
        "PaymentReconciliation",
        "Person",
        "PlanDefinition",
        "Practitioner",
        "PractitionerRole",
        "Procedure",
        "Provenance",
        "Questionnaire",
        "QuestionnaireResponse",
        "RelatedPerson",
        "RequestGroup",
        "ResearchDefinition",
        "ResearchElementDefinition",
        "ResearchStudy",
        "ResearchSubject",
        "RiskAssessment",
        "RiskEvidenceSynthesis",
        "Schedule",
        "SearchParameter",
        "ServiceRequest",
        "Slot",
        "Specimen",
        "SpecimenDefinition",
        "StructureDefinition",
        "StructureMap",
        "Subscription",
        "Substance",
        "SubstanceNucleicAcid",
        "SubstancePolymer",
        "SubstanceProtein",
        "SubstanceReferenceInformation",
        "SubstanceSourceMaterial",
        "SubstanceSpecification",
        "SupplyDelivery",
        "SupplyRequest",
        "Task",
        "TerminologyCapabilities",
        "TestReport",
        "TestScript",
        "ValueSet",
        "VerificationResult",
        "VisionPrescription",
    }
)


@cache
def struct_for(resource_type: str) -> type[Resource] | None:
    """The struct of a resource type, or None when R4 has no such type."""
    if resource_type not in RESOURCE_TYPES:
        return None
    module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", resource_type).lower()
    found: type[Resource] = getattr(import_module(f"app.fhir.r4.{module}"), resource_type)
    return found
