"""The JSON gate: what hostile and careless senders send, and that honest bodies pass."""

import codecs
import json

import pytest

from app.errors import BadInput, NotReadable, TooLarge
from app.fhir.json_gate import DEFAULT, SHALLOW, VALIDATING, Limits, gate
from tests.bench.bundles import bundle
from tests.fhir.conformance import files


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def holding(value: bytes) -> bytes:
    return b'{"a":' + value + b"}"


NOT_FHIR_JSON = {
    "NaN": holding(b"NaN"),
    "Infinity": holding(b"Infinity"),
    "-Infinity": holding(b"-Infinity"),
    "exponent of 999999": holding(b"1e999999"),
    "exponent of 39": holding(b"1e39"),
    "whole number of 65 digits": holding(b"1" * 65),
    "whole number of 5000 digits": holding(b"1" * 5000),
    "whole number of a million digits": holding(b"1" * 1_000_000),
    "fraction of 65 characters": holding(b"0." + b"1" * 63),
    "name given twice": b'{"a":1,"a":1}',
    "name given twice below": b'{"b":[{"c":1},{"c":1,"d":2,"c":3}]}',
    "name given twice, once escaped": b'{"a":1,"\\u0061":1}',
    "name given twice, made up for by an escaped colon": b'{"a":"x","a":"\\u003a"}',
    "byte that is no UTF-8": holding(b'"\xff"'),
    "overlong UTF-8": holding(b'"\xc0\xaf"'),
    "surrogate in UTF-8": holding(b'"\xed\xa0\x80"'),
    "half a surrogate pair": holding(b'"\\ud800"'),
    "other half of a surrogate pair": holding(b'"\\udc00 text"'),
    "half a surrogate pair in a name": b'{"\\ud800":1}',
    "U+0000": holding(b'"\\u0000"'),
    "U+0000 after an escaped backslash": holding(b'"\\\\\\u0000"'),
    "raw control character": holding(b'"\x01"'),
    "raw line break in a text": holding(b'"\n"'),
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "100 000 brackets": b"[" * 100_000,
    "nesting 10 000 deep": nested(10_000),
    "nesting 65 deep": nested(65),
    "arrays 65 deep": holding(b"[" * 64 + b"]" * 64),
    "nesting hidden by brackets in texts": b'{"x":"}","a":' * 65 + b"1" + b"}" * 65,
    "comment": b'{"a":1 /* why */}',
    "line comment": b'{"a":1} // why',
    "trailing comma": b'{"a":1,}',
    "trailing text": b"{} {}",
    "single quotes": b"{'a':1}",
    "leading zero": holding(b"01"),
    "plus sign": holding(b"+1"),
    "no digit after the point": holding(b"1."),
    "nothing": b"",
    "white space": b"  ",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "array": b"[]",
    "text": b'"a"',
    "long text": holding(b'"' + b"x" * (DEFAULT.string + 1) + b'"'),
}

FHIR_JSON = {
    "decimal": holding(b"2.00"),
    "64 characters": holding(b"0." + b"1" * 62),
    "whole number of 64 digits": holding(b"1" * 64),
    "exponent of 38": holding(b"1e38"),
    "deepest": nested(64),
    "deeper than the quick type": nested(SHALLOW + 1),
    "surrogate pair": holding(b'"\\ud83d\\ude00"'),
    "escaped backslash before u0000": holding(b'"\\\\u0000"'),
    "escaped name": b'{"\\u0061":1,"b":2}',
    "escaped colon": holding(b'"\\u003a"'),
    "brackets and colons in texts": b'{"a":"{[:","b":"]}"}',
    "same name in two objects": b'{"a":{"b":1},"c":{"b":1}}',
    "UTF-8": '{"a":"é 漢 😀"}'.encode(),
    "white space": b' \r\n\t{ "a" :\n1 } ',
    "null in an array": holding(b"[null]"),
}


@pytest.mark.parametrize("case", NOT_FHIR_JSON)
def test_what_fhir_json_does_not_allow_is_refused(case: str) -> None:
    with pytest.raises(NotReadable):
        gate(NOT_FHIR_JSON[case])


@pytest.mark.parametrize("case", FHIR_JSON)
def test_what_fhir_json_allows_passes(case: str) -> None:
    gate(FHIR_JSON[case])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{\n  "a": tru}', "line 2, column 1"),
        (b'{\n "a": "\xff"}', "line 2, column 8"),
        (b'{"a":\n1e400}', "line 2, column 1"),
        (b'{"b":[{},{"c":1,"c":2}]}', "b[1].c"),
        (b'{"a":"\\u0000"}', "line 1, column 7"),
    ],
)
def test_a_refusal_names_the_place(body: bytes, place: str) -> None:
    with pytest.raises(BadInput, match=place.replace("[", r"\[")):
        gate(body)


def test_a_refusal_never_repeats_what_was_sent() -> None:
    for body in (b'{"CANARY 1":1,"CANARY 1":2}', b'{"a":CANARY}', b'{"a":"CANARY\xff"}'):
        with pytest.raises(BadInput) as refused:
            gate(body)
        assert "CANARY" not in str(refused.value)


def test_a_body_beyond_the_limit_is_too_large() -> None:
    gate(b"{}" + b" " * (DEFAULT.body - 2))
    with pytest.raises(TooLarge):
        gate(b"{}" + b" " * (DEFAULT.body - 1))


@pytest.mark.parametrize("nest", [False, True])
def test_entries_are_counted_wherever_the_bundle_stands(nest: bool) -> None:  # noqa: FBT001 - a case
    for count, refused in ((1000, False), (1001, True)):
        record = {"resourceType": "Bundle", "entry": [{}] * count}
        body = {"parameter": [{"name": "record", "resource": record}]} if nest else record
        if refused:
            with pytest.raises(TooLarge):
                gate(json.dumps(body).encode())
        else:
            gate(json.dumps(body).encode())


def test_limits_are_the_callers() -> None:
    gate(holding(b"1e245"), VALIDATING)
    gate(nested(3), Limits(depth=3))
    with pytest.raises(NotReadable):
        gate(nested(4), Limits(depth=3))


def test_real_records_and_generated_ones_pass() -> None:
    for path in files("bundles"):
        gate(path.read_bytes())
    gate(bundle(150))


def test_only_the_invalid_files_that_are_not_json_are_refused() -> None:
    refused = set()
    for path in [*files("invalid"), *files("valid")]:
        try:
            gate(path.read_bytes(), VALIDATING)
        except NotReadable:
            refused.add(path.name)
    marked = {p.name for p in files("invalid") if p.read_bytes().startswith(codecs.BOM_UTF8)}
    assert refused == marked | {p.name for p in files("invalid") if p.name.startswith("A_json_")}
