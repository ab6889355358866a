import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from alianza.demo.bootstrap import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NAMED = [*PROJECT["dependencies"], *(name for extra in PROJECT["optional-dependencies"].values() for name in extra)]
LOCKED = re.findall(
    r"^([\w.-]+)==([\w.+!-]+)([^\n]*)\n((?:    [^\n]*\n?)*)", (ROOT / "requirements.lock").read_text(), re.M
)
VERSIONS = {canonicalize_name(name): locked for name, locked, _, _ in LOCKED}


@pytest.mark.parametrize("named", sorted(name for name in NAMED if not name.startswith("alianza")))
def test_what_the_project_names_is_locked_in_a_version_that_it_admits(named):
    wanted = Requirement(named)
    assert wanted.specifier.contains(VERSIONS[canonicalize_name(wanted.name)])


def test_every_locked_package_has_hashes():
    assert LOCKED
    assert [name for name, _, _, hashes in LOCKED if "--hash=sha256:" not in hashes] == []


def test_the_tests_run_on_the_locked_versions():
    installed = {name: version(name) for name in ("django", "celery", "redis", "psycopg2-binary")}
    assert installed == {name: VERSIONS[name] for name in installed}
