from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput
from members.models import Engagement, EngagementPerson, EngagementStep, Organization, Person

Side = EngagementPerson.Side


class PeopleField(forms.ModelMultipleChoiceField):
    """Boxes to tick in a list that scrolls where it is long."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "pick"})

    def label_from_instance(self, person: Person) -> str:
        return person.with_organization


class OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return person.with_organization


def owners() -> QuerySet[Person]:
    return Person.objects.speaking_for_members().select_related("organization")


class StepForm(forms.ModelForm):
    owner = OwnerField(
        label=_("Who does it"),
        queryset=Person.objects.none(),
        help_text=_("Reads this step and its day, not the rest of the approach, and gets a mail on that day."),
    )

    class Meta:
        model = EngagementStep
        fields = ["text", "due_on", "owner"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "due_on": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence is enough."),
    )


class EngagementForm(forms.ModelForm):
    """An approach to `stakeholder`. `theirs` may gain somebody who isn't in the directory yet."""

    ours = PeopleField(label=_("Who went, of the alliance"), queryset=Person.objects.none())
    theirs = PeopleField(label=_("Whom they met there"), queryset=Person.objects.none(), required=False)
    new_name = forms.CharField(
        label=_("Somebody else there: name"),
        max_length=150,
        required=False,
        help_text=_("Enters the directory as a person of this stakeholder."),
    )
    new_position = forms.CharField(label=_("Somebody else there: position"), max_length=120, required=False)

    class Meta:
        model = Engagement
        fields = ["on", "channel", "about", "answer"]
        widgets = {
            "on": DateInput(),
            "about": forms.Textarea(attrs={"rows": 3}),
            "answer": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"answer": _("What they said or promised. It can be written later.")}

    field_order = ["on", "channel", "ours", "theirs", "new_name", "new_position", "about", "answer"]

    def __init__(self, *args, stakeholder: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.stakeholder = stakeholder
        people = Person.objects.select_related("organization")
        spoke = Person.objects.have_spoken_for_members().order_by().values("pk")
        self.fields["ours"].queryset = people.filter(Q(pk__in=spoke) | Q(pk__in=self._noted(Side.OURS)))
        there = people.filter(Q(organization=stakeholder) | Q(pk__in=self._noted(Side.THEIRS)))
        self.fields["theirs"].queryset = there
        if self.instance.pk:
            self.initial |= {"ours": list(self._noted(Side.OURS)), "theirs": list(self._noted(Side.THEIRS))}

    def _noted(self, side: str) -> QuerySet:
        rows = EngagementPerson.objects.filter(engagement=self.instance.pk, side=side)
        return rows.order_by().values_list("person", flat=True)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("new_position") and not data.get("new_name") and "new_name" not in self.errors:
            self.add_error("new_name", _("Write the name that goes with this position."))
        if data.get("new_name") and self.stakeholder.people.filter(name__iexact=data["new_name"]).exists():
            self.add_error("new_name", _("This person is in the directory already: choose them above."))
        return data

    def people_there(self) -> list[Person]:
        """The last one not yet written, where there is somebody new."""
        data = self.cleaned_data
        new = Person(name=data["new_name"], position=data["new_position"], organization=self.stakeholder)
        return [*data.get("theirs", []), *([new] if data["new_name"] else [])]
