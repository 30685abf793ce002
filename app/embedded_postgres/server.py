"""Life cycle of the embedded server: one for all processes that use a folder, the last stops it."""

import contextlib
import fcntl
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Never

from app.embedded_postgres.binaries import find_binaries
from app.embedded_postgres.cluster import (
    DATABASE,
    OWNER,
    create,
    must_fit,
    server_arguments,
    takeover,
)
from app.embedded_postgres.folders import make_private, make_root, socket_folder
from app.embedded_postgres.programs import NotStarted, Programs

PATIENCE = 30.0  # seconds that a start may take, recovery after a crash included
LOOK_AGAIN = 0.05
WATCH_EVERY = 0.5


class Embedded:
    """A PostgreSQL server that lives in `root`.

    Args:
        root: folder of its own; data, logs, locks and (as root) a copy of the programs.
        fast: for tests: gives up durability, and after a crash starts from scratch.
        binaries: folder of `initdb` and `postgres`; found when not given.
    """

    def __init__(self, root: Path, *, fast: bool = False, binaries: Path | None = None) -> None:
        self.root, self.data, self.fast = root.absolute(), root.absolute() / "data", fast
        make_root(self.root)
        self._programs = Programs(find_binaries(binaries), self.root)
        self._sockets = socket_folder(self.root)
        self._held: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._left = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the service's database, as its owner."""
        return f"postgresql+asyncpg://{OWNER}@/{DATABASE}?host={self._sockets}&port=5432"

    def start(self) -> str:
        """Start the server, or join the one that another process runs; returns its address."""
        with self._alone():
            self._programs.make_reachable()
            self._make_ready()
            self._held = (self.root / ".users").open("w")
            fcntl.flock(self._held, fcntl.LOCK_SH)  # the kernel drops it even on kill -9
        self._left.clear()
        self._watcher = threading.Thread(target=self._watch, name="postgres-watch", daemon=True)
        self._watcher.start()
        return self.url

    def stop(self) -> bool:
        """Leave the server; who leaves last stops it. Returns whether it was stopped."""
        self._left.set()
        if self._watcher is not None:
            self._watcher.join()
        with self._alone():
            if not self._is_last():
                if self._process is not None:
                    self._process.returncode = 0  # others go on with it: not ours to reap
                return False
            if self._listens():
                self._programs.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
            if self._process is not None:
                self._process.wait(PATIENCE)
            shutil.rmtree(self._sockets, ignore_errors=True)
        return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Starts and stops in the same folder follow one another, over all processes."""
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _is_last(self) -> bool:
        held, self._held = self._held, None
        if held is None:
            return False
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _watch(self) -> None:
        """Bring back a server that was killed while we use it; another process may be first."""
        while not self._left.wait(WATCH_EVERY):
            if self._is_gone():
                with self._alone(), contextlib.suppress(NotStarted):
                    self._make_ready()

    def _make_ready(self) -> None:
        """Return when the server answers; the caller is alone."""
        if not (self.data / "PG_VERSION").exists():
            create(self._programs, self.root, fast=self.fast)
        must_fit(self._programs, self.data)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > end:
                raise NotStarted(f"PostgreSQL did not start:\n{self._programs.log('server')}")
            if self._is_gone():  # tried again: children of a killed server need a moment to go
                self._launch()
            time.sleep(LOOK_AGAIN)

    def _launch(self) -> None:
        if self.fast and (self.data / "postmaster.pid").exists():
            shutil.rmtree(self.data)  # without durability a crash leaves nothing to trust
            create(self._programs, self.root, fast=True)
        # its lock file names the dead server too, whose pid may be somebody else's by now
        shutil.rmtree(self._sockets, ignore_errors=True)
        make_private(self._sockets)
        self._process = self._programs.server(
            *server_arguments(self.data, self._sockets, fast=self.fast),
            environment=takeover(self.data),
        )

    def _is_gone(self) -> bool:
        """Nobody listens, and no server of ours is on its way; reaps ours when it has ended."""
        ended = self._process is None or self._process.poll() is not None
        return ended and not self._listens()

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(1)
            try:
                knock.connect(str(self._sockets / ".s.PGSQL.5432"))
            except (TimeoutError, BlockingIOError):
                return True  # there, but too busy to answer: never start a second one
            except OSError:
                return False
        return True

    def _answers(self) -> bool:
        return self._listens() and not self._programs.ask(
            "pg_isready", "-q", "-h", str(self._sockets)
        )


@contextlib.contextmanager
def running(root: Path, *, fast: bool = False, binaries: Path | None = None) -> Iterator[str]:
    """The address of a server that runs while the block does; SIGTERM and SIGHUP end it too."""
    server = Embedded(root, fast=fast, binaries=binaries)
    with _orderly_end():
        url = server.start()
        try:
            yield url
        finally:
            server.stop()


@contextlib.contextmanager
def _orderly_end() -> Iterator[None]:
    """Unwind on SIGTERM and SIGHUP; uvicorn raises SIGTERM again once it has shut down."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    mine = [s for s in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(s) is signal.SIG_DFL]
    for each in mine:
        signal.signal(each, _unwind)
    try:
        yield
    finally:
        for each in mine:
            signal.signal(each, signal.SIG_DFL)


def _unwind(number: int, _: FrameType | None) -> Never:
    raise SystemExit(128 + number)
