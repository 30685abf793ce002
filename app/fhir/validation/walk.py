"""The complete list of errors: one walk over undecoded JSON along the tables of the definitions."""

from dataclasses import dataclass, field, replace
from typing import Any

from app.fhir.outcome import Issue, has_errors
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.validation import messages, primitives
from app.fhir.validation.binding import outside_binding
from app.fhir.validation.bundle import addresses_of, check_bundle
from app.fhir.validation.contained import Container, check_contained
from app.fhir.validation.evaluation import Place, broken
from app.fhir.validation.narrative import check_div, check_links
from app.fhir.validation.reference_check import check_reference
from app.fhir.validation.shapes import Field, Shape, shape

Json = dict[str, Any]


@dataclass(slots=True)
class Walk:
    """Collects the issues of one resource and of everything inside it.

    Without `advice`, what spoils no reading is passed over: a missing narrative (dom-6) and the
    local code systems without a URI that real systems send.
    """

    issues: list[Issue] = field(default_factory=list)
    resource: Json = field(default_factory=dict)
    container: Container = field(default_factory=lambda: Container({}))
    addresses: dict[str, str] = field(default_factory=dict)
    advice: bool = True

    def error(self, code: str, text: str, path: str) -> None:
        self.issues.append(Issue("error", code, text, path))

    def enter(self, value: object, path: str = "") -> None:
        """A resource of its own: the root, or one in an entry or a parameter."""
        name = self._resource_type(value, path)
        if not isinstance(value, dict) or not name:
            return
        at = path or name
        addresses = addresses_of(value) if name == "Bundle" else self.addresses
        inner = replace(self, resource=value, container=Container.of(value), addresses=addresses)
        inner.inside(value, name, at)
        self.issues += check_contained(value, at)
        if self.advice and "text" not in value and "text" in shape(name).fields:
            self.issues.append(Issue("warning", "invariant", messages.NO_NARRATIVE, at, "dom-6"))
        if name == "Bundle":
            self.issues += check_bundle(value, at)

    def _contained(self, value: object, path: str) -> None:
        name = self._resource_type(value, path)
        if isinstance(value, dict) and name:
            replace(self, resource=value).inside(value, name, path)

    def _resource_type(self, value: object, path: str) -> str:
        if not isinstance(value, dict):
            self.error("structure", messages.NOT_A_RESOURCE, path)
            return ""
        name = value.get("resourceType")
        if not isinstance(name, str) or name not in RESOURCE_TYPES:
            at = f"{path}.resourceType" if path else "resourceType"
            self.error("structure", messages.NO_RESOURCE_TYPE, at)
            return ""
        return name

    def inside(self, value: Json, name: str, path: str) -> None:
        self._members(value, shape(name), path, Field(name, name))

    def _members(self, json: Json, of: Shape, path: str, held_by: Field) -> None:
        before = len(self.issues)
        if not of.resource and not json.keys() - {"id"}:
            self.issues.append(Issue("error", "invariant", messages.EMPTY_OBJECT, path, "ele-1"))
        for key in json:
            self._member(json, of, key, path)
        self._missing(json, of, path)
        sound = not has_errors(self.issues[before:])
        place = Place(path, self.resource, sound=sound)
        self.issues += broken((*of.invariants, *held_by.invariants), json, place)

    def _member(self, json: Json, of: Shape, key: str, path: str) -> None:
        if of.resource and key == "resourceType":
            return
        value, name = json[key], key.removeprefix("_")
        found = of.fields.get(name)
        at = f"{path}.{messages.readable(name if found else key)}"
        if found is None or (key != name and not found.primitive):
            self.error("structure", messages.unknown(of.name), at)
        elif value is None:
            self.error("structure", messages.BLANK, at)
        elif found.many != isinstance(value, list):
            self.error("structure", messages.ARRAY if found.many else messages.SINGLE, at)
        elif value == []:
            self.error("structure", messages.EMPTY_ARRAY, at)
        elif key != name:
            self._extensions(value, at)
        elif isinstance(value, list):
            self._items(found, value, json.get(f"_{name}"), at)
        else:
            self._item(found, value, at)

    def _items(self, of: Field, values: list[object], beside: object, path: str) -> None:
        extensions = beside if isinstance(beside, list) else []
        for index, value in enumerate(values):
            at = f"{path}[{index}]"
            if value is not None:
                self._item(of, value, at)
            elif not of.primitive:
                self.error("structure", messages.BLANK, at)
            elif index >= len(extensions) or extensions[index] is None:
                self.error("structure", messages.NO_VALUE, at)

    def _extensions(self, value: object, path: str) -> None:
        """The id and extensions of a primitive, sent beside it."""
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            at = f"{path}[{index}]" if isinstance(value, list) else path
            if isinstance(item, dict) and item:
                for key in item:
                    self._member(item, shape("Element"), key, at)
            elif item is not None:
                self.error("structure", messages.OBJECT, at)

    def _item(self, of: Field, value: object, path: str) -> None:
        if of.type == "Resource":
            enter = self._contained if of.name == "contained" else self.enter
            enter(value, path)
        elif of.primitive:
            self._primitive(of, value, path)
        elif not isinstance(value, dict):
            self.error("structure", messages.OBJECT, path)
        else:
            self._members(value, shape(of.type), path, of)
            if self.advice and of.type == "Coding" and ":" not in str(value.get("system", ":")):
                self.error("value", messages.RELATIVE_SYSTEM, f"{path}.system")
            self._special(of, value, path)
            if outside_binding(of, value):
                text = messages.allowed_codes(of.plain_codes, of.value_set)
                self.error("code-invalid", text, path)

    def _special(self, of: Field, value: Json, path: str) -> None:
        if of.type == "Reference" and isinstance(value.get("reference"), str):
            issue = check_reference(value["reference"], of.targets, self.container, self.addresses)
            if issue is not None:
                self.issues.append(issue.at(f"{path}.reference"))
        elif of.type == "Narrative" and isinstance(value.get("div"), str):
            self.issues += check_div(value["div"], f"{path}.div")
            self.issues += check_links(value, path)

    def _primitive(self, of: Field, value: object, path: str) -> None:
        fault = primitives.fault(of.type, value)
        if fault is not None:
            self.error(*fault, path)
        elif of.codes is not None and value not in of.plain_codes:
            text = messages.allowed_codes(of.plain_codes, of.value_set)
            self.error("code-invalid", text, path)
        elif of.invariants:
            self.issues += broken(of.invariants, value, Place(path, self.resource, sound=True))

    def _missing(self, json: Json, of: Shape, path: str) -> None:
        for one in of.fields.values():
            if one.required and one.name not in json and not _extended(json, one):
                self.error("required", messages.required(one.name), f"{path}.{one.name}")
        for choice in of.choices:
            at = f"{path}.{choice.name.removesuffix('[x]')}"
            held = [n for n in choice.fields if n in json or f"_{n}" in json]
            if len(held) > 1:
                self.error("structure", messages.several(held), at)
            elif choice.required and not held:
                self.error("required", messages.required_choice(choice.fields), at)


def _extended(json: Json, of: Field) -> bool:
    """Whether an extension stands in for the value of a required primitive."""
    beside = json.get(f"_{of.name}")
    return of.primitive and bool(beside) and (not isinstance(beside, dict) or "extension" in beside)
