"""Rules of the house that no other tool checks."""

import re
from pathlib import Path

import pytest

_TOP = Path(__file__).parent.parent
_R5 = re.compile(r"(from|import) fhir\.resources(?!\.R4B)\b")
_MODULES = sorted(p for p in (_TOP / "app").rglob("*.py") if "r4" not in p.parts)


def test_fhir_resources_is_imported_as_r4b_only() -> None:
    # Its top level holds R5 models, which silently drop R4 elements.
    found = [p.name for p in _MODULES if _R5.search(p.read_text())]
    assert found == []


def test_no_module_outgrows_two_screens() -> None:
    long = {p.name: n for p in _MODULES if (n := len(p.read_text().splitlines())) > 300}
    assert long == {}


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/api.md", "docs/errors.md", "docs/profiles.md"]
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    page = _TOP / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
