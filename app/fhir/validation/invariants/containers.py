"""Invariants of the resources that hold others together: List, Composition, Parameters, Bundle."""

from itertools import pairwise

from app.fhir.validation.element import ABSENT, Element, choice_given, each, given

REQUESTED = frozenset({"batch", "transaction", "history"})
ANSWERED = frozenset({"batch-response", "transaction-response", "history"})


def lst_1(e: Element) -> bool:
    return not (given(e.emptyReason) and given(e.entry))


def lst_2(e: Element) -> bool:
    return e.mode == "changes" or not any(
        given(entry.deleted, entry.deleted_ext) for entry in each(e.entry)
    )


def lst_3(e: Element) -> bool:
    return e.mode == "working" or not any(
        given(entry.date, entry.date_ext) for entry in each(e.entry)
    )


def cmp_1(e: Element) -> bool:
    return given(e.text, e.entry, e.section)


def cmp_2(e: Element) -> bool:
    return not (given(e.emptyReason) and given(e.entry))


def inv_1(e: Element) -> bool:
    held = (given(e.part), choice_given(e, "value"), given(e.resource))
    return held.count(True) == 1


def bdl_1(e: Element) -> bool:
    return not given(e.total, e.total_ext) or e.type in ("searchset", "history")


def bdl_2(e: Element) -> bool:
    return e.type == "searchset" or not any(given(entry.search) for entry in each(e.entry))


def bdl_3(e: Element) -> bool:
    wanted = e.type in REQUESTED
    return all(given(entry.request) == wanted for entry in each(e.entry))


def bdl_4(e: Element) -> bool:
    wanted = e.type in ANSWERED
    return all(given(entry.response) == wanted for entry in each(e.entry))


def bdl_5(e: Element) -> bool:
    return given(e.resource, e.request, e.response)


def bdl_7(e: Element) -> bool:
    if e.type == "history":
        return True
    held = sorted(_identity(entry) for entry in each(e.entry) if entry.fullUrl is not ABSENT)
    return all(one != other for one, other in pairwise(held))


def _identity(entry: Element) -> tuple[str, str]:
    resource = entry.resource
    meta = ABSENT if resource is ABSENT else resource.meta
    version = "" if meta is ABSENT else meta.versionId or ""
    return entry.fullUrl, version


def bdl_8(e: Element) -> bool:
    return e.fullUrl is ABSENT or "/_history/" not in e.fullUrl


def bdl_9(e: Element) -> bool:
    return e.type != "document" or (
        given(e.identifier)
        and given(e.identifier.system, e.identifier.system_ext)
        and given(e.identifier.value, e.identifier.value_ext)
    )


def bdl_10(e: Element) -> bool:
    return e.type != "document" or e.timestamp is not ABSENT


def bdl_11(e: Element) -> bool:
    return e.type != "document" or _first_is(e, "Composition")


def bdl_12(e: Element) -> bool:
    return e.type != "message" or _first_is(e, "MessageHeader")


def _first_is(e: Element, resource_type: str) -> bool:
    first = next(iter(each(e.entry)), ABSENT)
    return (
        first is not ABSENT
        and first.resource is not ABSENT
        and first.resource.resourceType == resource_type
    )


CONTAINER_RULES = {
    "bdl-1": bdl_1,
    "bdl-2": bdl_2,
    "bdl-3": bdl_3,
    "bdl-4": bdl_4,
    "bdl-5": bdl_5,
    "bdl-7": bdl_7,
    "bdl-8": bdl_8,
    "bdl-9": bdl_9,
    "bdl-10": bdl_10,
    "bdl-11": bdl_11,
    "bdl-12": bdl_12,
    "cmp-1": cmp_1,
    "cmp-2": cmp_2,
    "inv-1": inv_1,
    "lst-1": lst_1,
    "lst-2": lst_2,
    "lst-3": lst_3,
}
