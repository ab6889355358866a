"""Tables that people send: CSV and XLSX, read with caution and written so that nothing in them is a formula."""

from members.sheets.files import FORMATS, XLSX, as_file
from members.sheets.reading import read
from members.sheets.table import Table, Unreadable
from members.sheets.writing import as_csv, as_xlsx, harmless

__all__ = ["FORMATS", "XLSX", "Table", "Unreadable", "as_csv", "as_file", "as_xlsx", "harmless", "read"]
