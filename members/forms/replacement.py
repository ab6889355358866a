from django.utils.translation import gettext_lazy as _

from members.forms.mandates import MandateForm
from members.models import Mandate


class ReplacementForm(MandateForm):
    """Who follows, from when on; the role is that of the mandate which ends, and so is its planned end."""

    def __init__(self, *args, mandate: Mandate, **kwargs):
        super().__init__(*args, organization=mandate.organization, initial={"ends_on": mandate.ends_on}, **kwargs)
        del self.fields["role"]
        self.fields["person"].queryset = self.fields["person"].queryset.exclude(pk=mandate.person_id)
        self.fields["starts_on"].label = _("From this day on")
        self.fields["ends_on"].label = _("The new mandate ends on")
