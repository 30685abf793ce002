"""Allergens in plain words that an uncoded allergy names."""

import re
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics

_STEROIDS: Final = (
    r"(?<!non-)(?<!non )\bsteroids?\b|corticosteroid|corticoid|\bpredniso|cortisone"
    r"|dexamethasone|betamethasone"
)
# Another polysorbate (80 above all) is not in the product; one without a number may be.
_EXCIPIENTS: Final = (
    r"trehalose|\bsodium acetate\b|\bacetic acid\b|\btween[ -]?20\b"
    r"|\bpolysorbates?\b(?![ -]?(?:[134-9]\d|2[1-9]))"
)
_CHO_CELLS: Final = r"chinese hamster ovary|\bCHO[ -](?:cells?|proteins?)\b"
_ANTIHISTAMINES: Final = ("drug_antihistamine", "drug_diphenhydramine", "drug_cetirizine")
# Naming one of these can only raise an alert; a class name stands for every product of the class.
_NAMED: Final[tuple[tuple[re.Pattern[str], Topics], ...]] = tuple(
    (re.compile(words, re.IGNORECASE), frozenset(topics))
    for words, topics in (
        (r"methyl ?prednisolone|\b(solu|depo)?-?medrol\b", ("drug_methylprednisolone",)),
        (_STEROIDS, ("drug_corticosteroid_equivalent",)),
        (r"diphenhydramine|benadryl", ("drug_diphenhydramine", "drug_antihistamine")),
        (r"cetirizine|zyrtec|hydroxyzine", ("drug_cetirizine", "drug_antihistamine")),
        (r"(?<!non-)(?<!non )\bantihistamin", _ANTIHISTAMINES),
        (r"hyaluronidase|hyaluronoglucosaminidase|\brhuph20\b", ("drug_hyaluronidase",)),
        (_EXCIPIENTS, ("allergen_ocrelizumab_excipient",)),
        (_CHO_CELLS, ("allergen_cho_cell_protein",)),
        (r"acetaminophen|paracetamol|tylenol", ("drug_acetaminophen",)),
    )
)


def allergens_in(words: str) -> Topics:
    """The value sets of what these words name, none where they name none of it."""
    return NO_TOPICS.union(*(topics for named, topics in _NAMED if named.search(words)))
