"""The tables of the definitions in the form that the walk and the quick pass read."""

from dataclasses import dataclass
from functools import cache

from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.tables import ElementRow, Invariant, TypeTable, table
from app.fhir.validation.primitives import PRIMITIVES

ANY = "Resource"


@dataclass(frozen=True, slots=True)
class Field:
    """One element by its JSON name; each type of a choice is a field of its own."""

    name: str
    type: str
    attribute: str = ""
    many: bool = False
    required: bool = False
    primitive: bool = False
    codes: frozenset[tuple[str, str]] | None = None
    value_set: str = ""
    targets: frozenset[str] = frozenset()
    invariants: tuple[Invariant, ...] = ()

    @property
    def plain_codes(self) -> frozenset[str]:
        return frozenset(code for _, code in self.codes or ())


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice such as value[x]: at most one of these fields, exactly one when required."""

    name: str
    fields: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A resource, a datatype or a backbone element, what it inherits included."""

    name: str
    fields: dict[str, Field]
    choices: tuple[Choice, ...]
    invariants: tuple[Invariant, ...]
    resource: bool


def _field(row: ElementRow, of: TypeTable) -> Field:
    place = f"{of.path}.{row.choice or row.name}"
    is_resource_id = row.name == "id" and of.path in RESOURCE_TYPES
    kind = "id" if is_resource_id else row.type
    return Field(
        name=row.name,
        type=kind,
        attribute=row.attribute,
        many=row.max != 1,
        required=row.min > 0 and row.choice is None,
        primitive=kind in PRIMITIVES,
        codes=None if row.codings is None else frozenset(row.codings),
        value_set=row.binding or "",
        targets=frozenset() if ANY in row.targets else frozenset(row.targets),
        invariants=tuple(one for one in of.invariants if one.path == place),
    )


def _choices(rows: tuple[ElementRow, ...]) -> tuple[Choice, ...]:
    groups: dict[str, list[ElementRow]] = {}
    for row in rows:
        if row.choice is not None:
            groups.setdefault(row.choice, []).append(row)
    return tuple(
        Choice(name, tuple(row.name for row in group), any(row.min for row in group))
        for name, group in groups.items()
    )


def _inherited(of: TypeTable) -> tuple[Invariant, ...]:
    own = tuple(one for one in of.invariants if one.path == of.path)
    return own + (_inherited(table(of.base)) if of.base else ())


@cache
def shape(path: str) -> Shape:
    """The shape of a type by its path: `Observation`, `Observation.component`, `Period`."""
    found = table(path)
    return Shape(
        name=path,
        fields={row.name: _field(row, found) for row in found.elements},
        choices=_choices(found.elements),
        invariants=_inherited(found),
        resource=path in RESOURCE_TYPES,
    )
