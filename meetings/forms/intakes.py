import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetings.models import Body

KEY = re.compile(r"(who|org|date|start|title|kind|skip|again|text|agreed|owner|by|due):(\d{1,4}(:\d{1,4})?|\*)")
CHECKS = ("skip", "again")
LONGEST = 4000


class IntakeForm(forms.Form):
    body = forms.ModelChoiceField(label=_("Body that met"), queryset=Body.objects.all())
    text = forms.CharField(
        label=_("The minutes"),
        max_length=200_000,
        strip=False,
        help_text=_(
            "One or several, as they are. A heading with the day begins each; «Attendees», «Agreements» and the like "
            "above lists are understood, in Spanish and English."
        ),
        widget=forms.Textarea(attrs={"rows": 18}),
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Paste the minutes."))
        return text


def answers_from(data: QueryDict) -> dict[str, str]:
    """What the page's fields say; a box that isn't ticked any more is "" (`shown` names those that were there)."""
    answers = {key: data[key].replace("\x00", "")[:LONGEST] for key in data if KEY.fullmatch(key)}
    shown = [f"{check}:{place}" for check in CHECKS for place in data.getlist("shown") if place.isdecimal()]
    return dict.fromkeys(shown, "") | answers
