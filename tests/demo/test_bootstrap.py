import subprocess
import sys

import pytest

from alianza.demo import bootstrap
from alianza.demo.bootstrap import Environment, Trouble


@pytest.fixture
def project(tmp_path):
    (tmp_path / "requirements.lock").write_text("aiosmtpd==1.4.6\n")
    return tmp_path


@pytest.fixture
def installs(monkeypatch):
    """Installing takes the network: here it is only counted."""
    calls = []
    monkeypatch.setattr(bootstrap, "install", lambda *arguments: calls.append(arguments))
    return calls


def finish(project):
    bootstrap.ensure(project)
    return Environment(project)


def test_a_finished_environment_is_left_alone(project, installs):
    assert finish(project).finished()
    bootstrap.ensure(project)
    assert len(installs) == 1


def test_another_lock_is_installed_into_the_same_environment(project, installs):
    environment = finish(project)
    (environment.folder / "mine").touch()
    environment.lock.write_text("aiosmtpd==1.4.5\n")
    assert not environment.finished()
    finish(project)
    assert len(installs) == 2
    assert (environment.folder / "mine").exists()


def test_a_half_made_environment_is_made_anew(project, installs, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.ensure(project)
    (project / ".venv" / "half").touch()
    assert finish(project).finished()
    assert not (project / ".venv" / "half").exists()


def test_an_environment_without_its_python_is_made_anew(project, installs):
    environment = finish(project)
    environment.python.unlink()
    assert not environment.finished()
    assert finish(project).finished()


def test_a_moved_folder_is_prepared_again(project, installs, tmp_path_factory):
    finish(project)
    moved = tmp_path_factory.mktemp("elsewhere") / "project"
    project.rename(moved)
    assert not Environment(moved).finished()


def test_a_failed_install_says_so_in_a_sentence(project, monkeypatch):
    monkeypatch.setattr(bootstrap, "install", lambda *_: bootstrap.run([sys.executable, "-c", "exit('x')"], "No."))
    with pytest.raises(Trouble, match=r"^    x\nNo\.$"):
        bootstrap.ensure(project)
    assert not Environment(project).finished()


def test_a_read_only_folder_is_named(project, installs, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "access", lambda *_: False)
    with pytest.raises(Trouble, match="can't be written to"):
        bootstrap.ensure(project)


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [
        ({"python3.12": (3, 12), "python3.11": (3, 11)}, "python3.12"),
        ({"python3": (3, 13), "python3.11": (3, 11)}, "python3.11"),
        ({"python3": (3, 11)}, "python3"),
        ({"python3": (3, 13), "python3.12": None}, None),
        ({}, None),
    ],
)
def test_the_best_python_that_runs_is_taken(monkeypatch, versions, chosen):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name in versions else None)
    monkeypatch.setattr(bootstrap, "version_of", versions.get)
    assert bootstrap.interpreter() == chosen


def test_without_a_supported_python_and_without_uv_one_sentence_says_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "interpreter", lambda: None)
    with pytest.raises(Trouble, match=r"Python 3\.11 or 3\.12 is needed.*or uv"):
        bootstrap.create(tmp_path / ".venv", None)


def test_without_the_venv_module_a_sentence_names_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "can_make_environments", lambda python: False)
    with pytest.raises(Trouble, match="python3-venv"):
        bootstrap.create(tmp_path / ".venv", None)


def test_the_version_of_what_is_no_python_is_none(tmp_path):
    assert bootstrap.version_of(str(tmp_path / "nothing")) is None
    assert bootstrap.version_of("false") is None


def test_it_runs_on_a_bare_python():
    """Nothing outside the standard library may be imported: there is nothing yet."""
    probe = "import runpy; runpy.run_path('alianza/demo/bootstrap.py', run_name='x')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", probe], check=False, cwd=bootstrap.ROOT)
    assert done.returncode == 0
