"""Result words in plain text, read only as whole phrases (catalogue section 0, item 4)."""

import re
from typing import Final

from app.clinical.facts import NO_TOPICS, Reading, Topics

_NEGATIVE: Final = """
    negative, neg, non reactive, nonreactive, not reactive, not detected, none detected,
    undetected, undetectable, not detectable, target not detected, hbv dna not detected,
    dna not detected, absent, not present, no
"""
_POSITIVE: Final = """
    positive, pos, reactive, detected, detectable, target detected, hbv dna detected,
    dna detected, present, yes
"""

_WORDS: Final[dict[str, Reading]] = {
    phrase.strip(): reading
    for phrases, reading in ((_NEGATIVE, Reading.NEGATIVE), (_POSITIVE, Reading.POSITIVE))
    for phrase in phrases.split(",")
}
_STATUS: Final[dict[str, str]] = {
    "pregnant": "answer_pregnant",
    "currently pregnant": "answer_pregnant",
    "not pregnant": "answer_not_pregnant",
    "not currently pregnant": "answer_not_pregnant",
    "possible pregnancy": "answer_pregnancy_uncertain",
    "possibly pregnant": "answer_pregnancy_uncertain",
    "breastfeeding": "answer_breastfeeding",
    "currently breastfeeding": "answer_breastfeeding",
    "not breastfeeding": "answer_not_breastfeeding",
    "not currently breastfeeding": "answer_not_breastfeeding",
}
_DRUG: Final[Topics] = frozenset(["drug_ocrelizumab_iv"])
_NAMES_DRUG: Final = re.compile(r"\b(ocrelizumab|ocrevus)\b", re.IGNORECASE)
_DRUG_BEGINS: Final = "ocre"
_SEPARATORS: Final = re.compile(r"[\s\-_\u2010-\u2015]+")
_OUTER: Final = " .;:!()[]\"'*"


def plain(text: str) -> str:
    """Lower case, one space for spaces and hyphens, nothing around the phrase."""
    return _SEPARATORS.sub(" ", text).strip(_OUTER).casefold()


def reading_of(text: str) -> Reading:
    """What a result text says; a phrase that is not a known whole phrase is indeterminate."""
    return _WORDS.get(plain(text), Reading.INDETERMINATE)


def status_of(text: str) -> str:
    """The value set of a status in words, "" when the phrase is not a known whole phrase."""
    return _STATUS.get(plain(text), "")


def suspects_in(*texts: str) -> Topics:
    """The product named in words; naming it can only raise an alert."""
    for text in texts:
        # A look for the bare letters costs a tenth of the pattern, which decides.
        if _DRUG_BEGINS in text.casefold() and _NAMES_DRUG.search(text):
            return _DRUG
    return NO_TOPICS
