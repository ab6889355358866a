"""The acta as a Word document (DOCX): the words and order of the paper."""

import io

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentType
from docx.shared import Cm, Pt, RGBColor

from meetings import pdf
from meetings.models import Meeting, Minutes

BRAND = RGBColor(0x0B, 0x4F, 0x5C)


def acta(meeting: Meeting, minutes: Minutes, language: str, *, place: bool) -> bytes:
    """`place`: as pdf.document."""
    data = pdf.document(meeting, minutes, language, place=place)
    labels = data["labels"]
    page = Document()
    _styled(page, data)
    page.add_paragraph(data["alliance"])
    page.add_heading(data["title"], 0)
    page.add_paragraph(data["subtitle"]).runs[0].bold = True
    page.add_paragraph(data["state"])
    _table(page, ["", ""], data["facts"], headed=False)
    if data["attendance"]:
        page.add_heading(labels["attendance"], 1)
    for group in data["attendance"]:
        page.add_heading(group["heading"], 2)
        _table(page, [labels["organization"], labels["people"]], group["rows"])
    if data["agenda"]:
        page.add_heading(labels["agenda"], 1)
    for n, item in enumerate(data["agenda"], start=1):
        page.add_paragraph(f"{n}. {item}")
    page.add_heading(labels["text"], 1)
    for block in data["text"]:
        _block(page, block)
    if data["agreements"]:
        page.add_heading(labels["agreements"], 1)
        _table(page, [labels[name] for name in ("number", "what", "who", "due")], data["agreements"])
    page.add_heading(labels["signatures"], 1)
    for name in data["signatures"]:
        page.add_paragraph(f"\n______________________________\n{name}")
    file = io.BytesIO()
    page.save(file)
    return file.getvalue()


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
