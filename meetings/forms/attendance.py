import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.forms.meetings import TimeField
from meetings.models import Attendance, Meeting
from meetings.services.attendance import Mark, lacks_organization, own_organization
from meetings.services.errors import OrganizationNeeded
from members.models import Organization, Person

Status, Capacity = Attendance.Status, Attendance.Capacity
TAPS = [
    (Status.PRESENT, _("Present")),
    (Status.REMOTE, _("Remote")),
    (Status.EXCUSED, _("Excused")),
    (Status.UNEXCUSED, _("Absent")),
]


def read_marks(meeting: Meeting, posted) -> list[Mark]:
    """`was-<pk>` is what the page showed, `mark-<pk>` what was chosen; what is neither is left alone."""
    return _read(meeting, posted, "was", "mark", set(Status.values))


def read_capacities(meeting: Meeting, posted) -> list[Mark]:
    """`was-as-<pk>` and `as-<pk>`, likewise."""
    return _read(meeting, posted, "was-as", "as", set(Capacity.values))


def _read(meeting: Meeting, posted, was: str, chosen: str, valid: set[str]) -> list[Mark]:
    marks = []
    for row in meeting.attendances.all():
        before, after = posted.get(f"{was}-{row.pk}", ""), posted.get(f"{chosen}-{row.pk}", "")
        if before in valid and after in valid:
            marks.append(Mark(row.pk, before, after))
    return marks


class AttendanceForm(forms.ModelForm):
    """Hours are those of the clock where the meeting is; a meeting that goes past midnight ends on the next day."""

    arrived = TimeField(label=_("Arrived"), required=False)
    left = TimeField(label=_("Left"), required=False, help_text=_("Only who went before the end."))

    class Meta:
        model = Attendance
        fields = ["status", "capacity", "organization"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance
        self.zone = ZoneInfo(row.meeting.time_zone)
        self.initial |= {"arrived": self._hour(row.arrived_at), "left": self._hour(row.left_at)}
        organization = self.fields["organization"]
        kept = Q(pk__in=Organization.objects.active_members().order_by().values("pk")) | Q(pk=row.organization_id)
        organization.queryset = Organization.objects.filter(kept)

    def _hour(self, moment: datetime.datetime | None) -> datetime.time | None:
        return timezone.localtime(moment, self.zone).time() if moment else None

    def _moment(self, hour: datetime.time | None) -> datetime.datetime | None:
        if hour is None:
            return None
        start = self.instance.meeting.local_start
        moment = datetime.datetime.combine(start.date(), hour, self.zone)
        return moment + datetime.timedelta(days=1) if moment < start - Meeting.EARLY else moment

    def clean(self) -> dict:
        data = super().clean()
        row = self.instance
        row.arrived_at, row.left_at = self._moment(data.get("arrived")), self._moment(data.get("left"))
        if row.arrived_at and row.left_at and row.left_at < row.arrived_at:
            self.add_error("left", _("Nobody leaves before arriving."))
        if lacks_organization(data.get("capacity", ""), data.get("organization")):
            self.add_error("organization", OrganizationNeeded.words)
        return data


class PersonChoice(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, person: Person) -> str:
        return person.with_organization


class InviteForm(forms.Form):
    """`offered`: the persons shown to choose from; any other is accepted too, for the list may have moved on."""

    person = PersonChoice(Person.objects.none(), label=_("Person"))
    capacity = forms.ChoiceField(label=_("Comes as"), choices=Capacity.choices, initial=Capacity.PRINCIPAL)
    organization = forms.ModelChoiceField(
        Organization.objects.present(),
        label=_("Represents"),
        required=False,
        empty_label=_("the person's own organization"),
        help_text=_("The organization in whose name this person speaks in the meeting."),
    )

    def __init__(self, *args, offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        person.queryset = Person.objects.select_related("organization")
        person.choices = [(row.pk, person.label_from_instance(row)) for row in offered]
        organization = self.fields["organization"]
        organization.choices = [("", organization.empty_label), *_members()]

    def clean(self) -> dict:
        data = super().clean()
        person = data.get("person")
        if person and not data.get("organization"):
            data["organization"] = own_organization(person)
        if person and lacks_organization(data.get("capacity", ""), data["organization"]):
            self.add_error("organization", OrganizationNeeded.words)
        return data


def _members() -> list[tuple[int, str]]:
    return list(Organization.objects.active_members().values_list("pk", "name"))
