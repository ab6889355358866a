"""Translations compile without gettext on the machine, and only when they changed."""

import gettext
import os

import pytest
from django.core.management import CommandError, call_command

CATALOG = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"

msgid "To do"
msgstr "Por hacer"

#, fuzzy
msgid "Guess"
msgstr "Adivinanza"

msgid "%(n)s day late"
msgid_plural "%(n)s days late"
msgstr[0] "%(n)s día tarde"
msgstr[1] "%(n)s días tarde"
"""


@pytest.fixture
def source(settings, tmp_path):
    source = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOG)
    settings.LOCALE_PATHS = [tmp_path]
    return source


def compiled(source) -> gettext.GNUTranslations:
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_compiles_words_and_plurals_but_no_guesses(source, capsys):
    call_command("compile_catalogs")
    assert capsys.readouterr().out == "1 of 1 catalogs compiled.\n"
    catalog = compiled(source)
    assert catalog.gettext("To do") == "Por hacer"
    assert catalog.ngettext("%(n)s day late", "%(n)s days late", 2) == "%(n)s días tarde"
    assert catalog.gettext("Guess") == "Guess"


def test_compiles_again_only_what_changed(source, capsys):
    call_command("compile_catalogs")
    call_command("compile_catalogs")
    assert capsys.readouterr().out.endswith("0 of 1 catalogs compiled.\n")
    source.write_text(CATALOG.replace("Por hacer", "Pendientes"))
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    call_command("compile_catalogs")
    assert compiled(source).gettext("To do") == "Pendientes"


def test_broken_catalog_is_refused_by_name_and_the_old_one_stays(source):
    call_command("compile_catalogs")
    source.write_text("no catalog at all\n")
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    with pytest.raises(CommandError, match=r"django\.po"):
        call_command("compile_catalogs")
    assert compiled(source).gettext("To do") == "Por hacer"


def test_no_catalogs_at_all(settings, tmp_path, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    call_command("compile_catalogs")
    assert capsys.readouterr().out == "0 of 0 catalogs compiled.\n"
