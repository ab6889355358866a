"""Whom an item names: a short list to choose from, and names to be typed for everybody else of the directory."""

from collections.abc import Collection, Iterable, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from actionplans.services.import_organizations import known_organizations, likely
from members.models import Organization
from members.text import normalized

MOST_LISTED = 40
MOST_SUGGESTED = 500
EMPTY_INPUTS = 2


class Chosen(list):
    """Keys as they were posted; `names`: what was typed besides."""

    def __init__(self, keys: Iterable, names: Iterable[str] = ()):
        super().__init__(keys)
        self.names = list(names)


class _NamesToo:
    """`others`: what the browser completes while somebody types."""

    others: Sequence[str] = ()
    chosen_template: str

    def value_from_datadict(self, data, files, name: str) -> Chosen:
        keys = super().value_from_datadict(data, files, name) or []
        typed = data.getlist(f"{name}_named") if hasattr(data, "getlist") else data.get(f"{name}_named", [])
        return Chosen(keys, filter(None, (" ".join(one.split()) for one in typed)))

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        return False

    def get_context(self, name: str, value, attrs: dict | None) -> dict:
        names = [*getattr(value, "names", []), *[""] * EMPTY_INPUTS]
        context = super().get_context(name, value, attrs)
        return context | {"names": names, "others": self.others, "chosen_template": self.chosen_template}


class OrganizationChecks(_NamesToo, forms.CheckboxSelectMultiple):
    template_name = "actionplans/organizations_input.html"
    chosen_template = "django/forms/widgets/checkbox_select.html"


class OrganizationSelect(_NamesToo, forms.SelectMultiple):
    template_name = "actionplans/organizations_input.html"
    chosen_template = "django/forms/widgets/select.html"


class OrganizationsField(forms.TypedMultipleChoiceField):
    """Any organizations, as a queryset; `offer` says which of them are listed."""

    widget = OrganizationChecks

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, **kwargs)

    def offer(self, listed: list[tuple[int, str]], others: list[str] | None = None) -> None:
        """`others`: what the browser completes; one such field of a page is enough."""
        self.choices, self.widget.others = listed, others or []

    def clean(self, value) -> QuerySet[Organization]:
        keys, names = super().clean(list(value or [])), getattr(value, "names", [])
        for name in names:
            ProhibitNullCharactersValidator()(name)
        return Organization.objects.filter(pk__in={*keys, *resolved(names)})


def directory(chosen: Collection[int]) -> tuple[list[tuple[int, str]], list[str]]:
    """(the members, where they are few enough to be looked through, and those that are chosen; all others' names)."""
    active = Organization.objects.active_members().order_by().filter(pk=OuterRef("pk"))
    marked = Organization.objects.present().annotate(counted_on=Exists(active)).order_by("sort_key", "pk")
    known = list(marked.values_list("pk", "name", "counted_on", "left_on"))
    members = {pk for pk, _name, counted_on, _left_on in known if counted_on}
    listed = {*chosen, *(members if len(members) <= MOST_LISTED else ())}
    others = [name for pk, name, counted_on, left_on in known if pk not in listed and (counted_on or left_on is None)]
    return [(pk, name) for pk, name, *_rest in known if pk in listed], others[:MOST_SUGGESTED]


def resolved(names: Iterable[str]) -> set[int]:
    """By name or acronym. Raises ValidationError with those who are called nearly so."""
    known = known_organizations() if names else {}
    unknown = [name for name in names if normalized(name) not in known]
    if unknown:
        near = likely(unknown)
        raise ValidationError([_not_found(name, near.get(name, [])) for name in unknown])
    return {known[normalized(name)] for name in names}


def _not_found(name: str, near: list[Organization]) -> ValidationError:
    if not near:
        return ValidationError(_("No organization of the directory is called “%(name)s”.") % {"name": name})
    meant = {"name": name, "near": ", ".join(one.name for one in near)}
    return ValidationError(
        _("No organization of the directory is called “%(name)s”. Perhaps you mean: %(near)s.") % meant
    )
