"""The real commands: serve on a free port with a folder of its own, and refuse what is unsafe."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

_EXAMPLE = Path(__file__).parents[2] / "docs/examples/first-infusion.json"
_COMMAND = [sys.executable, "-m", "app.cli"]
PATIENCE = 60.0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CDS_", "DATABASE_URL"))}
    return kept | {k: os.environ[k] for k in ("CDS_PG_BIN",) if k in os.environ} | more


@pytest.fixture
def folder() -> Iterator[Path]:
    """Below /tmp, not pytest's own folder: the server's account must be able to enter it."""
    with tempfile.TemporaryDirectory(prefix="cds-serve-") as made:
        Path(made).chmod(0o755)
        yield Path(made) / "postgres"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as told:  # noqa: S310 - our own address
            return bool(told.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _posted(address: str) -> dict[str, object]:
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{address}/fhir/Patient/$ocrelizumab-evaluate",
        data=_EXAMPLE.read_bytes(),
        headers={"Content-Type": "application/fhir+json"},
    )
    with urllib.request.urlopen(request, timeout=30) as told:  # noqa: S310 - as above
        found: dict[str, object] = json.load(told)
    return found


def test_serve_answers_its_first_curl_and_stops_cleanly(folder: Path) -> None:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(  # noqa: S603 - our own program
        [*_COMMAND, "serve", "--port", str(port)],
        env=_environment(CDS_DATA=str(folder)),
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        end = time.monotonic() + PATIENCE
        while not _answers(f"{address}/readyz"):
            assert serving.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        assert _posted(address)["resourceType"] == "Bundle"
        serving.send_signal(signal.SIGTERM)
        _, told = serving.communicate(timeout=30)
    assert serving.returncode == 128 + signal.SIGTERM
    assert "curl -sS -H 'Content-Type: application/fhir+json' --data-binary @" in told
    assert address in told
    assert "Traceback" not in told
    assert not (folder / "data/postmaster.pid").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "hospital.example"])  # noqa: S104 - refused
def test_serve_binds_loopback_only(host: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*_COMMAND, "serve", "--host", host],
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert "loopback only" in done.stderr


def test_misspelt_setting_stops_the_start() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*_COMMAND, "serve"],
        env=_environment(CDS_WORKRS="3"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert "workrs" in done.stderr


def test_absent_database_is_told_in_one_line() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [*_COMMAND, "serve", "--port", str(_free_port())],
        env=_environment(DATABASE_URL=f"postgresql://nobody@127.0.0.1:{_free_port()}/none"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 69
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_database_is_checked_and_upgraded(database_url: str) -> None:
    for command in ("upgrade", "check"):
        done = subprocess.run(  # noqa: S603 - our own program
            [*_COMMAND, "db", command],
            env=_environment(DATABASE_URL=database_url.replace("+asyncpg", "")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
