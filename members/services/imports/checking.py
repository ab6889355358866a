from collections.abc import Iterator

from django.db.models.functions import Coalesce
from django.utils import timezone

from members.importing import checking
from members.importing.likeness import Likenesses
from members.models import DirectoryImport, ImportRow, Organization, Person
from members.text import normalized

BATCH = 1000
Standing = ImportRow.Standing
ITSELF = Coalesce("merged_into", "pk")  # the name of a duplicate means the one that it became part of
WRITTEN = ["values", "problems", "matches", "standing"]


def check_all(current: DirectoryImport) -> None:
    """Every row anew, against the directory as it is; only what changed is written."""
    rows = current.rows.filter(sheet=current.answers["sheet"], number__gt=current.answers["heading"])
    current.total = rows.count()
    checks, near = _checker(current), _Near(current)
    changed: list[ImportRow] = []
    for done, row in enumerate(rows.order_by("number").iterator(BATCH), start=1):
        before = [getattr(row, name) for name in WRITTEN]
        _check(row, current, checks, near)
        if before != [getattr(row, name) for name in WRITTEN]:
            changed.append(row)
        if done % BATCH == 0:
            _write(current, changed, done)
            changed = []
    _write(current, changed, current.total)
    current.rows.exclude(sheet=current.answers["sheet"], number__gt=current.answers["heading"]).update(
        standing=Standing.OUT
    )
    current.state = DirectoryImport.State.OPEN
    current.save(update_fields=["state", "total"])


def _write(current: DirectoryImport, changed: list[ImportRow], done: int) -> None:
    ImportRow.objects.bulk_update(changed, WRITTEN, batch_size=BATCH)
    DirectoryImport.objects.filter(pk=current.pk).update(done=done, total=current.total, moved_at=timezone.now())


def _checker(current: DirectoryImport) -> "checking.Organizations | checking.People":
    if current.about == DirectoryImport.About.ORGANIZATIONS:
        return checking.Organizations(current.answers.get("kind", ""))
    return checking.People(list(Organization.objects.order_by("pk").values_list(ITSELF, "name", "acronym")))


def cells_of(row: ImportRow, mapping: list[str]) -> dict[str, str]:
    """{field: text}, as mended."""
    cells = {field: cell for field, cell in zip(mapping, row.cells, strict=False) if field}
    return cells | row.mended


def _check(row: ImportRow, current: DirectoryImport, checks, near: "_Near") -> None:
    cells = cells_of(row, current.answers["mapping"])
    found = checks.check(cells, frozenset(row.mended))
    row.values, row.problems, row.matches = found.values, found.problems, []
    if row.left_out:
        row.standing = Standing.OUT
        return
    row.matches = near.matches(row)
    if not row.problems and row.is_another and near.is_taken(row):
        row.problems = [["name", "taken"]]
    doubtful = row.matches and not row.is_another
    row.standing = Standing.BAD if row.problems else Standing.DOUBLE if doubtful else Standing.GOOD
    near.add(row)


class _Near:
    """Who in the directory, or above in the file, may be the same."""

    def __init__(self, current: DirectoryImport):
        self.by_mail: dict[str, list[tuple]] = {}
        self.taken: set[str] = set()
        self.people = current.about == DirectoryImport.About.PEOPLE
        self.names = Likenesses()
        for pk, name, mail in self._directory():
            self._know(("entry", pk), name, mail)

    def _directory(self) -> Iterator[tuple[int, str, str]]:
        if self.people:
            yield from Person.everyone.order_by("pk").values_list(ITSELF, "name", "email").iterator()
            return
        for pk, name in Organization.objects.order_by("pk").values_list(ITSELF, "name").iterator():
            yield pk, name, ""

    def _know(self, key: tuple, name: str, mail: str) -> None:
        self.names.add(key, name)
        self.taken.add(name)
        if mail:
            self.by_mail.setdefault(normalized(mail), []).append(key)

    def add(self, row: ImportRow) -> None:
        if row.values.get("name"):
            self._know(("row", row.number), row.values["name"], row.values.get("email", ""))

    def matches(self, row: ImportRow) -> list[list]:
        name, mail = row.values.get("name", ""), normalized(row.values.get("email", ""))
        found = [*self.by_mail.get(mail, []), *(self.names.like(name) if name else [])]
        return [list(key) for key in dict.fromkeys(found)][:5]

    def is_taken(self, row: ImportRow) -> bool:
        """Names of organizations are unique; two people may have one name."""
        return not self.people and row.values.get("name") in self.taken
