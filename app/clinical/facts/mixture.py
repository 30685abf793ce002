"""Mixture: how an order or a dispense says that the drug is diluted."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Diluent(StrEnum):
    """What the drug is diluted in, as far as the record says it without doubt."""

    SALINE = "sodium chloride 0.9 %"
    OTHER = "another diluent"
    UNKNOWN = "an ingredient that is not recognised"
    UNCLEAR = "words that may name another diluent"


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several diluents when the places that name one do not agree.

    Attributes:
        words: what is named and is not plainly sodium chloride 0.9 %, in the record's own words.
        volume_ml: volume of the bag, None when not stated or stated differently.
        mg_per_ml: stated strength of the drug, of the vial or of the bag.
        compounded: the diluent is one of the ingredients, so this is a bag and no vial.
    """

    diluents: frozenset[Diluent] = frozenset()
    words: str = ""
    volume_ml: Decimal | None = None
    mg_per_ml: Decimal | None = None
    compounded: bool = False


UNSTATED = Mixture()
