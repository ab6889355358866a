import os
import subprocess
import sys
import time

import pytest

from alianza.demo.bootstrap import ROOT
from alianza.demo.leftovers import birth
from alianza.demo.processes import last_lines, spawn, stop

DIES_AT_ONCE = """
import os, signal, sys
from pathlib import Path
from alianza.demo.processes import spawn
print(spawn(["sleep", "60"], log=Path(sys.argv[1])).pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(pid, seconds=5):
    deadline = time.monotonic() + seconds
    while birth(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not birth(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_a_child_ends_with_a_parent_that_is_killed(tmp_path):
    command = [sys.executable, "-c", DIES_AT_ONCE, str(tmp_path / "log")]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert gone(int(shown.stdout))


def test_a_child_that_ignores_the_request_is_ended_with_its_whole_group(tmp_path):
    log = tmp_path / "log"
    process = spawn(["sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait; sleep 60"], log=log)
    while not log.read_text():
        time.sleep(0.02)
    stop(process, patience=0.2)
    assert process.returncode is not None
    assert gone(int(log.read_text()))


def test_a_child_has_a_group_of_its_own(tmp_path):
    process = spawn(["sleep", "60"], log=tmp_path / "log")
    assert os.getpgid(process.pid) == process.pid != os.getpgrp()
    stop(process)


def test_the_end_of_a_log_is_shown_indented(tmp_path):
    log = tmp_path / "log"
    assert last_lines(log) == "    (no log)"
    log.write_text("one\ntwo\nthree\n")
    assert last_lines(log, 2) == "    two\n    three"
