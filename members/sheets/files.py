"""A table as a file to download."""

from collections.abc import Iterable, Sequence

from members.sheets.writing import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def as_file(kind: str, title: str, head: Sequence[tuple[str, int]], rows: Iterable[Sequence]) -> tuple[str, bytes]:
    """(content type, bytes); KeyError for a kind that FORMATS doesn't know. `head`: (heading, width in letters)."""
    content_type = FORMATS[kind]
    if kind == "csv":
        cells = (["" if cell is None else str(cell) for cell in row] for row in rows)
        return content_type, as_csv([heading for heading, _width in head], cells).encode()
    return content_type, as_xlsx([(title, head, rows)])
