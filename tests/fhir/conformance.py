"""The conformance material, as tests read it."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "conformance"


@dataclass(frozen=True, slots=True)
class Probe:
    label: str
    valid: bool
    body: bytes


def probes() -> list[Probe]:
    told = json.loads((FOLDER / "probes.json").read_text("utf-8"))
    return [Probe(p["label"], p["valid"], json.dumps(p["resource"]).encode()) for p in told]


def files(kind: str) -> list[Path]:
    """The files of `valid`, `invalid` or `bundles`."""
    return sorted((FOLDER / kind).glob("*.json"))


def expected() -> dict[str, str]:
    """What index.tsv expects of each file."""
    with (FOLDER / "index.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["expected"] for row in csv.DictReader(lines, delimiter="\t")}
