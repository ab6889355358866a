"""Whom an item names and where it comes from, and what it may come from: one query each."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber
from django.utils.text import Truncator

from actionplans.models import Origin, Responsibility, VersionItem
from meetings.models import Agreement, SwotItem

Choices = list[tuple[int, str]]


def named_in(text: VersionItem) -> tuple[list[tuple[int, str]], list[tuple[int | None, int | None]]]:
    """([(organization, role)], [(agreement | None, SWOT item | None)]) of a row, as keys."""
    named = Responsibility.objects.filter(text=OuterRef("pk")).order_by("pk")
    origins = Origin.objects.filter(item=OuterRef("item")).order_by("pk")
    pairs = (
        ArraySubquery(named.values(json=JSONObject(key="organization", role="role"))),
        ArraySubquery(origins.values(json=JSONObject(agreement="agreement", swot="swot_item"))),
    )
    roles, sources = VersionItem.objects.order_by().values_list(*pairs).get(pk=text.pk)
    return [(one["key"], one["role"]) for one in roles], [(one["agreement"], one["swot"]) for one in sources]


def offered_origins(agreements: QuerySet[Agreement], swot_items: QuerySet[SwotItem]) -> tuple[Choices, Choices]:
    """The agreements, newest meeting first, and the items of the SWOT, as choices."""
    newest = Window(RowNumber(), order_by=[F("meeting__starts_at").desc(), F("meeting").asc(), F("sequence").asc()])
    by_quadrant = Window(RowNumber(), order_by=["quadrant", "pk"])
    columns = ("is_swot", "place", "pk", "head", "text")
    said = agreements.order_by().annotate(is_swot=Value(False), place=newest, head=F("number"))
    found = swot_items.order_by().annotate(is_swot=Value(True), place=by_quadrant, head=F("quadrant"))
    rows = said.values_list(*columns).union(found.values_list(*columns), all=True).order_by("is_swot", "place")
    choices: tuple[Choices, Choices] = ([], [])
    for is_swot, _place, pk, head, text in rows:
        words = f"{SwotItem.Quadrant(head).label} · {text}" if is_swot else f"{head} · {Truncator(text).chars(120)}"
        choices[is_swot].append((pk, words))
    return choices
