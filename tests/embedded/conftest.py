"""A folder of its own for each embedded server, and a way to ask it something."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from app.embedded_postgres.binaries import find_binaries, reachable

Ask = Callable[[str, str], object]
KEEPS_RUNNING = """
import sys, time
from pathlib import Path
from app.embedded_postgres import running
with running(Path(sys.argv[1]), binaries=Path(sys.argv[2])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="session")
def binaries() -> Iterator[Path]:
    """The programs that CI wants tested, else the wheel's; copied once where root needs a copy."""
    wanted = os.environ.get("CDS_PG_BIN")
    copies = Path(tempfile.mkdtemp(prefix="cds-pg-bin-"))
    copies.chmod(0o755)
    yield reachable(find_binaries(Path(wanted) if wanted else None), copies)
    shutil.rmtree(copies)


@pytest.fixture
def root() -> Iterator[Path]:
    """Not tmp_path: as root the server's account cannot enter pytest's private folders."""
    above = Path(tempfile.mkdtemp(prefix="cds-pg-"))
    above.chmod(0o755)
    yield above / "server"
    shutil.rmtree(above, ignore_errors=True)


@pytest.fixture
def ask() -> Ask:
    async def answer(url: str, question: str) -> object:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=10)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return lambda url, question: asyncio.run(answer(url, question))


def another_process(root: Path, binaries: Path) -> subprocess.Popen[str]:
    """A second user of the server; returns once it runs."""
    process = subprocess.Popen(  # noqa: S603 - this interpreter, our own text
        [sys.executable, "-c", KEEPS_RUNNING, str(root), str(binaries)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql+asyncpg://")
    return process
