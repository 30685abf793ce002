"""The formats of FHIR primitives: what the generated structs ask of each value they hold.

Each check returns nothing or raises a ValueError `name: reason`; msgspec turns that into a
ValidationError with the path. The reason never repeats the value.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import (
    Clamped,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
)
from typing import Final, NoReturn

import msgspec

MONTHS_WITHOUT_29: Final = "28"
MEMO_ENTRIES: Final = 20_000
MEMO_LENGTH: Final = 128
MEMO_ENDINGS: Final = 1000
SHORTEST_TIME: Final = 20
DAY_LENGTH: Final = 10
NUMBER_LENGTH: Final = 64
EXPONENT_LIMIT: Final = 308

YEAR = r"(?!0000)[0-9]{4}"
MONTH = r"-(?:0[1-9]|1[0-2])"
DAY = r"-(?:0[1-9]|[12][0-9]|3[01])"
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
ZONE = r"(?:Z|[+-](?:0[0-9]:[0-5][0-9]|1[0-3]:[0-5][0-9]|14:00))"
MATCHES_DATE = re.compile(rf"{YEAR}(?:{MONTH}(?:{DAY})?)?").fullmatch
MATCHES_DATE_TIME = re.compile(rf"{YEAR}(?:{MONTH}(?:{DAY}(?:T{CLOCK}{ZONE})?)?)?").fullmatch
MATCHES_INSTANT = re.compile(rf"{YEAR}{MONTH}{DAY}T{CLOCK}{ZONE}").fullmatch
MATCHES_TIME = re.compile(CLOCK).fullmatch
MATCHES_URI = re.compile(r"\S+").fullmatch
MATCHES_CODE = re.compile(r"[^\s]+(?:\s[^\s]+)*").fullmatch
MATCHES_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}").fullmatch
MATCHES_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+").fullmatch
MATCHES_UUID = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
).fullmatch
# Possessive, unlike the official pattern, which needs exponential time on a wrong value.
BASE64_GROUP: Final = 4
MATCHES_BASE64 = re.compile(r"[0-9A-Za-z+/ \t\r\n]++(?:=[ \t\r\n]*+){0,2}").fullmatch

# Systems and codes repeat throughout a record: what was once found right is found by hash.
# Absent is right. Only system, code and profile are remembered, never an identifier or text.
IDS: Final[set[str | None]] = {None}
URIS: Final[set[str | None]] = {None}
CODES: Final[set[str | None]] = {None}


# What follows the seconds: a fraction and a zone. Few in one house.
ENDINGS: Final[set[str]] = {"Z", "+00:00"}
# Of a moment, every third character from the fifth on up to the minutes.
SEPARATORS: Final = "--T::"
_parse = datetime.fromisoformat

# Each number as it is written, in C: more digits or a larger exponent than these is an error.
quick_number = Context(
    prec=NUMBER_LENGTH,
    Emax=EXPONENT_LIMIT,
    Emin=-EXPONENT_LIMIT,
    traps=[Clamped, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow],
).create_decimal


def _refuse(name: str, reason: str) -> NoReturn:
    raise ValueError(f"{name}: {reason}")


def _check(matches: Callable[[str], object], reason: str) -> Callable[[str, str], None]:
    def check(text: str, name: str) -> None:
        if matches(text) is None:
            _refuse(name, reason)

    return check


uri = _check(MATCHES_URI, "is not a URI (it is empty or has white space)")
code = _check(MATCHES_CODE, "is not a code (white space at an end, or doubled)")
identity = _check(MATCHES_ID, "is not an id (1 to 64 of A-Z, a-z, 0-9, - and .)")
oid = _check(MATCHES_OID, "is not a urn:oid: URI")
uuid = _check(MATCHES_UUID, "is not a urn:uuid: URI in lower case")
time = _check(MATCHES_TIME, "is not a time (hh:mm:ss)")


def base64_binary(text: str, name: str) -> None:
    length = len(text) - sum(map(text.count, " \t\r\n"))
    if not length or length % BASE64_GROUP or MATCHES_BASE64(text) is None:
        _refuse(name, "is not base64")


def string(text: str, name: str) -> None:
    if not text or text.isspace():
        blank(name)


def known_uri(text: str | None, name: str) -> None:
    _remember(URIS, text, uri, name)


def known_code(text: str | None, name: str) -> None:
    _remember(CODES, text, code, name)


def known_id(text: str | None, name: str) -> None:
    _remember(IDS, text, identity, name)


def _remember(
    memo: set[str | None], text: str | None, check: Callable[[str, str], None], name: str
) -> None:
    if text is None:
        return
    check(text, name)
    if len(memo) < MEMO_ENTRIES and len(text) <= MEMO_LENGTH:
        memo.add(text)


def _is_day(text: str) -> bool:
    if len(text) != DAY_LENGTH or text[4:8:3] != "--":
        return False
    try:
        _parse(text)
    except ValueError:
        return False
    return True


def date(text: str, name: str) -> None:
    if _is_day(text):
        return
    if MATCHES_DATE(text) is None:
        _refuse(name, "is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    _on_calendar(text, name)


def date_time(text: str, name: str) -> None:
    if text[19:] in ENDINGS and text[4:18:3] == SEPARATORS:
        try:
            _parse(text)
        except ValueError:
            pass  # a leap second, or a fault for the pattern to name
        else:
            return
    elif _is_day(text):
        return
    if MATCHES_DATE_TIME(text) is None:
        _refuse(name, "is not a dateTime (a time needs seconds and a zone)")
    _on_calendar(text, name)


def instant(text: str, name: str) -> None:
    if text[19:] in ENDINGS and text[4:18:3] == SEPARATORS:
        try:
            _parse(text)
        except ValueError:
            pass  # as above
        else:
            return
    if MATCHES_INSTANT(text) is None:
        _refuse(name, "is not an instant (date, time with seconds, and zone)")
    _on_calendar(text, name)


def _on_calendar(text: str, name: str) -> None:
    """The day exists; the ending of a time that has passed its pattern is remembered."""
    if text[8:10] > MONTHS_WITHOUT_29:
        days = calendar.monthrange(int(text[:4]), int(text[5:7]))[1]
        if int(text[8:10]) > days:
            _refuse(name, "is a day that no calendar has")
    if len(text) >= SHORTEST_TIME and len(ENDINGS) < MEMO_ENDINGS:
        ENDINGS.add(text[19:])


def decimal(struct: msgspec.Struct, value: object, attribute: str, name: str) -> None:
    """Number as written, a whole one turned into Decimal; a string is no number in FHIR JSON."""
    if type(value) is not int:
        _refuse(name, "is not a number")
    msgspec.structs.force_setattr(struct, attribute, Decimal(value))


def number(text: str) -> Decimal:
    """As `quick_number`, with an error that the decoder gives a path."""
    try:
        return quick_number(text)
    except ArithmeticError:
        raise ValueError("$: is a number that is too long, or its exponent too large") from None


def primitives(
    values: Sequence[str | None],
    extensions: Sequence[object] | None,
    check: Callable[[str, str], None],
    name: str,
) -> None:
    """Each of a repeating primitive: right by itself, and null only beside an extension."""
    for index, value in enumerate(values):
        if value is not None:
            check(value, f"{name}[{index}]")
        elif extensions is None or index >= len(extensions) or extensions[index] is None:
            _refuse(f"{name}[{index}]", "is null and has no extension")


def nulls(values: Sequence[object | None], extensions: Sequence[object] | None, name: str) -> None:
    """As `primitives`, for values that are right by their type."""
    if None in values:
        for index, value in enumerate(values):
            if value is None and (
                extensions is None or index >= len(extensions) or extensions[index] is None
            ):
                _refuse(f"{name}[{index}]", "is null and has no extension")


def numbers(values: list[Decimal | None], extensions: Sequence[object] | None, name: str) -> None:
    """As `nulls`, and each whole number turned into a Decimal."""
    for index, value in enumerate(values):
        if isinstance(value, int) and not isinstance(value, bool):
            values[index] = Decimal(value)
        elif value is not None and not isinstance(value, Decimal):
            _refuse(f"{name}[{index}]", "is not a number")
    nulls(values, extensions, name)


def blank(name: str) -> NoReturn:
    _refuse(name, "is blank")


def missing(name: str) -> NoReturn:
    _refuse(name, "is required")


def empty() -> NoReturn:
    raise ValueError("$: is empty")


def several(name: str) -> NoReturn:
    _refuse(name, "is given in more than one type")
