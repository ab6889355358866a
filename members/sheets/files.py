"""One table as the file that somebody downloads."""

from collections.abc import Iterable, Sequence

from members.sheets.writing import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def as_file(kind: str, name: str, head: Sequence[tuple[str, int]], rows: Iterable[Sequence]) -> tuple[str, bytes]:
    """(content type, bytes). `kind` is one of FORMATS, `head` [(heading, width in letters)]."""
    if kind == "csv":
        cells = (["" if cell is None else str(cell) for cell in row] for row in rows)
        return FORMATS[kind], as_csv([heading for heading, _width in head], cells).encode()
    return FORMATS[kind], as_xlsx([(name, head, rows)])
