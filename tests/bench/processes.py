"""A service as a process of its own: started, asked whether it lives, weighed, and ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

PATIENCE: Final = 30.0
LOOK_AGAIN: Final = 0.005
SAID: Final = 2000
TICK: Final = os.sysconf("SC_CLK_TCK")
_INSTALLED: Final = {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled at installation, or by the first start of a checkout: not at each start."""
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Service:
    """A running service.

    Attributes:
        port: where it listens, on loopback.
        pid: the root of its processes.
        ready: seconds from the start of the process to the first answer of /livez.
    """

    port: int
    pid: int
    ready: float

    def cpu(self) -> float:
        """CPU seconds of all its processes until now, user and system."""
        return sum(_cpu(pid) for pid in family(self.pid))

    def memory(self) -> int:
        """Bytes resident in its heaviest process: one worker."""
        return max(_resident(pid) for pid in family(self.pid))


def family(root: int) -> list[int]:
    """A process and all that came from it."""
    parents = {pid: int(stat[1]) for pid, stat in _stats()}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _stats() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                yield int(folder.name), _fields(int(folder.name))


def _fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, which may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    arguments: Sequence[str], port: int, environment: Mapping[str, str]
) -> Iterator[Service]:
    """Start `python arguments…`, wait until it lives, and end it afterwards."""
    with tempfile.TemporaryFile() as log:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            env={**os.environ, **_INSTALLED, **environment},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        failed = True
        try:
            _wait(process, port)
            yield Service(port, process.pid, time.perf_counter() - begun)
            failed = False
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            if failed:
                print(_said(log), file=sys.stderr)


def _said(log: IO[bytes]) -> str:
    """The end of what the service wrote."""
    log.seek(0)
    return log.read()[-SAID:].decode(errors="replace")


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while not _lives(port):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the service did not start")
        time.sleep(LOOK_AGAIN)


def _lives(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as asked:
            asked.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return asked.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
