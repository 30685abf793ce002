"""Route: by which route each ocrelizumab product is given, and which is the other one's."""

from typing import Final

from app.clinical.doses import Dose
from app.clinical.facts import Administration, Medication
from app.rules.schedule import OCRELIZUMAB

SC = OCRELIZUMAB[1]
NAMES: Final = {"iv": "intravenous", "sc": "subcutaneous"}
ROUTES: Final = {"iv": "route_iv", "sc": "route_sc"}


def product_of(fact: Medication | Administration) -> str:
    """A code of ocrelizumab that does not name the subcutaneous product is the intravenous one."""
    return "sc" if SC in fact.topics else "iv"


def the_other(product: str) -> str:
    return "iv" if product == "sc" else "sc"


def by_another_route(dose: Dose) -> bool:
    """An entry of the dose names a route, and none that its product has."""
    right = ROUTES["sc" if dose.subcutaneous else "iv"]
    return any(given.routes and right not in given.routes for given in dose.facts)


def by_the_route_of_the_other(given: Administration) -> bool:
    """The intravenous product under the skin, or the subcutaneous one into a vein."""
    product = product_of(given)
    return ROUTES[product] not in given.routes and ROUTES[the_other(product)] in given.routes
