import os
from pathlib import Path

import pytest

from alianza.demo.temporary import Temporary, parent, sweep


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("alianza.demo.temporary.LONGEST_SOCKET", 500)
    return tmp_path


def aged(folder):
    os.utime(folder / "lock", (0, 0))
    return folder


def killed():
    """What somebody leaves who could not remove it."""
    temporary = Temporary()
    temporary.lock.close()
    return aged(temporary.path)


def test_a_folder_goes_with_its_owner():
    temporary = Temporary()
    assert temporary.path.is_dir()
    temporary.remove()
    assert not temporary.path.exists()


def test_a_killed_owners_folder_goes_when_the_next_one_comes():
    left = killed()
    Temporary().remove()
    assert not left.exists()


def test_a_folder_in_use_stays(place):
    used = Temporary()
    aged(used.path)
    sweep(place)
    assert used.path.exists()
    used.remove()


def test_a_folder_without_our_lock_or_of_another_name_stays(place):
    (place / "alianza-notes").mkdir()
    (place / "other").mkdir()
    (place / "other" / "lock").touch()
    aged(place / "other")
    sweep(place)
    assert (place / "alianza-notes").exists()
    assert (place / "other").exists()


def test_a_folder_of_another_user_stays(place, monkeypatch):
    left = killed()
    monkeypatch.setattr(os, "geteuid", lambda: left.stat().st_uid + 1)
    sweep(place)
    assert left.exists()


def test_where_the_temporary_place_is_too_deep_for_a_socket_the_systems_is_taken(monkeypatch):
    monkeypatch.setattr("alianza.demo.temporary.LONGEST_SOCKET", 10)
    assert parent() == Path("/tmp")
