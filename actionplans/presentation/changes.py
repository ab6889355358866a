"""A comparison as groups under their lines, each change with strings ready for its card."""

from collections.abc import Callable, Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from actionplans.diff import Change, Comparison, FieldChange, Piece, Status
from actionplans.diff.model import TEXT_FIELDS
from actionplans.presentation.days import span
from actionplans.presentation.facts import codes_of, fact_labels, fact_words, target_words
from actionplans.presentation.marks import listed, marked, swapped
from actionplans.presentation.tree import in_language, kind_names, origin_label

MEASURED = {"target", "targets", "baseline", "unit"}
COLOURS = {Status.ADDED: "add", Status.REMOVED: "del"}


def groups(comparison: Comparison, language: str, organization_ids: frozenset[int]) -> list[dict]:
    """[{title, changes: [{uid, is_there (in the new one), anchor, colour, label, status, title, lang, text,
    facts [(label, words, lang)], mine}]}]

    `language` is the one that is active. The title and period of the plan come first, as a group of their own.
    """
    cards = _Cards(comparison, language, organization_ids)
    found: dict[str, list[dict]] = {}
    for change in comparison.changes:
        found.setdefault(change.line, []).append(cards.card(change))
    ready = [{"title": cards.line_title(uid), "changes": changes} for uid, changes in found.items()]
    if comparison.plan:
        ready.insert(0, {"title": gettext("The plan"), "facts": list(cards.of_plan()), "changes": []})
    return ready


class _Cards:
    """What is looked up once for all the changes."""

    def __init__(self, comparison: Comparison, language: str, mine: frozenset[int]):
        self.comparison, self.language, self.mine = comparison, language, mine
        self.kinds, self.labels = kind_names(), fact_labels()
        self.codes = codes_of(comparison.old), codes_of(comparison.new)
        # The new one's number, where both have the line.
        self.lines = {
            line["uid"]: (position, line)
            for content in (comparison.old, comparison.new)
            for position, line in enumerate(content["items"], start=1)
        }

    @property
    def entries(self) -> dict[str, Callable]:
        """Of the facts that are lists: how one entry is said."""
        return {
            "lead": lambda one: one["name"],
            "support": lambda one: one["name"],
            "tags": str,
            "targets": lambda one: target_words(one, self.language),
        }

    def line_title(self, uid: str) -> str:
        position, line = self.lines[uid]
        title = in_language(line, "title", self.language)[0]
        if line["kind"] != "line":
            return title
        return gettext("Line %(number)s · %(title)s") % {"number": position, "title": title}

    def card(self, change: Change) -> dict:
        item = change.new or change.old or {}
        place = change.now or change.was
        changed = {field.field: field for field in change.fields}
        return {
            "uid": change.uid,
            "is_there": change.new is not None,
            "anchor": f"c-{change.uid}",
            "colour": COLOURS.get(change.status, "chg"),
            "label": f"{self.kinds[change.kind]} {place.code}",
            "status": " · ".join(_statuses(change)),
            "title": self.words(changed, item, "title", removed=change.status == Status.REMOVED),
            "lang": in_language(item, "title", self.language)[1],
            "text": self.words(changed, item, "text"),
            "text_lang": in_language(item, "text", self.language)[1],
            "facts": list(self.facts(change, changed)),
            "mine": not self.mine.isdisjoint(change.organizations),
        }

    def words(self, changed: dict[str, FieldChange], item: dict, field: str, removed: bool = False) -> SafeString:
        """The text that the reader reads, marked by word where it is this language's text that changed."""
        change = changed.get(self.read(item, field))
        if change:
            return marked(change.pieces)
        now = in_language(item, field, self.language)[0]
        return marked([Piece("-" if removed else "=", now)] if now else [])

    def read(self, item: dict, field: str) -> str:
        """Which of the two languages' fields that is."""
        return f"{field}_en" if self.language == "en" and item[f"{field}_en"] else field

    def facts(self, change: Change, changed: dict[str, FieldChange]) -> Iterator[tuple[str, SafeString, str]]:
        now, was = change.new, change.old
        yield from self.other_language(changed, now or was)
        before = fact_words(was or now, self.language, self.codes[0 if was else 1])
        after = fact_words(now or was, self.language, self.codes[1 if now else 0])
        for name, label in self.labels.items():
            words = self.fact(name, now or was, (before[name], after[name]), changed)
            if words:
                yield label, words, ""
        if now and now["target_reason"] and MEASURED & changed.keys():
            yield gettext("Why the target changed"), marked([Piece("=", now["target_reason"])]), ""
        if changed.get("origins"):
            yield gettext("Comes from"), self.list_of(changed["origins"], origin_label), ""

    def other_language(self, changed: dict[str, FieldChange], item: dict) -> Iterator[tuple[str, SafeString, str]]:
        labels = {
            "title": gettext("Title in Spanish"),
            "title_en": gettext("Title in English"),
            "text": gettext("Text in Spanish"),
            "text_en": gettext("Text in English"),
        }
        for name, label in labels.items():
            if name in changed and name != self.read(item, name.removesuffix("_en")):
                yield label, marked(changed[name].pieces), "en" if name.endswith("_en") else "es"

    def fact(self, name: str, item: dict, words: tuple[str, str], changed: dict[str, FieldChange]) -> SafeString:
        """`words`: of the old one and of the new one. A list is marked entry by entry, a text by word."""
        entry = self.entries.get(name)
        if entry:
            return self.list_of(changed.get(name) or FieldChange(name, item[name], item[name]), entry)
        if name in changed and name in TEXT_FIELDS:
            return marked(changed[name].pieces)
        # What only has another number now, because something else moved, is no change of this item.
        before, after = words
        says_otherwise = before != after and (name == "dates" or name in changed)
        return swapped(before, after) if says_otherwise else marked([Piece("=", after)])

    def list_of(self, field: FieldChange, name) -> SafeString:
        stayed = [name(one) for one in field.new if one not in field.come]
        return listed(stayed, [name(one) for one in field.gone], [name(one) for one in field.come])

    def of_plan(self) -> Iterator[tuple[str, SafeString, str]]:
        changed = {field.field: field for field in self.comparison.plan}
        for name, label, lang in (("title", gettext("Title"), ""), ("title_en", gettext("Title in English"), "en")):
            if name in changed:
                yield label, marked(changed[name].pieces) or swapped(changed[name].old, changed[name].new), lang
        if "starts_on" in changed or "ends_on" in changed:
            old, new = self.comparison.old["plan"], self.comparison.new["plan"]
            before, after = (span(one["starts_on"], one["ends_on"], self.language) for one in (old, new))
            yield gettext("Period"), swapped(before, after), ""


def _statuses(change: Change) -> Iterator[str]:
    """«changed · moved, it was 1.2», in the gender of the kind."""
    feminine = change.kind in ("line", "activity")
    if change.status == Status.ADDED:
        yield pgettext("line or activity", "new") if feminine else pgettext("objective or indicator", "new")
    if change.status == Status.REMOVED:
        yield pgettext("line or activity", "removed") if feminine else pgettext("objective or indicator", "removed")
    if change.fields:
        yield pgettext("line or activity", "changed") if feminine else pgettext("objective or indicator", "changed")
    if change.moved and change.was:
        yield gettext("moved, it was %(code)s") % {"code": change.was.code}
    elif change.reordered and change.was:
        yield gettext("in another order, it was %(code)s") % {"code": change.was.code}
