"""Tables for spreadsheets. Nothing that people wrote becomes a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from members.text import unix_lines

NO_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # no file of that format can hold them
LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORMULA_BEGINS = tuple("=+-@\t\r\n")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def harmless(cell: str) -> str:
    """Some programs take the wide signs of East Asian writing for the others, and pass over spaces before them."""
    seen = unicodedata.normalize("NFKC", cell[:100]).lstrip(" ")
    return f"'{cell}" if seen.startswith(FORMULA_BEGINS) else cell


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """With the mark by which spreadsheets know UTF-8."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def as_xlsx(
    sheets: Iterable[tuple[str, Sequence[tuple[str, int]], Iterable[Sequence]]], *, title: str = "", keywords: str = ""
) -> bytes:
    """`sheets`: (name, [(heading, width in letters)], rows). Text stays text; numbers and dates are what they are.
    `title` and `keywords` are what the file says of itself."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.keywords = _literal(title) or None, keywords or None
    for name, columns, rows in sheets:
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for index, (_heading, width) in enumerate(columns, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.append([_cell(sheet, heading, bold=True) for heading, _width in columns])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value, *, bold: bool = False) -> Cell | None:
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(sheet, _literal(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = WRAPPED
    if bold:
        cell.font = Font(bold=True)
    return cell


def _literal(text: str) -> str:
    """The format reads _x0041_ as A."""
    return LIKE_ESCAPED.sub("_x005F_", writable(text))


def writable(text: str) -> str:
    return NO_LETTERS.sub("", unix_lines(text))
