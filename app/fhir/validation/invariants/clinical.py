"""Invariants of the clinical resources that the rules read, each by its FHIR key."""

from app.fhir.validation.chronology import certainly_after
from app.fhir.validation.element import ABSENT, Element, choice_given, each, given, has_coding

ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
WRONG = "entered-in-error"


def ait_1(e: Element) -> bool:
    return given(e.clinicalStatus) or has_coding(e.verificationStatus, ALLERGY_VERIFICATION, WRONG)


def ait_2(e: Element) -> bool:
    return not (
        given(e.clinicalStatus) and has_coding(e.verificationStatus, ALLERGY_VERIFICATION, WRONG)
    )


def con_1(e: Element) -> bool:
    return given(e.summary, e.assessment)


def con_2(e: Element) -> bool:
    return given(e.code, e.detail)


def con_3(e: Element) -> bool:
    # The published expression compares a CodeableConcept with a string, which is never equal:
    # it would warn for every category. What the rule says in words is checked instead.
    return (
        given(e.clinicalStatus)
        or has_coding(e.verificationStatus, CONDITION_VERIFICATION, WRONG)
        or not any(
            has_coding(category, CONDITION_CATEGORY, "problem-list-item")
            for category in each(e.category)
        )
    )


def con_4(e: Element) -> bool:
    abated = given(
        e.abatementDateTime,
        e.abatementDateTime_ext,
        e.abatementAge,
        e.abatementPeriod,
        e.abatementRange,
        e.abatementString,
        e.abatementString_ext,
    )
    return not abated or has_coding(
        e.clinicalStatus, CONDITION_CLINICAL, "resolved", "remission", "inactive"
    )


def con_5(e: Element) -> bool:
    return not (
        given(e.clinicalStatus) and has_coding(e.verificationStatus, CONDITION_VERIFICATION, WRONG)
    )


def imm_1(e: Element) -> bool:
    return given(e.documentType, e.documentType_ext, e.reference, e.reference_ext)


def imr_1(e: Element) -> bool:
    return given(e.vaccineCode, e.targetDisease)


def mad_1(e: Element) -> bool:
    return given(e.dose, e.rateRatio, e.rateQuantity)


def mdd_1(e: Element) -> bool:
    return (
        e.whenHandedOver is ABSENT
        or e.whenPrepared is ABSENT
        or not certainly_after(e.whenPrepared, e.whenHandedOver)
    )


def obs_3(e: Element) -> bool:
    return given(e.low, e.high, e.text, e.text_ext)


def obs_6(e: Element) -> bool:
    return not given(e.dataAbsentReason) or not choice_given(e, "value")


def obs_7(e: Element) -> bool:
    if e.component is ABSENT or e.code is ABSENT:
        return True
    whole = [_meaning(coding) for coding in each(e.code.coding)]
    parts = [
        _meaning(coding) for component in e.component for coding in each(component.code.coding)
    ]
    return not any(part in whole for part in parts) or not choice_given(e, "value")


def _meaning(coding: Element) -> tuple[object, ...]:
    # Everything that FHIRPath compares in an intersection, so the same code with another
    # display is another Coding.
    return (
        coding.system,
        coding.version,
        coding.code,
        coding.display,
        coding.userSelected,
    )


def pat_1(e: Element) -> bool:
    return given(e.name, e.telecom, e.address, e.organization)


CLINICAL_RULES = {
    "ait-1": ait_1,
    "ait-2": ait_2,
    "con-1": con_1,
    "con-2": con_2,
    "con-3": con_3,
    "con-4": con_4,
    "con-5": con_5,
    "imm-1": imm_1,
    "imr-1": imr_1,
    "mad-1": mad_1,
    "mdd-1": mdd_1,
    "obs-3": obs_3,
    "obs-6": obs_6,
    "obs-7": obs_7,
    "pat-1": pat_1,
}
