"""Rows as items of a plan, each below what it belongs to, with everything that is wrong in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.importing import cells, values
from actionplans.importing.columns import DAYS, KINDS
from actionplans.importing.questions import BELONGS, DATE_ORDER, OF_EITHER, SEPARATOR, SHARES, Source
from actionplans.importing.values import Bad
from members.text import normalized

TITLE = 300
LONGEST = {"area": 200, "funder": 200, "baseline": 200, "target": 200, "unit": 60, "verification": 300}
LONGEST |= {"text": 20_000, "text_en": 20_000, "title_en": TITLE, "target_reason": 1000}


NO_KIND = _("Say what this row is: strategic line, objective, activity or indicator. Or leave the row out.")
OTHERWISE = _("Row %(row)s says otherwise of the same item.")


@dataclass(frozen=True)
class Problem:
    row: int
    field: str
    value: str
    words: str | Promise


@dataclass(eq=False)
class Node:
    """`fields`: columns of VersionItem that the file names; `organizations`: {"lead": [name]}, where it names them.
    `after`: numbers as the file has them."""

    kind: str
    row: int
    parent: "Node | None"
    title: str
    code: str = ""
    uid: UUID | None = None
    fields: dict = field(default_factory=dict)
    organizations: dict[str, list[str]] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    comes_after: list["Node"] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)  # of the row that named it


@dataclass
class Tree:
    nodes: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_ours: bool = False  # a file that was exported here
    shortened: int = 0  # titles of which the whole words went into the text


def grown(source: Source, answers: Mapping[str, str]) -> Tree:
    """`answers`: to questions.asked, by name."""
    builder = _Builder(source, answers)
    for number, row in source.rows:
        builder.take(number, row)
    builder.link()
    return builder.tree


class _Builder:
    def __init__(self, source: Source, answers: Mapping[str, str]):
        self.source, self.answers = source, answers
        self.tree = Tree(is_ours="uid" in source.headings)
        self.last: dict[str, Node | None] = dict.fromkeys(KINDS)  # the open item of each kind
        self.known: dict[tuple, Node] = {}
        self.uids: set[UUID] = set()
        self.weighed: dict[Node, int] = {}  # objectives, and the row that said how much
        self.codes: dict[str, list[Node]] = {}  # by a column of numbers
        self.spoken: dict[str, list[Node]] = {}  # by numbers that titles begin with

    def take(self, number: int, cells: dict[str, str]) -> None:
        self.number, self.cells = number, cells
        node = self.one_of_our_rows() if self.source.is_long else self.deepest()
        if node:
            self.fill(node)

    def one_of_our_rows(self) -> Node | None:
        kind = self.read("kind", cells.kind)
        if kind is None or not self.cells["title"]:
            if kind:
                self.bad("title", _("It has no title."))
            elif not self.cells["kind"] and any(self.cells.values()):
                self.bad("kind", NO_KIND)
            return None
        parent_kind = KINDS[KINDS.index(kind) - 1] if kind != "line" else None
        parent = self.last[parent_kind] if parent_kind else None
        if parent_kind and parent is None:
            self.bad("kind", _("Nothing stands above it: a line holds objectives, an objective activities."))
            return None
        node = Node(kind, self.number, parent, self.cells["title"], code=self.cells.get("code", ""))
        uid = self.read("uid", cells.uid)
        if uid and uid in self.uids:
            self.bad("uid", _("Another row has this identity. Empty the cell of the new one."))
        node.uid = uid
        self.uids |= {uid} if uid else set()
        return self.open(node)

    def deepest(self) -> Node | None:
        """Opens what the row names, from the line down; blank cells mean the one above. The last one it names."""
        found = None
        for kind in KINDS:
            title, code = self.cells.get(kind, ""), self.cells.get(f"{kind}_code", "")
            if not (title or code) and self.last[kind] is None:
                title = self.answers.get(f"title_{kind}", "")
            if title or code:
                found = self.named(kind, title, code) or found
        if found is None:
            self.bad(next((kind for kind in KINDS if kind in self.cells), ""), _("This row names nothing of the plan."))
        elif found.row != self.number:
            self.bad(found.kind, _("It repeats row %(row)s.") % {"row": found.row})
        return found if found and found.row == self.number else None

    def named(self, kind: str, title: str, code: str) -> Node | None:
        above = KINDS.index(kind) - 1
        parent = self.last[KINDS[above]] if above >= 0 else None
        if above >= 0 and parent is None:
            words = _("It stands under nothing: fill in what it belongs to.")
            self.bad(kind, words)
            return None
        key = (kind, parent, normalized(code) or normalized(title))
        if key in self.known:
            self.last |= {kind: self.known[key]} | dict.fromkeys(KINDS[above + 2 :])
            self.again(self.known[key], title)
            return self.known[key]
        if not title:
            self.bad(kind, _("It has no title."))
            return None
        self.known[key] = node = Node(kind, self.number, parent, title, code=code)
        return self.open(node)

    def again(self, node: Node, title: str) -> None:
        """The row says once more what a row above it said: in the same words, or one of the two is wrong."""
        if title and normalized(title) != normalized(node.title):
            self.bad(node.kind, _("Row %(row)s has the same number and another title.") % {"row": node.row})
        name, said = f"{node.kind}_en", node.fields.get("title_en", "")
        english = self.cells.get(name, "")
        if english and not said:
            self.name_in_english(node, name, english)
        elif english and english != said:
            self.bad(name, OTHERWISE % {"row": node.row})

    def name_in_english(self, node: Node, name: str, english: str) -> None:
        if len(english) > TITLE:
            self.bad(name, _("At most %(n)s letters fit here.") % {"n": TITLE})
        node.fields["title_en"] = english

    def open(self, node: Node) -> Node:
        self.last |= {node.kind: node} | dict.fromkeys(KINDS[KINDS.index(node.kind) + 1 :])
        self.tree.nodes.append(node)
        node.cells = self.cells
        for known, code in ((self.codes, node.code), (self.spoken, _numbered(node.title))):
            if code:
                known.setdefault(normalized(code).rstrip("."), []).append(node)
        node.fields["title"] = node.title
        if len(node.title) > TITLE:
            self.shorten(node)
        name = "title_en" if self.source.is_long else f"{node.kind}_en"
        if name in self.cells:
            self.name_in_english(node, name, self.cells[name])
        return node

    def shorten(self, node: Node) -> None:
        node.fields["title"] = f"{node.title[: TITLE - 1].rpartition(' ')[0]}…"
        node.fields["text"] = node.title
        self.tree.shortened += 1

    def fill(self, node: Node) -> None:
        """What the row says besides, of the last item that it names; the weight of an objective of that one."""
        above = node.parent if node.kind == "indicator" and self.answers.get(BELONGS) == "activity" else None
        for name, cell in self.cells.items():
            if above is None or name not in OF_EITHER:
                self.fill_one(node, name, cell)
            elif above.row == self.number:
                self.fill_one(above, name, cell)
            elif cell and cell != above.cells.get(name):
                self.bad(name, OTHERWISE % {"row": above.row})
        if self.cells.get("objective_weight") and self.last["objective"]:
            self.weigh(self.last["objective"])

    def weigh(self, objective: Node) -> None:
        weight = self.read("objective_weight", self.weight)
        if objective not in self.weighed:
            self.weighed[objective] = self.number
            objective.fields["weight"] = weight
        elif weight is not None and weight != objective.fields["weight"]:
            words = _("Row %(row)s gives the same objective another weight.") % {"row": self.weighed[objective]}
            self.bad("objective_weight", words)

    def fill_one(self, node: Node, name: str, cell: str) -> None:
        if name in LONGEST and name != "title_en":
            if len(cell) > LONGEST[name]:
                self.bad(name, _("At most %(n)s letters fit here.") % {"n": LONGEST[name]})
            elif name != "text" or cell or "text" not in node.fields:
                node.fields[name] = "\n\n".join(filter(None, [node.fields.get(name, ""), cell]))
        elif name in ("lead", "support"):
            lines = [" ".join(line.split()) for line in cell.split("\n") if line.strip()]
            found = lines if self.tree.is_ours else values.parts(cell, self.answers.get(SEPARATOR, ""))
            node.organizations[name] = found
        elif name == "after":
            node.after = self.read(name, values.codes) or []
        elif name == "tags" and self.tree.is_ours:
            node.fields[name] = self.read(name, cells.our_tags) or []
        elif name in cells.READERS or name in (*DAYS, "weight"):
            read = cells.READERS.get(name) or (self.weight if name == "weight" else self.day)
            node.fields[name] = self.read(name, read) if cell else cells.EMPTY.get(name)

    def weight(self, text: str):
        return values.weight(text, shares=self.answers.get(SHARES) == "yes")

    def day(self, text: str):
        part = self.answers.get(f"part_{self.reading}", "last")
        return values.day(text, order=self.answers.get(DATE_ORDER, ""), part=part)

    def read(self, name: str, read: Callable):
        self.reading = name
        cell = self.cells.get(name, "")
        try:
            return read(cell) if cell else None
        except Bad as bad:
            self.bad(name, bad.words)
            return None

    def bad(self, name: str, words: str | Promise) -> None:
        self.tree.problems.append(Problem(self.number, name, self.cells.get(name, ""), words))

    def link(self) -> None:
        """What comes before what, once every row is known; and dates that end before they start."""
        rows = {node.row: node for node in self.tree.nodes}
        for node in self.tree.nodes:
            self.number, self.cells = node.row, {"after": ", ".join(node.after)}
            for code in node.after:
                number = code.removeprefix("fila ").removeprefix("row ")
                found = self.codes.get(code) or self.spoken.get(code, [])
                if number != code and int(number) in rows:
                    found = [rows[int(number)]]
                if len(found) == 1 and found[0] is not node:
                    node.comes_after.append(found[0])
                elif len(found) > 1:
                    self.bad("after", _("Several rows are numbered %(code)s: write “row 12”.") % {"code": code})
                else:
                    self.bad("after", _("No other row is numbered %(code)s.") % {"code": code})
            starts, ends = node.fields.get("starts_on"), node.fields.get("ends_on")
            if starts and ends and ends < starts:
                self.cells = {"ends_on": ends.isoformat()}
                self.bad("ends_on", _("It can't end before it starts."))
        for node in _in_circles(self.tree.nodes):
            self.number, self.cells = node.row, {"after": ", ".join(node.after)}
            self.bad("after", _("It would come after itself."))


def _in_circles(nodes: list[Node]) -> list[Node]:
    """Whatever is left when nodes that come after nothing are taken away again and again."""
    left = {node: set(node.comes_after) for node in nodes if node.comes_after}
    while True:
        free = [node for node, before in left.items() if not before & left.keys()]
        if not free:
            return list(left)
        for node in free:
            del left[node]


def _numbered(title: str) -> str:
    """«1.2. Definir …» is numbered 1.2 by its own words."""
    first = title.partition(" ")[0].rstrip(".")
    return first if first[:1].isdigit() and all(part.isdigit() for part in first.split(".")) else ""
