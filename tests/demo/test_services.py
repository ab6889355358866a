import os
import signal

import psycopg2
import pytest
import redis
from psycopg2.errors import InsufficientPrivilege

from alianza.demo.postgres import serves
from alianza.demo.processes import ServiceError
from alianza.demo.services import Services


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    pair = Services(tmp_path_factory.mktemp("services") / ("deep" * 40), quick=True)
    pair.start()
    yield pair
    pair.stop()


def execute(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def table(services):
    connection = services.postgres.connect("alianza", "alianza_owner")
    execute(connection, "DROP TABLE IF EXISTS words; CREATE TABLE words (id serial, word text)")
    yield "words"
    connection.close()


@pytest.fixture
def application(services, table):
    connection = services.postgres.connect("alianza", "alianza_app")
    yield connection
    connection.close()


def test_the_application_reads_and_writes_what_the_owner_made(application):
    execute(application, "INSERT INTO words (word) VALUES ('acuerdo')")
    execute(application, "UPDATE words SET word = upper(word)")
    assert execute(application, "SELECT word FROM words") == [("ACUERDO",)]
    execute(application, "DELETE FROM words")


@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE words",
        "ALTER TABLE words DISABLE TRIGGER ALL",
        "DROP TABLE words",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "SET ROLE alianza_owner",
    ],
)
def test_the_application_can_switch_nothing_off(application, sql):
    with pytest.raises((InsufficientPrivilege, psycopg2.errors.InvalidParameterValue, psycopg2.ProgrammingError)):
        execute(application, sql)


@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gist"])
def test_the_owner_may_create_the_extensions_that_the_tables_use(services, extension):
    connection = services.postgres.connect("alianza", "alianza_owner")
    execute(connection, f"CREATE EXTENSION IF NOT EXISTS {extension}")
    assert (extension,) in execute(connection, "SELECT extname FROM pg_extension")
    connection.close()


def test_letters_with_accents_have_two_cases(services):
    connection = services.postgres.connect("alianza", "alianza_app")
    assert execute(connection, "SELECT lower('ÁÑÜ'), 'Álvarez' ILIKE 'álvarez'") == [("áñü", True)]
    connection.close()


def test_redis_answers_on_its_socket_and_nowhere_else(services):
    with redis.from_url(services.redis.url(3)) as client:
        assert client.config_get("port") == {"port": "0"}
        assert client.connection_pool.connection_kwargs["db"] == 3


def test_data_outlive_a_kill_and_a_stale_pid_file_is_no_obstacle(tmp_path):
    pair = Services(tmp_path)
    pair.start()
    pair.postgres.run("CREATE TABLE kept (id int)", "alianza")
    server = pair.postgres.process
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    pair.redis.stop()
    pair.start()
    connection = pair.postgres.connect("alianza")
    assert execute(connection, "SELECT count(*) FROM kept") == [(0,)]
    connection.close()
    pair.stop()


def test_a_server_left_running_on_the_folder_is_ended_first(tmp_path):
    left, after = (Services(tmp_path, quick=True) for _ in range(2))
    left.postgres.start()
    pid = left.postgres.process.pid
    assert serves(pid, left.postgres.data)
    after.postgres.start()
    assert left.postgres.process.poll() is not None
    assert not serves(os.getpid(), left.postgres.data)
    after.stop()
    left.stop()


def test_stopping_leaves_no_process_and_no_socket(tmp_path):
    pair = Services(tmp_path, quick=True)
    pair.start()
    pids = [pair.postgres.process.pid, pair.redis.process.pid]
    pair.stop()
    assert not pair.sockets.exists()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_server_that_does_not_start_shows_the_end_of_its_log(tmp_path):
    pair = Services(tmp_path, quick=True)
    pair.start()
    pair.stop()
    (tmp_path / "postgres" / "data" / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    broken = Services(tmp_path, quick=True)
    with pytest.raises(ServiceError, match="no_such_setting"):
        broken.start()
    assert not broken.sockets.exists()


def test_sockets_fit_their_107_bytes(services):
    assert len(f"{services.sockets}/postgres/.s.PGSQL.5432") < 107
