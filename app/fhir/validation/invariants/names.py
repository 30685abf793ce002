"""Invariants that ask a whole text to match a pattern, which FHIRPath's matches() does not."""

import re

from app.fhir.validation.element import ABSENT, Element

_MACHINE_NAME = re.compile(r"[A-Z]([A-Za-z0-9_]){0,254}")
_FORBIDDEN = r"""[^\s.,:;'"/|?!@#$%&*()\[\]{}]{1,64}"""
_ELEMENT_PATH = re.compile(rf"{_FORBIDDEN}(\.{_FORBIDDEN}(\[x\])?(:[^\s.]+)?)*")
_SIMPLE_PATH = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*(\[x])?)*")

# Every conformance resource states the same rule of its name under a key of its own.
_MACHINE_NAMED = (
    *("adf", "cid", "cmd", "cpb", "cpd", "csd", "ees", "esc", "evd", "evi", "evv", "gdf"),
    *("ig", "lib", "mea", "msd", "nsd", "opd", "pdf", "que", "red", "rsd", "rvs", "sdf"),
    *("smp", "spd", "tcp", "tst", "vsd"),
)


def machine_name(e: Element) -> bool:
    return e.name is ABSENT or _MACHINE_NAME.fullmatch(e.name) is not None


def eld_19(e: Element) -> bool:
    return e.path is ABSENT or _ELEMENT_PATH.fullmatch(e.path) is not None


def eld_20(e: Element) -> bool:
    return e.path is ABSENT or _SIMPLE_PATH.fullmatch(e.path) is not None


NAME_RULES = {
    **{f"{prefix}-0": machine_name for prefix in _MACHINE_NAMED},
    "eld-19": eld_19,
    "eld-20": eld_20,
}
