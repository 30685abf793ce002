"""Decoding one resource: every verdict of the types, the place of the first error, no value."""

import json
from pathlib import Path

import pytest

from app.fhir.decode import Invalid, decode_needed, decode_resource, encode, peek_type
from app.fhir.r4.observation import Observation
from tests.fhir.conformance import Probe, files, probes

# Invariants, references, narrative, ids and what is inside a Bundle: not said by types.
NOT_BY_TYPES = {
    "obs-6 dataAbsentReason + value",
    "obs-3 referenceRange empty low/high/text",
    "reference: wrong target type Observation/1",
    "id with space/too long",
    "id 65 chars",
    "extension neither value nor ext",
    "pat-1 contact empty details",
    "qty-3 code without system",
    "per-1 start > end",
    "con-5 clinicalStatus + entered-in-error",
    "AllergyIntolerance ait-1 no clinicalStatus",
    "bdl-5 empty entry",
    "Bundle entry bad inner Observation",
    "Bundle entry unknown resourceType",
    "Bundle entry no resourceType",
    "text.div not xhtml",
}
BASE: dict[str, object] = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"text": "IgG"},
}


def fault(**members: object) -> tuple[str, str]:
    """FHIR issue code and place of the first error of an Observation with these members."""
    with pytest.raises(Invalid) as refused:
        decode_resource(json.dumps({**BASE, **members}).encode())
    issue = refused.value.issues[0]
    return issue.code, issue.expression


@pytest.mark.parametrize("probe", probes(), ids=lambda p: p.label)
def test_types_agree_with_every_probe_that_is_theirs(probe: Probe) -> None:
    try:
        decode_resource(probe.body)
    except Invalid:
        accepted = False
    else:
        accepted = True
    assert accepted == (probe.valid or probe.label in NOT_BY_TYPES)


@pytest.mark.parametrize("path", files("valid"), ids=lambda p: p.name)
def test_every_valid_example_decodes_and_leaves_as_it_came(path: Path) -> None:
    body = path.read_bytes()

    def written(text: bytes) -> object:
        return json.loads(text, parse_float=lambda number: number.lower().replace("e+", "e"))

    found = decode_resource(body)
    again = encode(found)
    assert decode_resource(again) == found
    assert written(again) == written(body)


@pytest.mark.parametrize(
    ("members", "code", "place"),
    [
        ({"bogus": 1}, "structure", "Observation.bogus"),
        ({"status": "Final"}, "code-invalid", "Observation.status"),
        ({"status": None}, "structure", "Observation.status"),
        ({"code": {}}, "structure", "Observation.code"),
        ({"category": []}, "structure", "Observation.category"),
        ({"category": {"text": "a"}}, "structure", "Observation.category"),
        ({"note": [{"text": " "}]}, "value", "Observation.note[0].text"),
        ({"effectiveDateTime": "2023-02-29"}, "value", "Observation.effectiveDateTime"),
        ({"effectiveDateTime": "2024-06-31"}, "value", "Observation.effectiveDateTime"),
        ({"effectiveDateTime": "0000"}, "value", "Observation.effectiveDateTime"),
        ({"effectiveDateTime": "2024-01-01T24:00:00Z"}, "value", "Observation.effectiveDateTime"),
        (
            {"effectiveDateTime": "2024-01-01T10:00:00+14:30"},
            "value",
            "Observation.effectiveDateTime",
        ),
        ({"effectiveDateTime": "2024-01-01\n"}, "value", "Observation.effectiveDateTime"),
        ({"issued": "2024-01-01"}, "value", "Observation.issued"),
        ({"valueTime": "12:05"}, "value", "Observation.valueTime"),
        ({"valueInteger": 1.0}, "structure", "Observation.valueInteger"),
        ({"valueInteger": 2**31}, "structure", "Observation.valueInteger"),
        ({"valueBoolean": "true"}, "structure", "Observation.valueBoolean"),
        ({"valueString": "a", "valueInteger": 1}, "structure", "Observation.value"),
        (
            {"component": [{"code": {"text": "a"}}, {"valueString": "b"}]},
            "required",
            "Observation.component[1].code",
        ),
        (
            {"code": {"coding": [{"system": "a b", "code": "c"}]}},
            "value",
            "Observation.code.coding[0].system",
        ),
        (
            {"code": {"coding": [{"code": "c "}]}},
            "value",
            "Observation.code.coding[0].code",
        ),
        ({"_issued": {"id": 1}}, "structure", "Observation.issued.id"),
        ({"meta": {"profile": ["a", "b c"]}}, "value", "Observation.meta.profile[1]"),
        ({"contained": ["a", 1], "bogus": 1}, "structure", "Observation.bogus"),
    ],
)
def test_the_first_error_has_a_code_and_a_place(
    members: dict[str, object], code: str, place: str
) -> None:
    assert fault(**members) == (code, place)


