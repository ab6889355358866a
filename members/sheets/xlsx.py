"""XLSX, after a look at what it would unpack to. Formulas are refused: what they show depends on who opens them."""

import datetime
import io
import re
import zipfile
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from members.sheets.table import Table, Unreadable
from members.text import unix_lines

MOST_UNPACKED = 150 * 1024**2
MOST_FILES = 2_000
LITERAL = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")  # the library reads it in shared texts alone
BROKEN = _("This XLSX file is damaged, or is none. Open it, save it again and send that.")


def tables(data: bytes) -> list[Table]:
    _look_inside(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [_table(sheet) for sheet in sheets]
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(BROKEN) from None


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(BROKEN) from None
    names = {file.filename for file in files}
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > MOST_UNPACKED:
        raise Unreadable(_("Unpacked, this file would be far too large. It was not opened."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is no spreadsheet: send a CSV or XLSX file."))


def _table(sheet) -> Table:
    table = Table(sheet.title)
    for row in sheet.iter_rows():
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            table.add(next(cell.row for cell in row if cell.value is not None), cells)
    return table


def _text(cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        words = _("Cell %(cell)s holds a formula. Copy the sheet and paste only its values, then send that.")
        raise Unreadable(words % {"cell": cell.coordinate})
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value, cell.number_format)
    return unix_lines(LITERAL.sub("_", str(value))).strip()


def _number(value: float, number_format: str) -> str:
    """Without the noise of binary fractions; a share that the spreadsheet shows in % as that."""
    if "%" in (number_format or ""):
        return f"{round(value * 100, 6):g}%"
    return str(int(value)) if value == int(value) else format(Decimal(f"{value:.15g}"), "f")
