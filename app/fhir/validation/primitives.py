"""The primitive types as the walk meets them: JSON type, format, and how to mend a wrong value."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.fhir import formats

MAX_STRING = 1024 * 1024
_INTEGER_LIMIT = 2**31


@dataclass(frozen=True, slots=True)
class Primitive:
    """One primitive type: its JSON type, the advice on its format, and the format itself."""

    json_types: tuple[type, ...]
    json_name: str
    advice: str
    accepts: Callable[[object], bool]


def _string(format_check: Callable[[str, str], None], advice: str) -> Primitive:
    def accepts(value: object) -> bool:
        if not isinstance(value, str) or len(value) > MAX_STRING:
            return False
        try:
            format_check(value, "value")
        except ValueError:
            return False
        return True

    return Primitive((str,), "a JSON string", advice, accepts)


def _whole_number(lowest: int, advice: str) -> Primitive:
    def accepts(value: object) -> bool:
        return isinstance(value, int) and lowest <= value < _INTEGER_LIMIT

    return Primitive((int,), "a JSON number without decimal point", advice, accepts)


def _anything(_value: object) -> bool:
    return True


_TEXT = _string(formats.string, "Give text that is not empty or blank, at most 1 MB.")
_URI = _string(formats.uri, "Give a URI without spaces.")

PRIMITIVES: dict[str, Primitive] = {
    "base64Binary": _string(
        formats.base64_binary, "Give base64: letters, digits, +, / and = at the end."
    ),
    "boolean": Primitive((bool,), "true or false", "", _anything),
    "canonical": _URI,
    "code": _string(formats.code, "Give a code without leading, trailing or doubled space."),
    "date": _string(formats.date, "Give a day that exists: YYYY-MM-DD, or only YYYY-MM or YYYY."),
    "dateTime": _string(
        formats.date_time,
        "Give YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone; the day must "
        "exist.",
    ),
    "decimal": Primitive((int, Decimal), "a JSON number", "", _anything),
    "id": _string(formats.identity, "Give 1 to 64 letters, digits, hyphens or points."),
    "instant": _string(
        formats.instant, "Give YYYY-MM-DDThh:mm:ss with a time zone; the day must exist."
    ),
    "integer": _whole_number(-_INTEGER_LIMIT, "Give a whole number of 32 bits."),
    "markdown": _TEXT,
    "oid": _string(formats.oid, "Give urn:oid: followed by an OID."),
    "positiveInt": _whole_number(1, "Give a whole number from 1 to 2147483647."),
    "string": _TEXT,
    "time": _string(formats.time, "Give a time of day as hh:mm:ss."),
    "unsignedInt": _whole_number(0, "Give a whole number from 0 to 2147483647."),
    "uri": _URI,
    "url": _URI,
    "uuid": _string(formats.uuid, "Give urn:uuid: followed by a UUID in lower case."),
    "xhtml": Primitive((str,), "a JSON string", "", _anything),
}


def fault(type_name: str, value: object) -> tuple[str, str] | None:
    """Issue code and text when the value is not of this primitive type, else None."""
    primitive = PRIMITIVES[type_name]
    is_boolean = isinstance(value, bool)
    if not isinstance(value, primitive.json_types) or is_boolean != (type_name == "boolean"):
        return "structure", f"An element of type {type_name} must be {primitive.json_name}."
    if not primitive.accepts(value):
        return "value", f"Not a valid {type_name}. {primitive.advice}"
    return None
