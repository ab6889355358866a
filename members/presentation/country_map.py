"""Where the organizations of a list are: a map of departments, and the same numbers to read.

The maps are `members/maps/<COUNTRY>.json`: outlines by code of ISO 3166-2, with whom to thank. Without one there is the
list alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import QueryDict

from members.places import department_name
from members.text import normalized

MAPS = Path(__file__).resolve().parent.parent / "maps"
SHADES = 4


@dataclass(frozen=True)
class Place:
    """A department: `n` organizations, its `query` filters the list by it; `shade` 0 (none) to SHADES (most)."""

    name: str
    n: int
    query: str
    shade: int
    is_chosen: bool
    outline: str = ""


@dataclass(frozen=True)
class Picture:
    """`places` that have organizations, most first; `outlines` all departments of the map. `nowhere`: no department."""

    places: list[Place]
    nowhere: int
    outlines: list[Place]
    viewbox: str = ""
    attribution: str = ""
    licence: str = ""


@cache
def outlines_of(country: str) -> dict | None:
    file = MAPS / f"{country}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def picture(organizations: QuerySet, asked: QueryDict) -> Picture:
    """One query. `organizations` without the choice of a department; `asked`: the list's own address."""
    counted = organizations.order_by().values_list("department").annotate(n=Count("pk"))
    counts = dict(counted)
    nowhere = counts.pop("", 0)
    drawn = outlines_of(settings.COUNTRY) or {"departments": {}}
    most = max(counts.values(), default=0)
    found = {code: _place(code, counts, most, asked, drawn["departments"]) for code in {*counts, *drawn["departments"]}}
    ranked = sorted((found[code] for code in counts), key=lambda one: (-one.n, normalized(one.name)))
    outlines = [found[code] for code in drawn["departments"]]
    words = {key: drawn.get(key, "") for key in ("viewbox", "attribution", "licence")}
    return Picture(ranked, nowhere, outlines, **words)


def _place(code: str, counts: Mapping[str, int], most: int, asked: QueryDict, outlines: Mapping[str, str]) -> Place:
    query = asked.copy()
    query.pop("after", None)
    query["department"] = code
    n = counts.get(code, 0)
    return Place(
        name=department_name(code),
        n=n,
        query=query.urlencode(),
        shade=-(-n * SHADES // most) if n else 0,
        is_chosen=asked.get("department") == code,
        outline=outlines.get(code, ""),
    )
