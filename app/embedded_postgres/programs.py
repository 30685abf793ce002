"""Runs PostgreSQL's programs, as the server's account when we are root."""

import os
import subprocess
from pathlib import Path

from app.embedded_postgres.binaries import reachable
from app.embedded_postgres.folders import server_account

LOG_END = 1500  # characters of a log that a message quotes


class NotStarted(RuntimeError):  # noqa: N818 - says what is the matter
    """PostgreSQL did not start; the message holds the end of its log."""


class Programs:
    """The programs of one folder of binaries; what they say goes to logs in `root`."""

    def __init__(self, binaries: Path, root: Path) -> None:
        self._binaries, self._root = binaries, root
        account = server_account()
        self._uid = account.pw_uid if account else None
        self._gid = account.pw_gid if account else None
        self._groups: list[int] | None = [] if account else None
        # PGPORT, PGDATA … of the user are for another server
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}

    def make_reachable(self) -> None:
        """As root, go on with a copy that the server's account can enter."""
        self._binaries = reachable(self._binaries, self._root)

    def ask(self, name: str, *arguments: str, feed: bytes = b"") -> int:
        """The exit code of a program."""
        with (self._root / "tools.log").open("ab") as log:
            return subprocess.run(  # noqa: S603 - PostgreSQL's own program, our arguments
                [str(self._binaries / name), *arguments],
                input=feed,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environment,
                check=False,
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
            ).returncode

    def run(self, name: str, *arguments: str, feed: bytes = b"") -> None:
        """Run a program to its good end.

        Raises:
            NotStarted: it failed; the message holds the end of its log.
        """
        code = self.ask(name, *arguments, feed=feed)
        if code:
            raise NotStarted(f"{name} ended with {code}:\n{self.log('tools')}")

    def major(self) -> str:
        """The major version of the programs: only they can read files of that version."""
        told = subprocess.run(  # noqa: S603 - PostgreSQL's own program, our arguments
            [str(self._binaries / "postgres"), "--version"], capture_output=True, check=True
        )
        return told.stdout.decode().split()[2].split(".")[0]

    def server(self, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start `postgres`; Ctrl-C does not reach it, and it outlives a kill -9 of ours."""
        with (self._root / "server.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, our arguments
                [str(self._binaries / "postgres"), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={**self._environment, **environment},
                start_new_session=True,
                user=self._uid,
                group=self._gid,
                extra_groups=self._groups,
            )

    def log(self, name: str) -> str:
        """The end of a log."""
        return (self._root / f"{name}.log").read_text(errors="replace")[-LOG_END:]
