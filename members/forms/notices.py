from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Person
from members.quiet import zone_choices


def _own_zone() -> str:
    return gettext("that of the alliance (%(zone)s)") % {"zone": settings.TIME_ZONE.replace("_", " ")}


def time_zone_field(help_text: str = "") -> forms.ChoiceField:
    choices = [("", lazy(_own_zone, str)()), *zone_choices()]
    return forms.ChoiceField(label=_("Time zone"), choices=choices, required=False, help_text=help_text)


class NoticesForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("What only informs, such as plans, minutes and reminders about them"),
        choices=Person.Notices.choices,
        widget=forms.RadioSelect,
    )
    time_zone = time_zone_field(_("What is not urgent reaches you by day."))
