"""The embedded pair, PostgreSQL and Redis, that the demo and the tests run on."""

import os
import shutil
import tempfile
from pathlib import Path

from .postgres import Postgres
from .redis_server import Redis

PREFIX = "alianza-"
LONGEST_SOCKET = 100


class Services:
    """Both servers with their data under `home` and their sockets in a short folder that ends with them.

    Not under `home`: a socket's path may have 107 bytes, and not every file system takes sockets.
    """

    def __init__(self, home: Path, *, quick: bool = False):
        self.home = home.resolve()
        self.sockets = Path(tempfile.mkdtemp(prefix=PREFIX, dir=temporary_folder()))
        self.sockets.chmod(0o711)
        self.postgres = Postgres(self.home / "postgres", self.sockets / "postgres", quick=quick)
        self.redis = Redis(self.home / "redis", self.sockets, keep=not quick)

    def start(self) -> None:
        """Start both, or neither."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.postgres.start()
            self.redis.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)


def temporary_folder() -> str:
    """The user's own if it is short enough, else the system's. What is made in it has a name nobody can guess."""
    folder = tempfile.gettempdir()
    fits = len(os.fsencode(folder)) + len("/alianza-xxxxxxxx/postgres/.s.PGSQL.5432") <= LONGEST_SOCKET
    return folder if fits else "/tmp"  # noqa: S108
