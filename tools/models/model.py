"""The definitions as the struct writer and the table writer need them."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tools.models.definitions import Json, expansion, structures

SYSTEM = "http://hl7.org/fhirpath/System."
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
ABSTRACT = ("Element", "BackboneElement", "Resource", "DomainResource")
PRIMITIVES = frozenset(
    [
        "base64Binary",
        "boolean",
        "canonical",
        "code",
        "date",
        "dateTime",
        "decimal",
        "id",
        "instant",
        "integer",
        "markdown",
        "oid",
        "positiveInt",
        "string",
        "time",
        "unsignedInt",
        "uri",
        "url",
        "uuid",
        "xhtml",
    ]
)


@dataclass(frozen=True, slots=True)
class Field:
    """One JSON member: an element, or one type of a choice."""

    name: str
    type: str
    many: bool
    minimum: int
    maximum: str
    choice: str | None
    binding: str | None
    strength: str | None
    targets: tuple[str, ...]
    modifier: bool
    extensible: bool

    @property
    def attribute(self) -> str:
        return self.name + "_" if keyword.iskeyword(self.name) else self.name

    @property
    def primitive(self) -> bool:
        return self.type in PRIMITIVES

    @property
    def enumerated(self) -> tuple[tuple[str, str], ...] | None:
        return expansion(self.binding) if self.binding and self.strength == "required" else None


@dataclass(frozen=True, slots=True)
class Invariant:
    key: str
    severity: str
    human: str
    expression: str
    path: str


@dataclass(slots=True)
class Type:
    """A resource, a datatype or a backbone element."""

    path: str
    base: str
    fields: list[Field] = field(default_factory=list)
    invariants: list[Invariant] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "".join(part[0].upper() + part[1:] for part in self.path.split("."))


def _type_code(element: Json, code: Json) -> str:
    if not code["code"].startswith(SYSTEM):
        return str(code["code"])
    said = [e.get("valueUrl") or e.get("valueUri") for e in code.get("extension", [])]
    if re.fullmatch(r"[A-Za-z]+\.id", element["path"]) and "." in element["path"]:
        return "string"
    return said[0] if said and said[0] else "string"


def _field(element: Json, code: Json, type_name: str, name: str, choice: str | None) -> Field:
    binding = element.get("binding", {})
    targets = code.get("targetProfile", [])
    return Field(
        name=name,
        type=type_name,
        many=element["max"] != "1",
        minimum=element["min"],
        maximum=element["max"],
        choice=choice,
        binding=binding.get("valueSet"),
        strength=binding.get("strength"),
        targets=tuple(target.rsplit("/", 1)[-1] for target in targets),
        modifier=bool(element.get("isModifier")),
        extensible=not code["code"].startswith(SYSTEM) and type_name != "xhtml",
    )


def _fields(element: Json, parents: set[str]) -> Iterator[Field]:
    path, name = element["path"], element["path"].rsplit(".", 1)[-1]
    if "contentReference" in element:
        yield _field(element, {"code": ""}, element["contentReference"][1:], name, None)
        return
    codes = element.get("type", [])
    for code in codes:
        if path in parents:
            yield _field(element, code, path, name, None)
        elif name.endswith("[x]"):
            kind = _type_code(element, code)
            stem = name.removesuffix("[x]")
            yield _field(element, code, kind, stem + kind[0].upper() + kind[1:], name)
        else:
            yield _field(element, code, _type_code(element, code), name, None)


def _invariants(element: Json, *, root: bool) -> Iterator[Invariant]:
    for said in element.get("constraint", []):
        inherited = said.get("source", "").rsplit("/", 1)[-1]
        if inherited in {"Element", "Extension"} or (inherited and not root):
            continue
        yield Invariant(
            said["key"],
            said["severity"],
            said["human"],
            said.get("expression", ""),
            element["path"],
        )


def _base(definition: Json) -> str:
    base = definition.get("baseDefinition", "").rsplit("/", 1)[-1]
    return base if definition["name"] != "Element" else ""


@cache
def types_of(type_name: str) -> tuple[Type, ...]:
    """A resource or datatype and its backbone elements, outermost first."""
    definition = structures()[type_name]
    elements = definition["snapshot"]["element"]
    parents = {e["path"].rsplit(".", 1)[0] for e in elements[1:]}
    types = {type_name: Type(type_name, _base(definition))}
    types[type_name].invariants += _invariants(elements[0], root=True)
    for element in elements[1:]:
        path = element["path"]
        holder = types[path.rsplit(".", 1)[0]]
        holder.fields += _fields(element, parents)
        if path in parents:
            types[path] = Type(path, element["type"][0]["code"])
            types[path].invariants += _invariants(element, root=False)
        else:
            holder.invariants += _invariants(element, root=False)
    return tuple(types.values())


def resource_names() -> list[str]:
    return sorted(
        name
        for name, definition in structures().items()
        if definition["kind"] == "resource" and not definition["abstract"]
    )


def datatype_names() -> list[str]:
    return [n for n, d in structures().items() if d["kind"] == "complex-type"]
