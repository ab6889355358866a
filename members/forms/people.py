from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.forms.notices import time_zone_field
from members.models import Organization, Person, User, roles_of

telephone = RegexValidator(
    r"^\+?[\d(][\d\s().-]{5,}(\s*(ext\.?|x)\s*\d+)?$", _("Write a telephone number, such as +57 601 555 0100.")
)


class PersonForm(forms.ModelForm):
    """A directory entry. Representatives put people into their own organizations only."""

    time_zone = time_zone_field(_("What is not urgent is not sent to this person by night."))

    class Meta:
        model = Person
        fields = ["name", "position", "organization", "email", "phone", "language"]
        labels = {"language": _("Language of the mails to this person")}

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(telephone)
        self.fields["time_zone"].initial = self.instance.time_zone
        roles = roles_of(user)
        if not roles.sees_everything:
            organization = self.fields["organization"]
            now = self.instance.organization_id
            organization.queryset = Organization.objects.filter(Q(pk__in=roles.organization_ids) | Q(pk=now))
            organization.required = True
            organization.empty_label = None
        if self.instance.user_id:
            self.fields["email"].help_text = _(
                "This person has an account. Invitations and notices will go to this e-mail; the e-mail for logging in "
                "stays as it is, and a change is told to it."
            )

    def clean_time_zone(self) -> str:
        self.instance.time_zone = self.cleaned_data["time_zone"]
        return self.instance.time_zone
