"""Invariants of the datatypes; each function answers whether the element satisfies the rule."""

from decimal import Decimal

from app.fhir.validation.chronology import certainly_after
from app.fhir.validation.element import ABSENT, Element, choice_given, given

UCUM = "http://unitsofmeasure.org"


def att_1(e: Element) -> bool:
    return not given(e.data, e.data_ext) or given(e.contentType, e.contentType_ext)


def cpt_2(e: Element) -> bool:
    return not given(e.value, e.value_ext) or given(e.system, e.system_ext)


def drq(e: Element) -> bool:
    return given(e.path, e.path_ext) != given(e.searchParam, e.searchParam_ext)


def exp_1(e: Element) -> bool:
    return given(e.expression, e.expression_ext, e.reference, e.reference_ext)


def ext_1(e: Element) -> bool:
    return given(e.extension) != choice_given(e, "value")


def per_1(e: Element) -> bool:
    return e.start is ABSENT or e.end is ABSENT or not certainly_after(e.start, e.end)


def qty_3(e: Element) -> bool:
    return e.code is ABSENT or given(e.system, e.system_ext)


def _in_ucum(e: Element) -> bool:
    return e.system is ABSENT or e.system == UCUM


def _coded_if_valued(e: Element) -> bool:
    return given(e.code, e.code_ext) or not given(e.value, e.value_ext)


def age_1(e: Element) -> bool:
    positive = e.value is ABSENT or e.value > 0
    return _coded_if_valued(e) and _in_ucum(e) and positive


def cnt_3(e: Element) -> bool:
    whole = e.value is ABSENT or _is_whole(e.value)
    return _coded_if_valued(e) and _in_ucum(e) and e.code in (ABSENT, "1") and whole


def _is_whole(value: Decimal | int) -> bool:
    return value == Decimal(value).to_integral_value()


def dis_1(e: Element) -> bool:
    return _coded_if_valued(e) and _in_ucum(e)


def drt_1(e: Element) -> bool:
    return not given(e.code, e.code_ext) or (e.system == UCUM and given(e.value, e.value_ext))


def rat_1(e: Element) -> bool:
    if given(e.numerator) != given(e.denominator):
        return False
    return given(e.numerator) or given(e.extension)


def rng_2(e: Element) -> bool:
    low, high = e.low, e.high
    if low is ABSENT or high is ABSENT or low.value is ABSENT or high.value is ABSENT:
        return True
    # Quantities in two units are not compared: the definition's comparison is empty there.
    same_unit = (low.system, low.code or low.unit) == (high.system, high.code or high.unit)
    return not same_unit or low.value <= high.value


def tim_1(e: Element) -> bool:
    return not given(e.duration, e.duration_ext) or given(e.durationUnit, e.durationUnit_ext)


def tim_2(e: Element) -> bool:
    return not given(e.period, e.period_ext) or given(e.periodUnit, e.periodUnit_ext)


def tim_4(e: Element) -> bool:
    return e.duration is ABSENT or e.duration >= 0


def tim_5(e: Element) -> bool:
    return e.period is ABSENT or e.period >= 0


def tim_6(e: Element) -> bool:
    return not given(e.periodMax, e.periodMax_ext) or given(e.period, e.period_ext)


def tim_7(e: Element) -> bool:
    return not given(e.durationMax, e.durationMax_ext) or given(e.duration, e.duration_ext)


def tim_8(e: Element) -> bool:
    return not given(e.countMax, e.countMax_ext) or given(e.count, e.count_ext)


def tim_9(e: Element) -> bool:
    if not given(e.offset, e.offset_ext):
        return True
    return e.when is not ABSENT and not {"C", "CM", "CD", "CV"} & set(e.when)


def tim_10(e: Element) -> bool:
    return not (given(e.timeOfDay, e.timeOfDay_ext) and given(e.when, e.when_ext))


def trd_1(e: Element) -> bool:
    return not (given(e.data) and choice_given(e, "timing"))


def trd_2(e: Element) -> bool:
    return not given(e.condition) or given(e.data)


def trd_3(e: Element) -> bool:
    if e.type == "named-event":
        return given(e.name, e.name_ext)
    if e.type == "periodic":
        return choice_given(e, "timing")
    if e.type is not ABSENT and e.type.startswith("data-"):
        return given(e.data)
    return True


DATATYPE_RULES = {
    "age-1": age_1,
    "att-1": att_1,
    "cnt-3": cnt_3,
    "cpt-2": cpt_2,
    "dis-1": dis_1,
    "drq-1": drq,
    "drq-2": drq,
    "drt-1": drt_1,
    "exp-1": exp_1,
    "ext-1": ext_1,
    "per-1": per_1,
    "qty-3": qty_3,
    "rat-1": rat_1,
    "rng-2": rng_2,
    "tim-1": tim_1,
    "tim-2": tim_2,
    "tim-4": tim_4,
    "tim-5": tim_5,
    "tim-6": tim_6,
    "tim-7": tim_7,
    "tim-8": tim_8,
    "tim-9": tim_9,
    "tim-10": tim_10,
    "trd-1": trd_1,
    "trd-2": trd_2,
    "trd-3": trd_3,
}
