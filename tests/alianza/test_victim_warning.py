"""Wherever somebody writes free text, the page says that nothing about victims belongs there."""

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_module

from members.forms.renderer import PageFormRenderer

TEMPLATES = Path(settings.BASE_DIR) / "templates"
TEXT = re.compile(r"<textarea(?![^>]*\breadonly)")
WARNING = "_no_victim_data.html"
SEARCHED = ("members", "meetings", "actionplans", "alianza")


def form_classes() -> list[type[forms.BaseForm]]:
    for app in SEARCHED:
        for file in sorted((Path(apps.get_app_config(app).path)).rglob("*.py")):
            if "forms" in file.parts or file.name == "forms.py" or "views" in file.parts:
                import_module(".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts))
    found, waiting = [], [forms.BaseForm]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.split(".")[0] in SEARCHED and hasattr(one, "base_fields"):
                found.append(one)
    return found


def test_each_field_of_free_text_comes_with_the_warning():
    class Talk(forms.Form):
        words = forms.CharField(widget=forms.Textarea)

    page = str(Talk(renderer=PageFormRenderer()))
    assert page.count("warnline") == 1
    assert settings.FORM_RENDERER == "members.forms.renderer.PageFormRenderer"
    with_text = [
        one for one in form_classes() if any(isinstance(f.widget, forms.Textarea) for f in one.base_fields.values())
    ]
    assert len(with_text) > 10, "the forms are found"


@pytest.mark.parametrize(
    "path", sorted(p for p in TEMPLATES.rglob("*.html") if TEXT.search(p.read_text())), ids=lambda p: p.name
)
def test_a_text_area_written_by_hand_has_it_too(path):
    if path.parts[-3:-1] == ("allauth", "elements"):
        pytest.skip("allauth's own forms ask for no free text")
    assert WARNING in path.read_text(), f"{path} lets people write without the warning"


def test_no_template_takes_a_text_out_of_its_form():
    """{{ form.words }} alone would leave the warning behind; {{ form }} and as_field_group bring it."""
    texts = {
        name for one in form_classes() for name, f in one.base_fields.items() if isinstance(f.widget, forms.Textarea)
    }
    bare = re.compile(r"\{\{\s*form\.(\w+)\s*\}\}")
    found = {f"{p}: {name}" for p in TEMPLATES.rglob("*.html") for name in bare.findall(p.read_text()) if name in texts}
    assert not found
