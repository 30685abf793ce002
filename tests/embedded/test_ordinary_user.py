"""The same as an ordinary user, tried from root's test run in a process of its own."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from app.embedded_postgres import state_folder

PROJECT = Path(__file__).parents[2]
SYSTEM = ("/usr/bin", "/usr/local/bin")
STARTS = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from app.embedded_postgres import running, state_folder
folder = state_folder(Path(sys.argv[2]))
with running(folder, binaries=Path(sys.argv[3])) as url:
    print(folder, (folder / "data").stat().st_uid, (folder / "pg").exists())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests already run as an ordinary user")
def test_an_ordinary_user_has_it_under_the_project_without_a_copy(
    root: Path, binaries: Path
) -> None:
    nobody = pwd.getpwnam("nobody")
    home = root.parent / "project"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    package = root.parent / "code" / "app"
    shutil.copytree(PROJECT / "app" / "embedded_postgres", package / "embedded_postgres")
    python = next(filter(None, (shutil.which("python3.11", path=p) for p in SYSTEM)), None)
    if python is None:
        pytest.skip("no Python that nobody may run")
    done = subprocess.run(  # noqa: S603 - this interpreter, our own text
        [python, "-I", "-c", STARTS, str(package.parent), str(home), str(binaries)],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(home / ".data" / "postgres"), str(nobody.pw_uid), "False"]


def test_a_configured_folder_wins() -> None:
    assert state_folder(PROJECT, Path("/srv/cds")) == Path("/srv/cds")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder of the system")
def test_roots_projects_have_folders_of_their_own() -> None:
    one, other = state_folder(Path("/srv/a/cds")), state_folder(Path("/srv/b/cds"))
    assert one.parent == other.parent == Path("/var/lib/ocrelizumab-cds")
    assert one != other
