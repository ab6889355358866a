import os
import subprocess

import pytest

from alianza.demo.leftovers import Running, birth
from alianza.demo.processes import ServiceError, spawn, stop


@pytest.fixture
def sleeper(tmp_path):
    process = spawn(["sleep", "60"], log=tmp_path / "log")
    yield process
    stop(process)


def killed_demo(home, **processes):
    """What a demo that was killed leaves: its record, and no lock."""
    running = Running(home)
    running.processes = dict(processes.values())
    running.write()
    return running


def start(home):
    """As far as a demo gets before it starts anything."""
    running = Running(home)
    running.take()
    running.release()


def test_a_second_demo_in_the_folder_is_told_about_the_first(tmp_path):
    first = Running(tmp_path)
    first.take()
    first.say("It runs at http://localhost:8000.")
    with pytest.raises(ServiceError, match=r"It runs at http://localhost:8000\."):
        Running(tmp_path).take()
    first.release()
    start(tmp_path)


def test_what_a_killed_demo_left_is_ended(tmp_path, sleeper):
    killed_demo(tmp_path, sleeper=(sleeper.pid, birth(sleeper.pid)))
    start(tmp_path)
    assert sleeper.wait(10) != 0
    assert not (tmp_path / "running.json").exists()


def test_a_process_that_only_has_the_number_is_left_alone(tmp_path, sleeper):
    killed_demo(tmp_path, sleeper=(sleeper.pid, "another hour"))
    start(tmp_path)
    assert sleeper.poll() is None


def test_a_torn_record_stops_nothing(tmp_path):
    torn = tmp_path / "running.json"
    torn.write_text("[[12")
    start(tmp_path)
    assert not torn.exists() or torn.read_text() != "[[12"


def test_a_gone_process_has_no_birth():
    process = subprocess.Popen(["true"])
    process.wait()
    assert birth(process.pid) == ""
    assert birth(os.getpid())
