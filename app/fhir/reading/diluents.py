"""Diluents in words: sodium chloride 0.9 %, or another one, only where the words leave no doubt."""

import re
from decimal import Decimal
from typing import Final

from app.clinical.facts import Diluent

_SALT: Final = r"(?:sodium chloride|natriumchlorid|chlorure de sodium|nacl|saline)"
_HERE: Final = r"0[.,]90? ?%"
_SALINE: Final = (
    rf"(?:{_HERE}(?: w/v)? ?{_SALT}|{_SALT}[ ,(]*{_HERE}|(?:normal|physiological|isotonic) saline"
    r"|sodium chloride 9 mg ?/ ?ml|sodium chloride 0\.154 meq ?/ ?ml)"
)
_SUGAR: Final = r"(?:glucose|dextrose)"
_PERCENT: Final = r"\d+(?:[.,]\d+)? ?%"
_FIRST: Final = r"(?<![\d.,])"
"""No number is read from its middle, which also keeps long rows of digits cheap."""
_OTHER: Final = (
    rf"(?:{_FIRST}{_PERCENT} ?{_SUGAR}|{_SUGAR}[ ,(]*{_PERCENT}"
    rf"|(?:in|with) (?:\d+ ?ml )?(?:of )?{_SUGAR}"
    r"|\bd(?:5|10)w?\b|ringer|hartmann|plasma[ -]?lyte|sterofundin|water for injection"
    r"|sterile water|half[ -]normal saline"
    rf"|(?!{_HERE}){_FIRST}{_PERCENT} ?{_SALT}|{_SALT}[ ,(]*(?!{_HERE})\b{_PERCENT})"
)
_VOLUME: Final = rf"{_FIRST}(\d+(?:[.,]\d+)?) ?ml(?: bag)?(?: of)?(?: a)? "

_IS_SALINE: Final = re.compile(_SALINE, re.IGNORECASE)
_IS_BRANDED: Final = re.compile(rf"{_SALT} [a-z]+ {_HERE}", re.IGNORECASE)
_IS_OTHER: Final = re.compile(_OTHER, re.IGNORECASE)
_IS_SUGAR: Final = re.compile(_SUGAR, re.IGNORECASE)
_NEGATED: Final = re.compile(r"\b(?:no|not|never|avoid|without|cannot|don't)\b", re.IGNORECASE)
_IN_BAG: Final = re.compile(rf"{_VOLUME}{_SALINE}", re.IGNORECASE)
_BAG_AFTER: Final = re.compile(rf"{_SALINE},? (\d+(?:[.,]\d+)?) ?ml\b", re.IGNORECASE)
_EXCIPIENT: Final = re.compile(
    r"trehalose|sodium acetate|acetic acid|polysorbate|histidine", re.IGNORECASE
)
_WATER: Final = re.compile(r"^(?:sterile )?water", re.IGNORECASE)
_FLUSH: Final = re.compile(r"\b(?:flush|rins|prim)", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")


def in_instructions(text: str) -> tuple[Diluent, str] | None:
    """What free words say, and the words; where they also deny, or name both, they are not clear.

    The rest of the text is not quoted: it may be about anything.
    """
    words = _SPACES.sub(" ", text)
    other = _IS_OTHER.search(words)
    if other is None:
        saline = _IS_SALINE.search(words)
        return None if saline is None else (Diluent.SALINE, saline.group())
    rest = _IS_OTHER.sub(" ", words)
    doubt = _IS_SALINE.search(rest) or _NEGATED.search(words)
    return Diluent.UNCLEAR if doubt else Diluent.OTHER, other.group()


def in_name(name: str) -> Diluent:
    """What the name of an ingredient says."""
    words = _SPACES.sub(" ", name)
    if _IS_OTHER.search(words) or _IS_SUGAR.search(words):
        return Diluent.OTHER
    saline = _IS_SALINE.search(words) or _IS_BRANDED.search(words)
    return Diluent.SALINE if saline else Diluent.UNKNOWN


def is_excipient(name: str) -> bool:
    """What the vial itself contains beside the antibody."""
    return _EXCIPIENT.search(name) is not None


def is_water(name: str) -> bool:
    return _WATER.search(name) is not None


def volumes(text: str) -> frozenset[Decimal]:
    """Millilitres directly beside the words for sodium chloride 0.9 %, unless a line is rinsed."""
    if _FLUSH.search(text):
        return frozenset()
    words = _SPACES.sub(" ", text)
    found = [*_IN_BAG.findall(words), *_BAG_AFTER.findall(words)]
    return frozenset(Decimal(number.replace(",", ".")) for number in found)
