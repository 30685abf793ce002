"""Invariants of types that no rule reads, by hand where their FHIRPath misses their meaning."""

from app.fhir.validation.element import ABSENT, Element, given

WHOLE = 100


def app_4(e: Element) -> bool:
    # The published expression asks for "no-show"; the code of the value set is "noshow".
    return not given(e.cancelationReason) or e.status in ("noshow", "cancelled")


def md_1(e: Element) -> bool:
    return e.max is ABSENT or e.max == "*" or (e.max.isdecimal() and int(e.max) > 0)


def ras_2(e: Element) -> bool:
    return e.probabilityDecimal is ABSENT or e.probabilityDecimal <= WHOLE


def que_7(e: Element) -> bool:
    return e.operator != "exists" or given(e.answerBoolean, e.answerBoolean_ext)


OTHER_RULES = {"app-4": app_4, "md-1": md_1, "que-7": que_7, "ras-2": ras_2}
