"""Code systems: the names real senders give them and the one form of their codes."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from app.errors import KnowledgeFault
from app.knowledge.check_digits import loinc_is_sound, snomed_is_sound
from app.knowledge.reading import read_yaml

Kind = Literal["snomed", "loinc", "icd", "atc", "cvx", "ndc", "upper", "plain"]

_ICD_MARKS = re.compile(r"[.\s]|[-+*!†]+$")
_NDC_WIDTHS = (5, 4, 2)


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Kind
    aliases: list[str]


def _icd(code: str) -> str:
    """ICD-10 without its dot and without the dagger, asterisk and dash that some records keep."""
    return _ICD_MARKS.sub("", code).upper()


def _ndc(code: str) -> str:
    """The eleven digits of billing: labeler, product and package padded to 5, 4 and 2."""
    parts = code.split("-")
    if len(parts) != len(_NDC_WIDTHS):
        return code.replace("-", "")
    return "".join(part.zfill(width) for part, width in zip(parts, _NDC_WIDTHS, strict=True))


_FORMS: Mapping[Kind, Callable[[str], str]] = {
    "snomed": str,
    "loinc": str.upper,
    "icd": _icd,
    "atc": str.upper,
    "cvx": lambda code: code.lstrip("0"),
    "ndc": _ndc,
    "upper": str.upper,
    "plain": str,
}
_SOUND: Mapping[Kind, Callable[[str], bool]] = {"snomed": snomed_is_sound, "loinc": loinc_is_sound}
# One digit short without hyphens is ambiguous: it may be any of the three hyphenations.
_NDC_SHORT = sum(_NDC_WIDTHS) - 1


class CodeSystems:
    """Brings (system, code) as written to one form; unknown systems stay as they are."""

    __slots__ = ("_canonical", "_kinds")

    def __init__(self, named: Mapping[str, _Named]) -> None:
        canonical: dict[str, str] = {}
        for uri, system in named.items():
            for name in (uri, *system.aliases):
                if name in canonical:
                    raise KnowledgeFault(f"code_systems.yaml: {name} names two code systems")
                canonical[name] = uri
        self._canonical = MappingProxyType(canonical)
        self._kinds = MappingProxyType({uri: system.kind for uri, system in named.items()})

    def normalised(self, system: str, code: str) -> tuple[str, str]:
        uri = self._canonical.get(system, system)
        kind = self._kinds.get(uri, "plain")
        return uri, _FORMS[kind](code.strip())

    def candidates(self, system: str, code: str) -> tuple[tuple[str, str], ...]:
        """Every form the code may stand for: more than one only for a ten-digit NDC."""
        uri, form = self.normalised(system, code)
        if self._kinds.get(uri) != "ndc" or len(form) != _NDC_SHORT:
            return ((uri, form),)
        labeler, product, _ = _NDC_WIDTHS
        gaps = (0, labeler, labeler + product)
        return tuple((uri, f"{form[:gap]}0{form[gap:]}") for gap in gaps)

    def branches(self, uri: str) -> bool:
        """Whether a longer code of this system lies below its prefix."""
        return self._kinds.get(uri) in ("icd", "atc")

    def sound(self, uri: str, code: str) -> bool:
        """Whether the code's check digit, where its system has one, is right."""
        kind = self._kinds.get(uri, "plain")
        return kind not in _SOUND or _SOUND[kind](code)


def read(folder: Path) -> CodeSystems:
    return CodeSystems(read_yaml(folder / "code_systems.yaml", dict[str, _Named]))
