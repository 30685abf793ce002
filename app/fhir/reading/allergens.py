"""Allergens in plain words: premedication and hyaluronidase that an uncoded allergy names."""

import re
from typing import Final

from app.clinical.facts import NO_TOPICS, Topics

_STEROIDS: Final = (
    r"(?<!non-)(?<!non )\bsteroids?\b|corticosteroid|corticoid|\bpredniso|cortisone"
    r"|dexamethasone|betamethasone"
)
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
        (r"acetaminophen|paracetamol|tylenol", ("drug_acetaminophen",)),
    )
)


def allergens_in(words: str) -> Topics:
    """The value sets of the substances that these words name, none where they name none."""
    return NO_TOPICS.union(*(topics for named, topics in _NAMED if named.search(words)))
