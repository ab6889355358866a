"""Who gets a share."""

import uuid
from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actionplans.forms.share.groups import kind_and_level, label_of, sections, takes
from members.models import Organization, Person, still_in
from members.places import departments
from members.text import normalized, whole_number

Kind, Level = Organization.Kind, Organization.Level
FEW = 12


def offered_people() -> list[Person]:
    """Everybody to whom a plan may be sent: people of stakeholders and of members that have not left."""
    people = Person.objects.filter(still_in(prefix="organization__"), organization__isnull=False)
    people = people.select_related("organization").defer("search_key", "organization__search_key")
    return list(people.order_by("organization__sort_key", "organization_id", "sort_key", "pk"))


class FilterForm(forms.Form):
    """What the list shows; stakeholders only, unless members are asked for."""

    q = forms.CharField(
        label=_("Person or organization"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all stakeholders")), *Kind.choices])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("all levels")), *Level.choices])
    department = forms.ChoiceField(
        label=_("Department"), required=False, choices=lambda: [("", _("all departments")), *departments()]
    )

    @property
    def narrowing(self) -> dict[str, str]:
        """What was chosen, as it stands in addresses and as the organization has it."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return {name: chosen[name] for name in ("kind", "level", "department") if chosen.get(name)}

    def shown(self, people: Iterable[Person]) -> list[Person]:
        wanted, words = self.narrowing, normalized(self.words).split()
        return [p for p in people if _matches(p.organization, wanted) and (not words or _is_called(p, words))]

    @property
    def is_narrow(self) -> bool:
        return bool(self.narrowing or self.words)

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""

    def narrow(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """The same in the database; members are among `people` only where they were put there."""
        return people.filter(**{f"organization__{name}": value for name, value in self.narrowing.items()})


def _matches(organization: Organization, wanted: dict[str, str]) -> bool:
    right = all(getattr(organization, name) == value for name, value in wanted.items())
    return right and ("kind" in wanted or not organization.is_member)


def _is_called(person: Person, words: list[str]) -> bool:
    names = normalized(person.name, person.position, person.email, person.organization.name)
    return all(word in names for word in words)


class PeopleForm(forms.Form):
    """Persons of the directory, one by one; `chosen` carries a preview's choice on, as numbers with commas."""

    people = forms.TypedMultipleChoiceField(label=_("Persons"), required=False, coerce=int)
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, offered: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {person.pk: person for person in offered}
        self.fields["people"].choices = [(person.pk, person.name) for person in offered]

    def clean_chosen(self) -> list[int]:
        numbers = [whole_number(word) for word in self.cleaned_data["chosen"].split(",") if word]
        if not all(number in self.offered for number in numbers):
            raise forms.ValidationError(_("Somebody of the list is not in the directory any more. Choose again."))
        return numbers

    @property
    def named(self) -> set[int]:
        return {*self.cleaned_data.get("people", []), *self.cleaned_data.get("chosen", [])}


class RecipientsForm(PeopleForm):
    """Whole groups, single persons, and `chosen` together are the recipients."""

    groups = forms.MultipleChoiceField(label=_("Everybody of"), required=False, widget=forms.CheckboxSelectMultiple)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes into every mail, as it is. Write it in a language that all of them read."),
    )
    by_address = forms.BooleanField(
        label=_("A link that was passed on only reads"),
        required=False,
        help_text=_("To acknowledge or answer, one has to type the address that the mail was sent to."),
    )
    field_order = ["groups", "people", "chosen", "message", "by_address"]

    def __init__(self, *args, offered: list[Person], **kwargs):
        super().__init__(*args, offered=offered, **kwargs)
        self.sections = sections(offered)
        reachable = {person.pk for person in offered if takes(person)}
        self.fields["groups"].choices = [
            (heading, [(group.key, label_of(group, reachable)) for group in groups])
            for heading, groups in self.sections
        ]

    @property
    def boxes(self) -> list[tuple]:
        """[(heading, boxes of its groups, whether they are shown at once)]; of many, only those with a choice are."""
        made = {box.data["value"]: box for box in self["groups"]}
        listed = [(heading, [made[group.key] for group in groups]) for heading, groups in self.sections]
        few = sum(len(boxes) for _heading, boxes in listed) <= FEW
        return [(heading, boxes, few or any(box.data["selected"] for box in boxes)) for heading, boxes in listed]

    def clean(self) -> dict:
        """`recipients`: persons in the order of the list. Whoever can't get it is named, not passed over: chosen one by
        one that is an error, as part of a group `left_out` says it."""
        data = super().clean()
        named, together = self.named, self._of_groups(set(data.get("groups", [])))
        persons = [p for p in self.offered.values() if p.pk in named or (takes(p) and p.pk in together)]
        mute = [person.name for person in persons if not person.email]
        if mute:
            self.add_error("people", _("Without an e-mail address: %(names)s.") % {"names": ", ".join(mute)})
        gone = [person.name for person in persons if person.unsubscribed_at]
        if gone:
            self.add_error("people", _("They want no notices: %(names)s.") % {"names": ", ".join(gone)})
        if not persons and not self.errors:
            raise forms.ValidationError(_("Choose at least one person to share it with."))
        data["recipients"] = persons
        data["left_out"] = [p for p in self.offered.values() if p.pk in together - named and not takes(p)]
        return data

    def _of_groups(self, keys: set[str]) -> set[int]:
        groups = [group for _heading, groups in self.sections for group in groups]
        return set().union(*(group.people for group in groups if group.key in keys))

    @property
    def ticked(self) -> set[int]:
        """Whom the list shows as chosen, whatever of the form was wrong."""
        data = getattr(self, "cleaned_data", {})
        together = self._of_groups(set(data.get("groups", [])))
        return {person.pk for person in data.get("recipients", []) if person.pk not in together}


class SendForm(forms.Form):
    """A confirmed preview. The nonce makes the same preview sent twice one share."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def by_organization(people: Iterable[Person], ticked: set[int], had: set[int], *, on_list: bool = False) -> list[dict]:
    """The list as the page shows it: organizations with their people, each cell ready. `had`: were sent it before;
    `on_list`: it is a saved list that is made, so whoever can't be reached now may be on it."""
    listed = []
    for organization, persons in groupby(people, key=lambda person: person.organization):
        entries = [_entry(person, person.pk in ticked, person.pk in had, on_list) for person in persons]
        label = kind_and_level(organization.kind, organization.level)
        listed.append({"name": organization.name, "label": label, "people": entries})
    return listed


def _entry(person: Person, ticked: bool, had: bool, on_list: bool) -> dict:
    return {
        "pk": person.pk,
        "name": person.name,
        "position": person.position,
        "language": person.get_language_display(),
        "had": had,
        "no_address": not person.email,
        "unsubscribed": person.unsubscribed_at is not None,
        "bounces": person.email_bounces,
        "disabled": not takes(person) and not on_list,
        "ticked": ticked and (on_list or takes(person)),
    }
