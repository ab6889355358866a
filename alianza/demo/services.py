"""The embedded pair, PostgreSQL and Redis, that the demo and the tests run on."""

from pathlib import Path

from .postgres import Postgres
from .redis_server import Redis
from .temporary import Temporary


class Services:
    """Both servers with their data under `home` and their sockets in a short folder that ends with them.

    Not under `home`: a socket's path may have 107 bytes, and not every file system takes sockets. Without a `home` the
    data, too, are in the temporary folder.
    """

    def __init__(self, home: Path | None = None, *, quick: bool = False):
        self.temporary = Temporary()
        self.sockets = self.temporary.path
        self.home = home.resolve() if home else self.sockets / "data"
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
        self.temporary.remove()
