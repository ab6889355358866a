import uuid
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organization, Person

Kind, Level = Organization.Kind, Organization.Level


def offered_people() -> list[Person]:
    """Everybody to whom a plan may be sent: people of stakeholders and of members that have not left."""
    people = Person.objects.filter(organization__isnull=False, organization__left_on=None)
    people = people.select_related("organization").defer("search_key", "organization__search_key")
    return list(people.order_by("organization__sort_key", "organization_id", "sort_key", "pk"))


def group_of(person: Person) -> str:
    """ "authority:national": what can be taken as a whole."""
    return f"{person.organization.kind}:{person.organization.level}"


def group_label(kind: str, level: str) -> str:
    return " · ".join(str(words) for words in (Kind(kind).label, Level(level).label if level else "") if words)


class FilterForm(forms.Form):
    """What the list shows; stakeholders only, unless members are asked for."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all stakeholders")), *Kind.choices])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("all levels")), *Level.choices])

    def shown(self, people: Iterable[Person]) -> list[Person]:
        chosen = self.cleaned_data if self.is_valid() else {}
        kind, level = chosen.get("kind"), chosen.get("level")
        return [person for person in people if _matches(person.organization, kind, level)]


def _matches(organization: Organization, kind: str | None, level: str | None) -> bool:
    right_kind = organization.kind == kind if kind else not organization.is_member
    return right_kind and (not level or organization.level == level)


class RecipientsForm(forms.Form):
    """Whole groups, single persons, and `chosen` (a preview's numbers, with commas) together are the recipients."""

    groups = forms.MultipleChoiceField(label=_("Everybody of"), required=False, widget=forms.CheckboxSelectMultiple)
    people = forms.TypedMultipleChoiceField(label=_("Persons"), required=False, coerce=int)
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes into every mail, as it is. Write it in a language that all of them read."),
    )

    def __init__(self, *args, offered: list[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {person.pk: person for person in offered}
        self.fields["people"].choices = [(person.pk, person.name) for person in offered]
        reachable = Counter(group_of(person) for person in offered if _takes(person))
        stakeholders_first = sorted(reachable.items(), key=lambda entry: (entry[0].startswith(Kind.MEMBER), entry[0]))
        self.fields["groups"].choices = [
            (group, f"{group_label(*group.split(':'))} ({count})") for group, count in stakeholders_first
        ]

    def clean_chosen(self) -> list[int]:
        numbers = [word for word in self.cleaned_data["chosen"].split(",") if word]
        if not all(word.isascii() and word.isdigit() and int(word) in self.offered for word in numbers):
            raise forms.ValidationError(_("Somebody of the list is not in the directory any more. Choose again."))
        return [int(word) for word in numbers]

    def clean(self) -> dict:
        """`recipients`: persons in the order of the list. Whoever has no address is named, not passed over."""
        data = super().clean()
        named = {*data.get("people", []), *data.get("chosen", [])}
        groups = set(data.get("groups", []))
        persons = [p for p in self.offered.values() if p.pk in named or (_takes(p) and group_of(p) in groups)]
        mute = [person.name for person in persons if not person.email]
        if mute:
            self.add_error("people", _("Without an e-mail address: %(names)s.") % {"names": ", ".join(mute)})
        gone = [person.name for person in persons if person.unsubscribed_at]
        if gone:
            self.add_error("people", _("They want no notices: %(names)s.") % {"names": ", ".join(gone)})
        if not persons and not self.errors:
            raise forms.ValidationError(_("Choose at least one person to share it with."))
        data["recipients"] = persons
        return data

    @property
    def ticked(self) -> set[int]:
        """Whom the list shows as chosen, whatever of the form was wrong."""
        data = getattr(self, "cleaned_data", {})
        return {person.pk for person in data.get("recipients", []) if group_of(person) not in data.get("groups", [])}


def _takes(person: Person) -> bool:
    return bool(person.email) and person.unsubscribed_at is None


class SendForm(forms.Form):
    """A confirmed preview. The nonce makes the same preview sent twice one share."""

    nonce = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def by_organization(people: Iterable[Person], ticked: set[int], had: set[int]) -> list[dict]:
    """The list as the page shows it: organizations with their people, each cell ready. `had`: were sent it before."""
    listed = []
    for organization, persons in groupby(people, key=lambda person: person.organization):
        entries = [_entry(person, person.pk in ticked, person.pk in had) for person in persons]
        label = group_label(organization.kind, organization.level)
        listed.append({"name": organization.name, "label": label, "people": entries})
    return listed


def _entry(person: Person, ticked: bool, had: bool) -> dict:
    return {
        "pk": person.pk,
        "name": person.name,
        "position": person.position,
        "language": person.get_language_display(),
        "had": had,
        "no_address": not person.email,
        "unsubscribed": person.unsubscribed_at is not None,
        "bounces": person.email_bounces,
        "ticked": ticked and _takes(person),
    }
