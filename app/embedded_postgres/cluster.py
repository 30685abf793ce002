"""The server's files: how they are made, with which roles, and how a crash is taken over."""

import shutil
from pathlib import Path

from app.embedded_postgres.folders import make_private
from app.embedded_postgres.programs import NotStarted, Programs

OWNER = DATABASE = "ocrelizumab_cds"
APPLICATION = "ocrelizumab_cds_app"

# The superuser `postgres` is never used to connect: everything it must do is done here, once.
# The application role exists from the start, so that the first migration need not create it.
ROLES = f"""
create role {OWNER} login nosuperuser nobypassrls createdb createrole;

create role {APPLICATION} nologin nosuperuser nobypassrls nocreatedb nocreaterole;

grant {APPLICATION} to {OWNER} with admin option;

create database {DATABASE} owner {OWNER};

"""
SETTINGS = (
    "listen_addresses=",  # the socket alone, in a folder that only we may enter
    "log_error_verbosity=terse",  # DETAIL lines may quote rows of a patient
    "log_min_error_statement=panic",
    "idle_in_transaction_session_timeout=5s",
)
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def create(programs: Programs, root: Path, *, fast: bool) -> None:
    """Make the server's files; a kill halfway leaves nothing that looks finished."""
    made = root / "data.new"
    shutil.rmtree(made, ignore_errors=True)
    make_private(made)
    programs.run(
        "initdb",
        *("-D", str(made), "-U", "postgres"),
        *("--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"),
        *(["--no-sync"] if fast else []),
    )
    programs.run("postgres", "--single", "-j", "-D", str(made), "postgres", feed=ROLES.encode())
    made.rename(root / "data")


def must_fit(programs: Programs, data: Path) -> None:
    """Refuse files that other programs made; only dump and restore can carry them over.

    Raises:
        NotStarted: says both versions and what to do.
    """
    made_by, now = (data / "PG_VERSION").read_text().strip(), programs.major()
    if made_by != now:
        raise NotStarted(
            f"{data} was made by PostgreSQL {made_by}, the programs here are of {now}: set "
            f"CDS_PG_BIN to those of {made_by}, or CDS_DATA to another folder"
        )


def server_arguments(data: Path, sockets: Path, *, fast: bool) -> list[str]:
    settings = SETTINGS + (FAST if fast else ())
    return ["-D", str(data), "-k", str(sockets), *(w for s in settings for w in ("-c", s))]


def takeover(data: Path) -> dict[str, str]:
    """What tells `postgres` that the pid in a crashed server's file is somebody else's by now.

    The file itself is never removed: only the server knows whether its memory is still in use.
    https://github.com/patroni/patroni/pull/681
    """
    left = data / "postmaster.pid"
    pid = left.read_text().split("\n", 1)[0] if left.exists() else ""
    if not pid.isdigit():
        return {}
    command = Path(f"/proc/{pid}/cmdline")  # empty for a zombie
    ours = command.exists() and str(data) in command.read_text(errors="replace")
    return {} if ours else {"PG_GRANDPARENT_PID": pid}
