"""What a stakeholder reads behind the link: the version or the notice that was sent, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from actionplans import presentation
from actionplans.content import content_of, numbered, without_origins
from actionplans.models import Delivery, PlanVersion
from meetings.presentation.markdown import to_html
from members.models import Organization
from members.places import department_name
from members.text import normalized


@dataclass(frozen=True)
class Part:
    """What of a version a reader asked for: `rows` as presentation.rows, with what they belong to; `place` a key of
    _places, "" none; `count` rows that are meant of `all`, `activities` (meant, of all); `query` asks for the same
    again. Marked as the reader's (`mine` of a row) is what names their own organization, whatever was asked for."""

    rows: list[dict]
    all: int
    mine: int
    count: int = 0
    activities: tuple[int, int] = (0, 0)
    only_mine: bool = False
    place: str = ""
    place_name: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)
    query: dict = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.query


def part_of(content: dict, delivery: Delivery, asked: Mapping[str, str]) -> Part:
    """`asked`: `only=mine` for what names the reader's organization, `from=CO-ANT` (a department),
    `from=CO-ANT:medellin` (a municipality) or `from=national` (a level of authority) for what is led or supported from
    there; anything else is the whole plan. Two queries."""
    language = get_language() or "es"
    itself = Q(pk=delivery.organization_id) | Q(merged_into=delivery.organization_id)
    of_it = Organization.objects.filter(itself).values_list("pk", flat=True)
    own = presentation.rows(content, language, organization_ids=frozenset(of_it))
    places = _places(content)
    named = sorted(((key, name) for key, (name, _there) in places.items()), key=lambda pair: normalized(pair[1]))
    mine, place = sum(row["mine"] for row in own), asked.get("from", "")
    common = {"all": len(own), "mine": mine, "places": named}
    if place in places:
        name, there = places[place]
        meant = presentation.rows(content, language, organization_ids=frozenset(there))
        return _part(own, meant, {"from": place}, place=place, place_name=name, **common)
    if asked.get("only") == "mine":
        return _part(own, own, {"only": "mine"}, only_mine=True, **common)
    return Part(own, **common)


def _part(own: list[dict], meant: list[dict], query: dict, **said) -> Part:
    """Of the reader's rows those that are `mine` in the rows `meant`, below what they belong to."""
    kept = {row["code"] for row in concerning(meant)}
    activities = [row["mine"] for row in meant if row["kind"] == "activity"]
    return Part(
        [row for row in own if row["code"] in kept],
        count=sum(row["mine"] for row in meant),
        activities=(sum(activities), len(activities)),
        query=query,
        **said,
    )


def plan_page(version: PlanVersion, delivery: Delivery, asked: Mapping[str, str]) -> dict:
    language = get_language() or "es"
    content = without_origins(content_of(version))
    part = part_of(content, delivery, asked)
    return {
        "version": version,
        "title": presentation.plan_title(content, language),
        "period": presentation.period(content, language),
        "rows": part.rows,
        "part": part,
        "kept": urlencode(part.query),
    }


def extract_words(part: Part, delivery: Delivery) -> str:
    """What an extract on paper says of itself."""
    n, every = part.activities
    words = ngettext(
        "Extract: %(n)s of %(all)s activity, of: %(what)s. The fingerprint is that of the whole version.",
        "Extract: %(n)s of %(all)s activities, of: %(what)s. The fingerprint is that of the whole version.",
        every,
    )
    return words % {"n": n, "all": every, "what": part.place_name or str(delivery.organization)}


def notice_page(delivery: Delivery) -> dict:
    notice = delivery.share.notice
    return {"title": str(notice), "text": to_html(notice.words)}


def concerning(shown: list[dict]) -> list[dict]:
    """What names these organizations, below what it belongs to."""
    above = {".".join(row["code"].split(".")[:n]) for row in shown if row["mine"] for n in range(1, 5)}
    return [row for row in shown if row["mine"] or row["code"] in above]


def _places(content: dict) -> dict[str, tuple[str, set[int]]]:
    """Where whoever answers for something is: {key as in part_of: (its name, keys of organizations)}. One query."""
    named = {one["id"] for _code, item in numbered(content["items"]) for one in item["lead"] + item["support"]}
    found: dict[str, tuple[str, set[int]]] = {}
    levels = dict(Organization.Level.choices)
    located = Organization.objects.filter(pk__in=named).order_by("pk")
    for pk, department, municipality, level in located.values_list("pk", "department", "municipality", "level"):
        if department:
            found.setdefault(department, (department_name(department), set()))[1].add(pk)
        if department and municipality:
            name = f"{department_name(department)} · {municipality}"
            found.setdefault(f"{department}:{normalized(municipality)}", (name, set()))[1].add(pk)
        if level:
            words = _("authorities: %(level)s level") % {"level": levels[level]}
            found.setdefault(level, (words, set()))[1].add(pk)
    return found
