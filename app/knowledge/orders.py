"""Order templates: what is proposed, as cited data."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from app.errors import KnowledgeFault
from app.knowledge.rates import RateStep, RateTable

__all__ = ["Before", "Coding", "Orders", "RateStep", "RateTable", "Template"]

_REDUCED = "-reduced"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its name."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Before:
    """Minutes before the infusion; `low` equals `high` when the time is fixed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Template:
    """An order as it is proposed.

    Attributes:
        id: last part of the ActivityDefinition's canonical.
        medication_text: what a person reads as the medication.
        text: the whole dosage in words; `{rates}` stands for the rate table's text, `{visit}` for
            what it comes before: an infusion or an injection.
        allergy: value sets of which an allergy rules this order out.
        required: an optional one may be left out by the clinician.
        before: when it is given before the infusion; None for the dose itself.
        minutes: how long an injection takes.
        note: how it is prepared.
        rate_tables: the tables it may run by, the default first.
    """

    id: str
    title: str
    medication_text: str
    codings: tuple[Coding, ...]
    dose_mg: Decimal
    route: Coding
    text: str
    required: bool
    citations: tuple[str, ...]
    allergy: tuple[str, ...]
    before: Before | None
    volume_ml: Decimal | None
    diluent: str
    vials: int
    vial_ml: Decimal | None
    minutes: Decimal | None
    note: str
    rate_tables: tuple[str, ...]

    def dosage(self, table: RateTable | None = None, *, visit: str = "infusion") -> str:
        """The text of the whole dosage, with the rates of the chosen table."""
        text = self.text.replace("{visit}", visit)
        return text.replace("{rates}", table.text) if table else text


class Orders:
    """All templates and rate tables."""

    __slots__ = ("_rates", "_templates")

    def __init__(self, templates: Mapping[str, Template], tables: Mapping[str, RateTable]) -> None:
        self._templates = MappingProxyType(dict(templates))
        self._rates = MappingProxyType(dict(tables))

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the proposals, variants left out."""
        return tuple(dict.fromkeys(template.id for template in self._templates.values()))

    def template(self, name: str) -> Template:
        if name not in self._templates:
            raise KnowledgeFault(f"no order template is named {name}")
        return self._templates[name]

    def antihistamine(self, product: str, *, reduced: bool = False) -> Template:
        """The antihistamine of a product, at its reduced dose where there is one."""
        if reduced and product + _REDUCED in self._templates:
            return self._templates[product + _REDUCED]
        return self.template(product if product in self._templates else "antihistamine")

    def rate_table(self, row: str) -> RateTable:
        if row not in self._rates:
            raise KnowledgeFault(f"no rate table is named {row}")
        return self._rates[row]
