"""The quick pass: whether a decoded resource is beyond doubt, told without building any path.

One flat function is compiled for each type, as dataclasses and namedtuple do: absent elements cost
a few nanoseconds, and looping over the tables instead would take four times as long.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import msgspec

from app.fhir.formats import MATCHES_ID
from app.fhir.r4 import RESOURCE_TYPES
from app.fhir.r4.tables import Invariant
from app.fhir.validation import fhirpath
from app.fhir.validation.contained import Container
from app.fhir.validation.element import Element
from app.fhir.validation.invariants import BY_HAND, BY_WALK
from app.fhir.validation.narrative import check_div
from app.fhir.validation.reference_check import check_reference
from app.fhir.validation.shapes import ANY, Field, Shape, shape

Verdict = Callable[[Element], bool]

NOTHING = Container({})

# The elements without which an invariant is satisfied: where all are absent, nothing is called.
_IDLE_WITHOUT = {
    "att-1": ("data", "data_ext"),
    "con-4": (
        "abatementDateTime",
        "abatementDateTime_ext",
        "abatementAge",
        "abatementPeriod",
        "abatementRange",
        "abatementString",
        "abatementString_ext",
    ),
    "cpt-2": ("value", "value_ext"),
    "lst-1": ("emptyReason",),
    "cmp-2": ("emptyReason",),
    "mdd-1": ("whenPrepared",),
    "obs-6": ("dataAbsentReason",),
    "obs-7": ("component",),
    "per-1": ("end",),
    "qty-3": ("code",),
}

# The elements any one of which satisfies an invariant: most records have it, nothing is called.
_MET_BY = {
    "ait-1": ("clinicalStatus",),
    "con-3": ("clinicalStatus",),
    "mad-1": ("dose", "rateRatio", "rateQuantity"),
    "obs-3": ("low", "high", "text", "text_ext"),
    "pat-1": ("name", "telecom", "address", "organization"),
    "qty-3": ("system", "system_ext"),
}


def is_clean(resource: Element) -> bool:
    """Whether nothing can be said against a decoded resource; if not, the walk says what."""
    return _compiled(type(resource).__name__)(resource)


def extensions(held: Iterable[Element]) -> bool:
    return all(_extension(one) for one in held)


def _extension(held: Element) -> bool:
    names = msgspec.to_builtins(held).keys() - {"id", "url"}
    if len(names) != 1:
        return False
    (name,) = names
    if name == "extension":
        return extensions(held.extension)
    found = shape("Extension").fields.get(name)
    if found is None:
        return False
    if found.primitive:
        return True
    value = getattr(held, found.attribute)
    if found.type == "Reference":
        return reference(value, RESOURCE_TYPES)
    return _compiled(found.type)(value)


def element(held: Element) -> bool:
    """The id and extensions beside a primitive."""
    if isinstance(held, list):
        return all(one is None or element(one) for one in held)
    return held.extension is None or extensions(held.extension)


def reference(held: Element, targets: frozenset[str]) -> bool:
    literal = held.reference
    if literal is not None:
        head, _, tail = literal.partition("/")
        if not (head in targets and MATCHES_ID(tail)) and not _is_beyond_doubt(literal, targets):
            return False
    # Most references are a text and a display: the whole function is for the others.
    plain = held.identifier is None and held.extension is None and held.reference_ext is None
    plain = plain and held.type_ext is None and held.display_ext is None
    return plain or _compiled("Reference")(held)


def _is_beyond_doubt(literal: str, targets: frozenset[str]) -> bool:
    return not literal.startswith("#") and check_reference(literal, targets, NOTHING, {}) is None


def bound(concept: Element, codings: frozenset[tuple[str, str]]) -> bool:
    return concept.coding is not None and any(
        (one.system, one.code) in codings for one in concept.coding
    )


def narrative(held: Element) -> bool:
    return not check_div(held.div, "") and element(held) and held.status_ext is None


@cache
def _compiled(name: str) -> Verdict:
    """The function of a type, compiled together with those of all types that it may hold."""
    return _Compiler().function(name)


class _Compiler:
    """Writes one function for each type into a namespace that they share."""

    def __init__(self) -> None:
        self.names: dict[str, object] = {
            "bound": bound,
            "element": element,
            "extensions": extensions,
            "narrative": narrative,
            "reference": reference,
            "is_id": MATCHES_ID,
        }
        self.written: set[str] = set()

    def function(self, name: str) -> Verdict:
        self._write(name)
        found: Verdict = self.names[_function_name(name)]  # type: ignore[assignment] # compiled
        return found

    def _write(self, name: str) -> None:
        if name in self.written:
            return
        self.written.add(name)
        of = shape(name)
        lines = [line for found in of.fields.values() for line in self._field(found, of)]
        lines += [line for one in of.invariants for line in self._invariant(one)]
        body = "\n    ".join([*lines, "return True"])
        source = f"def {_function_name(name)}(o):\n    {body}\n"
        # Only our own generated tables are compiled, never anything that came from outside.
        exec(compile(source, f"<quick {name}>", "exec"), self.names)  # noqa: S102 - see above
        for found in of.fields.values():
            if not found.primitive and found.type not in (ANY, "Extension", "Narrative"):
                self._write(found.type)

    def _field(self, found: Field, of: Shape) -> Iterator[str]:
        if found.name == "id":
            if of.resource:
                yield "if o.id is not None and not is_id(o.id): return False"
        elif found.primitive:
            if not _bare(found, of):
                yield f"v = o.{found.name}_ext"
                test = f"not element(v){_beside_another(found, of)}"
                yield f"if v is not None and ({test}): return False"
        elif found.type == ANY or any(one.key not in BY_HAND for one in found.invariants):
            yield f"if o.{found.attribute} is not None: return False"
        else:
            yield f"v = o.{found.attribute}"
            yield from self._complex(found)

    def _complex(self, found: Field) -> Iterator[str]:
        if found.type == "Extension":
            yield "if v is not None and not extensions(v): return False"
            return
        test = f"not {self._call(found)}"
        if found.codes is not None and found.type in ("CodeableConcept", "Coding"):
            test += f" or not bound(x, {self._constant(found.codes)})"
        for one in found.invariants:
            test += f" or not {self._constant(BY_HAND[one.key])}(x)"
        if found.many:
            yield "if v is not None:"
            yield "    for x in v:"
            yield f"        if {test}: return False"
        else:
            yield f"if v is not None and ({test.replace('(x', '(v')}): return False"

    def _call(self, found: Field) -> str:
        if found.type == "Reference":
            return f"reference(x, {self._constant(found.targets or RESOURCE_TYPES)})"
        if found.type == "Narrative":
            return "narrative(x)"
        return f"{_function_name(found.type)}(x)"

    def _constant(self, value: object) -> str:
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def _invariant(self, one: Invariant) -> Iterator[str]:
        if one.key in BY_WALK or one.key == "ext-1":
            return
        rule = BY_HAND.get(one.key)
        if rule is None:
            if fhirpath.is_checked(one.key):
                yield "return False"
            return
        touched = " or ".join(f"o.{name} is not None" for name in _IDLE_WITHOUT.get(one.key, ()))
        guard = f"({touched}) and " if touched else ""
        guard += "".join(f"o.{name} is None and " for name in _MET_BY.get(one.key, ()))
        yield f"if {guard}not {self._constant(rule)}(o): return False"


def _function_name(type_name: str) -> str:
    return "is_clean_" + type_name.replace(".", "_")


def _bare(found: Field, of: Shape) -> bool:
    """Whether a primitive can carry no extension: the structs give it no place for one."""
    return found.type == "xhtml" or (of.name == "Extension" and found.name == "url")


def _beside_another(found: Field, of: Shape) -> str:
    """Tests whether another type of the same choice is there, which would be a second value."""
    names = next((one.fields for one in of.choices if found.name in one.fields), ())
    others = [of.fields[name] for name in names if name != found.name]
    tests = [f"o.{one.attribute} is not None" for one in others]
    tests += [f"o.{one.name}_ext is not None" for one in others if one.primitive]
    return "".join(f" or {test}" for test in tests)
