"""Matching two trees by the permanent id of their items."""

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

from actionplans.diff.model import FIELDS, PLAN_FIELDS, Change, Comparison, FieldChange, Place
from actionplans.diff.order import out_of_order

VALUES = {names: itemgetter(*names) for names in (FIELDS, PLAN_FIELDS)}
Tree = dict[str, tuple[dict, Place]]  # by uid, in reading order


def compare(old: dict, new: dict) -> Comparison:
    before, after = _tree(old["items"]), _tree(new["items"])
    reordered = _reordered(before, after)
    found = {}
    for uid, (item, now) in after.items():
        change = _changed(uid, before.get(uid), (item, now), uid in reordered)
        if change:
            found[uid] = change
    removed = {
        uid: Change(uid, item["kind"], item, None, was, None) for uid, (item, was) in before.items() if uid not in after
    }
    plan = _field_changes(old["plan"], new["plan"], PLAN_FIELDS)
    return Comparison(old, new, tuple(_in_place(before, after, found, removed)), plan)


def _tree(items: list[dict]) -> Tree:
    found: Tree = {}
    _walk(found, items, None, "", "", frozenset())
    return found


def _walk(found: Tree, items: list[dict], parent: str | None, prefix: str, line: str, above: frozenset[int]) -> None:
    for index, item in enumerate(items):
        uid = item["uid"]
        lead, support = item["lead"], item["support"]
        named = frozenset([one["id"] for one in lead] + [one["id"] for one in support]) if lead or support else above
        code = f"{prefix}{index + 1}"
        found[uid] = item, Place(code, parent, index, line or uid, named)
        if item["items"]:
            _walk(found, item["items"], uid, f"{code}.", line or uid, named)


def _changed(uid: str, before: tuple[dict, Place] | None, after: tuple[dict, Place], reordered: bool) -> Change | None:
    item, now = after
    if before is None:
        return Change(uid, item["kind"], None, item, None, now)
    old, was = before
    fields = _field_changes(old, item, FIELDS)
    if fields or reordered or was.parent != now.parent:
        return Change(uid, item["kind"], old, item, was, now, fields, reordered)
    return None


def _field_changes(old: dict, new: dict, names: tuple[str, ...]) -> tuple[FieldChange, ...]:
    values = VALUES[names]
    if old == new or values(old) == values(new):  # most of a plan, most of the time
        return ()
    return tuple(FieldChange(name, old[name], new[name]) for name in names if old[name] != new[name])


def _reordered(before: Tree, after: Tree) -> set[str]:
    """Items that changed places with siblings they had before and still have; moving one item marks one."""
    stayed = defaultdict(list)
    for uid, (_, now) in after.items():
        there = before.get(uid)
        if there and there[1].parent == now.parent:
            stayed[now.parent].append((there[1].index, uid))
    marked = set()
    for places in stayed.values():
        if places != sorted(places):
            by_old_index = dict(places)
            marked |= {by_old_index[index] for index in out_of_order(list(by_old_index))}
    return marked


def _in_place(before: Tree, after: Tree, found: dict[str, Change], removed: dict[str, Change]) -> Iterator[Change]:
    """Reading order of the new tree; each removed item follows what it stood behind."""
    follows = defaultdict(list)
    last = None
    for uid in before:
        if uid in removed:
            follows[last].append(removed[uid])
        else:
            last = uid
    yield from follows[None]
    for uid in after:
        if uid in found:
            yield found[uid]
        yield from follows.get(uid, ())
