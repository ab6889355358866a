"""The harness in a small form: with everything in place nobody is missed; with a part taken out it must notice."""

import json
import subprocess
import sys

import pytest

from alianza.demo.bootstrap import ROOT

pytestmark = pytest.mark.slow
QUICK = ["--lease", "3", "--sweep", "1", "--json"]


def harness(*options: str) -> tuple[int, dict]:
    """Its exit code and its figures."""
    command = [sys.executable, "-m", "tests.benchmarks", "kills", *QUICK, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.stdout.rstrip().endswith("}"), done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_kills_crashes_and_a_forgetful_redis_miss_nobody():
    code, found = harness("--people", "40", "--kills", "2", "--flush-every", "1", "--crash-every", "2")
    assert (found["kills"], found["crashes"], found["flushes"]) == (2, 2, 3)
    assert found["refused"] > 0 and found["busy"] > 0
    assert (code, found["faults"]) == (0, [])


def test_without_the_sweeper_it_reports_losses():
    code, found = harness("--people", "20", "--kills", "1", "--patience", "2", "--without", "sweeper")
    assert code == 1
    assert found["lost"] >= 5  # all that waited for a second try, at least
    assert "mails were lost" in found["faults"]


def test_without_the_claim_it_reports_duplicates():
    code, found = harness("--people", "60", "--kills", "0", "--without", "claim")
    assert code == 1
    assert found["lost"] == 0
    assert found["duplicates"] > found["kills"] + found["crashes"]
    assert found["unexplained"] == found["duplicates"]
