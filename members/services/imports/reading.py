from django.db import transaction
from django.utils import timezone

from members.importing.columns import guessed, heading_row
from members.models import DirectoryImport, ImportRow
from members.sheets import Table, read

BATCH = 2000


@transaction.atomic
def read_all(current: DirectoryImport) -> None:
    """The file's tables as rows; to be checked next. Raises members.sheets.Unreadable."""
    tables = read(bytes(current.raw or b""), current.file_name)
    ImportRow.objects.filter(parent=current).delete()
    for index, table in enumerate(tables):
        _keep(current, index, table)
    current.raw, current.state = None, DirectoryImport.State.CHECKING
    current.moved_at = timezone.now()
    current.sheets = [table.name for table in tables]
    look_at_sheet(current, current.answers.get("sheet", 0))
    current.save()


def _keep(current: DirectoryImport, sheet: int, table: Table) -> None:
    """With what stands above the headings: another row may turn out to name the columns."""
    for start in range(0, len(table.rows), BATCH):
        ImportRow.objects.bulk_create(
            ImportRow(parent=current, sheet=sheet, number=number, cells=cells)
            for number, cells in table.rows[start : start + BATCH]
        )


def look_at_sheet(current: DirectoryImport, sheet: int) -> None:
    """Headings, samples and a first guess at the columns of one of the sheets; nothing is saved."""
    about = current.about
    first = list(current.rows.filter(sheet=sheet).order_by("number").values_list("number", "cells")[:60])
    place = heading_row(first, about)
    width = max(len(cells) for _number, cells in first)
    filled = [[*cells, *[""] * width][:width] for _number, cells in first]
    below = filled[place + 1 :]
    current.headings = filled[place]
    current.samples = [list(dict.fromkeys(row[column] for row in below if row[column]))[:3] for column in range(width)]
    mapping = guessed(current.headings, about)
    current.answers = current.answers | {"sheet": sheet, "heading": first[place][0], "mapping": mapping}
