"""A file as rows of text. Whatever a file may be, it ends as tables or as Unreadable with words for its sender."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.sheets import csvs, xlsx
from members.sheets.table import Table, Unreadable


def read(data: bytes, name: str) -> list[Table]:
    """The visible sheets that have something; a CSV is one. Raises Unreadable."""
    if len(data) > settings.IMPORT_MAX_BYTES:
        raise Unreadable(_("The file is larger than %(n)s MB.") % {"n": settings.IMPORT_MAX_BYTES // 1024**2})
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    tables = xlsx.tables(data) if data.startswith(b"PK\x03\x04") else csvs.tables(data, name)
    if not any(table.rows for table in tables):
        raise Unreadable(_("The file has no rows."))
    return [table for table in tables if table.rows]
