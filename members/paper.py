"""Paper from data alone: PDF/UA-1, set by typst. Nothing that people wrote is markup."""

import json
import re
from pathlib import Path

import typst

UNPRINTABLE = "▯"
# Not text, not allowed in PDF/UA, or able to show words in another order than they were written.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
# What the fonts that typst brings certainly have: the letters of Latin, Greek and Cyrillic, and common signs.
UNCERTAIN = re.compile(r"[^\n\t -~¡-ɏ\u1ea0-\u1ef9Α-ΡΣ-ωА-яЁё\u2010-\u2015\u2018-\u201e†‡•…‰‹›€™←↑→↓−≤≥≠×÷✓▯]")


def printed(data: dict, template: Path) -> bytes:
    """As it is written; where a character has no sign in the fonts, every uncertain one becomes an empty box."""
    try:
        return _compiled(data, template)
    except typst.TypstError:
        return _compiled(_each_text(data, lambda text: UNCERTAIN.sub(UNPRINTABLE, text)), template)


def _compiled(data: dict, template: Path) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        sys_inputs={"content": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )


def without_what_is_no_text(data: dict) -> dict:
    return _each_text(data, lambda text: NOT_TEXT.sub("", text))


def _each_text(value, change):
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(one, change) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_each_text(one, change) for one in value]
    return value
