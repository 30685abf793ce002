"""What a code means here: its value sets, a stable key and a name; each concept looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics
from app.fhir.r4.datatypes import CodeableConcept, Coding
from app.fhir.reading.phrases import plain, suspects_in
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
        name: its text, else the display of that coding, else its code as written.
        codes: (system, code) of every coding.
        local: "system|code" when no coding is of a well-known system, "" otherwise.
        suspects: the product that any of its words names.
        worded: a text or a display says in words what it is.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    name: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    local: str = ""
    suspects: Topics = NO_TOPICS
    worded: bool = False

    @property
    def coded(self) -> bool:
        return bool(self.codes)

    @property
    def nameless(self) -> bool:
        """Neither a well-known code nor words: nobody outside the site can tell what it is."""
        return not self.worded and (bool(self.local) or not self.codes)


NOTHING: Final = Concept()

_LONGEST_NAME: Final = 200
_REMEMBERED: Final = 16_384
_Key = tuple[str | None, ...]
_Code = tuple[str, str]
_Coded = tuple[Topics, tuple[_Code, ...], _Code | None, str]


class Lexicon:
    """Concepts by what was written; a record repeats the same few concepts many times."""

    __slots__ = ("_known", "_single", "codes")

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self._single: dict[str | None, tuple[Coding, str | None, Concept]] = {}
        self._known: dict[_Key, Concept] = {}

    def of(self, concept: CodeableConcept | None) -> Concept:
        if concept is None:
            return NOTHING
        codings = concept.coding
        if codings is None or len(codings) != 1:
            return self._of(codings or [], concept.text)
        coding = codings[0]
        # Hashing the code and comparing the rest costs half of hashing all of it.
        last = self._single.get(coding.code)
        if last is not None:
            known, text, found = last
            if (
                known.system == coding.system
                and text == concept.text
                and known.display == coding.display
            ):
                return found
        found = self._of(codings, concept.text)
        self._single[coding.code] = (coding, concept.text, found)
        return found

    def of_coding(self, coding: Coding | None) -> Concept:
        return NOTHING if coding is None else self._of([coding], None)

    def _of(self, codings: list[Coding], text: str | None) -> Concept:
        key = (text, *(part for c in codings for part in (c.system, c.code, c.display)))
        known = self._known.get(key)
        if known is None:
            written = tuple((c.system or "", c.code) for c in codings if c.code)
            shown = [c.display for c in codings if c.display]
            known = self._known[key] = self.read(written, text or "", shown)
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
        suspects = suspects_in(text, *displays)
        words = (text or next(iter(displays), ""))[:_LONGEST_NAME]
        if best is None:
            key = f"text|{plain(words)}"
            return Concept(topics, key, words, suspects=suspects, worded=bool(words))
        name = words or self.codes.display(*best) or written[codes.index(best)][1][:_LONGEST_NAME]
        return Concept(topics, "|".join(best), name, codes, local, suspects, bool(words))


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
