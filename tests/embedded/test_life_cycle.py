"""The embedded server starts once, is shared, and stops with its last user."""

import os
from pathlib import Path

import pytest

from app.embedded_postgres import Embedded, running
from tests.embedded.conftest import Ask, another_process


def alive(root: Path) -> bool:
    return (root / "data" / "postmaster.pid").exists()


def test_data_is_there_after_a_restart(root: Path, binaries: Path, ask: Ask) -> None:
    with running(root, binaries=binaries) as url:
        ask(url, "create table kept as select 42 as answer")
    assert not alive(root)
    with running(root, binaries=binaries) as url:
        assert ask(url, "select answer from kept") == 42


def test_the_service_connects_without_superuser_rights(
    root: Path, binaries: Path, ask: Ask
) -> None:
    rights = (
        "select rolsuper or rolbypassrls or rolreplication "
        "from pg_roles where rolname = current_user"
    )
    with running(root, fast=True, binaries=binaries) as url:
        assert ask(url, rights) is False


def test_settings_for_another_server_in_the_environment_do_not_matter(
    root: Path, binaries: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGHOST", "elsewhere.example")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with running(root, fast=True, binaries=binaries) as url:
        assert ask(url, "select 1") == 1


def test_no_network_port_is_opened(root: Path, binaries: Path, ask: Ask) -> None:
    with running(root, fast=True, binaries=binaries) as url:
        assert ask(url, "show listen_addresses") == ""


@pytest.mark.parametrize(("fast", "flushed"), [(False, "on"), (True, "off")])
def test_only_the_fast_one_gives_up_durability(
    root: Path, binaries: Path, ask: Ask, *, fast: bool, flushed: str
) -> None:
    with running(root, fast=fast, binaries=binaries) as url:
        assert ask(url, "show fsync") == flushed


def test_two_users_share_one_server_and_the_last_stops_it(
    root: Path, binaries: Path, ask: Ask
) -> None:
    first, second = (Embedded(root, binaries=binaries) for _ in range(2))
    assert first.start() == second.start()
    assert first.stop() is False
    assert ask(second.url, "select 1") == 1
    assert second.stop() is True
    assert not alive(root)


def test_sigterm_of_the_last_process_stops_the_server(root: Path, binaries: Path) -> None:
    process = another_process(root, binaries)
    assert alive(root)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 128 + 15
    assert not alive(root)


def test_server_outlives_a_kill_of_its_user_and_is_joined_again(
    root: Path, binaries: Path, ask: Ask
) -> None:
    process = another_process(root, binaries)
    process.kill()
    process.communicate(timeout=20)
    assert alive(root)
    server = Embedded(root, binaries=binaries)
    assert ask(server.start(), "select 1") == 1
    assert server.stop() is True


def test_folders_of_the_user_keep_their_rights(root: Path, binaries: Path) -> None:
    root.parent.chmod(0o711)
    with running(root, fast=True, binaries=binaries):
        assert root.parent.stat().st_mode & 0o777 == 0o711
        assert (root / "data").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user reaches the own folders")
def test_a_folder_that_the_server_cannot_enter_is_named(root: Path, binaries: Path) -> None:
    root.parent.chmod(0o700)
    with pytest.raises(PermissionError, match="set CDS_DATA"), running(root, binaries=binaries):
        pass
