"""The rows that point to one of two entries of the same thing, and what a merge does with each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db.models import Case, Count, Exists, F, Field, Model, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Entry = TypeVar("Entry", bound=Model)


class Refused(Exception):
    """The state of things doesn't allow it. `words` are for whoever asked."""

    words: str | Promise = _("These two can't be merged.")


class Fate(TextChoices):
    MOVES = "moves"
    STAYS = "stays"
    GOES = "goes"


@dataclass(frozen=True)
class Rule:
    """`frozen`: rows that nobody may rewrite. `meets`: a row that meets one of the entry that is kept; then it
    stays with the duplicate, or `goes` where it says nothing more than the other one does."""

    title: str | Promise
    meets: Callable[[QuerySet], Q] | None = None
    goes: bool = False
    frozen: Q | None = None


Rules = Mapping[str, Rule]


@dataclass(frozen=True)
class Line:
    title: str
    moves: int
    goes: int
    stays: int


def same(*columns: str) -> Callable[[QuerySet], Q]:
    """The other one has these values too."""
    return lambda kept: Q(Exists(kept.filter(**{column: OuterRef(column) for column in columns})))


def relations(target: type[Model]) -> dict[str, tuple[type[Model], Field]]:
    """Every column that points to such an entry, by label. The trail of a model repeats its rows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or hasattr(model, "pgh_tracked_model"):
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is target:
                found[f"{model._meta.label}.{field.name}"] = (model, field)
    return found


def rows_of(rules: Rules, label: str, duplicate: Entry, kept: Entry) -> QuerySet:
    """The duplicate's rows of this relation, each with its `fate`."""
    model, field = relations(type(duplicate))[label]
    rule, rows = rules[label], model._base_manager.order_by()
    cases = []
    if rule.frozen is not None:
        cases.append(When(rule.frozen or Q(pk=F("pk")), then=Value(Fate.STAYS)))
    if rule.meets is not None:
        met = rule.meets(rows.filter(**{field.name: kept}))
        cases.append(When(met, then=Value(Fate.GOES if rule.goes else Fate.STAYS)))
    return rows.filter(**{field.name: duplicate}).annotate(fate=Case(*cases, default=Value(Fate.MOVES)))


def lines_of(rules: Rules, duplicate: Entry, kept: Entry) -> list[Line]:
    """What would happen to how many; what there is none of is left out. One query."""
    counted = [
        rows_of(rules, label, duplicate, kept)
        .values("fate")
        .annotate(label=Value(label), n=Count("pk"))
        .values_list("label", "fate", "n")
        for label in rules
    ]
    counts = {(label, fate): n for label, fate, n in counted[0].union(*counted[1:], all=True)}
    return [
        Line(str(rule.title), *(counts.get((label, fate), 0) for fate in (Fate.MOVES, Fate.GOES, Fate.STAYS)))
        for label, rule in rules.items()
        if any(counts.get((label, fate)) for fate in Fate)
    ]


def move(rules: Rules, duplicate: Entry, kept: Entry) -> None:
    for label, (model, column) in relations(type(duplicate)).items():
        fates = dict(rows_of(rules, label, duplicate, kept).values_list("pk", "fate"))
        rows = model._base_manager
        rows.filter(pk__in=[pk for pk, fate in fates.items() if fate == Fate.GOES]).delete()
        rows.filter(pk__in=[pk for pk, fate in fates.items() if fate == Fate.MOVES]).update(**{column.name: kept})
