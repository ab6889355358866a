from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.forms.notices import time_zone_field
from members.importing.likeness import Told
from members.models import Organization, Person, User, roles_of

telephone = RegexValidator(
    r"^\+?[\d(][\d\s().-]{5,}(\s*(ext\.?|x)\s*\d+)?$", _("Write a telephone number, such as +57 601 555 0100.")
)

CONFIRM = _(
    "%(name)s has spoken for an organization. Is this the same person? Then confirm it below. For somebody else, "
    "replace the representative on the organization's page."
)
NOT_YOURS = _(
    "%(name)s has spoken for your organization. Only they themselves or the secretariat can give them another name; "
    "for whoever follows, the secretariat replaces the representative."
)


class PersonForm(forms.ModelForm):
    """A directory entry. Representatives put people into their own organizations only.

    What somebody holds and owes stands under their entry, so that it isn't written over for whoever follows them:
    another name for somebody who has spoken for an organization is confirmed by a coordinator, or is no correction.
    """

    same_person = forms.BooleanField(
        label=_("It is the same person, who is called so from now on; what they did until now keeps the former name"),
        required=False,
    )

    address_works = forms.BooleanField(
        label=_("The address is right after all: write to it again"),
        required=False,
        help_text=_("For when you know from this person that mail arrives there now."),
    )

    time_zone = time_zone_field(_("What is not urgent is not sent to this person by night."))

    field_order = ["name", "same_person", "position", "organization", "email", "address_works"]

    class Meta:
        model = Person
        fields = ["name", "position", "organization", "email", "phone", "language"]
        labels = {"language": _("Language of the mails to this person")}

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(telephone)
        self.fields["time_zone"].initial = self.instance.time_zone
        roles = roles_of(user)
        self.named_before = self.instance.name
        self.becomes_another = self._becomes_another()
        own = self.instance.user_id is not None and self.instance.user_id == user.pk
        if not (self.becomes_another and (roles.sees_everything or own)):
            del self.fields["same_person"]
        if not self.instance.email_bounces:
            del self.fields["address_works"]
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

    def _becomes_another(self) -> bool:
        """A name that isn't the old one with other accents or a slip mended, of somebody with a past."""
        typed = self.data.get("name", "")
        if not self.is_bound or self.instance.pk is None or Told.of(typed).is_like(Told.of(self.named_before)):
            return False
        return self.instance.mandates.exists()

    def clean(self) -> dict:
        data = super().clean()
        if self.becomes_another and data.get("name") and not data.get("same_person"):
            words = CONFIRM if "same_person" in self.fields else NOT_YOURS
            self.add_error("name", words % {"name": self.named_before})
        return data

    def clean_address_works(self) -> bool:
        if self.cleaned_data["address_works"]:
            self.instance.bounced_email = ""
        return self.cleaned_data["address_works"]

    def clean_time_zone(self) -> str:
        self.instance.time_zone = self.cleaned_data["time_zone"]
        return self.instance.time_zone
