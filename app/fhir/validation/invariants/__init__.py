"""The invariants of R4 that are checked by hand: key to rule, for structs and plain JSON alike."""

from collections.abc import Callable

from app.fhir.validation.element import Element
from app.fhir.validation.invariants.clinical import CLINICAL_RULES
from app.fhir.validation.invariants.containers import CONTAINER_RULES
from app.fhir.validation.invariants.datatypes import DATATYPE_RULES
from app.fhir.validation.invariants.names import NAME_RULES
from app.fhir.validation.invariants.others import OTHER_RULES

Rule = Callable[[Element], bool]

BY_HAND: dict[str, Rule] = {
    **DATATYPE_RULES,
    **CLINICAL_RULES,
    **CONTAINER_RULES,
    **NAME_RULES,
    **OTHER_RULES,
}

# Checked where the tree is walked, because they need more than the element itself.
BY_WALK: frozenset[str] = frozenset(
    {"ele-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "ref-1", "txt-1", "txt-2"}
)
