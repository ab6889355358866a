from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.forms.meetings import DateField
from meetings.forms.seen import SeenMixin
from meetings.models import Agreement, Minutes
from meetings.services.agreements import REPORTABLE
from meetings.services.answering import stands_for
from meetings.services.promises import may_take_over
from members.models import Mandate, Organization, Person

FROZEN = _("The minutes with these words are in review or published: to change them, take back or correct the minutes.")


class AgreementForm(SeenMixin, forms.ModelForm):
    due_on = DateField(label=_("Due on"), required=False)

    class Meta:
        model = Agreement
        fields = ["agenda_item", "text", "kind", "owner", "owner_person", "due_on", "partners"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "partners": forms.CheckboxSelectMultiple}
        labels = {"partners": _("Partners")}
        help_texts = {"kind": _("A commitment has somebody responsible and a date; a decision doesn't need them.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Organization.objects.active_members()
        self.fields["owner"].queryset = members if not self.instance.owner_id else _with(members, self.instance)
        self.fields["partners"].queryset = members
        agenda = self.instance.meeting.agenda.all()
        self.fields["agenda_item"].queryset = agenda
        if not agenda:
            del self.fields["agenda_item"]
        person = self.fields["owner_person"]
        people = Person.objects.filter(organization__kind=Organization.Kind.MEMBER).select_related("organization")
        person.queryset = people.order_by("organization__sort_key", "sort_key")
        person.label_from_instance = lambda one: f"{one.organization} · {one.name}"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == Agreement.Kind.COMMITMENT:
            if "owner" in data and not data["owner"]:
                self.add_error("owner", _("A commitment needs a responsible organization."))
            if "due_on" in data and not data["due_on"]:
                self.add_error("due_on", _("A commitment needs a date."))
        owner, person = data.get("owner"), data.get("owner_person")
        if person and not (owner and stands_for(person, owner.pk)):
            self.add_error("owner_person", _("This person doesn't belong to the responsible organization."))
        return data


class AgreementUpdateForm(AgreementForm):
    class Meta(AgreementForm.Meta):
        fields = [*AgreementForm.Meta.fields, "state"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        frozen = Minutes.objects.filter(meeting=self.instance.meeting_id).exclude(state__in=Minutes.WRITTEN)
        if frozen.exists():
            for name in {"text", "kind", "agenda_item"} & self.fields.keys():
                self.fields[name].disabled = True
            self.fields["text"].help_text = FROZEN


class ProgressForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How far is it?"),
        choices=[(state, state.label) for state in Agreement.State if state in REPORTABLE],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_("What was done, what is missing, where it can be seen."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    evidence = forms.URLField(
        label=_("Link to evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Such as https://…"),
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExtensionForm(forms.Form):
    due_on = DateField(label=_("New date"))
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class HandoverForm(forms.Form):
    """To a person of the own organization, or to another organization (then with the reason)."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("To somebody of my organization"), required=False)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Or to another organization"), required=False
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, agreement: Agreement, **kwargs):
        super().__init__(*args, **kwargs)
        mandates = Mandate.objects.current().filter(organization=agreement.owner_id).order_by()
        self.fields["person"].queryset = Person.objects.filter(
            Q(organization=agreement.owner_id) | Q(pk__in=mandates.values("person"))
        )
        self.fields["organization"].queryset = may_take_over(agreement)

    def clean(self) -> dict:
        data = super().clean()
        if bool(data.get("person")) == bool(data.get("organization")):
            raise forms.ValidationError(_("Choose a person or an organization."))
        return data


def _with(members, agreement: Agreement):
    """The organization that owns it now stays choosable, even after it left the alliance."""
    return Organization.objects.filter(Q(pk__in=members.order_by().values("pk")) | Q(pk=agreement.owner_id))
