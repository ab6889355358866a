"""The measurement in a small form: every way brings its mails, over as many connections as its name says.

Which way is how much faster is for the full size to say: forty mails on a busy machine can't.
"""

import json
import subprocess
import sys

import pytest

from alianza.demo.bootstrap import ROOT

pytestmark = pytest.mark.slow


def test_every_way_is_measured():
    command = [sys.executable, "-m", "tests.benchmarks", "throughput", "--mails", "40", "--rounds", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found["rates"]) == 6 and min(found["rates"].values()) > 0
    assert "of the limit" in done.stdout
    at_most = found["connections"].pop("two workers, a connection kept each")
    assert 1 <= at_most <= 2, "a quick one may have been through with all"
    assert found["connections"] == {
        "a worker, connection kept": 1,
        "a worker, a connection a mail": 40,
        "STARTTLS, connection kept": 1,
        "STARTTLS, a connection a mail": 40,
    }
