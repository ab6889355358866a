"""The numbered tree of a version, flat and in reading order, every cell a string: templates only loop."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext, override

from actionplans.presentation.days import span
from actionplans.presentation.facts import Codes, codes_of, fact_labels, fact_words

AGREEMENT = re.compile(r"\S+/\d+")  # a number such as 2018-01/3; the other origins are words of the SWOT
TOP_HEADING = 2

Links = Sequence[tuple[str, str | None]]


def plan_title(content: dict, language: str) -> str:
    return in_language(content["plan"], "title", language)[0]


def period(content: dict, language: str) -> str:
    return span(content["plan"]["starts_on"], content["plan"]["ends_on"], language)


def rows(
    content: dict,
    language: str,
    *,
    organization_ids: frozenset[int] = frozenset(),
    origin_urls: Mapping[str, str] | None = None,
    links: Mapping[str, Links] | None = None,
) -> list[dict]:
    """One dict an item:

    uid, anchor, code ("1.2"), kind, label ("Activity 1.2"), depth (0 = line), heading (2–6), title, title_lang, text,
    text_lang (a language where it isn't the reader's), the words of each fact (presentation.facts.fact_words),
    facts [(label, words)] of all these that are known, origins [(label, url | None)], mine (concerns one
    of `organization_ids`, by itself or through what it belongs to), links (those of `links[uid]`: [(label, url)]).
    """
    with override(language):
        words = _Words(language, organization_ids, origin_urls or {}, links or {}, codes_of(content))
        return list(words.rows(content["items"]))


def in_language(item: dict, field: str, language: str) -> tuple[str, str]:
    """(words, "") in the reader's language, or (words, "es") where nobody has translated them."""
    if language != "en" or not item[field]:
        return item[field], ""
    return (item[f"{field}_en"], "") if item[f"{field}_en"] else (item[field], "es")


def origin_label(origin: str) -> str:
    """In the language that is active."""
    if AGREEMENT.fullmatch(origin):
        return gettext("agreement %(number)s") % {"number": origin}
    return gettext("“%(words)s” (SWOT)") % {"words": origin}


def kind_names() -> dict[str, str]:
    return {
        "line": gettext("Strategic line"),
        "objective": gettext("Objective"),
        "activity": gettext("Activity"),
        "indicator": gettext("Indicator"),
    }


class _Words:
    """What is looked up once for all the rows."""

    def __init__(
        self,
        language: str,
        mine: frozenset[int],
        origin_urls: Mapping[str, str],
        links: Mapping[str, Links],
        codes: Codes,
    ):
        self.language, self.mine, self.origin_urls, self.links = language, mine, origin_urls, links
        self.codes = codes
        self.kinds, self.labels = kind_names(), fact_labels()

    def rows(self, items: list[dict], prefix: str = "", depth: int = 0, above: bool = False) -> Iterator[dict]:
        for position, item in enumerate(items, start=1):
            code = f"{prefix}{position}"
            row = self.row(item, code, depth, above)
            yield row
            yield from self.rows(item["items"], f"{code}.", depth + 1, row["mine"])

    def row(self, item: dict, code: str, depth: int, above: bool) -> dict:
        title, title_lang = in_language(item, "title", self.language)
        text, text_lang = in_language(item, "text", self.language)
        cells = fact_words(item, self.language, self.codes)
        return cells | {
            "uid": item["uid"],
            "anchor": f"i-{item['uid']}",
            "code": code,
            "kind": item["kind"],
            "label": f"{self.kinds[item['kind']]} {code}",
            "depth": depth,
            "heading": min(depth + TOP_HEADING, 6),
            "title": title,
            "title_lang": title_lang,
            "text": text,
            "text_lang": text_lang,
            "facts": [(label, cells[name]) for name, label in self.labels.items() if cells[name]],
            "origins": [(origin_label(origin), self.origin_urls.get(origin)) for origin in item["origins"]],
            "links": self.links.get(item["uid"], ()),
            "mine": self.concerns(item, above),
        }

    def concerns(self, item: dict, above: bool) -> bool:
        """An item that names nobody belongs to whoever answers for what it is part of."""
        if not self.mine:
            return False
        named = [one["id"] for one in item["lead"]] + [one["id"] for one in item["support"]]
        return not self.mine.isdisjoint(named) if named else above
