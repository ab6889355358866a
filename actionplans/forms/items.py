import uuid
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django import forms
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actionplans.forms.fields import TagsField, TargetsField
from actionplans.forms.organizations import OrganizationsField, directory
from actionplans.forms.origins import named_in, offered_origins
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.errors import TargetReasonNeeded
from actionplans.services.items import Wording
from actionplans.services.rows import PARENT_KIND, rows_in_order
from actionplans.services.wording import target_changes
from meetings.models import Agreement, SwotItem
from members.forms.fields import DateInput
from members.text import unix_lines, whole_number

Kind = PlanItem.Kind
T = TypeVar("T")
MANY = 100  # activities: more are said in fewer words, or the form grows heavy
TEXTS = ["title", "title_en", "text", "text_en"]
FIELDS = {
    Kind.LINE: [*TEXTS, "weight"],
    Kind.OBJECTIVE: [*TEXTS, "weight"],
    Kind.ACTIVITY: [
        *(*TEXTS, "weight", "starts_on", "ends_on", "depends_on"),
        *("area", "authority_level", "tags", "budget", "funder"),
    ],
    Kind.INDICATOR: [*TEXTS, "baseline", "unit", "target", "targets", "target_reason", "verification"],
}
LONG = ("text", "text_en", "target_reason")
ENGLISH = ("title_en", "text_en")
BEGAN = ("lock_version", "began_under")
ORIGINS = ("agreements", "swot_items")
MORE = ("depends_on", "area", "authority_level", "tags", "budget", "funder")