def test_expressions_begin_where_the_caller_says() -> None:
    at = "Parameters.parameter[0].resource.entry[3].resource"
    for body, place in (
        (b'{"resourceType":"Observation","status":"x"}', f"{at}.status"),
        (b'{"resourceType":"Observation","status":"final"}', f"{at}.code"),
        (b'{"resourceType":"Zzz"}', at),
        (b"{}", at),
    ):
        with pytest.raises(Invalid) as refused:
            decode_resource(body, at=at)
        assert refused.value.issues[0].expression == place


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"5", b'{"resourceType":5}', b'{"resourceType":"Zzz"}', b"{", b"", b'"\xff"'],
)
def test_what_is_no_r4_resource_is_a_clean_error(body: bytes) -> None:
    with pytest.raises(Invalid):
        decode_resource(body)


def test_another_type_than_the_expected_is_an_error() -> None:
    with pytest.raises(Invalid, match="Patient is expected"):
        decode_resource(json.dumps(BASE).encode(), "Patient")


def test_an_error_never_repeats_a_value() -> None:
    for members in (
        {"status": "CANARY"},
        {"issued": "CANARY"},
        {"CANARY value": 1},
        {"code": {"coding": [{"code": " CANARY"}]}},
        {"valueQuantity": {"value": "CANARY"}},
    ):
        with pytest.raises(Invalid) as refused:
            decode_resource(json.dumps({**BASE, **members}).encode())
        assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"resourceType":"Patient"}', "Patient"),
        (b'{"id":"a","resourceType":"Patient"}', "Patient"),
        (b' {\n "resourceType" : "Zzz" }', "Zzz"),
        (b'{"contained":[{"resourceType":"Patient"}]}', None),
        (b'{"resourceType":5}', None),
        (b'"Patient"', None),
        (b"{", None),
    ],
)
def test_the_type_of_a_resource_can_be_read_alone(body: bytes, found: str | None) -> None:
    assert peek_type(body) == found


def test_a_fault_nobody_reads_costs_only_its_own_element() -> None:
    sent = {
        **BASE,
        "meta": {"versionId": "a b"},
        "bogus": 1,
        "effectiveDateTime": "2024-01-01",
        "valueQuantity": {"value": 7.0, "code": "g/L", "system": "a"},
        "note": [{"text": " "}],
    }
    needed = frozenset({"status", "code", "effectiveDateTime", "valueQuantity"})
    found, issues = decode_needed(json.dumps(sent).encode(), needed)
    assert isinstance(found, Observation)
    assert (found.meta, found.note, found.effectiveDateTime) == (None, None, "2024-01-01")
    assert {issue.expression for issue in issues} == {
        "Observation.meta.versionId",
        "Observation.bogus",
        "Observation.note[0].text",
    }


@pytest.mark.parametrize(
    "members",
    [
        {"effectiveDateTime": "01/02/2024"},
        {"effectiveDateTime": "2024", "effectiveInstant": "2024-01-01T10:00:00Z"},
        {"modifierExtension": [{"url": "a b"}]},
        {"code": None},
    ],
)
def test_a_fault_in_what_is_read_or_in_a_modifier_makes_it_unusable(
    members: dict[str, object],
) -> None:
    needed = frozenset({"status", "code", "effectiveDateTime"})
    with pytest.raises(Invalid):
        decode_needed(json.dumps({**BASE, **members}).encode(), needed)
