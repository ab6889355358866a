"""Everything that is held about one person, or one account without a person, grouped and in plain words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import Context

from alianza.rights.sections import SECRET, SECTIONS, Section, label, relations
from members import sheets
from members.days import short_day
from members.models import OutboxMail, Person, User

SHOWN = 20
MOST = 5_000


@dataclass(frozen=True)
class Subject:
    """Whose data: a person with or without an account, or an account alone."""

    person: Person | None
    user: User | None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.user.email if self.user else ""

    @cached_property
    def entries(self) -> list[int]:
        """The person's entry, and the duplicates that became part of it."""
        if self.person is None:
            return []
        return [self.person.pk, *Person.everyone.filter(merged_into=self.person).values_list("pk", flat=True)]

    @property
    def addresses(self) -> set[str]:
        return {one.email.lower() for one in (self.person, self.user) if one and one.email}


@dataclass(frozen=True)
class Holding:
    """`lines`: (day, words). `rows`: the columns as they are, for the files."""

    title: str
    lines: list[tuple[str, str]]
    rows: list[dict] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[str, str]]:
        return self.lines[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - SHOWN)


def subject_of(user: User) -> Subject:
    return Subject(Person.objects.filter(user=user).select_related("organization").first(), user)


def subject_of_person(person: Person) -> Subject:
    return Subject(person, person.user)


def holdings(subject: Subject) -> list[Holding]:
    """One query a place where a person may stand, however many rows there are."""
    found = [entry(subject), *(of_section(*one, subject) for one in sections(subject)), acts(subject)]
    return [one for one in found if one.lines]


def sections(subject: Subject) -> Iterator[tuple[Section, QuerySet]]:
    by_label = {label(*one): one for one in relations()}
    for name, section in SECTIONS.items():
        model, column = by_label[name]
        whose = subject.person if column.related_model is Person else subject.user
        if whose is not None:
            yield section, rows_of(model, column, whose, subject)


def rows_of(model: type[Model], column: Field, whose: Person | User, subject: Subject) -> QuerySet:
    about = Q(**{f"{column.name}__in": subject.entries if isinstance(whose, Person) else [whose.pk]})
    if model is OutboxMail:  # a mail to the account's own address names no person
        about |= Q(to_email__in=subject.addresses)
    return model._base_manager.filter(about)


def of_section(section: Section, rows: QuerySet, subject: Subject) -> Holding:
    own = [one.attname for one in rows.model._meta.concrete_fields if one.name not in SECRET]
    columns = dict.fromkeys([*([section.when] if section.when else []), *section.what, *own])
    ordered = rows.order_by(f"-{section.when}" if section.when else "pk", "-pk")
    found = list(ordered.values(*columns)[:MOST])
    choices = {one.name: dict(one.flatchoices) for one in rows.model._meta.concrete_fields if one.choices}
    lines = [(day(row.get(section.when)), in_words(row, section, choices)) for row in found]
    return Holding(str(section.title), lines, found)


def in_words(row: dict, section: Section, choices: dict) -> str:
    said = [choices.get(name, {}).get(row[name], row[name]) for name in section.what]
    return " · ".join(
        day(one) if hasattr(one, "year") else str(one) for one in said if one not in (None, "", True, False)
    )


def day(moment) -> str:
    if moment is None:
        return ""
    return short_day(timezone.localdate(moment) if hasattr(moment, "hour") else moment)


def entry(subject: Subject) -> Holding:
    """The directory entry and the account, a line each column."""
    rows = []
    for one in (subject.person, subject.user):
        if one is not None:
            columns = [
                f for f in one._meta.concrete_fields if f.name not in {*SECRET, "sort_key", "search_key", "user"}
            ]
            rows += [(capfirst(str(f.verbose_name)), value(one, f)) for f in columns]
    lines = [(name, said) for name, said in rows if said]
    return Holding(_("Directory entry and account"), lines, [dict(rows)])


def value(row: Model, column: Field) -> str:
    if column.is_relation:
        return str(getattr(row, column.name) or "")
    held = getattr(row, column.attname)
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    return day(held) if hasattr(held, "year") else str(held if held is not None else "")


def acts(subject: Subject) -> Holding:
    """What this account changed, when and from which address."""
    if subject.user is None:
        return Holding("", [])
    of_account = Context.objects.filter(metadata__user=subject.user.pk).order_by("-created_at")
    found = list(of_account.values("created_at", "metadata")[:MOST])
    lines = [
        (day(one["created_at"]), f"{one['metadata'].get('url', '')} · {one['metadata'].get('address', '')}")
        for one in found
    ]
    return Holding(_("Changes that this account made"), lines, found)


def as_json(subject: Subject) -> bytes:
    said = {one.title: one.rows for one in holdings(subject)}
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def as_xlsx(subject: Subject) -> bytes:
    columns = [(_("What"), 44), (_("Day"), 24), (_("In words"), 100)]
    rows = [(one.title, when, words) for one in holdings(subject) for when, words in one.lines]
    return sheets.as_xlsx([(_("My data"), columns, rows)])
