"""What a case may put into a record, in clinic words: one shape for each kind of entry.

The first word of an entry names its kind: `{test: IgG, value: 7.2 g/L, on: 2025-11-20}`. Names of
tests, vaccines, conditions … stand in the vocabulary; days are written as FHIR writes them.
"""

import msgspec

Json = dict[str, object]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Any entry."""


class Test(Entry, frozen=True):
    """A laboratory result: `value` "7.2 g/L", "<0.1 g/L", negative, positive or free text."""

    __test__ = False

    test: str
    on: str | None = None
    value: str | None = None
    range: str | None = None
    status: str = "final"
    flag: str | None = None


class Vaccine(Entry, frozen=True):
    """A vaccine given."""

    vaccine: str
    on: str | None = None
    status: str = "completed"
    recorded: str | None = None


class VaccineOrder(Entry, frozen=True):
    """A vaccine ordered for a day."""

    vaccine_order: str
    on: str | None = None
    status: str = "active"


class Forecast(Entry, frozen=True):
    """A vaccine that a schedule recommends."""

    forecast: str
    on: str


class Infusion(Entry, frozen=True):
    """A dose given: `infusion` its amount ("300 mg", "10 mL", "" for none stated).

    `patient` is who was given it, where the record holds the mother too.
    """

    infusion: str
    on: str | None = None
    until: str | None = None
    status: str = "completed"
    rate: str | None = None
    product: str = "ocrelizumab"
    order: str | None = None
    batch: str | None = None
    route: str | None = None
    patient: str = "p1"


class Bag(Entry, frozen=True):
    """A bag handed out by the pharmacy: `bag` the amount in it, `prepared` when it was made."""

    bag: str
    prepared: str | None = None
    diluent: str | None = None


class Order(Entry, frozen=True):
    """An order of ocrelizumab: `order` its amount, `planned` the day it is meant for."""

    order: str
    planned: str | None = None
    written: str | None = None
    status: str = "active"
    intent: str = "order"
    route: str | None = "intravenous"
    product: str = "ocrelizumab"
    reason: str | None = None
    id: str | None = None
    diluent: str | None = None


class Medicine(Entry, frozen=True):
    """Another medicine: `as` request, statement, dispense or administration."""

    medicine: str
    as_: str = msgspec.field(default="request", name="as")
    status: str | None = None
    written: str | None = None
    begins: str | None = None
    ends: str | None = None
    route: str | None = None
    reason: str | None = None


class Condition(Entry, frozen=True):
    """A diagnosis or symptom on the problem list; `absent` leaves a status out."""

    condition: str
    status: str = "active"
    verification: str = "confirmed"
    onset: str | None = None
    ended: str | None = None
    recorded: str | None = None
    severity: str | None = None
    text: str | None = None


class Allergy(Entry, frozen=True):
    """An allergy; `reaction` the manifestation, `severity` mild, moderate or severe."""

    allergy: str
    criticality: str | None = None
    severity: str | None = None
    reaction: str | None = None
    status: str = "active"
    verification: str = "confirmed"
    recorded: str | None = None


class Reaction(Entry, frozen=True):
    """An adverse event; `grade` mild, moderate, severe; `suspect` the product."""

    reaction: str
    on: str | None = None
    grade: str | None = None
    serious: bool = False
    suspect: str | None = None
    resolved: bool = False


class Observation(Entry, frozen=True):
    """A question with its answer: a word of the vocabulary, yes, no, or free text."""

    observation: str
    on: str | None = None
    answer: str | None = None
    value: str | None = None
    status: str = "final"


class Procedure(Entry, frozen=True):
    """Something carried out."""

    procedure: str
    on: str | None = None
    status: str = "completed"


class Report(Entry, frozen=True):
    """A diagnostic report."""

    report: str
    on: str | None = None
    status: str = "final"


class Stay(Entry, frozen=True):
    """A stay in hospital (inpatient) or a visit (ambulatory)."""

    stay: str
    begins: str
    ends: str | None = None


class Decided(Entry, frozen=True):
    """What a practitioner recorded on a row; `cause` the identifier of one alert."""

    decided: str
    on: str
    cause: str | None = None


class Resource(Entry, frozen=True):
    """Anything else, as FHIR writes it."""

    resource: Json


_KINDS: dict[str, type[Entry]] = {
    "test": Test,
    "vaccine": Vaccine,
    "vaccineOrder": VaccineOrder,
    "forecast": Forecast,
    "infusion": Infusion,
    "bag": Bag,
    "order": Order,
    "medicine": Medicine,
    "condition": Condition,
    "allergy": Allergy,
    "reaction": Reaction,
    "observation": Observation,
    "procedure": Procedure,
    "report": Report,
    "stay": Stay,
    "decided": Decided,
    "resource": Resource,
}


def entry(written: Json) -> Entry:
    """The entry in its shape; fails on an unknown kind or word."""
    kind = next(iter(written))
    if kind not in _KINDS:
        raise ValueError(f"no entry begins with {kind}; use one of {', '.join(_KINDS)}")
    return msgspec.convert(written, type=_KINDS[kind], strict=False)


def named(thing: Entry) -> str:
    """The word by which a case takes an entry of its person away (`without`)."""
    first = type(thing).__struct_fields__[0]
    return str(getattr(thing, first))
