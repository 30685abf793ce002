"""What a code means here: its value sets, a stable key and a name; each concept looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics
from app.fhir.r4.datatypes import CodeableConcept, Coding
from app.fhir.reading.phrases import plain
from app.knowledge.codes import Codes

SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
CVX: Final = "http://hl7.org/fhir/sid/cvx"

_STANDARD: Final = (
    CVX,
    SNOMED,
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/icd-10",
    "http://www.whocc.no/atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    LOINC,
)
"""Systems whose codes everybody knows, in the order in which the key of a concept prefers them."""

_PUBLIC: Final = (
    *_STANDARD,
    "http://www.ama-assn.org/go/cpt",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://hl7.org/fhir/sid/ndc",
    "http://hl7.org/fhir/sid/icd-9-cm",
    "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
    "https://dmd.nhs.uk",
)
"""Systems whose unmapped codes are not local ones."""

_RANK: Final = {system: rank for rank, system in enumerate(_STANDARD)}


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept as far as it is understood.

    Attributes:
        topics: value sets of all its codings, or of the site's text map.
        key: "system|code" of its best known coding, else "text|" and the normalised text.
        name: its text, else the display of that coding.
        codes: (system, code) of every coding.
        local: "system|code" when no coding is of a well-known system, "" otherwise.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    name: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    local: str = ""

    @property
    def coded(self) -> bool:
        return bool(self.codes)


NOTHING: Final = Concept()

_REMEMBERED: Final = 16_384
_Key = tuple[str | None, ...]
_Code = tuple[str, str]
_Coded = tuple[Topics, tuple[_Code, ...], _Code | None, str]


class Lexicon:
    """Concepts by what was written; a record repeats the same few concepts many times."""

    __slots__ = ("_known", "codes")

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self._known: dict[_Key, Concept] = {}

    def of(self, concept: CodeableConcept | None) -> Concept:
        if concept is None:
            return NOTHING
        codings = concept.coding
        key: _Key
        if codings is None:
            key = (concept.text,)
        elif len(codings) == 1:
            coding = codings[0]
            key = (concept.text, coding.system, coding.code, coding.display)
        else:
            key = (concept.text, *(p for c in codings for p in (c.system, c.code, c.display)))
        known = self._known.get(key)
        if known is None:
            written = tuple((c.system or "", c.code) for c in codings or () if c.code)
            shown = [c.display for c in codings or () if c.display]
            known = self._known[key] = self.read(written, concept.text or "", shown)
        return known

    def of_coding(self, coding: Coding | None) -> Concept:
        if coding is None:
            return NOTHING
        key = (None, coding.system, coding.code, coding.display)
        known = self._known.get(key)
        if known is None:
            written = ((coding.system or "", coding.code),) if coding.code else ()
            shown = [coding.display] if coding.display else []
            known = self._known[key] = self.read(written, "", shown)
        return known

    def topics(self, concepts: Sequence[CodeableConcept] | None) -> Topics:
        """The value sets of several concepts together."""
        if not concepts:
            return NO_TOPICS
        if len(concepts) == 1:
            return self.of(concepts[0]).topics
        return NO_TOPICS.union(*(self.of(c).topics for c in concepts))

    def read(
        self, written: tuple[tuple[str, str], ...], text: str, displays: Sequence[str] = ()
    ) -> Concept:
        """The concept of these (system, code) and words, not remembered."""
        topics, codes, best, local = _coded(self.codes, written)
        if not topics:
            topics = NO_TOPICS.union(*(self.codes.of_text(w) for w in (text, *displays) if w))
        shown = next(iter(displays), "")
        if best is None:
            return Concept(topics, f"text|{plain(text or shown)}", text or shown)
        name = text or shown or self.codes.display(*best) or best[1]
        return Concept(topics, "|".join(best), name, codes, local)


# Codes repeat from record to record. Only codes are remembered, never the words beside them.
@lru_cache(_REMEMBERED)
def _coded(codes: Codes, written: tuple[_Code, ...]) -> _Coded:
    """Value sets, normalised codes, the best known code, and "system|code" of a local one."""
    topics = NO_TOPICS.union(*(codes.topics(*code) for code in written))
    normal = tuple(codes.normalised(*code) for code in written)
    best = min(normal, key=_preference, default=None)
    public = any(code[0] in _PUBLIC for code in normal)
    return topics, normal, best, "" if best is None or public else "|".join(best)


def _preference(code: tuple[str, str]) -> tuple[int, str, str]:
    return _RANK.get(code[0], len(_RANK)), *code
