import socket

import pytest

from alianza.demo import reset, run
from alianza.demo.leftovers import Running
from alianza.demo.processes import ServiceError
from alianza.demo.supervisor import secret


def test_a_port_that_is_free_is_taken_as_it_is(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    assert run.wanted_port() == port


def test_a_port_in_use_is_named_with_another_to_try(monkeypatch):
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        port = used.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(ServiceError, match=f"Port {port} is taken.*PORT={port + 1}"):
            run.wanted_port()


@pytest.mark.parametrize("text", ["ocho", "0", "65536", "-1", "80.5"])
def test_what_is_no_port_is_refused_in_words(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ServiceError, match="between 1 and 65535"):
        run.wanted_port()


def test_without_a_wish_the_port_is_8000(monkeypatch):
    monkeypatch.setenv("PORT", "")
    monkeypatch.setattr(socket.socket, "bind", lambda *_: None)
    assert run.wanted_port() == 8000


def test_the_key_is_made_once_and_for_the_owner_only(tmp_path):
    key = secret(tmp_path / "secret")
    assert len(key) >= 50
    assert secret(tmp_path / "secret") == key
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_folder_of_another_user_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "HOME", tmp_path)
    monkeypatch.setattr(run.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ServiceError, match="belongs to another user"):
        run.prepare_home()


@pytest.fixture
def home(monkeypatch, tmp_path):
    folder = tmp_path / ".demo"
    folder.mkdir()
    (folder / "data").touch()
    monkeypatch.setattr(reset, "HOME", folder)
    return folder


def test_a_reset_removes_the_data(home, capsys):
    assert reset.main() == 0
    assert not home.exists()
    assert "starts over" in capsys.readouterr().out


def test_a_reset_beside_a_running_demo_removes_nothing_and_says_why(home, capsys):
    running = Running(home)
    running.take()
    running.say("A demo already runs from this folder.")
    assert reset.main() == 1
    assert (home / "data").exists()
    running.release()
    assert "already runs" in capsys.readouterr().out


def test_a_reset_before_any_demo_is_no_error(home, capsys, monkeypatch):
    monkeypatch.setattr(reset, "HOME", home / "nothing")
    assert reset.main() == 0
    assert "nothing to reset" in capsys.readouterr().out
