"""A long plan in parts, so that no page of it is heavy: first what there is, then one part at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import ngettext

from actionplans.diff import Change, Comparison

# Bytes over the wire, as they were measured on pages of a plan of 478 activities.
A_ROW, A_LETTER = 170, 0.36
FULL = 30_000
HEADS = ("line", "objective")


def at(page: str, uid: object) -> str:
    """The address of an item on a page that may be in parts."""
    return f"{page}?at={uid}#i-{uid}"


@dataclass(frozen=True)
class Fold:
    """What a page shows of a tree. Not in parts: all of it, as `rows`.

    `page`: where all its parts are listed; `above`: the rows under which the first of `rows` stands; `before`, `after`:
    (label of its first row, address) of the parts beside this one; `first`, `last`: codes of what is shown; `outline`,
    in place of rows: of each line and objective what `_outline` says.
    """

    rows: list[dict]
    is_folded: bool = False
    page: str = ""
    above: list[dict] = field(default_factory=list)
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None
    outline: list[dict] = field(default_factory=list)
    first: str = ""
    last: str = ""


def folded(
    tree: list[dict], page: str, opened: str = "", *, whole: bool = False, asked: dict[str, str] | None = None
) -> Fold:
    """`page`: its address; `asked`: what that says besides. `opened`: uid of a row whose part is asked for; `whole`:
    all of it at once."""
    parts = [tree] if whole else list(_parts(tree))
    if len(parts) < 2:
        return Fold(tree)
    address = _Address(parts, page, asked or {})
    place = address.part_of.get(opened)
    if place is None:
        return Fold([], is_folded=True, page=address.page, outline=list(_outline(tree, address)))
    shown = parts[place]
    return Fold(
        shown,
        is_folded=True,
        page=address.page,
        above=_above(tree, shown[0]),
        before=address.of_part(place - 1),
        after=address.of_part(place + 1),
        first=shown[0]["code"],
        last=shown[-1]["code"],
    )


def fitting(comparison: Comparison, room: float = FULL) -> tuple[Comparison, float]:
    """(its first changes, as many as there is room for; the bytes that are left)"""
    for n, change in enumerate(comparison.changes):
        weight = _weight_of_change(change)
        if weight > room:
            return comparison.first(n), 0
        room -= weight
    return comparison, room


def _parts(tree: list[dict]) -> Iterator[list[dict]]:
    """A part ends where a line or an objective begins, once it is half full; anywhere, once it is full."""
    part: list[dict] = []
    held = 0.0
    for row in tree:
        weight = _weight(row)
        if part and held + weight > (FULL / 2 if row["kind"] in HEADS else FULL):
            yield part
            part, held = [], 0.0
        part.append(row)
        held += weight
    yield part


def _weight(row: dict) -> float:
    words = [row["title"], row["text"], *(words for _label, words in row["facts"])]
    said = [*row.get("comments", ()), *row.get("said", ())]
    return A_ROW * (1 + 2 * len(said)) + A_LETTER * sum(map(len, words)) + A_LETTER * sum(map(_said, said))


def _said(comment) -> int:
    if isinstance(comment, dict):
        return len(comment["text"]) + len(comment["suggestion"])
    return len(comment.text) + len(comment.suggestion) + sum(_said(one) for one in getattr(comment, "thread", ()))


def _weight_of_change(change: Change) -> float:
    words = sum(len(str(field.old or "")) + len(str(field.new or "")) for field in change.fields)
    item = change.new or change.old or {}
    return A_ROW + A_LETTER * (words + len(item["title"]) + len(item["text"]))


def _above(tree: list[dict], row: dict) -> list[dict]:
    found: list[dict] = []
    depth = row["depth"]
    for one in reversed(tree[: tree.index(row)]):
        if one["depth"] < depth:
            found.insert(0, one)
            depth = one["depth"]
    return found


class _Address:
    def __init__(self, parts: list[list[dict]], page: str, asked: dict[str, str]):
        self.parts, self.start, self.asked = parts, page, asked
        self.page = f"{page}?{urlencode(asked)}" if asked else page
        self.part_of = {row["uid"]: place for place, rows in enumerate(parts) for row in rows}

    def of(self, row: dict) -> str:
        return f"{self.start}?{urlencode(self.asked | {'at': row['uid']})}#{row['anchor']}"

    def of_part(self, place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(self.parts):
            return None
        first = self.parts[place][0]
        return first["label"], self.of(first)


def _outline(tree: list[dict], address: _Address) -> Iterator[dict]:
    """With url, holds (how much is below it, in words), parts and notes, each [(words, url)]."""
    for n, row in enumerate(tree):
        if row["kind"] not in HEADS:
            continue
        inside = list(_below(tree, n))
        yield {name: row[name] for name in ("label", "title", "title_lang", "depth", "kind", "mine", "anchor")} | {
            "url": address.of(row),
            "holds": ", ".join(_counted(inside)),
            "parts": list(_starts(inside, address)) if row["kind"] == "objective" else [],
            "notes": list(_notes(row, inside, address)),
        }


def _below(tree: list[dict], n: int) -> Iterator[dict]:
    for row in tree[n + 1 :]:
        if row["depth"] <= tree[n]["depth"]:
            return
        yield row


def _counted(rows: list[dict]) -> Iterator[str]:
    kinds = [row["kind"] for row in rows]
    for kind, words in (
        ("objective", lambda n: ngettext("%(n)s objective", "%(n)s objectives", n)),
        ("activity", lambda n: ngettext("%(n)s activity", "%(n)s activities", n)),
        ("indicator", lambda n: ngettext("%(n)s indicator", "%(n)s indicators", n)),
    ):
        if n := kinds.count(kind):
            yield words(n) % {"n": n}


def _starts(rows: list[dict], address: _Address) -> Iterator[tuple[str, str]]:
    """The pieces of what is too long for one part: «1.1.1 – 1.1.80»."""
    pieces: dict[int, list[dict]] = {}
    for row in rows:
        pieces.setdefault(address.part_of[row["uid"]], []).append(row)
    if len(pieces) > 1:
        for piece in pieces.values():
            yield f"{piece[0]['code']} – {piece[-1]['code']}", address.of(piece[0])


def _notes(row: dict, inside: list[dict], address: _Address) -> Iterator[tuple[str, str]]:
    """What waits for a hand, with the way to the first that has it; an objective's own are not said at its line."""
    if row.get("uneven"):
        yield row["uneven"], address.of(row)
    near = [row] if row["kind"] == "line" else [row, *inside]
    for holds, words in (
        (lambda one: len(one.get("said", ())), lambda n: ngettext("%(n)s open comment", "%(n)s open comments", n)),
        (
            lambda one: len([1 for said in one.get("comments", ()) if not said.resolved_at]),
            lambda n: ngettext("%(n)s open comment", "%(n)s open comments", n),
        ),
        (
            lambda one: int(one.get("older", False)),
            lambda n: ngettext("%(n)s older English text", "%(n)s older English texts", n),
        ),
        (
            lambda one: int(one["mine"]),
            lambda n: ngettext("%(n)s concerns your organization", "%(n)s concern your organization", n),
        ),
    ):
        having = [one for one in near if holds(one)]
        if having:
            n = sum(map(holds, having))
            yield words(n) % {"n": n}, address.of(having[0])
