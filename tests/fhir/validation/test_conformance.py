"""The conformance material: each official probe, valid and invalid resource gets its verdict."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.fhir.outcome import has_errors
from app.fhir.validation.primitives import fault
from app.fhir.validation.reading import parse
from app.fhir.validation.validate import validate

MATERIAL = Path(__file__).parents[2] / "conformance"
PROBES = json.loads((MATERIAL / "probes.json").read_bytes())
VALID = sorted((MATERIAL / "valid").glob("*.json"))
INVALID = sorted((MATERIAL / "invalid").glob("[BFG]_*.json"))
NOT_JSON = sorted((MATERIAL / "invalid").glob("A_*.json"))
BROKEN_BUNDLES = sorted((MATERIAL / "invalid").glob("C_*.json"))
TERMINOLOGY = sorted((MATERIAL / "invalid").glob("E_*.json"))
MATRIX: dict[str, dict[str, list[str]]] = json.loads(
    (MATERIAL / "invalid" / "H_primitives_matrix.json").read_bytes()
)


def _name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe["label"])
def test_each_probe_gets_the_verdict_of_the_specification(probe: dict[str, Any]) -> None:
    issues = validate(json.dumps(probe["resource"]).encode())
    assert has_errors(issues) is not probe["valid"]


@pytest.mark.parametrize("path", VALID, ids=_name)
def test_an_official_valid_resource_has_no_error(path: Path) -> None:
    assert [issue for issue in validate(path.read_bytes()) if issue.is_error] == []


@pytest.mark.parametrize("path", INVALID, ids=_name)
def test_an_invalid_resource_has_an_error(path: Path) -> None:
    assert has_errors(validate(path.read_bytes()))


@pytest.mark.parametrize("path", NOT_JSON, ids=_name)
def test_what_is_not_json_is_fatal(path: Path) -> None:
    assert [issue.severity for issue in validate(path.read_bytes())] == ["fatal"]


@pytest.mark.parametrize("path", BROKEN_BUNDLES, ids=_name)
def test_a_bundle_with_broken_links_is_told_of(path: Path) -> None:
    told = [one for one in validate(path.read_bytes()) if one.diagnostics != "dom-6"]
    assert {issue.severity for issue in told} & {"error", "warning"}


@pytest.mark.parametrize("path", TERMINOLOGY, ids=_name)
def test_what_only_a_terminology_server_can_refuse_has_no_error(path: Path) -> None:
    assert not has_errors(validate(path.read_bytes()))


def test_active_content_in_a_narrative_is_a_warning_and_is_not_repeated() -> None:
    issues = validate(
        (MATERIAL / "invalid" / "D_security_pat-security-bad-xhtml.json").read_bytes()
    )
    told = [issue for issue in issues if issue.expression == "Patient.text.div"]
    assert [issue.severity for issue in told] == ["warning"]
    assert "somescript" not in repr(issues)


def _type_name(key: str) -> str:
    words = key.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def _cells(side: str) -> list[tuple[str, str]]:
    # A null is the reader's way to write "absent" there; the cells t, f, +1 and +0 are not JSON.
    # An empty xhtml is of the right JSON type, but no narrative (txt-2).
    not_a_value = {"null", "t", "f", "+1", "+0"} | ({'""'} if side == "valid" else set())
    return [
        (_type_name(key), text)
        for key, cells in MATRIX.items()
        if key != "reference"
        for text in cells[side]
        if text not in not_a_value
    ]


@pytest.mark.parametrize(("type_name", "text"), _cells("valid"))
def test_a_valid_primitive_of_the_matrix_is_accepted(type_name: str, text: str) -> None:
    assert fault(type_name, _value(text)) is None


@pytest.mark.parametrize(("type_name", "text"), _cells("invalid"))
def test_an_invalid_primitive_of_the_matrix_is_refused(type_name: str, text: str) -> None:
    assert fault(type_name, _value(text)) is not None


@pytest.mark.parametrize("side", ["valid", "invalid"])
def test_the_references_of_the_matrix_get_their_verdict(side: str) -> None:
    for text in MATRIX["reference"][side]:
        # A contained one is there, so that only its form decides.
        patient = {
            "resourceType": "Patient",
            "contained": [{"resourceType": "Patient", "id": "p1"}],
        }
        link = {"url": "http://x", "valueReference": json.loads(text)}
        holder = (
            {**patient, "extension": [link]}
            if "#p1" in text
            else {
                "resourceType": "Patient",
                "extension": [link],
            }
        )
        assert has_errors(validate(json.dumps(holder).encode())) is (side == "invalid")


def _value(text: str) -> object:
    return parse(text.encode())


def test_a_valid_resource_is_said_to_be_valid_once() -> None:
    issues = validate(b'{"resourceType": "Patient"}')
    assert [issue.severity for issue in issues] == ["warning", "information"]


def test_another_type_than_the_address_names_is_an_error() -> None:
    issues = validate(b'{"resourceType": "Patient"}', "Observation")
    assert [issue.expression for issue in issues if issue.is_error] == ["resourceType"]
