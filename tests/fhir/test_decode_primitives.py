"""Each primitive by its format: the published matrix of right and wrong values, and our own."""

import json
from collections.abc import Iterator

import pytest

from app.fhir.decode import Invalid, decode_resource
from tests.fhir.conformance import FOLDER

MATRIX = json.loads((FOLDER / "invalid" / "H_primitives_matrix.json").read_text("utf-8"))
NOT_PRIMITIVE = {"reference", "xhtml"}

OWN = {
    "Base64Binary": (
        {"QQ==", "QUI=", "QUJD", "QUJD QUJD\n", "Q U J D"},
        {"QQ=", "Q", "=", "QQ==QQ=="},
    ),
    "Code": ({"a", "a b"}, {"a  b", " a", "a\n", ""}),
    "Date": (
        {"2024", "2024-02", "2024-02-29", "2000-02-29", "0001-01-01"},
        {"2023-02-29", "1900-02-29", "2024-04-31", "2024-13", "2024-1", "24", "0000", "2024-W01-1"},
    ),
    "DateTime": (
        {
            "2024-02-29T23:59:59Z",
            "2016-12-31T23:59:60Z",
            "2024-01-01T10:00:00.123456789+14:00",
            "2024-01-01T10:00:00-00:00",
        },
        {
            "2023-02-29T10:00:00Z",
            "2024-01-01T10:00:00",
            "2024-01-01T10:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T10:00:00+14:01",
            "2024-01-01T10:00:00+0100",
            "2024-01-01T10:00:00+01",
            "2024-01-01T10:00:00,5Z",
            "2024-01-01 10:00:00Z",
            "2024-01-01t10:00:00z",
            "20240101T100000Z",
            "2024-W01-1T10:00:00Z",
            "2024-01-01T10:00:00.Z",
            "2024-01-01T10:00:00Z\n",
            "\u0662024-01-01T10:00:00Z",
            "202\u0664-01-01T10:00:00Z",
        },
    ),
    "Instant": ({"2024-02-29T23:59:59.5Z"}, {"2024", "2024-02-30T00:00:00Z"}),
    "Time": ({"23:59:60", "10:00:00.5"}, {"24:00:00", "10:00", "10:00:00Z"}),
    "Oid": ({"urn:oid:2.16.840.1"}, {"2.16.840.1", "urn:oid:3.1", "urn:oid:1.02"}),
    "Uuid": (
        {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
        {"urn:uuid:C757873D-EC9A-4326-A141-556F43239520", "c757873d-ec9a-4326-a141-556f43239520"},
    ),
    "Id": ({"a-1.B", "x" * 64}, {"x" * 65, "a_b", "a b", ""}),
    "Uri": ({"urn:a", "http://a.b/c?d#e"}, {"a b", "", " a"}),
    "String": ({"a", " a ", "\u00a0"}, {"", " ", " \t\r\n"}),
    "Markdown": ({"# a\n"}, {"", " "}),
}


def cases(*, right: bool) -> Iterator[tuple[str, str]]:
    for name, values in MATRIX.items():
        if name not in NOT_PRIMITIVE:
            kind = "".join(part.capitalize() for part in name.split("_"))
            told = values["valid" if right else "invalid"]
            yield from ((kind, value) for value in told if value != "null")
    for kind, (valid, invalid) in OWN.items():
        yield from ((kind, json.dumps(value)) for value in sorted(valid if right else invalid))


def decode(kind: str, value: str) -> None:
    parameter = f'{{"name":"a","value{kind}":{value}}}'
    decode_resource(f'{{"resourceType":"Parameters","parameter":[{parameter}]}}'.encode())


@pytest.mark.parametrize(("kind", "value"), list(cases(right=True)))
def test_a_right_value_is_accepted(kind: str, value: str) -> None:
    decode(kind, value)
    decode(kind, value)


@pytest.mark.parametrize(("kind", "value"), list(cases(right=False)))
def test_a_wrong_value_is_refused_whenever_it_comes(kind: str, value: str) -> None:
    for _ in range(2):
        with pytest.raises(Invalid):
            decode(kind, value)


def test_long_wrong_values_cost_no_more_than_their_length() -> None:
    for kind, value in (("Base64Binary", "A" * 1_000_000 + "!"), ("Code", "a " * 500_000)):
        with pytest.raises(Invalid):
            decode(kind, json.dumps(value))
