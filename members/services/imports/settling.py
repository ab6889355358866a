from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from members.models import DirectoryImport, ImportRow, User
from members.permissions import can_coordinate
from members.services.imports.applying import is_ready
from members.services.imports.checking import cells_of
from members.services.imports.errors import AppliedAlready, NotReady, StillWorking
from members.services.imports.reading import look_at_sheet
from members.services.imports.working import go_on

State, Standing = DirectoryImport.State, ImportRow.Standing


def locked(current: DirectoryImport, *, actor: User) -> DirectoryImport:
    """Raises AppliedAlready, StillWorking."""
    if not can_coordinate(actor):
        raise PermissionDenied
    current = DirectoryImport.objects.select_for_update().get(pk=current.pk)
    if current.state == State.DONE:
        raise AppliedAlready
    if current.state != State.OPEN:
        raise StillWorking
    return current


@transaction.atomic
def choose(current: DirectoryImport, *, sheet: int, mapping: list[str], kind: str, actor: User) -> None:
    """What each column says, of which sheet, and what kind the organizations are of which the file says none."""
    current = locked(current, actor=actor)
    if sheet != current.answers["sheet"] and 0 <= sheet < len(current.sheets):
        look_at_sheet(current, sheet)
    elif mapping:
        current.answers["mapping"] = [*mapping, *[""] * len(current.headings)][: len(current.headings)]
    current.answers["kind"] = kind
    current.failure = ""
    current.save(update_fields=["answers", "headings", "samples", "failure"])
    go_on(current, state=State.CHECKING, rows=current.total)


@transaction.atomic
def settle(
    current: DirectoryImport,
    *,
    mended: Mapping[int, Mapping[str, str]],
    right: Collection[tuple[int, str]] = (),
    left_out: Iterable[int] = (),
    another: Iterable[int] = (),
    back: Iterable[int] = (),
    all_out: str = "",
    actor: User,
) -> None:
    """Row numbers: `mended` {row: {field: text}}; `right`: damaged as they look, they are so; `left_out` on purpose;
    `another`: it is somebody else than those it looks like; `back`: not left out after all. `all_out`: a standing whose
    rows are all left out."""
    current = locked(current, actor=actor)
    out, others, again = set(left_out), set(another), set(back)
    rows = current.rows.filter(sheet=current.answers["sheet"])
    touched = rows.filter(number__in=out | others | again | set(mended)).select_for_update()
    for row in touched:
        cells = cells_of(row, current.answers["mapping"])
        for field, text in mended.get(row.number, {}).items():
            if text != cells.get(field, "") or (row.number, field) in right:
                row.mended[field] = text
        row.left_out = (row.left_out or row.number in out) and row.number not in again
        row.is_another = row.is_another or row.number in others
        row.save(update_fields=["mended", "left_out", "is_another"])
    if all_out in (Standing.BAD, Standing.DOUBLE):
        rows.filter(standing=all_out).exclude(number__in=again | others | set(mended)).update(left_out=True)
    DirectoryImport.objects.filter(pk=current.pk).update(failure="")
    go_on(current, state=State.CHECKING, rows=current.total)


@transaction.atomic
def apply(current: DirectoryImport, *, actor: User) -> None:
    """All rows that are good, by a worker where there are many. Raises AppliedAlready, StillWorking, NotReady."""
    current = locked(current, actor=actor)
    if not is_ready(current.tally()):
        raise NotReady
    DirectoryImport.objects.filter(pk=current.pk).update(failure="")
    go_on(current, state=State.WRITING, rows=current.total)
