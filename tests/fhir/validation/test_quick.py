"""The quick pass: true to the structs of every type, and silent about sound resources."""

import json
import sys
from pathlib import Path

import pytest

from app.fhir.decode import decode_resource
from app.fhir.r4 import RESOURCE_TYPES, datatypes, struct_for
from app.fhir.r4.tables import tables_in
from app.fhir.validation.quick import is_clean
from app.fhir.validation.shapes import shape
from tests.bench.bundles import bundle

CONFORMANCE = Path(__file__).parents[2] / "conformance"


@pytest.mark.parametrize("name", ["datatypes", *sorted(RESOURCE_TYPES)])
def test_every_attribute_that_the_pass_reads_is_one_of_the_struct(name: str) -> None:
    module = datatypes if name == "datatypes" else sys.modules[struct_for(name).__module__]
    for path, table in tables_in(name).items():
        known = set(getattr(module, table.struct).__struct_fields__)
        fields = shape(path).fields.values()
        extended = {
            f"{one.name}_ext"
            for one in fields
            if one.primitive and one.name != "id" and one.type != "xhtml"
        }
        read = {one.attribute for one in fields} | extended
        assert read - {"url_ext"} <= known, path


def test_no_resource_of_a_sound_record_is_doubted() -> None:
    for entry in json.loads(bundle(150, 1))["entry"]:
        assert is_clean(decode_resource(json.dumps(entry["resource"]).encode()))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Observation-f204", True),
        ("Condition-stroke", True),
        ("Immunization-example", True),
        ("AllergyIntolerance-nka", True),
        # A contained resource is judged by the walk.
        ("MedicationAdministration-medadmin0301", False),
    ],
)
def test_an_official_example_is_cleared_unless_it_contains_others(name: str, clean: bool) -> None:  # noqa: FBT001 - a row of the table
    raw = (CONFORMANCE / "valid" / f"{name}.json").read_bytes()
    assert is_clean(decode_resource(raw)) is clean
