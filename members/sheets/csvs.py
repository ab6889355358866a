"""CSV as it comes: with ; or , or tab, with or without a mark, in UTF-8 or in what Windows writes."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from itertools import islice

from django.utils.translation import gettext_lazy as _

from members.sheets.table import LONGEST_CELL, Table, Unreadable
from members.text import unix_lines

DELIMITERS = (";", ",", "\t", "|")
OTHER_FILES = {
    b"%PDF": _("This is a PDF. Send the spreadsheet it was made from."),
    b"\xd0\xcf\x11\xe0": _("This is an old or encrypted Excel file. Save it as XLSX without a password, or as CSV."),
    b"\x89PNG": _("This is a picture."),
    b"\xff\xd8\xff": _("This is a picture."),
}


def tables(data: bytes, name: str) -> list[Table]:
    text = _decoded(data)
    csv.field_size_limit(LONGEST_CELL * 4)
    table = Table(name)
    try:
        for number, cells in _numbered(text, _delimiter(text)):
            table.add(number, [unix_lines(cell).strip() for cell in cells])
    except csv.Error:
        raise Unreadable(_("This is no table: its rows or quotes can't be told apart.")) from None
    return [table]


def _decoded(data: bytes) -> str:
    for begins, words in OTHER_FILES.items():
        if data.startswith(begins):
            raise Unreadable(words)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _as(data, "utf-16")
    if b"\x00" in data:
        raise Unreadable(_("This is no table: send a CSV or XLSX file."))
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return _as(data, "cp1252")


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "cp1252":
            return data.decode("latin-1")
        raise Unreadable(_("The letters of this file can't be read. Save it as CSV in UTF-8.")) from None


def _delimiter(text: str) -> str:
    """The one that parts the first rows into most columns."""

    def columns(delimiter: str) -> int:
        first = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 20)
        counts = sorted(len(row) for row in first if row)
        return counts[len(counts) // 2] if counts else 0

    return max(DELIMITERS, key=columns)


def _numbered(text: str, delimiter: str):
    """By record, as a spreadsheet numbers them: a line break within quotes begins no row."""
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
