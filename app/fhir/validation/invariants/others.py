"""Invariants of types that no rule reads: those common in records, and those FHIRPath misses."""

from app.fhir.validation.element import ABSENT, Element, choice_given, given

WHOLE = 100


def app_4(e: Element) -> bool:
    # The published expression asks for "no-show"; the code of the value set is "noshow".
    return not given(e.cancelationReason) or e.status in ("noshow", "cancelled")


def cpl_3(e: Element) -> bool:
    return not (given(e.detail) and given(e.reference))


def fhs_1(e: Element) -> bool:
    return not (choice_given(e, "age") and choice_given(e, "born"))


def fhs_2(e: Element) -> bool:
    return not given(e.estimatedAge, e.estimatedAge_ext) or choice_given(e, "age")


def gol_1(e: Element) -> bool:
    return not choice_given(e, "detail") or given(e.measure)


def md_1(e: Element) -> bool:
    return e.max is ABSENT or e.max == "*" or (e.max.isdecimal() and int(e.max) > 0)


def ras_2(e: Element) -> bool:
    return e.probabilityDecimal is ABSENT or e.probabilityDecimal <= WHOLE


def org_1(e: Element) -> bool:
    return given(e.identifier, e.name, e.name_ext)


def not_at_home(e: Element) -> bool:
    return bool(e.use != "home")


def prr_1(e: Element) -> bool:
    return not given(e.orderDetail) or given(e.code)


def qrs_1(e: Element) -> bool:
    return not (given(e.answer) and given(e.item))


def que_7(e: Element) -> bool:
    return e.operator != "exists" or given(e.answerBoolean, e.answerBoolean_ext)


def rqg_1(e: Element) -> bool:
    return given(e.resource) != given(e.action)


OTHER_RULES = {
    "app-4": app_4,
    "cpl-3": cpl_3,
    "fhs-1": fhs_1,
    "fhs-2": fhs_2,
    "gol-1": gol_1,
    "md-1": md_1,
    "org-1": org_1,
    "org-2": not_at_home,
    "org-3": not_at_home,
    "prr-1": prr_1,
    "qrs-1": qrs_1,
    "que-7": que_7,
    "ras-2": ras_2,
    "rqg-1": rqg_1,
}
