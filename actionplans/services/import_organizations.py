"""Whom the names in a file mean."""

from collections.abc import Iterable, Mapping

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actionplans.importing.tree import Tree
from members.models import Organization
from members.text import normalized, whole_number

TEXT, NEW, ALL = "text", "new:", "*"
LONGEST = 200
ASKED = 60
NEW_KINDS = [kind for kind in Organization.Kind if kind != Organization.Kind.MEMBER]


def known_organizations() -> dict[str, int]:
    """{normalized name or acronym: key}; an acronym that two have is nobody's."""
    rows = Organization.objects.order_by("pk").values_list(Coalesce("merged_into", "pk"), "name", "acronym")
    found: dict[str, int] = {}
    doubled: set[str] = set()
    for pk, name, acronym in rows:
        found[normalized(name)] = pk
        short = normalized(acronym)
        if short and found.setdefault(short, pk) != pk:
            doubled.add(short)
    return {name: pk for name, pk in found.items() if name not in doubled}


def named(tree: Tree) -> list[str]:
    """Every name once, as it is written first."""
    names: dict[str, str] = {}
    for node in tree.nodes:
        for name in [*node.organizations.get("lead", []), *node.organizations.get("support", [])]:
            names.setdefault(normalized(name), name)
    return list(names.values())


def unknown_names(tree: Tree, known: Mapping[str, int], answers: Mapping[str, str]) -> list[str]:
    """Whom the directory doesn't know and nobody has said anything about."""
    if answers.get(ALL):
        return []
    return [name for name in named(tree) if normalized(name) not in known and not answers.get(normalized(name))]


def all_unknown(tree: Tree, known: Mapping[str, int]) -> list[str]:
    return [name for name in named(tree) if normalized(name) not in known]


def likely(names: Iterable[str]) -> dict[str, list[Organization]]:
    """For each of the first 60 names, up to three organizations that are called nearly so. One query."""
    asked = list(names)[:ASKED]
    found: dict[str, list[Organization]] = {name: [] for name in asked}
    if not asked:
        return found
    first, *others = [_called_nearly(name, place) for place, name in enumerate(asked)]
    close = first.union(*others, all=True) if others else first
    for row in sorted(close, key=lambda row: (row.asked, -row.near, row.sort_key)):
        found[asked[row.asked]].append(row)
    return found


def _called_nearly(name: str, place: int) -> QuerySet:
    """`place`: of the name among those asked for, as `asked`."""
    near = TrigramSimilarity("search_key", normalized(name))
    close = Organization.objects.present().annotate(near=near, asked=Value(place)).filter(near__gt=0.3)
    return close.order_by("-near", "sort_key").only("name", "left_on", "sort_key")[:3]


def resolved(tree: Tree, known: Mapping[str, int], answers: Mapping[str, str]) -> dict[str, int | None]:
    """{normalized name: key}, None where it stays words; organizations that were asked for are made."""
    found: dict[str, int | None] = {}
    new: dict[str, Organization] = {}
    chosen = _chosen(answers)
    for name in named(tree):
        key = normalized(name)
        said = answers.get(key) or answers.get(ALL, TEXT)
        if key in known:
            found[key] = known[key]
        elif said.startswith(NEW):
            new[key] = Organization(name=name[:LONGEST], kind=said.removeprefix(NEW))
        else:
            found[key] = chosen.get(said)
    return found | _made(new)


def _chosen(answers: Mapping[str, str]) -> dict[str, int]:
    """{key as it was answered: key}, of those that are there; one that was merged since is the one that stays."""
    keys = {key: said for said in answers.values() if (key := whole_number(said)) is not None}
    rows = Organization.objects.filter(pk__in=keys).values_list("pk", Coalesce("merged_into", "pk")) if keys else []
    return {keys[pk]: kept for pk, kept in rows}


def _made(new: dict[str, Organization]) -> dict[str, int | None]:
    """All at once. Names that are the same as far as the directory holds them are one organization."""
    by_name: dict[str, Organization] = {}
    for one in new.values():
        one.fill_keys()
        by_name.setdefault(one.name, one)
    cut = [name for name in by_name if len(name) == LONGEST]
    by_name |= {one.name: one for one in Organization.objects.filter(name__in=cut)}
    Organization.objects.bulk_create(one for one in by_name.values() if one.pk is None)
    return {key: by_name[one.name].pk for key, one in new.items()}


CHOICES = [
    (TEXT, _("leave it as words in the text")),
    *((f"{NEW}{kind.value}", _("new stakeholder: %(kind)s") % {"kind": kind.label}) for kind in NEW_KINDS),
]
