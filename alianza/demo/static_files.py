"""The collected static files, made again only when something under them changed (making them takes seconds)."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
INPUTS = ("static", "requirements.lock", "alianza/settings.py")


def key() -> str:
    digest = hashlib.sha256()
    for name in INPUTS:
        root = PROJECT / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def folder(cache: Path) -> Path:
    """Where the files of the project as it is now are kept, or will be."""
    return cache / key()


def collected(target: Path, collect: Callable[[Path], None]) -> None:
    """See that they are there. `collect(folder)` makes them; interrupted, it leaves nothing that looks finished."""
    if (target / "staticfiles.json").exists():
        return
    fresh = target.with_suffix(".new")
    shutil.rmtree(target.parent, ignore_errors=True)
    fresh.mkdir(parents=True)
    collect(fresh)
    fresh.rename(target)


def stale_catalogs() -> bool:
    """Whether some translation has no compiled catalog, or an older one."""
    sources = PROJECT.glob("locale/*/LC_MESSAGES/*.po")
    return any(not newer(source.with_suffix(".mo"), source) for source in sources)


def newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime
