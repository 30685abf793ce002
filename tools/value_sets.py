"""Writes the FHIR R4 ValueSets of the service from the reviewed source of its codes.

    python tools/value_sets.py            write app/knowledge/data/value_sets and the review list
    python tools/value_sets.py --check    fail when what is checked in differs from the source

The source is tools/terminology/value_sets.yaml. An entry with `verified: false` never reaches a
ValueSet: it goes to tools/terminology/review_codes.json for a person to look up. A set without
verified entries is written without `compose`, so that a site can still map local codes to it.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TOOLS = Path(__file__).parent
SOURCE = TOOLS / "terminology" / "value_sets.yaml"
REVIEW = TOOLS / "terminology" / "review_codes.json"
TARGET = TOOLS.parent / "app" / "knowledge" / "data" / "value_sets"

CANONICAL = "https://ocrelizumab-cds.example/fhir"
VERSION = "1.0.0"
DATE = "2026-11-21"
# Bindings of FHIR itself and UCUM are not matched against records: the strict models and the
# unit table know them.
NOT_MATCHED = re.compile(r"fhir_(?!detectedissue_code)|ucum_units$")

LOINC = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief "
    "Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and "
    "is available at no cost under the license at http://loinc.org/license. LOINC is a registered "
    "United States trademark of Regenstrief Institute, Inc."
)
COPYRIGHT = {
    "http://loinc.org": LOINC,
    "http://snomed.info/sct": (
        "SNOMED CT content is copyright SNOMED International. Concepts of the Global Patient Set "
        "are used under CC BY 4.0; others, and any use of the hierarchy, need a SNOMED CT licence."
    ),
    "http://www.nlm.nih.gov/research/umls/rxnorm": (
        "RxNorm codes and names are courtesy of the U.S. National Library of Medicine (SAB=RXNORM)."
    ),
    "http://www.whocc.no/atc": (
        "ATC codes are copyright WHO Collaborating Centre for Drug Statistics Methodology; only "
        "the codes needed are shown."
    ),
    "http://hl7.org/fhir/sid/icd-10": (
        "ICD-10 codes are copyright World Health Organization; only the codes needed are shown."
    ),
    "http://terminology.hl7.org/CodeSystem/MDRAE": (
        "MedDRA is a registered trademark of ICH; a subscription is needed to use more of it."
    ),
}

Entry = dict[str, Any]  # one entry of the reviewed source
Resource = dict[str, Any]  # a FHIR resource as JSON


class UniqueKeys(yaml.CSafeLoader):
    """YAML without duplicate keys, which PyYAML would drop in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise SystemExit(f"{node.start_mark}: duplicate keys {sorted(twice)}")
        return super().construct_mapping(node, deep)


def categories(span: str) -> list[str]:
    """The three-character categories of a chapter block such as C00-C96."""
    first, last = (part.strip() for part in span.split("-"))
    codes = [
        f"{letter}{number:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100)
    ]
    return [code for code in codes if first <= code <= last]


def below(system: str, code: str) -> Resource:
    """The code and everything below it; SNOMED CT needs the deployer's terminology server."""
    return {"system": system, "filter": [{"property": "concept", "op": "is-a", "value": code}]}


def stems(entry: Entry) -> list[str]:
    match entry.get("scope"):
        case None:
            return []
        case "descendants":
            return [entry["code"]]
        case "range":
            return categories(entry["code"])
        case other:
            raise SystemExit(f"{entry['code']}: unknown scope {other}")


def concepts(entries: list[Entry], system: str) -> list[Resource]:
    return [
        {"code": entry["code"], "display": entry["display"]}
        for entry in entries
        if entry["system"] == system and entry.get("scope") != "range"
    ]


def compose(entries: list[Entry]) -> Resource:
    systems = list(dict.fromkeys(entry["system"] for entry in entries))
    include = [
        {"system": system, "concept": listed}
        for system in systems
        if (listed := concepts(entries, system))
    ]
    include += [below(entry["system"], stem) for entry in entries for stem in stems(entry)]
    exclude = [
        below(entry["system"], code) for entry in entries for code in entry.get("excludes", ())
    ]
    return {"include": include} | ({"exclude": exclude} if exclude else {})


def value_set(name: str, source: Resource, entries: list[Entry]) -> Resource:
    identifier = name.replace("_", "-")
    systems = sorted({entry["system"] for entry in entries})
    notice = " ".join(COPYRIGHT[system] for system in systems if system in COPYRIGHT)
    return {
        "resourceType": "ValueSet",
        "id": identifier,
        "url": f"{CANONICAL}/ValueSet/{identifier}",
        "version": VERSION,
        "name": name,
        "title": source["description"],
        "status": "draft",
        "experimental": False,
        "date": DATE,
        "publisher": "Ocrelizumab CDS",
        "description": " ".join(filter(None, (source["description"] + ".", source.get("note")))),
        **({"copyright": notice} if notice else {}),
        **({"compose": compose(entries)} if entries else {}),
    }


def written(resource: object) -> str:
    return json.dumps(resource, ensure_ascii=False, indent=1) + "\n"


def outputs() -> Iterator[tuple[Path, str]]:
    sets = yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=UniqueKeys)["value_sets"]  # noqa: S506 - a safe loader
    review = []
    for name, source in sets.items():
        if NOT_MATCHED.match(name):
            continue
        entries = [entry for entry in source["entries"] if entry["verified"] is not False]
        review += [
            {"set": name, "system": e["system"], "code": e["code"], "display": e["display"]}
            for e in source["entries"]
            if e["verified"] is False
        ]
        yield TARGET / f"{name}.json", written(value_set(name, source, entries))
    yield REVIEW, written(review)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    check = parser.parse_args().check
    expected = dict(outputs())
    stale = [path for path in TARGET.glob("*.json") if path not in expected]
    differing = [
        path
        for path, text in expected.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if check:
        for path in (*differing, *stale):
            print(f"differs from the source: {path.relative_to(TOOLS.parent)}")
        sys.exit(1 if differing or stale else 0)
    TARGET.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.unlink()
    for path in differing:
        path.write_text(expected[path], encoding="utf-8")
    print(f"{len(expected) - 1} value sets, {len(differing)} written, {len(stale)} removed")


if __name__ == "__main__":
    main()
