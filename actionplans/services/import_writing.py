"""The rows of a file written into a draft that is locked."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.importing.tree import Node, Tree
from actionplans.models import PlanItem, PlanVersion, Responsibility, VersionItem
from actionplans.services.errors import Refused
from actionplans.services.import_organizations import resolved
from actionplans.services.wording import TARGET, said_in_force
from members.models import User
from members.sheets.writing import writable
from members.text import normalized


class ReasonMissing(Refused):
    words = _("Say why what is to be reached changes: the version before says something else.")


def write(draft: PlanVersion, tree: Tree, known: Mapping[str, int], answers: Mapping, *, actor: User) -> int:
    """All of it; returns how many items the file lacks. They leave the draft where `answers["remove"]` says so.
    `known`: organizations by their normalized name or acronym.

    An item is the one of the draft that has its identity, else its number in imported files, else its title under the
    same parent. Columns that the file doesn't have leave what the draft says. Raises ReasonMissing.
    """
    writer = _Writer(draft, tree, known, answers)
    writer.match()
    writer.items()
    writer.wording()
    writer.responsible()
    return writer.missing()


class _Writer:
    def __init__(self, draft: PlanVersion, tree: Tree, known: Mapping[str, int], answers: Mapping):
        self.draft, self.tree, self.known, self.answers = draft, tree, known, answers
        rows = VersionItem.objects.filter(version=draft).select_related("item").order_by("order", "pk")
        self.rows: dict[int, VersionItem] = {row.pk: row for row in rows}
        self.found: dict[Node, VersionItem] = {}
        self.places = {row.pk: (row.parent_id, row.order) for row in self.rows.values()}
        self.changed: set[int] = set()

    def match(self) -> None:
        by_uid = {row.item.uid: row for row in self.rows.values()}
        by_code = {(row.item.kind, row.item.external_code): row for row in self.rows.values() if row.item.external_code}
        free = {row.pk: row for row in self.rows.values()}
        for node in self.tree.nodes:
            row = by_uid.get(node.uid) if node.uid else by_code.get((node.kind, node.code))
            if row is not None and row.pk in free and row.item.kind == node.kind:
                self.found[node] = free.pop(row.pk)
        by_title: dict[tuple, list[VersionItem]] = defaultdict(list)
        for row in free.values():
            by_title[row.item.kind, row.parent_id, normalized(row.title)].append(row)
        for node in self.tree.nodes:
            parent = self.found.get(node.parent) if node.parent else None
            if node in self.found or node.uid or (node.parent and parent is None):
                continue
            same = by_title[node.kind, parent.pk if parent else None, normalized(node.fields["title"])]
            if same:
                self.found[node] = same.pop(0)

    def items(self) -> None:
        """New identities and rows, level by level, and everything in the order of the file."""
        new = [node for node in self.tree.nodes if node not in self.found]
        taken = set(PlanItem.objects.filter(uid__in=[n.uid for n in new if n.uid]).values_list("uid", flat=True))
        items = PlanItem.objects.bulk_create(self.item(node, taken) for node in new)
        of_node = dict(zip(new, items, strict=True))
        for kind in PlanItem.Kind:
            level = [node for node in new if node.kind == kind]
            rows = VersionItem.objects.bulk_create(self.row(node, of_node[node]) for node in level)
            self.found |= dict(zip(level, rows, strict=True))
        coded = [
            row.item for node, row in self.found.items() if node.code and self.code(node) != row.item.external_code
        ]
        for node, row in self.found.items():
            row.item.external_code = self.code(node) or row.item.external_code
        PlanItem.objects.bulk_update(coded, ["external_code"])
        self.order()

    def item(self, node: Node, taken: set[UUID]) -> PlanItem:
        """An identity of another plan is not this one's: the item gets one of its own."""
        uid = {"uid": node.uid} if node.uid and node.uid not in taken else {}
        return PlanItem(plan_id=self.draft.plan_id, kind=node.kind, external_code=self.code(node), **uid)

    def code(self, node: Node) -> str:
        """Our own files number by place: that is no name that stays."""
        return "" if self.tree.is_ours else node.code[:80]

    def row(self, node: Node, item: PlanItem) -> VersionItem:
        parent = self.found[node.parent] if node.parent else None
        return VersionItem(version=self.draft, item=item, parent=parent, order=0, title=node.fields["title"])

    def order(self) -> None:
        """Children as the file has them, then those that it lacks, as they stood."""
        children: dict[int | None, list[VersionItem]] = defaultdict(list)
        for node, row in self.found.items():
            row.parent = self.found[node.parent] if node.parent else None
        for node in self.tree.nodes:
            children[self.found[node].parent_id].append(self.found[node])
        there = {row.pk for row in self.found.values()}
        for row in sorted(self.rows.values(), key=lambda row: row.order):
            if row.pk not in there:
                children[row.parent_id].append(row)
        for siblings in children.values():
            for place, row in enumerate(siblings, start=1):
                row.order = place
        moved = [row for siblings in children.values() for row in siblings if self.places.get(row.pk) != place_of(row)]
        VersionItem.objects.bulk_update(moved, ["order", "parent"], batch_size=500)

    def wording(self) -> None:
        names: set[str] = {"target_reason", "lock_version"}
        changed = []
        for node, row in self.found.items():
            fields = dict(node.fields)
            if node.comes_after or node.after or "after" in node.cells:
                fields["depends_on"] = [self.found[one].item.uid for one in node.comes_after]
            fields = {
                name: value for name, value in self.storable(fields).items() if differs(getattr(row, name), value)
            }
            if not fields:
                continue
            for name, value in fields.items():
                setattr(row, name, value)
            self.touch(row)
            names |= fields.keys()
            changed.append(row)
        self.give_reasons(changed)
        VersionItem.objects.bulk_update(changed, sorted(names), batch_size=200)

    def touch(self, row: VersionItem) -> None:
        """Whoever began to write it before is asked which words stay; once for all that the file changes in it."""
        if row.pk in self.rows and row.pk not in self.changed:
            self.changed.add(row.pk)
            row.lock_version += 1

    def storable(self, fields: dict) -> dict:
        return {name: "" if value is None and name in WORDS else value for name, value in fields.items()}

    def give_reasons(self, changed: list[VersionItem]) -> None:
        before = {row.item_id: row for row in said_in_force(self.draft, [row.item_id for row in changed])}
        for row in changed:
            old = before.get(row.item_id)
            if old is None or row.target_reason or all(getattr(old, name) == getattr(row, name) for name in TARGET):
                continue
            row.target_reason = str(self.answers.get("reason", "")).strip()[:1000]
            if not row.target_reason:
                raise ReasonMissing

    def responsible(self) -> None:
        keys = resolved(self.tree, self.known, self.answers.get("organizations", {}))
        held: dict[int, dict[int, Responsibility]] = defaultdict(dict)
        for one in Responsibility.objects.filter(text__version=self.draft):
            held[one.text_id][one.organization_id] = one
        new: list[Responsibility] = []
        gone: list[int] = []
        words, others = [], []
        for node, row in self.found.items():
            wanted, unknown = self.wanted(node, keys)
            words += [(row, name) for name in unknown]
            # Of a role for which the file has no column, only whoever has another role now.
            there = {o: one for o, one in held[row.pk].items() if one.role in node.organizations or o in wanted}
            left = [one.pk for o, one in there.items() if wanted.get(o) != one.role]
            come = {o: role for o, role in wanted.items() if o not in there or there[o].role != role}
            if left or come:
                self.touch(row)
                others.append(row)
            gone += left
            new += [Responsibility(text=row, organization_id=o, role=role) for o, role in come.items()]
        Responsibility.objects.filter(pk__in=gone).delete()
        Responsibility.objects.bulk_create(new)
        VersionItem.objects.bulk_update(others, ["lock_version"], batch_size=200)
        self.leave_as_words(words)

    def wanted(self, node: Node, keys: Mapping[str, int | None]) -> tuple[dict[int, str], list[str]]:
        """({organization: role}, names that stay words); whoever leads doesn't also support."""
        found: dict[int, str] = {}
        unknown = []
        for role in ("support", "lead"):
            for name in node.organizations.get(role, []):
                organization = keys[normalized(name)]
                if organization is None:
                    unknown.append(name)
                else:
                    found[organization] = role
        return found, unknown

    def leave_as_words(self, words: list[tuple[VersionItem, str]]) -> None:
        told = set()
        for row, name in words:
            line = gettext("Responsible according to the file: %(name)s.") % {"name": name}
            if line not in row.text:
                row.text = f"{row.text}\n\n{line}".strip()
                self.touch(row)
                told.add(row)
        VersionItem.objects.bulk_update(told, ["text", "lock_version"], batch_size=200)

    def missing(self) -> int:
        there = {row.pk for row in self.found.values()}
        lacking = [row for row in self.rows.values() if row.pk not in there]
        if self.answers.get("remove") and lacking:
            items = [row.item_id for row in lacking]
            VersionItem.objects.filter(pk__in=[row.pk for row in lacking]).delete()
            PlanItem.objects.filter(pk__in=items, texts=None, comments=None).delete()
        return len(lacking)


WORDS = {"title", "title_en", "text", "text_en", "area", "funder", "baseline", "unit", "target", "target_reason"}
WORDS |= {"verification", "authority_level"}


def differs(said, read) -> bool:
    """No file tells the two ends of a line apart, nor holds signs that aren't letters."""
    if isinstance(said, str) and isinstance(read, str):
        return writable(said).strip() != read
    return said != read


def place_of(row: VersionItem) -> tuple[int | None, int]:
    return row.parent_id, row.order
