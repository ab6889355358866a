from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.forms.meetings import DateField
from meetings.models import PRESENT, AgendaItem, Agreement, Attendance, Meeting
from meetings.services.answering import stands_for
from members.models import Organization, Person


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
        """The choices, from what was read of the meeting already (its agenda and attendances) and one query more."""
        rows = [row for row in meeting.attendances.all() if row.organization]
        names = {row.organization_id: row.organization for row in rows}
        names |= {one.pk: one for one in Organization.objects.active_members().filter(bodies=meeting.body_id)}
        ordered = sorted(names.values(), key=lambda one: (one.sort_key, one.pk))
        # All who are invited: who comes in while the page is open can be named too. Who is there stands first.
        there = sorted(rows, key=lambda row: row.status not in PRESENT)
        self._choose("agenda_item", [(one.pk, one.name) for one in meeting.agenda.all()])
        self._choose("owner", [(one.pk, one.name) for one in ordered])
        self._choose("owner_person", [(row.person_id, f"{row.organization} · {row.person.name}") for row in there])

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


class ActForm(forms.Form):
    """What a device says of one act beside its fields: which, and when it was."""

    uid = forms.UUIDField()
    at = forms.DateTimeField(required=False)
