"""The acta as a Word document (DOCX): the words and order of the paper."""

import io

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentType
from docx.shared import Cm, Pt, RGBColor

from meetings import pdf
from meetings.presentation.acta import document
from meetings.presentation.acta_content import Acta

BRAND = RGBColor(0x0B, 0x4F, 0x5C)


def acta(one: Acta, language: str, *, place: bool) -> bytes:
    """`place`: as presentation.acta.document."""
    data = pdf.with_blocks(document(one, language, place=place))
    page = Document()
    _styled(page, data)
    page.add_paragraph(data["alliance"])
    page.add_heading(data["title"], 0)
    page.add_paragraph(data["subtitle"]).runs[0].bold = True
    page.add_paragraph(data["state"])
    if data["fingerprint"]:
        page.add_paragraph(data["fingerprint"])
    for section in data["sections"]:
        if section["heading"]:
            page.add_heading(section["heading"], section["level"])
        WRITTEN[section["kind"]](page, section)
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


def _pairs(page: DocumentType, section: dict) -> None:
    _table(page, ["", ""], section["rows"], headed=False)


def _headed(page: DocumentType, section: dict) -> None:
    _table(page, section["head"], section["rows"])


def _list(page: DocumentType, section: dict) -> None:
    for words in section["items"]:
        page.add_paragraph(words)


def _text(page: DocumentType, section: dict) -> None:
    for block in section["blocks"]:
        _block(page, block)


def _signatures(page: DocumentType, section: dict) -> None:
    for role, name in section["items"]:
        page.add_paragraph("\n".join(filter(None, ["", "______________________________", name, role])))


WRITTEN = {"pairs": _pairs, "table": _headed, "list": _list, "text": _text, "signatures": _signatures}


def _styled(page: DocumentType, data: dict) -> None:
    about = page.core_properties
    about.title, about.author = f"{data['title']} · {data['subtitle']}", data["alliance"]
    about.language = data["language"]
    about.created = about.modified = timezone.now()
    page.styles["Normal"].font.size = Pt(10.5)
    for level in range(5):
        page.styles[f"Heading {level}" if level else "Title"].font.color.rgb = BRAND
    for section in page.sections:
        section.page_width, section.page_height = Cm(21.59), Cm(27.94)


def _table(page: DocumentType, head: list[str], rows: list, *, headed: bool = True) -> None:
    table = page.add_table(rows=1 if headed else 0, cols=len(head), style="Table Grid")
    if headed:
        for cell, name in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(name).bold = True
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _block(page: DocumentType, block: dict) -> None:
    is_heading = block["kind"] == "heading"
    paragraph = page.add_heading("", min(block["level"], 3) + 1) if is_heading else page.add_paragraph()
    if block["kind"] == "item":
        paragraph.paragraph_format.left_indent = Cm(0.7 * (block["depth"] + 1))
        paragraph.add_run(f"{block['mark']} ")
    for run in block["runs"]:
        made = paragraph.add_run(run["text"])
        made.bold, made.italic = run["bold"] or None, run["italic"] or None
