"""What names a person, and where texts say it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, F, Field, Func, JSONField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left

from alianza.rights.holdings import Subject
from members.models import Invitation, Person, User

# Written by others of others, or bound by a fingerprint: rows of one person are written by alianza.rights.erasing.
NOT_READ = {
    "members.Person",
    "members.PersonEvent",
    "members.User",
    "members.UserEvent",
    "members.Invitation",
    "members.InvitationEvent",
    "members.Consent",
    "members.ConsentEvent",
    "members.Organization",
    "members.OrganizationEvent",
    "account.EmailAddress",
    "actionplans.ActionPlan",
    "actionplans.ActionPlanEvent",
    "actionplans.PlanVersion",
    "actionplans.PlanVersionEvent",
}
APPS_READ = {"members", "meetings", "actionplans", "admin"}
SHORTEST_PHONE = 7
COLUMNS = ("name", "email", "phone", "bounced_email")


@dataclass(frozen=True)
class Words:
    """`pattern` finds them in texts. `shared`: words that name somebody else too, which texts keep. `addresses`: those
    of today and before, in small letters, without the shared ones."""

    found: tuple[str, ...]
    shared: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def pattern(self) -> str:
        longest_first = sorted(self.found, key=len, reverse=True)
        between = r"(?:\s|\\[nrt])+"
        alternatives = "|".join(re.escape(word).replace("\\ ", between) for word in longest_first)
        # In JSON a line's end is written \n, whose letter is no letter of the text.
        return rf"(?:(?<![[:alnum:]])|(?<=\\[nrt]))({alternatives})(?![[:alnum:]])" if alternatives else ""


def words_of(subject: Subject) -> Words:
    """Names of two words and more, addresses and telephones; those of today and those of before."""
    user = subject.user
    rows = [*Person.everyone.filter(pk__in=subject.entries).values(*COLUMNS)]
    rows += Person.pgh_event_model.objects.filter(pgh_obj__in=subject.entries).values(*COLUMNS)
    names = {" ".join(row["name"].split()) for row in rows}
    addresses = {row[column].lower() for row in rows for column in ("email", "bounced_email")}
    addresses |= {
        one.lower() for one in Invitation.objects.filter(person__in=subject.entries).values_list("email", flat=True)
    }
    if user is not None:
        addresses |= {user.email.lower(), *(one.lower() for one in user.events.values_list("email", flat=True))}
    phones = {row["phone"] for row in rows if len(re.sub(r"\D", "", row["phone"])) >= SHORTEST_PHONE}
    found = {word for word in {*(n for n in names if " " in n), *addresses, *phones} if word}
    shared = {word for word in found if _names_others(word, subject)}
    return Words(tuple(sorted(found - shared)), tuple(sorted(shared)), tuple(sorted(addresses - shared - {""})))


def _names_others(word: str, subject: Subject) -> bool:
    others = Person.objects.exclude(pk=subject.person.pk)
    same = Q(name__iexact=word) | Q(email__iexact=word) | Q(phone=word)
    accounts = User.objects.exclude(pk=subject.user.pk if subject.user else None)
    return others.filter(same).exists() or accounts.filter(email__iexact=word).exists()


def texts() -> Iterable[tuple[type[Model], list[Field]]]:
    """Every table with columns of free text, the trails last: changing a row writes into its trail."""
    models = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy and m._meta.app_label in APPS_READ]
    for model in sorted(models, key=lambda m: hasattr(m, "pgh_tracked_model")):
        columns = [one for one in model._meta.concrete_fields if is_free_text(one)]
        if columns and model._meta.label not in NOT_READ:
            yield model, columns


def is_free_text(column: Field) -> bool:
    if column.choices or column.unique or column.is_relation or column.name.startswith("pgh_"):
        return False
    return isinstance(column, CharField | TextField | JSONField) and not column.name.endswith("sha256")


def mentioning(model: type[Model], columns: list[Field], pattern: str) -> QuerySet:
    """The rows that say it. Texts of a version that left the draft state are not among them: see frozen_mentions."""
    said = {f"text_{one.name}": Cast(one.name, TextField()) for one in columns}
    anywhere = Q()
    for name in said:
        anywhere |= Q(**{f"{name}__iregex": pattern})
    rows = model._default_manager.alias(**said).filter(anywhere)
    return rows.filter(version__content_sha256=None) if model._meta.label == "actionplans.VersionItem" else rows


def replaced(column: Field, pattern: str, placeholder: str):
    """The column with the words replaced, cut to what it can hold."""
    text = Cast(F(column.name), TextField())
    said = Func(
        text, Value(pattern), Value(placeholder), Value("gi"), function="regexp_replace", output_field=TextField()
    )
    if isinstance(column, JSONField):
        return Cast(said, JSONField())
    return Left(said, column.max_length) if isinstance(column, CharField) else said
