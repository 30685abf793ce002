"""The embedded server comes back after kill -9, whatever it left behind."""

import os
import signal
import subprocess
import time
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from app.embedded_postgres import Embedded, NotStarted, running
from app.embedded_postgres.cluster import takeover
from app.embedded_postgres.folders import server_account
from tests.embedded.conftest import Ask, another_process


def server_pid(root: Path) -> int:
    return int((root / "data" / "postmaster.pid").read_text().split("\n", 1)[0])


def left_by_a_crash(root: Path, binaries: Path, ask: Ask) -> Path:
    """A data folder with one committed table, whose server was killed; returns its pid file."""
    server = Embedded(root, binaries=binaries)
    ask(server.start(), "create table kept as select 42 as answer")
    server.stop()
    return root / "data" / "postmaster.pid"


def test_killed_while_in_use_it_is_back_within_five_seconds(
    root: Path, binaries: Path, ask: Ask
) -> None:
    with running(root, binaries=binaries) as url:
        ask(url, "create table kept as select 42 as answer")
        killed = server_pid(root)
        os.kill(killed, signal.SIGKILL)
        end = time.monotonic() + 5
        while True:
            try:
                assert ask(url, "select answer from kept") == 42
                break
            except (OSError, asyncpg.PostgresError):
                assert time.monotonic() < end
                time.sleep(0.1)
        assert server_pid(root) != killed
    assert not (root / "data" / "postmaster.pid").exists()


def test_killed_together_with_its_only_user_it_recovers(
    root: Path, binaries: Path, ask: Ask
) -> None:
    process = another_process(root, binaries)
    ask(Embedded(root, binaries=binaries).url, "create table kept as select 42 as answer")
    process.kill()
    os.kill(server_pid(root), signal.SIGKILL)
    process.communicate(timeout=20)
    with running(root, binaries=binaries) as url:
        assert ask(url, "select answer from kept") == 42


def test_a_pid_that_is_somebody_elses_by_now_does_not_stop_the_start(
    root: Path, binaries: Path, ask: Ask
) -> None:
    pid_file = left_by_a_crash(root, binaries, ask)
    account = server_account()
    with subprocess.Popen(
        ["/bin/sleep", "60"], user=account.pw_uid if account else None
    ) as stranger:
        pid_file.write_text(f"{stranger.pid}\n{root / 'data'}\n1\n5432\n/tmp\n\n")
        if account:
            os.chown(pid_file, account.pw_uid, account.pw_gid)
        with running(root, binaries=binaries) as url:
            assert ask(url, "select answer from kept") == 42
        assert stranger.poll() is None
        stranger.kill()


def test_a_kill_in_the_first_start_leaves_nothing_half_made(
    root: Path, binaries: Path, ask: Ask
) -> None:
    (root / "data.new").mkdir(parents=True)
    root.parent.chmod(0o755)
    (root / "data.new" / "PG_VERSION").write_text("18\n")
    with running(root, fast=True, binaries=binaries) as url:
        assert ask(url, "select 1") == 1


def test_without_durability_a_crash_starts_from_scratch(
    root: Path, binaries: Path, ask: Ask
) -> None:
    left_by_a_crash(root, binaries, ask).write_text("999999999\n")  # beyond every pid
    with running(root, fast=True, binaries=binaries) as url:
        assert ask(url, "select to_regclass('kept')") is None


def test_the_pid_of_a_running_server_of_ours_is_not_taken_over(root: Path, binaries: Path) -> None:
    with running(root, fast=True, binaries=binaries):
        assert takeover(root / "data") == {}


def test_files_of_another_version_are_refused_at_once_and_kept(
    root: Path, binaries: Path, ask: Ask
) -> None:
    version = left_by_a_crash(root, binaries, ask).with_name("PG_VERSION")
    version.write_text("14\n")
    with (
        pytest.raises(NotStarted, match="made by PostgreSQL 14"),
        running(root, binaries=binaries),
    ):
        pass
    assert version.exists()
