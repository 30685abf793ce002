"""What is shipped as a ValueSet is one, and carries the notices of its terminologies."""

import json
from pathlib import Path

import pytest
from fhir.resources.R4B.valueset import ValueSet

from app.knowledge.reading import DATA

FILES = sorted((DATA / "value_sets").glob("*.json"))
NOTICES = {
    "http://loinc.org": "http://loinc.org/license",
    "http://snomed.info/sct": "CC BY 4.0",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "National Library of Medicine",
    "http://www.whocc.no/atc": "WHO Collaborating Centre",
    "http://hl7.org/fhir/sid/icd-10": "World Health Organization",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_a_valid_value_set_with_its_notices(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    resource = ValueSet.model_validate_json(text)
    assert resource.name == path.stem
    assert resource.url == f"https://ocrelizumab-cds.example/fhir/ValueSet/{resource.id}"
    parts = json.loads(text).get("compose", {}).get("include", [])
    for system in {part["system"] for part in parts} & NOTICES.keys():
        assert NOTICES[system] in str(resource.copyright), system


def test_no_binding_of_fhir_itself_is_matched_against_records() -> None:
    assert len(FILES) > 200
    own = {"fhir_detectedissue_code"}  # what we write, for its displays; nobody sends it
    assert {p.stem for p in FILES if p.stem.startswith(("fhir_", "ucum_"))} == own


def test_a_code_is_listed_once_in_a_set() -> None:
    for path in FILES:
        parts = json.loads(path.read_text(encoding="utf-8")).get("compose", {}).get("include", [])
        codes = [(p["system"], c["code"]) for p in parts for c in p.get("concept", [])]
        assert len(codes) == len(set(codes)), path.stem