class ItemForm(forms.ModelForm):
    """The fields of one kind of item. What the form doesn't ask stays as it is.

    `lock_version`, and `began_under`, the parent's key: of what the writer began with.
    """

    parent = forms.ModelChoiceField(VersionItem.objects.none(), label=_("Belongs to"))
    leads = OrganizationsField(label=_("Leads"))
    supports = OrganizationsField(label=_("Supports"))
    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(), label=_("Agreements"), required=False, widget=forms.CheckboxSelectMultiple
    )
    swot_items = forms.ModelMultipleChoiceField(
        SwotItem.objects.none(), label=_("Items of the SWOT"), required=False, widget=forms.CheckboxSelectMultiple
    )
    depends_on = forms.TypedMultipleChoiceField(
        label=_("After"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What has to be done before."),
    )
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Separated by commas, such as: advocacy, training."))
    targets = TargetsField(label=_("Targets by period"), required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    began_under = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = VersionItem
        fields = list(dict.fromkeys(name for names in FIELDS.values() for name in names))
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "text": forms.Textarea(attrs={"rows": 4}),
            "text_en": forms.Textarea(attrs={"rows": 4}),
            "target_reason": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = [
        *("parent", "title", "text", "starts_on", "ends_on", "weight", "leads", "supports"),
        *("baseline", "unit", "target", "targets", "target_reason", "verification", *MORE),
    ]

    def __init__(self, *args, version: PlanVersion, kind: str, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = Kind(kind)
        for name in set(self.Meta.fields) - set(FIELDS[self.kind]):
            del self.fields[name]
        self.version = version
        self.rows = cache(lambda: rows_in_order(version))
        self._offer_parents(version)
        self._offer_earlier()
        self._offer_organizations()
        self._offer_origins(user)

    def _offer_parents(self, version: PlanVersion) -> None:
        wanted = PARENT_KIND[self.kind]
        if wanted is None:
            del self.fields["parent"], self.fields["began_under"]
            return
        self.fields["parent"].queryset = VersionItem.objects.filter(version=version, item__kind=wanted)
        self.fields["parent"].choices = _once(
            lambda: [("", "---------"), *((row.pk, row.path) for row in self.rows() if row.kind == wanted)]
        )

    def _offer_earlier(self) -> None:
        if self.kind != Kind.ACTIVITY:
            return
        mine = self.instance.pk

        def earlier() -> list[tuple]:
            rows = [row for row in self.rows() if row.kind == Kind.ACTIVITY and row.pk != mine]
            letters = 120 if len(rows) <= MANY else 50
            return [(row.uid, f"{row.code} {Truncator(row.title).chars(letters)}") for row in rows]

        self.fields["depends_on"].choices = _once(earlier)

    def _offer_organizations(self) -> None:
        if self.kind != Kind.ACTIVITY:
            del self.fields["leads"], self.fields["supports"]
            return
        chosen = {*self.initial.get("leads", []), *self.initial.get("supports", [])}
        for name in ("leads", "supports") if self.is_bound else ():
            posted = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
            chosen |= {key for key in map(whole_number, map(str, posted)) if key is not None}
        if self.instance.pk and "leads" not in self.initial:
            chosen |= set(self.instance.responsibilities.values_list("organization", flat=True))
        listed, others = directory(chosen)
        self.fields["leads"].offer(listed, others)
        self.fields["supports"].offer(listed)

    def _offer_origins(self, user) -> None:
        """Whoever writes links what they may see."""
        agreements = Agreement.objects.visible_to(user).exclude(state=Agreement.State.WITHDRAWN)
        swot_items = SwotItem.objects.visible_to(user)
        self.fields["agreements"].queryset, self.fields["swot_items"].queryset = agreements, swot_items
        offered = _once(lambda: offered_origins(agreements, swot_items))
        self.fields["agreements"].choices = lambda: offered()[0]
        self.fields["swot_items"].choices = lambda: offered()[1]

    def clean(self) -> dict:
        data = super().clean()
        data |= {name: self._lines(name, data[name]) for name in LONG if name in data}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("It can't end before it starts."))
        if (
            self.kind == Kind.INDICATOR
            and not data.get("target_reason")
            and target_changes(self.version, self.instance, data)
        ):
            self.add_error("target_reason", TargetReasonNeeded.words)
        return data

    def _lines(self, name: str, typed: str) -> str:
        """A browser ends lines otherwise than what is saved may: that alone is no change."""
        said, words = getattr(self.instance, name), unix_lines(typed)
        return said if unix_lines(said) == words else words

    def wording(self) -> Wording:
        data = self.cleaned_data
        return Wording(
            {name: data[name] for name in FIELDS[self.kind]},
            leads=data.get("leads"),
            supports=data.get("supports"),
            agreements=data["agreements"],
            swot_items=data["swot_items"],
        )

    def asked_in(self, *names: str) -> list:
        return [self[name] for name in names if name in self.fields]

    def main_fields(self) -> list:
        return self.asked_in(*(name for name in self.fields if name not in (*ENGLISH, *ORIGINS, *MORE, *BEGAN)))

    def more_fields(self) -> list:
        """Nothing to come after is nothing to ask."""
        return [field for field in self.asked_in(*MORE) if field.name != "depends_on" or field.field.choices]

    def more_is_said(self) -> bool:
        return any(self[name].value() or self[name].errors for name in MORE if name in self.fields)

    def spanish_words(self) -> list:
        """Each text with the field for its English beside it (`english`)."""
        found = self.asked_in("title", "text")
        for field in found:
            field.english = self[f"{field.name}_en"]
        return found

    def origin_fields(self) -> list:
        """Nothing to choose from is nothing to ask."""
        return [field for field in self.asked_in(*ORIGINS) if list(field.field.choices)]

    def has_parents(self) -> bool:
        """There is something that it can belong to, or it needs nothing."""
        return "parent" not in self.fields or len(list(self.fields["parent"].choices)) > 1


def _once(read: Callable[[], T]) -> Callable[[], T]:
    """Asked for once a form, and only where it is shown."""
    return cache(read)


def initial_of(text: VersionItem) -> dict:
    """What the form shows of a row besides its own columns. One query."""
    roles, origins = named_in(text)
    return {
        "parent": text.parent_id,
        "lock_version": text.lock_version,
        "began_under": text.parent_id,
        "leads": [pk for pk, role in roles if role == "lead"],
        "supports": [pk for pk, role in roles if role == "support"],
        "agreements": [agreement for agreement, _swot in origins if agreement],
        "swot_items": [swot for _agreement, swot in origins if swot],
    }


def put_into(posted: QueryDict, name: str, value) -> None:
    """As the form's own field would have sent it."""
    if name == "targets":
        posted.setlist("targets_until", [row["until"] for row in value])
        posted.setlist("targets_value", [row["value"] for row in value])
    elif name == "tags":
        posted[name] = ", ".join(value)
    elif name in ("leads", "supports"):
        posted.setlist(name, [str(one) for one in value])
        posted.setlist(f"{name}_named", [])
    elif isinstance(value, list):
        posted.setlist(name, [str(one) for one in value])
    else:
        posted[name] = "" if value is None else str(value)
