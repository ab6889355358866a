"""The words to which a person consents. Whoever changes them gives them a new version: what was shown is kept."""

from django.template import Context, Engine
from django.utils import translation

VERSION = "2026-11"
TEMPLATE = "members/policy.txt"


def text(language: str) -> str:
    with translation.override(language):
        return Engine.get_default().get_template(TEMPLATE).render(Context({}, autoescape=False)).strip()


def paragraphs(language: str) -> list[str]:
    return text(language).split("\n\n")
