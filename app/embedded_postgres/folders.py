"""Where the embedded server keeps its files, and who may enter them."""

import hashlib
import os
import pwd
import tempfile
from pathlib import Path

SYSTEM_STATE = Path("/var/lib/ocrelizumab-cds")


def server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root: PostgreSQL refuses uid 0. Else ourselves (None)."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def state_folder(project: Path, configured: Path | None = None) -> Path:
    """The folder of this project's database.

    An ordinary user has it under the project. Root's projects may lie where the server's account
    cannot enter (`/root`), so root has it under the system's state, one folder for each project.
    """
    if configured is not None:
        return configured.absolute()
    if os.geteuid() != 0:
        return project.absolute() / ".data" / "postgres"
    path = str(project.resolve())
    return (
        SYSTEM_STATE / f"{project.resolve().name}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
    )


def everybody_may_enter(folder: Path) -> bool:
    places = (folder.resolve(), *folder.resolve().parents)
    return all(place.stat().st_mode & 0o001 for place in places)


def make_root(root: Path) -> None:
    """Create what is missing of `root`; only folders that we create are opened for the server.

    Raises:
        PermissionError: as root, below a folder that the server's account cannot enter.
    """
    missing = [folder for folder in (root, *root.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            folder.chmod(0o755)  # whatever the umask: the server's account must pass through
    if os.geteuid() == 0 and not everybody_may_enter(root):
        raise PermissionError(
            f"the database's account cannot enter {root}: "
            "set CDS_DATA to a folder below one that everybody may enter"
        )


def make_private(folder: Path) -> None:
    """Create `folder` for the server's account alone.

    Raises:
        PermissionError: it exists and belongs to somebody else (a trap in a shared /tmp).
    """
    account = server_account()
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), account.pw_uid if account else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise PermissionError(f"{folder} belongs to somebody else: remove it")
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def socket_folder(root: Path) -> Path:
    """A short path of its own for each root: a socket's path may have 107 bytes at most."""
    place = root.stat()
    name = f"ocrelizumab-cds-{os.geteuid()}-{place.st_dev:x}-{place.st_ino:x}"
    return Path(tempfile.gettempdir()) / name
