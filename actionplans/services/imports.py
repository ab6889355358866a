"""A spreadsheet into a draft: what is open or wrong, then exactly what would change, then all of it or nothing."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.content import build
from actionplans.diff import Comparison, compare
from actionplans.importing.columns import IGNORED, guessed, heading_row
from actionplans.importing.questions import Question, Source, asked
from actionplans.importing.tree import Tree, grown
from actionplans.models import PlanImport, PlanVersion
from actionplans.permissions import require_writer
from actionplans.services.errors import Refused
from actionplans.services.import_organizations import known_organizations, unknown_names
from actionplans.services.import_writing import ReasonMissing, write
from actionplans.services.locks import lock_draft
from members.canonical import canonical, sha256
from members.models import User
from members.sheets import read

KEPT = datetime.timedelta(days=7)


class NotReady(Refused):
    words = _("Something is still open: nothing was imported.")


class ChangedMeanwhile(Refused):
    words = _("Somebody changed the draft meanwhile. Nothing was imported: look again at what would change.")


class AppliedAlready(Refused):
    words = _("This file was imported already.")


@dataclass
class Reading:
    """How far one has come with a file. `known`: organizations by their normalized name or acronym."""

    headings: list[str]
    samples: list[list[str]]
    mapping: list[str]
    rows: int
    questions: list[Question] = field(default_factory=list)
    open_questions: int = 0
    unknown: list[str] = field(default_factory=list)
    tree: Tree | None = None
    known: Mapping[str, int] = field(default_factory=dict)

    @property
    def ready(self) -> Tree | None:
        """What can be written: nothing in it is open or wrong."""
        tree = self.tree
        return tree if tree and tree.nodes and not tree.problems and not self.unknown else None

    @property
    def is_ready(self) -> bool:
        return self.ready is not None


@dataclass(frozen=True)
class Preview:
    """`token`: what the draft is, so that nothing else is changed than was seen; `missing`: items the file lacks."""

    comparison: Comparison
    token: str
    missing: int
    needs_reason: bool


@transaction.atomic
def start_import(version: PlanVersion, data: bytes, name: str, *, actor: User) -> PlanImport:
    """Raises NotADraft, members.sheets.Unreadable."""
    require_writer(actor)
    draft = lock_draft(version)
    tables = [{"name": table.name, "rows": table.rows} for table in read(data, name)]
    PlanImport.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return PlanImport.objects.create(version=draft, file_name=name[:200], tables=tables, created_by=actor)


@transaction.atomic
def answer(current: PlanImport, answers: dict, *, actor: User) -> PlanImport:
    require_writer(actor)
    current.answers = answers
    current.save(update_fields=["answers"])
    return current


def read_import(current: PlanImport) -> Reading:
    """What the file says with the answers so far; what is open comes before what is wrong."""
    answers, known = current.answers, known_organizations()
    table = current.tables[min(int(answers.get("table", 0)), len(current.tables) - 1)]
    first = heading_row(table["rows"])
    width = max(len(cells) for _number, cells in table["rows"])
    headings = [*table["rows"][first][1], *[""] * width][:width]
    below = [(number, [*cells, *[""] * width][:width]) for number, cells in table["rows"][first + 1 :]]
    mapping = answers.get("mapping") or guessed(headings)
    mapping = [*mapping, *[IGNORED] * width][:width]
    reading = Reading(headings, [_samples(below, column) for column in range(width)], mapping, len(below), known=known)
    source = _source(headings, mapping, below, answers)
    if not source.headings:
        return reading
    reading.questions = asked(source, known)
    replies = answers.get("questions", {})
    reading.open_questions = sum(not replies.get(question.name) for question in reading.questions)
    if reading.open_questions:
        return reading
    reading.tree = grown(source, replies)
    reading.unknown = unknown_names(reading.tree, known, answers.get("organizations", {}))
    return reading


def _samples(rows: list[tuple[int, list[str]]], column: int) -> list[str]:
    found = (cells[column] for _number, cells in rows)
    return list(dict.fromkeys(cell for cell in found if cell))[:3]


def _source(headings: list[str], mapping: list[str], rows: Iterable, answers: dict) -> Source:
    """With the cells that were mended, without the rows that were left out."""
    mended, left_out = answers.get("cells", {}), set(answers.get("left_out", []))
    columns = [(column, name) for column, name in enumerate(mapping) if name]
    kept = [
        (number, {name: mended.get(f"{number}:{name}", cells[column]) for column, name in columns})
        for number, cells in rows
        if number not in left_out
    ]
    return Source(kept, {name: headings[column] for column, name in columns})


@transaction.atomic
def preview_import(current: PlanImport, reading: Reading, *, actor: User) -> Preview:
    """What would change: it is really done, compared, and taken back. Raises NotADraft, NotReady."""
    require_writer(actor)
    draft = lock_draft(current.version)
    tree = reading.ready
    if tree is None:
        raise NotReady
    before, needs_reason = build(draft), False
    with transaction.atomic():
        try:
            missing = write(draft, tree, reading.known, current.answers, actor=actor)
        except ReasonMissing:
            needs_reason = True
            missing = write(draft, tree, reading.known, current.answers | {"reason": "…"}, actor=actor)
        after = build(draft)
        transaction.set_rollback(True)
    return Preview(compare(before, after), _token(before), missing, needs_reason)


@transaction.atomic
def apply_import(current: PlanImport, token: str, *, actor: User) -> PlanImport:
    """`token`: of the preview that was confirmed. Raises NotADraft, AppliedAlready, NotReady, ChangedMeanwhile,
    ReasonMissing."""
    require_writer(actor)
    draft = lock_draft(current.version)
    current = PlanImport.objects.select_for_update().get(pk=current.pk)
    if current.applied_at:
        raise AppliedAlready
    reading = read_import(current)
    tree = reading.ready
    if tree is None:
        raise NotReady
    if _token(build(draft)) != token:
        raise ChangedMeanwhile
    write(draft, tree, reading.known, current.answers, actor=actor)
    current.applied_at, current.tables = timezone.now(), []
    current.save(update_fields=["applied_at", "tables"])
    return current


def _token(content: dict) -> str:
    return sha256(canonical(content))
