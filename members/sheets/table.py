"""What a file becomes."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 20_020  # 20,000, and what stands above them
MOST_COLUMNS = 200
LONGEST_CELL = 32_767  # what a spreadsheet can hold


class Unreadable(Exception):
    def __init__(self, words: str | Promise):
        super().__init__(words)
        self.words = words


@dataclass
class Table:
    """`rows`: (number as the spreadsheet shows it, cells). Cells are text without spaces around it; true dates are
    ISO 8601. Rows without anything are left out."""

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def add(self, number: int, cells: list[str]) -> None:
        if not any(cells):
            return
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(_("It has more than 20,000 rows. Send it in parts."))
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(_("It has more than 200 columns: that is no list of ours."))
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                words = _("A cell of row %(row)s is longer than 32,767 letters.")
                raise Unreadable(words % {"row": number})
        self.rows.append((number, cells))
