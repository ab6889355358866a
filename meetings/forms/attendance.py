from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Attendance, Meeting
from meetings.services.attendance import Mark
from members.models import Mandate, Organization, Person

Status, Capacity = Attendance.Status, Attendance.Capacity
TAPS = [
    (Status.PRESENT, _("Present")),
    (Status.REMOTE, _("Remote")),
    (Status.EXCUSED, _("Excused")),
    (Status.UNEXCUSED, _("Absent")),
]


def read_marks(meeting: Meeting, posted) -> list[Mark]:
    """`was-<pk>` is what the page showed, `mark-<pk>` what was chosen; what is neither is left alone."""
    valid = set(Status.values)
    marks = []
    for row in meeting.attendances.all():
        before, after = posted.get(f"was-{row.pk}", ""), posted.get(f"mark-{row.pk}", "")
        if before in valid and after in valid:
            marks.append(Mark(row.pk, before, after))
    return marks


class PersonChoice(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name} · {person.organization}" if person.organization else person.name


class InviteForm(forms.Form):
    """`offered`: the persons shown to choose from; any other is accepted too, for the list may have moved on."""

    person = PersonChoice(Person.objects.none(), label=_("Person"))
    capacity = forms.ChoiceField(label=_("Comes as"), choices=Capacity.choices, initial=Capacity.PRINCIPAL)
    organization = forms.ModelChoiceField(
        Organization.objects.all(),
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
        person, guest = data.get("person"), data.get("capacity") in (Capacity.GUEST, Capacity.OBSERVER)
        if person and not data.get("organization"):
            data["organization"] = own_organization(person)
        if person and not data["organization"] and not guest:
            self.add_error("organization", _("A representative speaks for an organization: choose which one."))
        return data


def own_organization(person: Person) -> Organization | None:
    """The one that the person holds a mandate in, else the one it belongs to."""
    mandate = Mandate.objects.current().filter(person=person).select_related("organization").order_by("pk").first()
    return mandate.organization if mandate else person.organization


def _members() -> list[tuple[int, str]]:
    return list(Organization.objects.active_members().values_list("pk", "name"))
