"""The generated structs: as the definitions say, and nothing written by hand."""

import json
import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest

from app.fhir.decode import Invalid, decode_resource, encode
from app.fhir.r4 import RESOURCE_TYPES, struct_for
from app.fhir.r4.bundle import Bundle
from app.fhir.r4.datatypes import Coding, Quantity
from app.fhir.r4.observation import Observation
from app.fhir.r4.patient import Patient
from app.fhir.r4.tables import table
from tools.models.__main__ import differences
from tools.models.emit import package


def resource(**members: object) -> bytes:
    return json.dumps({"resourceType": "Observation", "status": "final", **members}).encode()


def observation(**members: object) -> Observation:
    found = decode_resource(resource(code={"text": "IgG"}, **members))
    assert isinstance(found, Observation)
    return found


def test_checked_in_models_are_exactly_what_the_definitions_give() -> None:
    assert differences(package()) == []


def test_every_concrete_type_of_r4_has_a_struct_that_decodes() -> None:
    assert len(RESOURCE_TYPES) == 146
    for name in RESOURCE_TYPES:
        found = struct_for(name)
        assert found is not None
        msgspec.json.Decoder(found)


@pytest.mark.parametrize("name", ["Zzz", "DomainResource", "observation", ""])
def test_a_name_that_is_no_resource_type_has_no_struct(name: str) -> None:
    assert struct_for(name) is None


def test_only_the_types_asked_for_are_imported() -> None:
    program = (
        "import sys; from app.fhir.r4 import struct_for; struct_for('Observation');"
        "print(*(m for m in sys.modules if m.startswith('app.fhir.r4.')))"
    )
    told = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    names = {module.rpartition(".")[2] for module in told.stdout.split()}
    assert names == {"observation", "datatypes", "codes", "primitives"}


def test_a_table_says_cardinality_binding_targets_and_invariants() -> None:
    rows = {row.name: row for row in table("Observation").elements}
    assert (rows["status"].min, rows["status"].max, rows["status"].strength) == (1, 1, "required")
    assert ("http://hl7.org/fhir/observation-status", "final") in (rows["status"].codings or ())
    assert rows["valueQuantity"].choice == "value[x]"
    assert rows["subject"].targets == ("Patient", "Group", "Device", "Location")
    assert rows["component"].type == "Observation.component"
    assert {i.key for i in table("Observation").invariants} >= {"obs-6", "obs-7", "dom-2"}
    assert [i.key for i in table("Observation.referenceRange").invariants] == ["obs-3"]


def test_a_decimal_keeps_the_digits_as_written() -> None:
    body = b'{"resourceType":"Observation","status":"final","code":{"text":"x"},'
    body += b'"valueQuantity":{"value":2.00}}'
    found = decode_resource(body)
    assert isinstance(found, Observation)
    assert found.valueQuantity is not None
    assert str(found.valueQuantity.value) == "2.00"
    assert encode(found) == body


def test_a_whole_number_is_a_decimal_too() -> None:
    found = observation(valueQuantity={"value": 300}).valueQuantity
    assert found is not None
    assert isinstance(found.value, Decimal)
    assert found.value == 300


@pytest.mark.parametrize("value", ["1.2", "NaN", True, [1], {"a": 1}, ""])
def test_anything_but_a_number_is_no_decimal(value: object) -> None:
    with pytest.raises(Invalid) as refused:
        observation(valueQuantity={"value": value})
    assert refused.value.issues[0].expression == "Observation.valueQuantity.value"


def test_names_that_python_keeps_for_itself_have_an_underscore() -> None:
    body = b'{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"}}'
    found = decode_resource(body)
    assert getattr(found, "class_", None) == Coding(code="AMB")
    assert encode(found) == body


def test_an_extension_stands_beside_its_primitive() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
    extension = {"url": url, "valueDateTime": "1980-01-01T10:00:00Z"}
    sent = {
        "resourceType": "Patient",
        "name": [{"given": ["Ada", None], "_given": [None, {"extension": [extension]}]}],
        "birthDate": "1980-01-01",
        "_birthDate": {"extension": [extension]},
    }
    found = decode_resource(json.dumps(sent).encode())
    assert isinstance(found, Patient)
    assert found.birthDate_ext is not None
    assert found.birthDate_ext.extension is not None
    assert found.birthDate_ext.extension[0].url == url
    assert json.loads(encode(found)) == sent


def test_a_null_in_an_array_needs_an_extension_at_its_place() -> None:
    for name in (
        {"given": [None]},
        {"given": ["Ada", None], "_given": [{"id": "a"}]},
        {"given": ["Ada", None], "_given": [{"id": "a"}, None]},
    ):
        body = json.dumps({"resourceType": "Patient", "name": [name]}).encode()
        with pytest.raises(Invalid) as refused:
            decode_resource(body)
        assert refused.value.issues[0].expression.startswith("Patient.name[0].given[")


def test_a_required_primitive_may_be_replaced_by_its_extension() -> None:
    absent = [{"url": "http://example.org/why", "valueCode": "unknown"}]
    body = {"resourceType": "Observation", "code": {"text": "x"}}
    with pytest.raises(Invalid):
        decode_resource(json.dumps(body).encode())
    found = decode_resource(json.dumps({**body, "_status": {"extension": absent}}).encode())
    assert isinstance(found, Observation)
    assert found.status is None


def test_resources_inside_stay_bytes_until_their_own_type_decodes_them() -> None:
    inner = b'{"resourceType":"Zzz"}'
    found = decode_resource(
        b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":' + inner + b"}]}"
    )
    assert isinstance(found, Bundle)
    assert found.entry is not None
    assert found.entry[0].resource is not None
    assert bytes(found.entry[0].resource) == inner


def test_what_the_program_writes_is_checked_as_what_it_reads() -> None:
    with pytest.raises(ValueError, match="code"):
        Quantity(system="http://unitsofmeasure.org", code=" mg")
