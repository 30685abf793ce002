"""Judges of what we write: the official schema, our validator, fhir.resources, Medplum."""

import gzip
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft6Validator

from app.fhir.validation.validate import validate

_SCHEMA = Path(__file__).parent.parent / "conformance/schema/fhir.schema.json.gz"
_MEDPLUM = Path(__file__).parent / "medplum"
_MODULES = Path(os.environ.get("CDS_NODE_MODULES", _MEDPLUM.parent.parent.parent / ".data/medplum"))


@cache
def _schema() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(gzip.decompress(_SCHEMA.read_bytes()))
    return loaded


@cache
def _schema_of(resource_type: str) -> Draft6Validator:
    schema = _schema()
    chosen = {"$ref": f"#/definitions/{resource_type}", "definitions": schema["definitions"]}
    return Draft6Validator(chosen)


def faults_by_schema(body: bytes) -> list[str]:
    """Errors by the official JSON schema, of each resource and of the Bundle around them."""
    bundle = json.loads(body)
    found: list[str] = []
    for number, entry in enumerate(bundle["entry"]):
        resource = entry["resource"]
        contained = resource.pop("contained", [])
        for part in (resource, *contained):
            errors = _schema_of(part["resourceType"]).iter_errors(part)
            found.extend(f"entry[{number}] {e.json_path}: {e.message}" for e in errors)
        entry["resource"] = {"resourceType": "Basic", "code": {"text": "checked above"}}
    errors = _schema_of("Bundle").iter_errors(bundle)
    return [*found, *(f"{e.json_path}: {e.message}" for e in errors)]


def faults_by_us(body: bytes) -> list[str]:
    return [f"{i.expression}: {i.text}" for i in validate(body) if i.is_error]


def accepted_by_fhir_resources(body: bytes) -> bool:
    return bool(Bundle.model_validate_json(body).entry)


def medplum_folder() -> Path | str:
    """Where Medplum's validator is installed, or why it is not."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not installed: Medplum's validator was not asked"
    if not (_MODULES / "node_modules/@medplum/core").is_dir():
        _MODULES.mkdir(parents=True, exist_ok=True)
        shutil.copy(_MEDPLUM / "package.json", _MODULES)
        install = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit"]
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [*install, "--no-fund", "--silent"], cwd=_MODULES, capture_output=True, check=False
        )
        if done.returncode:
            return "Medplum's validator could not be installed from the npm registry"
    shutil.copy(_MEDPLUM / "validate.mjs", _MODULES)
    return _MODULES


def faults_by_medplum(folder: Path, bodies: list[bytes]) -> list[str]:
    """Errors by npm @medplum/core over each entry of each answer."""
    lines = b"\n".join(bodies)
    done = subprocess.run(
        ["node", "validate.mjs"],  # noqa: S607 - found on PATH, as asked above
        cwd=folder,
        input=lines,
        capture_output=True,
        check=True,
    )
    return [line for line in done.stdout.decode().splitlines() if line]
