"""A version as a spreadsheet: a row an item, as importing.tree reads it back without a change."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext

from actionplans.content import numbered
from actionplans.importing.columns import FIELDS
from actionplans.models import PlanItem
from actionplans.presentation.facts import codes_of, level_in_words
from members import sheets

WIDTHS = {"uid": 10, "kind": 18, "code": 9, "title": 50, "title_en": 40, "text": 60, "text_en": 40}
COLUMNS = (
    *("uid", "kind", "code", "title", "title_en", "text", "text_en", "weight", "starts_on", "ends_on", "after"),
    *("lead", "support", "area", "authority_level", "tags", "budget", "funder", "baseline", "unit", "target"),
    *("targets", "target_reason", "verification"),
)


def as_xlsx(content: dict, name: str = "", sha256: str = "") -> bytes:
    """In the language that is active. `name` and `sha256` of the version: what the file says that it is."""
    columns = [(gettext(FIELDS[name]), WIDTHS.get(name, 20)) for name in COLUMNS]
    codes = codes_of(content)
    rows = (_row(code, item, codes) for code, item in numbered(content["items"]))
    fingerprint = f"SHA-256 {sha256}" if sha256 else ""
    how_to = [*_help(), *([part] for part in (name, fingerprint) if part)]
    parts = [(gettext("Plan"), columns, rows), (gettext("How to"), [(gettext("How to"), 100)], how_to)]
    return sheets.as_xlsx(parts, title=name, keywords=fingerprint)


def _row(code: str, item: dict, codes: dict[str, str]) -> list:
    cells = {name: item.get(name) for name in COLUMNS} | {
        "kind": str(PlanItem.Kind(item["kind"]).label),
        "code": code,
        "weight": item["weight"] and Decimal(item["weight"]),
        "budget": item["budget"] and Decimal(item["budget"]),
        "starts_on": _day(item["starts_on"]),
        "ends_on": _day(item["ends_on"]),
        "after": ", ".join(codes[uid] for uid in item["after"] if uid in codes),
        "lead": "\n".join(one["name"] for one in item["lead"]),
        "support": "\n".join(one["name"] for one in item["support"]),
        "authority_level": level_in_words(item["authority_level"]),
        "tags": "\n".join(item["tags"]),
        "targets": "\n".join(f"{one['until']}: {one['value']}" for one in item["targets"]),
    }
    return [cells[name] for name in COLUMNS]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _help() -> Iterator[list[str]]:
    yield [gettext("Change what you like and import it into a draft of this plan: first you see what would change.")]
    yield [gettext("The first column says which item a row is. Leave it as it is; in a new row leave it empty.")]
    yield [gettext("A row belongs to the line, objective or activity above it. Several organizations: a line each.")]
    yield [gettext("An item whose row you delete stays in the plan, unless you say at the import that it goes.")]
