"""A version as a Word document (DOCX): the words and order of the paper, for whoever has to work with them."""

import io
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import override
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from actionplans import pdf
from actionplans.content import content_of
from actionplans.models import PlanVersion
from actionplans.presentation.annex import annex

BRAND = RGBColor(0x0B, 0x4F, 0x5C)
MUTED = RGBColor(0x56, 0x5F, 0x6B)
LANGUAGES = {"es": "es-CO", "en": "en-US"}
COLUMNS = (Cm(1.6), Cm(8.6), Cm(4.4), Cm(3.0))


def of_version(version: PlanVersion, language: str) -> bytes:
    with override(language):
        return render(content_of(version), language=language, annex=annex(version), **pdf.said_of(version))


def render(content: dict, *, language: str, **said) -> bytes:
    """`said`: as pdf.said_of, and the annex."""
    data = pdf.document(content, language=language, **said)
    paper = Document()
    _styled(paper, data)
    paper.add_paragraph(data["alliance"]).runs[0].font.color.rgb = MUTED
    paper.add_heading(data["document_title"], 0)
    paper.add_paragraph(f"{data['version']} · {data['period']}")
    paper.add_paragraph().add_run(data["state"]).bold = True
    for part in data["parts"]:
        if part["is_table"]:
            _table(paper, data, part["rows"])
        else:
            _heading(paper, part["rows"][0])
    if data["annex"]:
        _annex(paper, data["annex"])
    _footer(paper, data)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _styled(paper: DocumentType, data: dict) -> None:
    about = paper.core_properties
    about.title, about.author, about.language = data["document_title"], data["alliance"], LANGUAGES[data["language"]]
    about.keywords, about.comments = data["fingerprint"], data["state"]
    about.created = about.modified = timezone.now()  # else the day of the library's own pattern
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    _said_in(normal.element.get_or_add_rPr(), data["language"])
    for level in range(7):
        style = paper.styles[f"Heading {level}" if level else "Title"]
        style.font.name, style.font.color.rgb = "Calibri", BRAND
        for named in style.element.rPr.findall(qn("w:rFonts")):  # or the theme's font would win
            for theme in [name for name in named.attrib if "Theme" in name]:
                del named.attrib[theme]
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21.59), Cm(27.94)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)


def _heading(paper: DocumentType, row: dict) -> None:
    heading = paper.add_heading(f"{row['label']} · ", row["level"])
    _words(heading, row["title"], row["title_lang"])
    _described(paper.add_paragraph, row)


def _described(paragraph, row: dict) -> None:
    """Text, facts and origins; `paragraph` makes the next one."""
    if row["text"]:
        _words(paragraph(), row["text"], row["text_lang"])
    for fact in row["facts"]:
        one = paragraph()
        one.add_run(f"{fact[0]}: ").font.color.rgb = MUTED
        one.add_run(fact[1])
    if row["origins"]:
        paragraph().add_run(row["origins"]).font.color.rgb = MUTED


def _annex(paper: DocumentType, data: dict) -> None:
    paper.add_heading(data["title"], 1)
    paper.add_paragraph(data["words"])
    table = _headed(paper, data["head"], (Cm(5.2), Cm(4.4), Cm(8)))
    for row in data["rows"]:
        name, words, statement = table.add_row().cells
        name.paragraphs[0].add_run(row["name"])
        words.paragraphs[0].add_run(row["words"])
        statement.paragraphs[0].add_run(row["statement"])
        if row["answer"]:
            statement.add_paragraph(f"{data['answered']} {row['answer']}")


def _headed(paper: DocumentType, head: list[str], widths: Sequence[Length]) -> Table:
    table = paper.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for cell, name, width in zip(table.rows[0].cells, head, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(name).bold = True
    _marked(table.rows[0]._tr, "w:tblHeader")
    return table


def _table(paper: DocumentType, data: dict, rows: list[dict]) -> None:
    table = _headed(paper, [data["labels"][name] for name in ("code", "what", "who", "dates")], COLUMNS)
    for row in rows:
        _row(table.add_row(), data, row)


def _row(line, data: dict, row: dict) -> None:
    _marked(line._tr, "w:cantSplit")
    code, what, who, dates = (_Cell(tc, line._parent) for tc in line._tr.tc_lst)
    for cell, width in zip((code, what, who, dates), COLUMNS, strict=True):
        cell.width = width
    code.paragraphs[0].add_run(row["label"])
    _words(what.paragraphs[0], row["title"], row["title_lang"]).bold = True
    _described(what.add_paragraph, row)
    who.paragraphs[0].add_run(row["lead"])
    if row["support"]:
        who.add_paragraph(f"{data['labels']['support']}: {row['support']}")
    dates.paragraphs[0].add_run(row["dates"])


def _footer(paper: DocumentType, data: dict) -> None:
    foot = paper.sections[0].footer
    first = foot.paragraphs[0]
    first.add_run(f"{data['footer']} · {data['page']} ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = first.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)
    foot.add_paragraph(data["fingerprint"])
    for paragraph in foot.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), MUTED


def _words(paragraph: Paragraph, text: str, lang: str):
    """Words of another language than the document's say so."""
    run = paragraph.add_run(text)
    if lang:
        _said_in(run._r.get_or_add_rPr(), lang)
    return run


def _said_in(properties, language: str) -> None:
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), LANGUAGES.get(language, language))
    properties.append(mark)


def _marked(line, name: str) -> None:
    line.get_or_add_trPr().append(OxmlElement(name))
