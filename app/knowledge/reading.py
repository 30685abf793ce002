"""Strict reading of the knowledge files: no duplicate key, no unknown key, no guessed type."""

import hashlib
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from app.errors import KnowledgeFault

DATA = Path(__file__).parent / "data"

Shape = TypeVar("Shape")


class _UniqueKeys(yaml.CBaseLoader):
    """Every scalar stays text ("no" is no boolean), every key is there once."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's signature
    ) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                raise KnowledgeFault(f"{node.start_mark.name} line {line}: {name} twice")
            seen.add(name)
        return dict(super().construct_mapping(node, deep))


def read_yaml(path: Path, shape: type[Shape]) -> Shape:
    """The file as `shape`; text becomes a number, date or truth value only where `shape` asks.

    Raises:
        KnowledgeFault: the file is no YAML, repeats a key, has an unknown one or a wrong value.
    """
    with path.open("rb") as file:
        try:
            tree: object = yaml.load(file, Loader=_UniqueKeys)  # noqa: S506 - builds text only
        except yaml.YAMLError as fault:
            raise KnowledgeFault(f"{path.name} is no YAML: {fault}") from fault
    try:
        return msgspec.convert(tree, type=shape, strict=False)
    except msgspec.ValidationError as fault:
        raise KnowledgeFault(f"{path.name}: {fault}") from fault


def content_hash(folder: Path) -> str:
    """One hash over the names and bytes of every file below `folder`."""
    digest = hashlib.sha256()
    for path in files(folder):
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def files(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".json"))
