"""The acta on paper (PDF/UA)."""

from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from meetings.presentation.acta import document
from meetings.presentation.acta_content import Acta
from meetings.presentation.blocks import blocks
from members import paper

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "meetings" / "acta.typ"


def acta(one: Acta, language: str, *, place: bool) -> bytes:
    """`place`: as presentation.acta.document."""
    return paper.printed(with_blocks(document(one, language, place=place)), TEMPLATE)


def with_blocks(data: dict) -> dict:
    """Its Markdown as blocks of marked words."""
    for section in data["sections"]:
        if section["kind"] == "text":
            section["blocks"] = [asdict(block) for block in blocks(section["text"])]
    return data
