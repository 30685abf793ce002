"""docs/api.md is true: its settings, addresses and files exist."""

import re
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.fhir.reading.request import NAMES
from app.settings import PREFIX, Settings

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs/api.md").read_text()


def test_every_setting_is_documented_and_no_other() -> None:
    named = {word.removeprefix(PREFIX).lower() for word in re.findall(r"CDS_[A-Z_]+[A-Z]", _PAGE)}
    assert named | {"database_url"} == set(Settings.__struct_fields__)


def test_every_parameter_is_documented() -> None:
    assert all(f"`{name}`" in _PAGE for name in NAMES)


def test_every_operation_is_an_address_of_the_application(application: FastAPI) -> None:
    paths = get_openapi(title="", version="", routes=application.routes)["paths"]
    named = set(re.findall(r"^\| `(\$ocrelizumab-\w+)`", _PAGE, re.MULTILINE))
    assert {f"/fhir/Patient/{name}" for name in named} == {p for p in paths if "ocrelizumab" in p}


def test_files_that_the_page_names_exist() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", _PAGE):
        assert (_ROOT / "docs" / link).exists()
    assert (_ROOT / "docs/examples/first-infusion.json").exists()
