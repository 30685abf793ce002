"""Medicines and vaccines: given, ordered, stated."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.clinical.dates import PartialDate
from app.clinical.facts.fact import NO_TOPICS, Fact, Topics
from app.clinical.facts.mixture import UNSTATED, Mixture


class VaccineClass(StrEnum):
    """How a vaccine stands to the live-vaccine rules (terminology notes, section 2.9)."""

    LIVE = "live"
    LIVE_NONREPLICATING = "live_nonreplicating"
    NONLIVE = "nonlive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaccination(Fact):
    """A vaccine given, ordered or forecast. `when` is the day given or intended.

    Attributes:
        kind: live or not; UNKNOWN for unclassifiable products, never guessed.
        key: stable clinical key of the product (code or normalised text), for the cause.
        recorded: the day it was written down: the latest day it can have been given.
        planned: ordered, not given.
        forecast: recommended by a schedule, not ordered.
    """

    kind: VaccineClass
    key: str
    recorded: PartialDate | None = None
    planned: bool = False
    forecast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication(Fact):
    """An order, a statement or a dispense. `when` is the authored, dispensed or asserted day.

    Attributes:
        topics: value sets of the product's codes.
        key: stable clinical key of the product.
        status, intent: as FHIR writes them ("" if absent).
        planned: the day the dose is intended for, where stated.
        ends: the last day of the supply or of the stated period.
        routes: value sets of the route (route_iv, route_sc …), empty when not stated.
        route_stated: a route is given, coded or as text.
        dose_mg: stated dose, None when absent or not in mg.
        ours: a proposal of this service.
        reasons: value sets of the reason's codes; `reason_stated` when any reason is given,
            `reason_coded` when one carries a code of a public system, known to us or not.
        order: key that joins an order with its administrations.
        prepared: the moment or day on which what was dispensed was prepared.
        mixture: how it is diluted; read of ocrelizumab for infusion only.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    status: str = ""
    intent: str = ""
    planned: PartialDate | None = None
    ends: PartialDate | None = None
    routes: Topics = NO_TOPICS
    route_stated: bool = False
    dose_mg: Decimal | None = None
    ours: bool = False
    reasons: Topics = NO_TOPICS
    reason_stated: bool = False
    reason_coded: bool = False
    order: str = ""
    prepared: PartialDate | None = None
    mixture: Mixture = UNSTATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Fact):
    """A MedicationAdministration: the only evidence of a dose. `when` is its start.

    Attributes:
        status: completed, in-progress, on-hold, stopped, unknown (not-done is not kept).
        ended: end of the infusion where stated.
        dose_mg: amount given, None when absent or not readable.
        dose_problem: why a stated amount is not readable, "" when none is stated.
        order: key of the order it carries out; identifiers: its own business identifiers.
        rate_ml_h: stated rate.
        batch: number of the batch, "" when not stated.
        product_named: words say which product it was; a code of the substance does not.
    """

    topics: Topics = NO_TOPICS
    key: str = ""
    status: str = ""
    ended: PartialDate | None = None
    dose_mg: Decimal | None = None
    dose_problem: str = ""
    routes: Topics = NO_TOPICS
    order: str = ""
    identifiers: frozenset[str] = frozenset()
    rate_ml_h: Decimal | None = None
    batch: str = ""
    product_named: bool = False
