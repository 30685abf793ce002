"""The published knowledge: version, signature status, and the hash of all it consists of."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from app.knowledge.reading import content_hash, read_yaml


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    version: str
    status: Literal["unsigned", "signed"]
    active_from: date
    judges_from: date
    label_revision: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the knowledge.

    Attributes:
        content_hash: sha256 over the names and bytes of every data file.
        judges_from: oldest day for which values are encoded.
        label_revision: revision of the US label that the values follow.
    """

    version: str
    status: str
    active_from: date
    judges_from: date
    label_revision: str
    content_hash: str


def read(folder: Path) -> Release:
    written = read_yaml(folder / "release.yaml", _Written)
    return Release(
        written.version,
        written.status,
        written.active_from,
        written.judges_from,
        written.label_revision,
        content_hash(folder),
    )
