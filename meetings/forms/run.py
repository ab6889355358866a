from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.forms.attendance import TAPS
from meetings.forms.meetings import DateField
from meetings.models import PRESENT, AgendaItem, Agreement, Attendance, Body, Meeting
from meetings.services.answering import stands_for
from members.models import Organization, Person
from members.text import normalized, one_line


def plain(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n").replace("\x00", "")


class ItemForm(forms.Form):
    """An item of this meeting's agenda."""

    item = forms.ModelChoiceField(AgendaItem.objects.none())

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.agenda.all()


class NotesForm(ItemForm):
    before = forms.CharField(required=False, strip=False)
    text = forms.CharField(required=False, strip=False, max_length=20_000, label=_("Notes"))

    def clean_before(self) -> str:
        return plain(self.cleaned_data["before"])

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


def _members_with_people(meeting: Meeting) -> QuerySet[Organization]:
    """All active members; of each, `is_of_body` and the names of its people. One query."""
    of_body = Body.organizations.through.objects.filter(body=meeting.body_id, organization=OuterRef("pk"))
    people = Person.objects.filter(organization=OuterRef("pk")).order_by("sort_key", "pk")
    members = Organization.objects.active_members()
    return members.annotate(is_of_body=Exists(of_body), people_names=ArraySubquery(people.values("name")))


class TakeDownForm(forms.ModelForm):
    """An agreement, in seconds: who and until when may be said later, before the meeting closes."""

    due_on = DateField(label=_("Due on"), required=False)

    class Meta:
        model = Agreement
        fields = ["agenda_item", "text", "kind", "owner", "owner_person", "due_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, instance=Agreement(meeting=meeting), **kwargs)
        there = Attendance.objects.filter(meeting=meeting).order_by()
        self.fields["agenda_item"].queryset = meeting.agenda.all()
        invited = Q(pk__in=there.exclude(organization=None).values("organization"))
        of_body = Q(pk__in=Organization.objects.active_members().filter(bodies=meeting.body_id).order_by().values("pk"))
        self.fields["owner"].queryset = Organization.objects.filter(invited | of_body)
        person = self.fields["owner_person"]
        person.queryset = Person.objects.filter(pk__in=there.values("person")).select_related("organization")

    def offer(self, meeting: Meeting) -> None:
        """The choices, from what was read of the meeting already (its agenda and attendances) and one query more. Also
        `members` and `people`: names to complete what is typed, those of people of the body who are not invited."""
        rows = [row for row in meeting.attendances.all() if row.organization]
        names = {row.organization_id: row.organization for row in rows}
        members = list(_members_with_people(meeting))
        names |= {one.pk: one for one in members if one.is_of_body}
        ordered = sorted(names.values(), key=lambda one: (one.sort_key, one.pk))
        # All who are invited: who comes in while the page is open can be named too. Who is there stands first.
        there = sorted(rows, key=lambda row: row.status not in PRESENT)
        self._choose("agenda_item", [(one.pk, one.name) for one in meeting.agenda.all()])
        self._choose("owner", [(one.pk, one.name) for one in ordered])
        self._choose("owner_person", [(row.person_id, f"{row.organization} · {row.person.name}") for row in there])
        self.members = [one.name for one in members]
        invited = {row.person.name for row in meeting.attendances.all()}
        known = {name for one in members if one.is_of_body for name in one.people_names}
        self.people = sorted(known - invited, key=normalized)

    def _choose(self, name: str, choices: list[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", "—"), *choices]

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])

    def clean(self) -> dict:
        data = super().clean()
        owner, person = data.get("owner"), data.get("owner_person")
        if person and not owner:
            data["owner"] = person.organization
        elif person and not stands_for(person, owner.pk):
            self.add_error("owner_person", _("This person doesn't belong to the responsible organization."))
        closed, lacking = self.instance.meeting.closed_at, not (data.get("owner") and data.get("due_on"))
        if closed and lacking and data.get("kind") == Agreement.Kind.COMMITMENT:
            self.add_error(None, _("The meeting is closed: a commitment needs a responsible organization and a date."))
        return data


class CameForm(forms.Form):
    """Somebody who is there and on no list. `organization` is a name, so that it can be typed without a connection; it
    is one of the directory's. `who` is offered once the directory knows somebody who might be meant: `choices`."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"list": "names"}))
    organization = forms.CharField(
        label=_("Organization"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "organizations"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    capacity = forms.ChoiceField(
        label=_("Comes as"),
        choices=Attendance.Capacity.choices,
        initial=Attendance.Capacity.GUEST,
        help_text=_("Only principals and alternates count for the quorum."),
    )
    status = forms.ChoiceField(
        label=_("How"), choices=[one for one in TAPS if one[0] in PRESENT], initial=Attendance.Status.PRESENT
    )
    who = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, choices: tuple[tuple[str, str], ...] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if choices:
            asked = {"label": _("Who is it?"), "widget": forms.RadioSelect, "required": False}
            self.fields["who"] = forms.ChoiceField(choices=choices, **asked)
            self.order_fields(["who"])

    def clean_name(self) -> str:
        return one_line(plain(self.cleaned_data["name"]))

    def clean_organization(self) -> Organization | None:
        name = normalized(plain(self.cleaned_data["organization"]))
        if not name:
            return None
        known = Organization.objects.present()
        found = list(known.filter(sort_key=name)[:2]) or [
            one
            for one in known.exclude(acronym="").filter(search_key__contains=name)
            if normalized(one.acronym) == name
        ]
        if len(found) == 1:
            return found[0]
        near = ", ".join(known.search(name).values_list("name", flat=True)[:3])
        words = _("The directory has no organization of exactly this name.")
        raise forms.ValidationError([words, _("Like it: %s.") % near] if near else words)


class ActForm(forms.Form):
    """What a device says of one act beside its fields: which, and when it was."""

    uid = forms.UUIDField()
    at = forms.DateTimeField(required=False)
