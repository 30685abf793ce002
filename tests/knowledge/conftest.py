"""The shipped knowledge, and a copy of its files that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from app.knowledge import Knowledge, load
from app.knowledge.reading import DATA


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


class Copy:
    """A copy of the data folder with one file changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        path = self.folder / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    shutil.copytree(DATA, tmp_path / "data")
    return Copy(tmp_path / "data")
