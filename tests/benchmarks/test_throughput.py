"""The measurement in a small form: every way brings its mails, and a kept connection is worth keeping with STARTTLS."""

import json
import subprocess
import sys

import pytest

from alianza.demo.bootstrap import ROOT

pytestmark = pytest.mark.slow


def test_every_way_is_measured():
    command = [sys.executable, "-m", "tests.benchmarks", "throughput", "--mails", "40", "--rounds", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) == 6 and min(found.values()) > 0
    assert "of the limit" in done.stdout
    assert found["STARTTLS, connection kept"] > found["STARTTLS, a connection a mail"]
