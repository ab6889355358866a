"""What a version says, as plain data: one shape for drafts and frozen versions, pages, comparison, PDF and hash.

content = {
  "schema": 2,
  "plan": {"uid", "title", "title_en", "starts_on", "ends_on"},
  "number": 1,
  "items": [item, …]              # strategic lines in order; each holds its own in "items"
}
item = {
  "uid", "kind": line | objective | activity | indicator, "title", "title_en", "text", "text_en",
  "weight": "12.50" | null, "starts_on": "2018-05-01" | null, "ends_on",
  "after": [uid, …],                                          # what has to come before it, as the plan orders them
  "area", "authority_level": "" | national | departmental | municipal, "tags": [text, …],
  "budget": "1200000.00" | null, "funder", "baseline", "unit", "target", "verification",
  "targets": [{"until": "2019-12-31", "value": "12"}, …],     # by day
  "target_reason": why its target isn't that of the version before; no part of a comparison by itself
  "lead": [{"id", "name"}], "support": [{"id", "name"}],      # organizations, by name; never persons
  "origins": ["2018-01/1", …],                                # numbers of agreements, or the words of a SWOT item
  "items": [item, …]
}
Dates are ISO 8601, decimals are strings, so that the canonical bytes are the same everywhere. Contents frozen with
schema 1 lack what schema 2 added; content_of fills it in for readers, the frozen text stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterator

from actionplans.models import Origin, PlanVersion, Responsibility, VersionItem
from members.text import normalized

SCHEMA = 2
ADDED_IN_2: dict = {
    "after": [],
    "area": "",
    "authority_level": "",
    "tags": [],
    "budget": None,
    "funder": "",
    "unit": "",
    "targets": [],
    "target_reason": "",
}


def content_of(version: PlanVersion) -> dict:
    """The frozen content, or for a draft the content built from its rows (three queries)."""
    if version.is_draft:
        return build(version)
    content = version.frozen_content
    return content if content["schema"] >= SCHEMA else content | {"items": _filled_in(content["items"])}


def rows_of(version: PlanVersion) -> list[VersionItem]:
    return list(VersionItem.objects.filter(version=version).select_related("item").order_by("order", "pk"))


def build(version: PlanVersion, rows: list[VersionItem] | None = None) -> dict:
    """`rows`: those of rows_of, where the caller has them."""
    plan = version.plan
    return {
        "schema": SCHEMA,
        "plan": {
            "uid": str(plan.uid),
            "title": plan.title,
            "title_en": plan.title_en,
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
        },
        "number": version.number,
        "items": _tree(version, rows_of(version) if rows is None else rows),
    }


def without_origins(content: dict) -> dict:
    """For stakeholders: agreements and weaknesses of the alliance's meetings stay inside."""

    def strip(items: list[dict]) -> list[dict]:
        return [item | {"origins": [], "items": strip(item["items"])} for item in items]

    return content | {"items": strip(content["items"])}


def numbered(items: list[dict], prefix: str = "") -> Iterator[tuple[str, dict]]:
    """(code, item) of the whole tree in reading order: 1, 1.1, 1.1.1, …"""
    for position, item in enumerate(items, start=1):
        code = f"{prefix}{position}"
        yield code, item
        yield from numbered(item["items"], f"{code}.")


def _filled_in(items: list[dict]) -> list[dict]:
    return [ADDED_IN_2 | item | {"items": _filled_in(item["items"])} for item in items]


def _tree(version: PlanVersion, rows: list[VersionItem]) -> list[dict]:
    roles, origins = _responsible(version), _origins(rows)
    children: dict[int | None, list[VersionItem]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    places = {row.item.uid: place for place, row in enumerate(_in_order(children))}

    def as_item(row: VersionItem) -> dict:
        return _fields(row) | {
            "after": [str(uid) for uid in sorted(set(row.depends_on) & places.keys(), key=places.__getitem__)],
            "lead": roles[row.pk, "lead"],
            "support": roles[row.pk, "support"],
            "origins": origins[row.item_id],
            "items": [as_item(child) for child in children[row.pk]],
        }

    return [as_item(row) for row in children[None]]


def _in_order(children: dict[int | None, list[VersionItem]], parent: int | None = None) -> Iterator[VersionItem]:
    for row in children[parent]:
        yield row
        yield from _in_order(children, row.pk)


def _fields(row: VersionItem) -> dict:
    return {
        "uid": str(row.item.uid),
        "kind": row.item.kind,
        "title": row.title,
        "title_en": row.title_en,
        "text": row.text,
        "text_en": row.text_en,
        "weight": None if row.weight is None else f"{row.weight:.2f}",
        "starts_on": row.starts_on and row.starts_on.isoformat(),
        "ends_on": row.ends_on and row.ends_on.isoformat(),
        "area": row.area,
        "authority_level": row.authority_level,
        "tags": row.tags,
        "budget": None if row.budget is None else f"{row.budget:.2f}",
        "funder": row.funder,
        "baseline": row.baseline,
        "unit": row.unit,
        "target": row.target,
        "targets": row.targets,
        "target_reason": row.target_reason,
        "verification": row.verification,
    }


def _responsible(version: PlanVersion) -> dict[tuple[int, str], list[dict]]:
    found = defaultdict(list)
    rows = Responsibility.objects.filter(text__version=version).order_by("organization__sort_key", "organization_id")
    for text, role, pk, name in rows.values_list("text_id", "role", "organization_id", "organization__name"):
        found[text, role].append({"id": pk, "name": name})
    return found


def _origins(rows: list[VersionItem]) -> dict[int, list[str]]:
    found = defaultdict(list)
    origins = Origin.objects.filter(item__in=[row.item_id for row in rows]).order_by("pk")
    for item, number, words in origins.values_list("item_id", "agreement__number", "swot_item__text"):
        found[item].append(number or words)
    return {item: sorted(found[item], key=normalized) for item in {row.item_id for row in rows}}
