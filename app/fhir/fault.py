"""Turns what the decoder refused into FHIR's words: a severity, a code, a FHIRPath, no value."""

import re
from typing import Final

from app.fhir.outcome import Issue
from app.fhir.r4.tables import ElementRow, table

PLACE = re.compile(r"^(?P<said>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
OURS = re.compile(r"^(?P<name>\$|[A-Za-z]\w*(?:\[x\]|\[\d+\])?): (?P<reason>.*)$", re.DOTALL)
STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
NAMED = re.compile(r"`(_?[A-Za-z][A-Za-z0-9]{0,63})`")
KINDS: Final = {
    "str": "a string",
    "int": "a whole number",
    "float": "a number with a fraction",
    "decimal": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "an array",
    "null": "null",
}


def issue_of(message: str, root: str, at: str) -> Issue:
    """The issue of one decoder message about a resource of type `root` at FHIRPath `at`."""
    split = PLACE.match(message)
    said, path = (split["said"], split["path"] or "$") if split else (message, "$")
    name, code, text = _meaning(said)
    return Issue("error", code, text, fhirpath(path + name, root, at))


def _meaning(said: str) -> tuple[str, str, str]:
    """What is added to the path, the FHIR issue code and the text."""
    own = OURS.match(said)
    if own:
        name = "" if own["name"] == "$" else "." + own["name"].removesuffix("[x]")
        return name, _code_of(own["reason"]), f"This element {own['reason']}."
    named = NAMED.search(said)
    member = f".{named[1]}" if named else ""
    if said.startswith("Object missing required"):
        return member, "required", "This element is required here; add it."
    if said.startswith("Object contains unknown"):
        return member, "structure", "There is no such element in FHIR R4; remove it."
    if said.startswith("Invalid enum value"):
        return "", "code-invalid", "This is not a code of the required value set."
    if "of length >= 1" in said:
        return "", "structure", "An array must not be empty; leave the element out."
    return "", "structure", _wrong_kind(said)


def _code_of(reason: str) -> str:
    if reason.startswith("is required"):
        return "required"
    return "structure" if reason.startswith(("is given", "is empty", "is null")) else "value"


def _wrong_kind(said: str) -> str:
    found = re.match(r"Expected `(\w+)(?: \| null)?`(?:, got `(\w+)`)?( [<>]=? -?\d+)?", said)
    if not found:
        return "The value has not the form that FHIR asks for."
    if found[3]:
        return f"The number must be{found[3]}."
    expected = KINDS.get(found[1], "another type")
    got = KINDS.get(found[2] or "", "")
    return f"This must be {expected}" + (f", not {got}." if got else ".")


def _row(type_name: str, name: str) -> ElementRow | None:
    try:
        rows = table(type_name).elements
    except (KeyError, FileNotFoundError):
        return None
    return next((row for row in rows if row.name == name), None)


def fhirpath(json_path: str, root: str, at: str) -> str:
    """The place as the sender wrote it.

    `$.component[0]._valueString` of an Observation is `Observation.component[0].valueString`.
    """
    steps, holder = [at or root], root
    for name, index in STEP.findall(json_path.removeprefix("$")):
        if index:
            steps[-1] += f"[{index}]"
            continue
        row = _row(holder, name.removeprefix("_"))
        beside = name.startswith("_")
        steps.append(name.lstrip("_"))
        holder = "Element" if beside else (row.type if row else "")
    return ".".join(steps)
