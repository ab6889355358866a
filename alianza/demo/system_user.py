"""Who runs PostgreSQL when root starts it: PostgreSQL refuses root."""

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

NAME = "embedded_postgres"
TRAVERSE = stat.S_IXOTH
READ = stat.S_IROTH


def server_uid() -> int | None:
    """The uid that PostgreSQL runs as, None for ours. Root gets a system user, `nobody` where none can be made."""
    if os.geteuid() != 0:
        return None
    for name in (NAME, "nobody"):
        if name == NAME and not exists(NAME):
            create(NAME)
        if exists(name):
            return pwd.getpwnam(name).pw_uid
    return 65534


def exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def create(name: str) -> None:
    """A failure is no error: somebody else may be creating it this moment, or the system may have no useradd."""
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name]
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, capture_output=True, timeout=30, check=False)


def open_way_to(path: Path) -> list[Path]:
    """Let others pass through (not list) the folders above `path`; the ones that had to be changed."""
    changed = []
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & TRAVERSE:
            folder.chmod(stat.S_IMODE(mode) | TRAVERSE)
            changed.append(folder)
    return changed


def open_tree(root: Path) -> None:
    """Let others read and run what is in a folder of programs, whatever the umask it was installed under."""
    if root.stat().st_mode & (READ | TRAVERSE) == READ | TRAVERSE:
        return
    for path in [*root.rglob("*"), root]:
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | READ | (TRAVERSE if path.is_dir() or mode & stat.S_IXUSR else 0))
