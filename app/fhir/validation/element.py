"""One way to look at an element, whether it was decoded into a struct or is still plain JSON."""

from typing import Any

# The wire: an element is a struct of app.fhir.r4 or a Node over undecoded JSON, and a rule
# reads both by the same attribute names.
Element = Any

ABSENT = None


class Node:
    """Undecoded JSON read by the attribute names of the structs; what is not there is ABSENT."""

    __slots__ = ("json",)

    def __init__(self, json: dict[str, Any]) -> None:
        self.json = json

    def __getattr__(self, name: str) -> Element:
        return wrap(self.json.get(json_name(name), ABSENT))


def json_name(attribute: str) -> str:
    if attribute.endswith("_ext"):
        return "_" + attribute.removesuffix("_ext")
    return attribute.removesuffix("_")


def wrap(value: object) -> Element:
    if isinstance(value, dict):
        return Node(value)
    if isinstance(value, list):
        return [wrap(item) for item in value]
    return value


def given(*values: object) -> bool:
    """Whether any of these is there (a primitive counts by its value or by its extension)."""
    return any(value is not ABSENT for value in values)


def each(values: Element) -> list[Element]:
    """The items of a repeating element, none when it is absent."""
    return [] if values is ABSENT else values


def has_coding(concept: Element, system: str, *codes: str) -> bool:
    """Whether a CodeableConcept carries one of these codes of this system."""
    return concept is not ABSENT and any(
        coding.system == system and coding.code in codes for coding in each(concept.coding)
    )


def choice_given(element: Element, prefix: str) -> bool:
    """Whether any type of a choice such as value[x] is there, by value or by extension."""
    if isinstance(element, Node):
        starts = (prefix, "_" + prefix)
        return any(key.startswith(starts) for key in element.json)
    return any(
        getattr(element, name) is not ABSENT
        for name in element.__struct_fields__
        if name.startswith(prefix)
    )
