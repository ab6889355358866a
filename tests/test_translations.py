"""Every string of the application is there in Spanish: nothing missing, nothing doubtful, no placeholder lost."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

PROJECT = Path(__file__).parent.parent
CATALOG = PROJECT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w+\}")


def test_nothing_is_untranslated_or_doubtful():
    catalog = polib.pofile(str(CATALOG))
    assert not [entry.msgid for entry in catalog.untranslated_entries()]
    assert not [entry.msgid for entry in catalog.fuzzy_entries()]


def test_placeholders_survive_translation():
    wrong = []
    for entry in polib.pofile(str(CATALOG)):
        sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
        allowed = {name for source in sources for name in PLACEHOLDER.findall(source)}
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            if not set(PLACEHOLDER.findall(text)) <= allowed:
                wrong.append(entry.msgid)
    assert not wrong


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_the_catalog_knows_every_string(tmp_path):
    """Collect the strings again, in a copy: none that the catalog lacks."""
    for name in ("alianza", "actionplans", "meetings", "members", "templates", "locale"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(PROJECT / "manage.py", tmp_path)
    collect = ["makemessages", "--all", "--no-wrap", "--no-obsolete", "--add-location", "file"]
    subprocess.run([sys.executable, "manage.py", *collect], cwd=tmp_path, check=True, capture_output=True)
    collected = {e.msgid for e in polib.pofile(str(tmp_path / CATALOG.relative_to(PROJECT)))}
    assert not collected - {e.msgid for e in polib.pofile(str(CATALOG))}


def test_no_string_hides_in_an_f_string():
    """gettext does not look into those: what stands there never gets into the catalog."""
    calls = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy", "pgettext_lazy"}
    hidden = []
    for app in ("alianza", "actionplans", "meetings", "members"):
        for path in (PROJECT / app).rglob("*.py"):
            for string in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)):
                called = {getattr(node.func, "id", "") for node in ast.walk(string) if isinstance(node, ast.Call)}
                hidden += [f"{path.relative_to(PROJECT)}:{string.lineno}"] if called & calls else []
    assert not hidden
